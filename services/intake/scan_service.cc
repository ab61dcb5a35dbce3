#include "services/intake/scan_service.h"

#include <functional>
#include <string>
#include <utility>

#include "common/rpc/status.h"
#include "hoso/scans/v1/scan_service.grpc.pb.h"
#include "services/intake/scan_book.h"

namespace hoso::intake {
namespace {

using namespace scans::v1;

constexpr size_t kPiece = 256 * 1024;  // Of a scan that is read, in one message.

absl::Status Busy() { return absl::ResourceExhaustedError("too many scans are under way; try again in a moment"); }

// A stream that ends before it began.
template <typename Reactor>
class Refusal : public Reactor {
 public:
  explicit Refusal(const grpc::Status& status) { this->Finish(status); }
  void OnDone() override { delete this; }
};

// One upload. What blocks runs on a worker, one task at a time: a message is read when the one before was kept.
class Upload : public grpc::ServerReadReactor<UploadScanRequest> {
 public:
  Upload(ScanBook& book, rpc::Workers& workers, rpc::CallContext call, UploadScanResponse* response)
      : book_(book), workers_(workers), call_(std::move(call)), response_(response) {
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    const bool taken = workers_.Run([this, ok] { ok ? Take() : Close(); });
    if (!taken) End(Busy());
  }
  void OnDone() override { delete this; }

 private:
  void Take() {
    absl::Status status;
    if (!upload_.has_value()) {
      status = message_.has_scan() ? Begin() : NothingFirst();
    } else if (message_.has_chunk()) {
      status = book_.Add(*upload_, message_.chunk());
    } else {
      status = absl::InvalidArgumentError("chunk: want chunks after the first message");
    }
    if (!status.ok()) return End(status);
    StartRead(&message_);
  }

  absl::Status Begin() {
    auto begun = book_.Begin(call_, message_.scan());
    if (!begun.ok()) return begun.status();
    call_.NoteDossier(message_.scan().dossier_code());
    upload_ = *std::move(begun);
    return absl::OkStatus();
  }

  static absl::Status NothingFirst() { return absl::InvalidArgumentError("scan: not given, want it first"); }

  // The stream ended, or the line was cut: what came is kept.
  void Close() {
    if (!upload_.has_value()) return End(NothingFirst());
    auto response = book_.Finish(call_, *upload_);
    if (response.ok()) *response_ = *std::move(response);
    End(response.status());
  }

  void End(const absl::Status& status) { Finish(call_.End(status)); }

  ScanBook& book_;
  rpc::Workers& workers_;
  rpc::CallContext call_;
  UploadScanResponse* const response_;
  UploadScanRequest message_;
  std::optional<UploadUnderWay> upload_;
};

class Download : public grpc::ServerWriteReactor<ReadScanResponse> {
 public:
  Download(ScanBook& book, rpc::Workers& workers, rpc::CallContext call, const ReadScanRequest& request)
      : book_(book), call_(std::move(call)), request_(request) {
    if (!workers.Run([this] { Open(); })) End(Busy());
  }

  void OnWriteDone(bool ok) override { ok ? Next() : End(absl::CancelledError("the caller has gone")); }
  void OnDone() override { delete this; }

 private:
  void Open() {
    auto bytes = book_.Read(call_, request_);
    if (!bytes.ok()) return End(bytes.status());
    call_.NoteDossier(request_.dossier_code());
    bytes_ = *std::move(bytes);
    Next();
  }

  void Next() {
    if (sent_ == bytes_.size()) return End(absl::OkStatus());
    piece_.set_content(bytes_.substr(sent_, kPiece));
    sent_ += piece_.content().size();
    StartWrite(&piece_);
  }

  void End(const absl::Status& status) { Finish(call_.End(status)); }

  ScanBook& book_;
  rpc::CallContext call_;
  const ReadScanRequest request_;
  std::string bytes_;
  size_t sent_ = 0;
  ReadScanResponse piece_;
};

class Service final : public ScanService::CallbackService {
 public:
  explicit Service(const ScanParts& parts) : book_(parts), workers_(parts.workers), calls_(parts.calls) {}

  grpc::ServerUnaryReactor* FindUpload(grpc::CallbackServerContext* context, const FindUploadRequest* request,
                                       FindUploadResponse* response) override {
    return Answer(context, request, response, "FindUpload", &ScanBook::FindUpload);
  }

  grpc::ServerUnaryReactor* ListScans(grpc::CallbackServerContext* context, const ListScansRequest* request,
                                      ListScansResponse* response) override {
    return Answer(context, request, response, "ListScans", &ScanBook::List);
  }

  grpc::ServerReadReactor<UploadScanRequest>* UploadScan(grpc::CallbackServerContext* context,
                                                         UploadScanResponse* response) override {
    auto call = calls_.Begin(context, "UploadScan");
    if (!call.ok()) return new Refusal<grpc::ServerReadReactor<UploadScanRequest>>(rpc::ToGrpc(call.status()));
    return new Upload(book_, workers_, *std::move(call), response);
  }

  grpc::ServerWriteReactor<ReadScanResponse>* ReadScan(grpc::CallbackServerContext* context,
                                                       const ReadScanRequest* request) override {
    auto call = calls_.Begin(context, "ReadScan");
    if (!call.ok()) return new Refusal<grpc::ServerWriteReactor<ReadScanResponse>>(rpc::ToGrpc(call.status()));
    return new Download(book_, workers_, *std::move(call), *request);
  }

 private:
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                   const char* name,
                                   absl::StatusOr<Response> (ScanBook::*method)(const rpc::CallContext&,
                                                                                const Request&)) {
    return calls_.Serve(context, request, response, name, [this, method](auto call) {
      workers_.Answer(call, [this, method, call] {
        call->NoteDossier(call->request().dossier_code());
        auto answer = (book_.*method)(call->context(), call->request());
        if (answer.ok()) *call->response() = *std::move(answer);
        return answer.status();
      });
    });
  }

  ScanBook book_;
  rpc::Workers& workers_;
  const rpc::Calls calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeScanService(const ScanParts& parts) { return std::make_unique<Service>(parts); }

}  // namespace hoso::intake

// hoso scan put, list, get: scans of a dossier's papers, up to the services and back.
#include <algorithm>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/own_access.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"
#include "common/scans/content.h"
#include "common/scans/upload.h"
#include "hoso/scans/v1/scan_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using scans::v1::ScanService;
constexpr auto kIntake = Session::Service::kIntake;

struct Arguments {
  std::string code, component, file, scan_id, replaces, out;
  int pages = 1;
  int64_t only = 0;
  PurposeOptions purpose;
};

scans::v1::NewScan ScanOf(const Session& session, const Arguments& a, const std::string& bytes) {
  scans::v1::NewScan scan;
  scan.set_scan_id(a.scan_id.empty() ? rpc::NewRequestId() : a.scan_id);
  scan.set_dossier_code(OrUsage("code", ParseCode(a.code)));
  scan.set_component_id(a.component);
  scan.set_digest(Sha256(bytes));
  scan.set_bytes(static_cast<int64_t>(bytes.size()));
  scan.set_media_type(OrUsage("FILE", scans::MediaTypeOf(bytes)));
  scan.set_pages(a.pages);
  scan.set_replaces(a.replaces);
  return scan;
}

absl::StatusOr<scans::v1::UploadScanResponse> Upload(const Session& session, const Arguments& a,
                                                     const scans::v1::NewScan& scan, const std::string& bytes,
                                                     int64_t from) {
  const auto stub = ScanService::NewStub(session.ChannelOf(kIntake));
  grpc::ClientContext context;
  session.Prepare(context, true);
  scans::v1::UploadScanResponse response;
  const auto writer = stub->UploadScan(&context, &response);
  scans::v1::UploadScanRequest message;
  *message.mutable_scan() = scan;
  bool goes = writer->Write(message);
  const int64_t until = a.only > 0 ? std::min(scan.bytes(), from + a.only) : scan.bytes();
  while (goes && from < until) {
    scans::v1::ScanChunk& chunk = *message.mutable_chunk();
    chunk.set_offset(from);
    chunk.set_content(
        bytes.substr(static_cast<size_t>(from), static_cast<size_t>(std::min(scans::kLargestChunk, until - from))));
    from += static_cast<int64_t>(chunk.content().size());
    goes = writer->Write(message);
  }
  writer->WritesDone();
  const absl::Status status = rpc::FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return response;
}

void Put(const Session& session, const Arguments& a) {
  const std::string bytes = OrUsage("FILE", files::ReadFile(a.file, scans::kLargestScan));
  const scans::v1::NewScan scan = ScanOf(session, a, bytes);
  scans::v1::FindUploadRequest find;
  find.set_scan_id(scan.scan_id());
  find.set_dossier_code(scan.dossier_code());
  const auto kept = session.Call<ScanService>(kIntake, &ScanService::StubInterface::FindUpload, find);
  const auto response = Upload(session, a, scan, bytes, kept.bytes_kept());
  if (!response.ok()) session.Refuse(response.status());
  if (session.options().json) return PrintJson(*response);
  PrintRow({scan.scan_id(), absl::StrCat(response->bytes_kept()), response->recorded() ? "recorded" : "kept"});
}

void List(const Session& session, const Arguments& a) {
  scans::v1::ListScansRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(a.code)));
  const auto response = session.Call<ScanService>(kIntake, &ScanService::StubInterface::ListScans, request);
  if (session.options().json) return PrintJson(response);
  for (const scans::v1::Scan& scan : response.scans()) {
    PrintRow({scan.scan_id(), scan.component_id(), scan.media_type(), absl::StrCat(scan.pages()),
              absl::StrCat(scan.bytes()), absl::BytesToHexString(scan.digest()), ShowTime(scan.scanned_at()),
              scan.replaced_by().empty() ? "-" : scan.replaced_by()});
  }
}

void Get(const Session& session, const Arguments& a) {
  scans::v1::ReadScanRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(a.code)));
  request.set_scan_id(a.scan_id);
  request.set_purpose(a.purpose.Get());
  request.set_reference(a.purpose.reference);
  const auto stub = ScanService::NewStub(session.ChannelOf(kIntake));
  grpc::ClientContext context;
  session.Prepare(context, true);
  const auto reader = stub->ReadScan(&context, request);
  std::string bytes;
  scans::v1::ReadScanResponse piece;
  while (reader->Read(&piece)) bytes += piece.content();
  const absl::Status status = rpc::FromGrpc(reader->Finish());
  if (!status.ok()) session.Refuse(status);
  // For its owner alone: it is somebody's paper.
  const absl::Status written = files::WriteFile(a.out, bytes, files::Existing::kRefuse, 0600);
  if (!written.ok()) session.Refuse(written);
  PrintRow({absl::StrCat(bytes.size()), Sha256Hex(bytes)});
}

}  // namespace

void AddScanCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("scan", "Scans of a dossier's papers");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  const auto code = [&](CLI::App& command) { command.add_option("code", a->code, "Dossier code")->required(); };

  CLI::App& put = *group.add_subcommand("put",
                                        "Hand in a scan, or go on with one that was cut off (--scan-id): prints "
                                        "scan_id, bytes kept, recorded or kept");
  code(put);
  put.add_option("component", a->component, "Of the procedure version")->required();
  put.add_option("file", a->file, "PDF of version 1.4 or later, JPEG or PNG, by content; at most 20 MB")->required();
  put.add_option("--pages", a->pages, "How many")->check(CLI::Range(1, scans::kMostPages))->capture_default_str();
  put.add_option("--scan-id", a->scan_id, "A UUID; by default a new one");
  put.add_option("--replaces", a->replaces, "The scan of this component that is not to be read any more");
  put.add_option("--only", a->only, "No more than so many bytes now; the same command with --scan-id goes on")
      ->check(CLI::Range(scans::kSmallestChunk, scans::kLargestScan));
  put.callback([=] { Put(session, *a); });

  CLI::App& list =
      *group.add_subcommand("list",
                            "What was recorded: scan_id, component, type, pages, bytes, SHA-256, time, and "
                            "by which it was replaced");
  code(list);
  list.callback([=] { List(session, *a); });

  CLI::App& get =
      *group.add_subcommand("get", "Write a scan to a file: prints bytes and SHA-256. Stands in the access log");
  code(get);
  get.add_option("scan_id", a->scan_id, "Which")->required();
  get.add_option("--out", a->out, "The file, which must not be there yet; it gets mode 0600")->required();
  a->purpose.AddTo(get)->required();
  get.callback([=] { Get(session, *a); });
}

}  // namespace hoso::cli

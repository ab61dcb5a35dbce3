#include "common/rpc/status.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "google/rpc/status.pb.h"

namespace hoso::rpc {
namespace {

// A response header holds 8 KB. The message travels twice: percent-encoded (up
// to threefold), and in the details, which are base64 (a third more).
constexpr size_t kMaxMessageBytes = 512;
constexpr size_t kMaxDetailBytes = 3500;

constexpr char kTypePrefix[] = "type.googleapis.com/";

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::string message = errors::Printable(std::string(status.message()), kMaxMessageBytes);
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  size_t bytes = 0;
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& payload) {
    if (!absl::StartsWith(type_url, kTypePrefix) || bytes + payload.size() > kMaxDetailBytes) return;
    bytes += payload.size();
    auto* detail = details.add_details();
    detail->set_type_url(std::string(type_url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message,
                      details.details_size() == 0 ? "" : details.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

absl::Status ForCaller(const absl::Status& status, const std::string& request_id) {
  if (status.code() != absl::StatusCode::kInternal && status.code() != absl::StatusCode::kDataLoss) return status;
  return absl::Status(status.code(), absl::StrCat("internal error; request id ", request_id));
}

}  // namespace hoso::rpc

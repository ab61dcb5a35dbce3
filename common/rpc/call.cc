#include "common/rpc/call.h"

#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

namespace hoso::rpc {
namespace {

std::string MetadataValue(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

Caller ReadCaller(const grpc::CallbackServerContext& context) {
  const auto read = [&](const char* key) { return errors::Printable(MetadataValue(context, key), 64); };
  return {.staff = read(kStaffKey),
          .office = read(kOfficeKey),
          .agency = read(kAgencyKey),
          .device = read(kDeviceKey),
          .role = read(kRoleKey)};
}

std::string ChooseRequestId(const grpc::CallbackServerContext& context, const std::string& of_message) {
  if (IsRequestId(of_message)) return of_message;
  const std::string of_metadata = MetadataValue(context, kRequestIdKey);
  return IsRequestId(of_metadata) ? of_metadata : NewRequestId();
}

// The time of the call: `now` unless the caller names one and may do so.
absl::StatusOr<absl::Time> ChooseTime(const std::string& named, bool simulated_clock, absl::Time now) {
  if (named.empty()) return now;
  if (!simulated_clock) {
    return errors::FieldError(kTimeKey, "given, want none: this service keeps its own time");
  }
  absl::Time time;
  std::string why;
  if (!absl::ParseTime(absl::RFC3339_full, named, &time, &why)) {
    return errors::FieldError(kTimeKey, absl::StrCat(errors::Printable(named, 40), ", want RFC 3339"));
  }
  return time;
}

// Whose fault it is decides how loud the log line is.
log::Level LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnknown:
      return log::Level::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
      return log::Level::kWarn;
    default:
      return log::Level::kInfo;
  }
}

}  // namespace

grpc::Status CallContext::End(const absl::Status& status) {
  if (ended_) return ToGrpc(status);
  ended_ = true;
  const std::string code = absl::StatusCodeToString(status.code());
  const absl::Duration latency = absl::Now() - started_;
  options_->metrics->Commands(options_->service, command_, code).Increment();
  options_->metrics->CommandDuration(options_->service, command_).Observe(absl::ToDoubleSeconds(latency));

  const log::Level level = LevelOf(status.code());
  if (log::Enabled(level)) {
    log::Fields fields = {{"request_id", request_id_},
                          {"method", command_},
                          {"code", code},
                          {"latency_ms", absl::ToDoubleMilliseconds(latency)}};
    if (!dossier_.empty()) fields.emplace_back("dossier", dossier_);
    if (const std::string reason = errors::Reason(status); !reason.empty()) fields.emplace_back("reason", reason);
    if (level != log::Level::kInfo) fields.emplace_back("error", std::string(status.message()));
    log::Write(level, "call", fields);
  }
  return ToGrpc(ForCaller(status, request_id_));
}

absl::StatusOr<CallContext> Calls::Begin(grpc::CallbackServerContext* context, std::string command,
                                         const std::string& request_id) const {
  CallContext call;
  call.options_ = &options_;
  call.command_ = std::move(command);
  call.started_ = absl::Now();
  call.request_id_ = ChooseRequestId(*context, request_id);
  call.caller_ = ReadCaller(*context);

  const absl::StatusOr<absl::Time> deadline =
      EffectiveDeadline(absl::FromChrono(context->deadline()), call.started_, options_.deadline_cap);
  if (!deadline.ok()) return Refuse(call, deadline.status());
  call.deadline_ = *deadline;

  const absl::StatusOr<absl::Time> now =
      ChooseTime(MetadataValue(*context, kTimeKey), options_.simulated_clock, options_.clock->Now());
  if (!now.ok()) return Refuse(call, now.status());
  call.now_ = *now;
  return call;
}

absl::Status Calls::Refuse(CallContext& call, const absl::Status& status) {
  call.End(status);
  return status;
}

grpc::Status Calls::RefusalForCaller(const absl::Status& status) { return ToGrpc(status); }

}  // namespace hoso::rpc

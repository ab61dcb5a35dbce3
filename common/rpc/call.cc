#include "common/rpc/call.h"

#include <grpc/grpc_security_constants.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/identity/machine_name.h"
#include "common/log/log.h"
#include "common/rights/role.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"
#include "common/rpc/peer.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

namespace hoso::rpc {
namespace {

constexpr char kBearer[] = "Bearer ";

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
          .carrier = read(kCarrierKey),
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
    return errors::FieldError(kTimeKey, "cannot be read, want RFC 3339, such as 2022-11-01T09:00:00+07:00");
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

// AGENCY-YYMMDD-NNNN, whatever the agency and the day.
bool HasShapeOfCode(const std::string& text) {
  constexpr size_t kLongestAgency = 12, kDay = 6, kLongestNumber = 5;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  const auto digits = [](absl::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return parts.size() == 3 && parts[0].size() <= kLongestAgency && parts[1].size() == kDay && digits(parts[1]) &&
         parts[2].size() <= kLongestNumber && digits(parts[2]) && !errors::MayBePersonal(text);
}

}  // namespace

// What is known of one command: its counters and its name in the table of rights, looked up once instead of for each
// call.
class CommandMetrics {
 public:
  CommandMetrics(const CallsOptions& options, std::string command)
      : options_(options),
        command_(std::move(command)),
        right_(absl::StrCat(options.service, ".", command_)),
        duration_(options.metrics->CommandDuration(options.service, command_)) {}

  // The command's name in the table of rights.
  const std::string& right() const { return right_; }

  void Count(absl::StatusCode code, absl::Duration latency) {
    duration_.Observe(absl::ToDoubleSeconds(latency));
    std::atomic<prometheus::Counter*>& known = by_code_[static_cast<size_t>(code) % by_code_.size()];
    prometheus::Counter* counter = known.load();
    if (counter == nullptr) {
      counter = &options_.metrics->Commands(options_.service, command_, absl::StatusCodeToString(code));
      known.store(counter);
    }
    counter->Increment();
  }

 private:
  const CallsOptions& options_;
  const std::string command_;
  const std::string right_;
  prometheus::Histogram& duration_;
  std::array<std::atomic<prometheus::Counter*>, 17> by_code_ = {};  // OK and the sixteen codes of gRPC.
};

void CallContext::NoteDossier(std::string code) {
  if (HasShapeOfCode(code)) dossier_ = std::move(code);
}

grpc::Status CallContext::End(const absl::Status& status) {
  if (ended_) return ToGrpc(status);
  ended_ = true;
  const absl::Duration latency = absl::Now() - started_;
  metrics_->Count(status.code(), latency);

  const log::Level level = LevelOf(status.code());
  if (log::Enabled(level)) {
    log::Fields fields = {{"request_id", request_id_},
                          {"method", command_},
                          {"code", absl::StatusCodeToString(status.code())},
                          {"latency_ms", absl::ToDoubleMilliseconds(latency)}};
    if (!dossier_.empty()) fields.emplace_back("dossier", dossier_);
    if (const std::string reason = errors::Reason(status); !reason.empty()) fields.emplace_back("reason", reason);
    if (level != log::Level::kInfo) fields.emplace_back("error", std::string(status.message()));
    log::Write(level, "call", fields);
  }
  return ToGrpc(ForCaller(status, request_id_));
}

Calls::Calls(CallsOptions options) : options_(std::move(options)) {}

Calls::~Calls() = default;

absl::Status Calls::Identify(const grpc::CallbackServerContext& context, CallContext& call) const {
  call.caller_ = ReadCaller(context);
  if (options_.plain_for_tests) return IdentifyPlainly(call);
  if (options_.machines == nullptr) return absl::UnauthenticatedError("this server knows no machines");
  const auto shown = context.auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  const std::string certificate = shown.empty() ? "" : std::string(shown[0].data(), shown[0].size());
  const auto machine = options_.machines->Check(certificate, call.started_);
  if (!machine.ok()) return machine.status();
  call.machine_ = identity::FormatMachineName(*machine);
  if (options_.limiter != nullptr) {
    const bool of_service = machine->kind == identity::MachineKind::kService;
    const absl::Status status =
        options_.limiter->Admit(*machine, NetworkOf(context, of_service), call.command_, call.started_);
    if (!status.ok()) return status;
  }

  const std::string authorization = MetadataValue(context, kAuthorizationKey);
  if (authorization.empty()) return BindMachine(*machine, call.caller_);
  if (options_.tokens == nullptr) return absl::UnauthenticatedError("this server knows no people");
  auto session =
      options_.tokens->Check(std::string(absl::StripPrefix(authorization, kBearer)), call.machine_, call.started_);
  if (!session.ok()) return session.status();
  call.session_ = *std::move(session);
  return BindSession(*call.session_, call.caller_);
}

absl::Status Calls::IdentifyPlainly(CallContext& call) const {
  Caller& caller = call.caller_;
  if (caller.role.empty()) {
    caller.role = rights::NameOf(!caller.office.empty()   ? trust::v1::ROLE_POSTAL_ATTENDANT
                                 : !caller.agency.empty() ? trust::v1::ROLE_ONE_STOP_OFFICER
                                                          : trust::v1::ROLE_CITIZEN);
  }
  return absl::OkStatus();
}

absl::Status Calls::Authorise(CallContext& call) const {
  const auto scope = options_.rights->Check(rights::RoleOf(call.caller_.role), call.metrics_->right());
  if (!scope.ok()) return scope.status();
  call.reach_ = {
      .scope = *scope, .office = call.caller_.office, .agency = call.caller_.agency, .carrier = call.caller_.carrier};
  return absl::OkStatus();
}

absl::StatusOr<CallContext> Calls::Begin(grpc::CallbackServerContext* context, std::string command,
                                         const std::string& request_id) const {
  CallContext call;
  call.metrics_ = MetricsOf(command);
  call.command_ = std::move(command);
  call.started_ = absl::Now();
  call.request_id_ = ChooseRequestId(*context, request_id);
  if (absl::Status status = Identify(*context, call); !status.ok()) return Refuse(call, status);
  if (absl::Status status = Authorise(call); !status.ok()) return Refuse(call, status);

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

absl::StatusOr<CallContext> Calls::BeginWithin(const CallContext& outer, const trust::v1::Session& session,
                                               std::string command, const std::string& request_id) const {
  return BeginOnBehalf(outer, {.machine = outer.machine_, .device = outer.caller_.device}, session, std::move(command),
                       request_id);
}

absl::StatusOr<CallContext> Calls::BeginOnBehalf(const CallContext& outer, const Behalf& of,
                                                 const trust::v1::Session& session, std::string command,
                                                 const std::string& request_id) const {
  CallContext call;
  call.metrics_ = MetricsOf(command);
  call.command_ = std::move(command);
  call.started_ = absl::Now();
  call.request_id_ = IsRequestId(request_id) ? request_id : NewRequestId();
  call.caller_.device = of.device;
  call.session_ = session;
  call.machine_ = of.machine;
  call.deadline_ = outer.deadline_;
  call.now_ = outer.now_;
  if (absl::Status status = BindSession(session, call.caller_); !status.ok()) return Refuse(call, status);
  if (absl::Status status = Authorise(call); !status.ok()) return Refuse(call, status);
  return call;
}

absl::Status Calls::Refuse(CallContext& call, const absl::Status& status) {
  call.End(status);
  return status;
}

CommandMetrics* Calls::MetricsOf(const std::string& command) const {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<CommandMetrics>& known = metrics_[command];
  if (known == nullptr) known = std::make_unique<CommandMetrics>(options_, command);
  return known.get();
}

grpc::Status Calls::RefusalForCaller(const absl::Status& status) { return ToGrpc(status); }

}  // namespace hoso::rpc

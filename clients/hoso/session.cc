#include "clients/hoso/session.h"

#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include "clients/hoso/parse.h"
#include "common/dossier/two_persons.h"
#include "common/rpc/channel.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"
#include "common/session/token.h"
#include "hoso/staff/v1/staff_service.grpc.pb.h"

namespace hoso::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kRefused = 1;
constexpr int kUsage = 2;

struct Place {
  const char* name;
  const char* variable;
  const char* port_file;
};

Place PlaceOf(Session::Service service) {
  switch (service) {
    case Session::Service::kIntake:
      return {"--intake", "HOSO_INTAKE", "run/intake.port"};
    case Session::Service::kRouting:
      return {"--routing", "HOSO_ROUTING", "run/routing.port"};
    case Session::Service::kReturns:
      return {"--returns", "HOSO_RETURNS", "run/returns.port"};
    case Session::Service::kStaff:
      return {"--staff-service", "HOSO_STAFF", "run/staff.port"};
  }
  return {};
}

// What a code of gRPC means to a person.
std::string Meaning(absl::StatusCode code, bool vi) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return vi ? "Dữ liệu chưa đúng" : "The request is wrong";
    case absl::StatusCode::kNotFound:
      return vi ? "Không tìm thấy" : "Not found";
    case absl::StatusCode::kAlreadyExists:
      return vi ? "Đã có" : "Exists already";
    case absl::StatusCode::kPermissionDenied:
      return vi ? "Không được phép" : "Not allowed";
    case absl::StatusCode::kUnauthenticated:
      return vi ? "Chưa rõ ai gọi" : "The caller is not known";
    case absl::StatusCode::kFailedPrecondition:
      return vi ? "Chưa làm được lúc này" : "Not possible now";
    case absl::StatusCode::kAborted:
      return vi ? "Đã thay đổi trong lúc đó; xem lại rồi làm lại" : "Changed meanwhile; look again and repeat";
    case absl::StatusCode::kResourceExhausted:
      return vi ? "Quá tải hoặc đã hết" : "Too much, or used up";
    case absl::StatusCode::kUnavailable:
      return vi ? "Không kết nối được; thử lại với cùng --request-id"
                : "Not reachable; repeat with the same --request-id";
    case absl::StatusCode::kDeadlineExceeded:
      return vi ? "Quá thời gian chờ; thử lại với cùng --request-id"
                : "Took too long; repeat with the same --request-id";
    default:
      return vi ? "Có lỗi" : "Failed";
  }
}

// Of reasons that want more words than their code has; empty for others.
std::string MeaningOf(const std::string& reason, bool vi) {
  if (reason != dossier::kNotTwoPersons) return "";
  return vi ? "Cần hai người khác nhau: không tính người vừa cấp hoặc đặt lại tài khoản của người kia"
            : "Two persons are needed: who has just given or reset the other's credentials does not count";
}

fs::path ProgramFolder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

std::string FindUpwards(fs::path folder, const fs::path& name) {
  std::error_code error;
  for (; !folder.empty(); folder = folder.parent_path()) {
    if (fs::exists(folder / "var" / name, error)) return folder / "var" / name;
    if (folder == folder.root_path()) break;
  }
  return "";
}

}  // namespace

std::string FindInVar(const std::string& name) {
  const std::string beside_program = FindUpwards(ProgramFolder(), name);
  if (!beside_program.empty()) return beside_program;
  std::error_code error;
  return FindUpwards(fs::current_path(error), name);
}

namespace {

std::string MachineFolder(const Options& options) {
  if (!options.machine.empty()) return options.machine;
  if (const char* variable = std::getenv("HOSO_MACHINE"); variable != nullptr) return variable;
  return FindInVar("ca/machines/service/console");
}

std::string SessionsFolder(const Options& options) {
  if (!options.sessions.empty()) return options.sessions;
  if (const char* variable = std::getenv("HOSO_SESSIONS"); variable != nullptr) return variable;
  if (const std::string found = FindInVar("sessions"); !found.empty()) return found;
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/hoso";
}

// Who has signed in is who calls. What is said otherwise, the services refuse.
bool TakeCallerFromSession(Options& options) {
  const auto signed_in = SessionFiles(SessionsFolder(options)).Find(options.caller.staff, absl::Now());
  if (!signed_in.ok() || !signed_in->has_value()) return false;
  rpc::Caller caller = options.caller;
  if (rpc::BindSession((*signed_in)->session, caller).ok()) options.caller = caller;
  options.token = (*signed_in)->token;
  return true;
}

// An office's machine speaks for that office, and so on: nobody has to say it.
void TakeCallerFromCertificate(Options& options) {
  std::ifstream file(MachineFolder(options) + "/current/certificate.pem");
  const std::string certificate{std::istreambuf_iterator<char>(file), {}};
  const auto name = rpc::NameInCertificate(certificate);
  rpc::Caller caller{.office = options.caller.office, .agency = options.caller.agency, .device = options.caller.device};
  if (!name.ok() || !rpc::BindMachine(*name, caller).ok()) return;
  options.caller.office = caller.office;
  options.caller.agency = caller.agency;
  options.caller.device = caller.device;
}

void TakeCaller(Options& options) {
  if (!TakeCallerFromSession(options)) TakeCallerFromCertificate(options);
}

}  // namespace

std::shared_ptr<Options> AddOptions(CLI::App& app) {
  auto options = std::make_shared<Options>();
  const std::string services = "Services", caller = "Caller", writing = "Commands that write";
  app.add_option("--intake", options->intake, "HOST:PORT of intake (else $HOSO_INTAKE, else var/run/)")
      ->group(services);
  app.add_option("--routing", options->routing, "HOST:PORT of routing and tracking (else $HOSO_ROUTING)")
      ->group(services);
  app.add_option("--returns", options->returns, "HOST:PORT of returns (else $HOSO_RETURNS)")->group(services);
  app.add_option("--staff-service", options->staff, "HOST:PORT of staff (else $HOSO_STAFF)")->group(services);
  app.add_option("--sessions", options->sessions, "Folder of who is signed in (else $HOSO_SESSIONS, else var/sessions)")
      ->group(services);
  app.add_option("--machine", options->machine,
                 "Folder of this machine's certificate (else $HOSO_MACHINE, else var/ca/)")
      ->group(services);
  app.add_option("--deadline", options->deadline_seconds, "Seconds to wait for an answer")
      ->check(CLI::Range(0.001, 600.0))
      ->capture_default_str()
      ->group(services);
  app.add_option("--time", options->time, "Simulated time of the call, as YYYY-MM-DDTHH:MM (--simulated-clock only)")
      ->group(services);
  app.add_option("--staff", options->caller.staff, "Who acts: a staff id (else the only one who is signed in)")->group(caller);
  app.add_option("--office", options->caller.office, "The post point where the caller stands (else that of --machine)")
      ->group(caller);
  app.add_option("--agency", options->caller.agency, "The agency for which the caller acts (else that of --machine)")
      ->group(caller);
  app.add_option("--device", options->caller.device, "The counter or device")->group(caller);
  app.add_option("--role", options->caller.role, "Such as carrier, postal_attendant, specialist")->group(caller);
  app.add_option("--request-id", options->request_id, "Repeat a command: the UUID of the first try")->group(writing);
  app.add_option("--expected-version", options->expected_version, "Refuse if the dossier moved on from this version")
      ->check(CLI::PositiveNumber)
      ->group(writing);
  app.add_option("--occurred-at", options->occurred_at, "When it happened, if not now: YYYY-MM-DDTHH:MM")
      ->group(writing);
  app.add_flag("--json", options->json, "The whole answer as JSON on stdout");
  app.add_option("--lang", options->language, "Language of words: vi or en")
      ->check(CLI::IsMember({"vi", "en"}))
      ->capture_default_str();
  app.add_flag("-v,--verbose", options->verbose, "Say which request ids and addresses are used");
  app.parse_complete_callback([options] { TakeCaller(*options); });
  return options;
}

void NotUnderstood(const std::string& name, const absl::Status& why) {
  std::cerr << "hoso: " << name << ": " << why.message() << "\n";
  throw CLI::RuntimeError(kUsage);
}

std::shared_ptr<grpc::Channel> Session::ChannelOf(Service service) const {
  const Place place = PlaceOf(service);
  std::string address = service == Service::kIntake    ? options_->intake
                        : service == Service::kRouting ? options_->routing
                        : service == Service::kReturns ? options_->returns
                                                       : options_->staff;
  if (const char* variable = std::getenv(place.variable); address.empty() && variable != nullptr) address = variable;
  if (address.empty()) {
    std::string port;
    std::ifstream(FindInVar(place.port_file)) >> port;
    if (!port.empty()) address = "127.0.0.1:" + port;
  }
  if (address.empty()) {
    NotUnderstood(place.name, absl::NotFoundError(std::string("no address known, want HOST:PORT, $") + place.variable +
                                                  ", or services started by ./run"));
  }
  if (options_->verbose) std::cerr << "hoso: " << place.name << " " << address << "\n";
  return OrUsage(place.name, rpc::MakeChannel(address, {.machine = Machine()}));
}

rpc::MachineFiles Session::Machine() const {
  const std::string folder = MachineFolder(*options_);
  if (folder.empty()) {
    NotUnderstood("--machine", absl::NotFoundError("no certificate known, want the folder that deploy/ca/ca.sh made, "
                                                   "$HOSO_MACHINE, or services started by ./run"));
  }
  return OrUsage("--machine", rpc::FilesOfMachine(folder));
}

void Session::Prepare(grpc::ClientContext& context, bool for_ever) const {
  rpc::CallOptions call;
  call.caller = options_->caller;
  call.token = FreshToken();
  call.timeout = for_ever ? absl::InfiniteDuration() : absl::Seconds(options_->deadline_seconds);
  if (!options_->time.empty()) call.simulated_time = OrUsage("--time", ParseTime(options_->time));
  rpc::Prepare(context, call);
}

void Session::PrepareForStaff(grpc::ClientContext& context, const std::string& token) const {
  rpc::Prepare(context, {.token = token, .timeout = absl::Seconds(options_->deadline_seconds)});
}

SessionFiles Session::session_files() const { return SessionFiles(SessionsFolder(*options_)); }

std::string Session::FreshToken() const {
  constexpr absl::Duration kTooLittle = absl::Minutes(3);
  const auto parsed = session::ParseToken(options_->token);
  if (!parsed.ok() || absl::Now() + kTooLittle < FromProto(parsed->session.expires_at())) return options_->token;
  const auto renewed = Try<staff::v1::StaffService>(
      Service::kStaff, &staff::v1::StaffService::StubInterface::RenewToken, staff::v1::RenewTokenRequest());
  if (!renewed.ok()) return options_->token;  // It still counts; what comes next may say more.
  if (const absl::Status status = session_files().Write(renewed->token()); !status.ok()) {
    std::cerr << "hoso: " << status.message() << "\n";
  }
  return renewed->token();
}

std::string Session::RequestId() const {
  const std::string id = options_->request_id.empty() ? rpc::NewRequestId() : options_->request_id;
  if (options_->verbose) std::cerr << "hoso: --request-id " << id << "\n";
  return id;
}

std::optional<absl::Time> Session::OccurredAt() const {
  if (options_->occurred_at.empty()) return std::nullopt;
  return OrUsage("--occurred-at", ParseTime(options_->occurred_at));
}

absl::Status Session::FromGrpc(const grpc::Status& status) { return rpc::FromGrpc(status); }

void Session::Refuse(const absl::Status& status) const {
  const std::string reason = errors::Reason(status);
  const std::string meaning = MeaningOf(reason, Vietnamese());
  std::cerr << "hoso: " << (meaning.empty() ? Meaning(status.code(), Vietnamese()) : meaning) << " ("
            << absl::StatusCodeToString(status.code());
  if (!reason.empty()) std::cerr << ", " << reason;
  std::cerr << "): " << status.message() << "\n";
  const std::vector<errors::FieldViolation> violations = errors::FieldViolations(status);
  // A single one is the message itself.
  if (violations.size() > 1) {
    for (const errors::FieldViolation& one : violations)
      std::cerr << "  " << one.field << ": " << one.description << "\n";
  }
  for (const auto& [key, value] : errors::ReasonMetadata(status)) std::cerr << "  " << key << " = " << value << "\n";
  throw CLI::RuntimeError(kRefused);
}

std::string VaultFile(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* variable = std::getenv("HOSO_VAULT"); variable != nullptr) return variable;
  return FindInVar("vault.json");
}

}  // namespace hoso::cli

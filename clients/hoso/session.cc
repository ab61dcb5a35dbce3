#include "clients/hoso/session.h"

#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include "clients/hoso/parse.h"
#include "common/rpc/channel.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

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

// An office's machine speaks for that office, and so on: nobody has to say it. What is said otherwise, the services
// refuse.
void TakeCallerFromCertificate(Options& options) {
  std::ifstream file(MachineFolder(options) + "/current/certificate.pem");
  const std::string certificate{std::istreambuf_iterator<char>(file), {}};
  const auto name = rpc::NameInCertificate(certificate);
  rpc::Caller caller = options.caller;
  if (name.ok() && rpc::Bind(*name, caller).ok()) options.caller = caller;
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
  app.add_option("--machine", options->machine,
                 "Folder of this machine's certificate (else $HOSO_MACHINE, else var/ca/)")
      ->group(services);
  app.add_option("--deadline", options->deadline_seconds, "Seconds to wait for an answer")
      ->check(CLI::Range(0.001, 600.0))
      ->capture_default_str()
      ->group(services);
  app.add_option("--time", options->time, "Simulated time of the call, as YYYY-MM-DDTHH:MM (--simulated-clock only)")
      ->group(services);
  app.add_option("--staff", options->caller.staff, "Who acts: a staff number")->group(caller);
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
  app.parse_complete_callback([options] { TakeCallerFromCertificate(*options); });
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
                                                       : options_->returns;
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
  call.timeout = for_ever ? absl::InfiniteDuration() : absl::Seconds(options_->deadline_seconds);
  if (!options_->time.empty()) call.simulated_time = OrUsage("--time", ParseTime(options_->time));
  rpc::Prepare(context, call);
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
  std::cerr << "hoso: " << Meaning(status.code(), Vietnamese()) << " (" << absl::StatusCodeToString(status.code());
  if (const std::string reason = errors::Reason(status); !reason.empty()) std::cerr << ", " << reason;
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

namespace {

// What ./run wrote for those who are told nothing else: `export HOSO_DATABASE="host=… user=hoso_auditor …"`.
std::string DatabaseOfRun() {
  const std::string before = "export HOSO_DATABASE=\"";
  std::ifstream file(FindInVar("hoso.env"));
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, before.size(), before) == 0 && line.back() == '"') {
      return line.substr(before.size(), line.size() - before.size() - 1);
    }
  }
  return "";
}

}  // namespace

std::string DatabaseOf(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* variable = std::getenv("HOSO_DATABASE"); variable != nullptr) return variable;
  const std::string found = DatabaseOfRun();
  if (found.empty()) {
    NotUnderstood("--database",
                  absl::NotFoundError("not known, want a libpq connection string of the role hoso_auditor, "
                                      "$HOSO_DATABASE, or a system started by ./run"));
  }
  return found;
}

}  // namespace hoso::cli

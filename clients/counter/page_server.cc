#include "clients/counter/page_server.h"

#include <httplib.h>
#include <sodium.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/log/log.h"
#include "common/scans/content.h"
#include "common/vault/key.h"

namespace hoso::counter {
namespace {

constexpr size_t kLongestRequest = 1 << 20, kLongestPacket = 8 << 20;
// A little more than a scan may be: what is somewhat larger gets an answer that says so.
constexpr size_t kLongestBody = scans::kLargestScan + (1 << 20);
constexpr int kThreads = 8;
constexpr char kCookie[] = "hoso";
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return 503;
    default:
      return 500;
  }
}

bool SameSecret(const std::string& a, const std::string& b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string NewSecret() { return absl::WebSafeBase64Escape(vault::RandomBytes(24)); }

std::string CookieOf(const httplib::Request& request) {
  const std::string all = request.get_header_value("Cookie");
  for (const absl::string_view one : absl::StrSplit(all, "; ")) {
    if (absl::StartsWith(one, absl::StrCat(kCookie, "="))) return std::string(one.substr(sizeof(kCookie)));
  }
  return "";
}

class HttpPageServer final : public PageServer {
 public:
  explicit HttpPageServer(Options options) : options_(std::move(options)), cookie_(NewSecret()) {}

  ~HttpPageServer() override {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Start() {
    if (!std::filesystem::is_directory(options_.files) || !server_.set_mount_point("/", options_.files)) {
      return absl::FailedPreconditionError(absl::StrCat(options_.files, ": want the folder of the built page"));
    }
    server_.set_tcp_nodelay(true);
    server_.set_payload_max_length(kLongestBody);
    server_.set_file_extension_and_mimetype_mapping("woff2", "font/woff2");
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_pre_routing_handler([this](const auto& request, auto& response) { return Admit(request, response); });
    server_.set_exception_handler([](const auto&, auto& response, std::exception_ptr) {
      log::Error("page failed");
      response.status = 500;
    });
    server_.Post("/api/open", [this](const auto& request, auto& response) { Open(request, response); });
    server_.Post(R"(/api/([A-Za-z]+))", [this](const auto& request, auto& response) { Call(request, response); });
    server_.Get(R"(/print/(\d{1,18})/([a-z0-9-]{1,20})\.pdf)",
                [this](const auto& request, auto& response) { Print(request, response); });
    server_.Post("/packet", [this](const auto& request, auto& response) {
      Answer(options_.take_packet(request.body), "application/json", response);
    });
    server_.Get(R"(/packet/([A-Za-z0-9-]{1,120}\.hoso))", [this](const auto& request, auto& response) {
      Answer(options_.packet(request.matches[1].str()), "application/octet-stream", response);
    });
    if (options_.take_scan != nullptr) {
      server_.Post("/scan", [this](const auto& request, auto& response) { TakeScan(request, response); });
      server_.Get(R"(/scan/([0-9a-f-]{36}))",
                  [this](const auto& request, auto& response) { ShowScan(request, response); });
    }
    port_ = options_.port == 0 ? server_.bind_to_any_port("127.0.0.1")
                               : (server_.bind_to_port("127.0.0.1", options_.port) ? options_.port : -1);
    if (port_ < 0)
      return absl::FailedPreconditionError(absl::StrCat("127.0.0.1:", options_.port, ": cannot listen there"));
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    return absl::OkStatus();
  }

  int port() const override { return port_; }

 private:
  using Handled = httplib::Server::HandlerResponse;

  Handled Admit(const httplib::Request& request, httplib::Response& response) {
    response.set_header("Content-Security-Policy", kPolicy);
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Referrer-Policy", "no-referrer");
    response.set_header("Cache-Control",
                        absl::StartsWith(request.path, "/assets/") ? "max-age=31536000, immutable" : "no-store");
    if (!OurOwn(request)) {
      Refuse(response, absl::PermissionDeniedError("asked for by another site or under another name"));
      return Handled::Handled;
    }
    const bool packet = absl::StartsWith(request.path, "/packet");
    const bool scan = request.path == "/scan" || absl::StartsWith(request.path, "/scan/");
    const bool print = absl::StartsWith(request.path, "/print/") || packet;
    const bool api = absl::StartsWith(request.path, "/api/") || ((packet || scan) && request.method == "POST");
    if (api && request.get_header_value("X-Hoso") != "1") {
      Refuse(response, absl::PermissionDeniedError("X-Hoso: want 1"));
      return Handled::Handled;
    }
    if ((print || scan || (api && request.path != "/api/open")) && !SameSecret(CookieOf(request), cookie_)) {
      Refuse(response, absl::UnauthenticatedError("page: open it by the address that hoso-counter printed"));
      return Handled::Handled;
    }
    return Handled::Unhandled;
  }

  bool OurOwn(const httplib::Request& request) const {
    const std::string host = request.get_header_value("Host");
    const std::string local = absl::StrCat("127.0.0.1:", port_), name = absl::StrCat("localhost:", port_);
    if (host != local && host != name) return false;
    if (!request.has_header("Origin")) return true;
    return request.get_header_value("Origin") == absl::StrCat("http://", host);
  }

  void Open(const httplib::Request& request, httplib::Response& response) const {
    const auto json = nlohmann::json::parse(request.body, nullptr, false);
    const std::string key = json.is_object() && json.contains("key") && json["key"].is_string() ? json["key"] : "";
    if (!SameSecret(key, options_.key)) {
      return Refuse(response, absl::UnauthenticatedError("key: not the one that hoso-counter printed"));
    }
    response.set_header("Set-Cookie", absl::StrCat(kCookie, "=", cookie_, "; HttpOnly; SameSite=Strict; Path=/"));
    response.set_content("{}", "application/json");
  }

  // No name of a file is looked at: who wants one kept writes it into a form, and this is none.
  void TakeScan(const httplib::Request& request, httplib::Response& response) const {
    const auto view = options_.take_scan({.draft_id = request.get_param_value("draft_id"),
                                          .dossier_code = request.get_param_value("dossier_code"),
                                          .component_id = request.get_param_value("component_id")},
                                         request.body);
    if (!view.ok()) return Refuse(response, view.status());
    response.set_content(*view, "application/json");
  }

  void ShowScan(const httplib::Request& request, httplib::Response& response) const {
    const auto shown = options_.show_scan(request.matches[1].str());
    if (!shown.ok()) return Refuse(response, shown.status());
    response.set_content(shown->bytes, shown->content_type.c_str());
  }

  void Call(const httplib::Request& request, httplib::Response& response) const {
    if (request.body.size() > kLongestRequest) return Refuse(response, absl::InvalidArgumentError("request: too long"));
    const auto method = options_.methods.find(request.matches[1].str());
    if (method == options_.methods.end()) return Refuse(response, absl::NotFoundError("no such method"));
    const auto answer = method->second(request.body);
    if (!answer.ok()) return Refuse(response, answer.status());
    response.set_content(*answer, "application/json");
  }

  static void Answer(const absl::StatusOr<std::string>& answer, const char* type, httplib::Response& response) {
    if (!answer.ok()) return Refuse(response, answer.status());
    response.set_content(*answer, type);
  }

  void Print(const httplib::Request& request, httplib::Response& response) const {
    const auto printed = options_.print(std::stoll(request.matches[1].str()), request.matches[2].str());
    if (!printed.ok()) return Refuse(response, printed.status());
    response.set_content(printed->bytes, printed->content_type.c_str());
  }

  static void Refuse(httplib::Response& response, const absl::Status& status) {
    response.status = HttpStatusOf(status.code());
    response.set_content(RefusalJson(status), "application/json");
    // By code and reason only: a message may name what somebody typed.
    log::Debug("page refused", {{"code", absl::StatusCodeToString(status.code())}});
  }

  const Options options_;
  const std::string cookie_;
  httplib::Server server_;
  int port_ = -1;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PageServer>> PageServer::Start(Options options) {
  auto server = std::make_unique<HttpPageServer>(std::move(options));
  if (absl::Status status = server->Start(); !status.ok()) return status;
  return server;
}

}  // namespace hoso::counter

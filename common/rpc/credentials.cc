#include "common/rpc/credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/files/secret_file.h"
#include "common/identity/machine_name.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {
namespace {

namespace tls = grpc::experimental;

constexpr unsigned kLookEverySeconds = 1;

std::shared_ptr<tls::CertificateProviderInterface> Watched(const MachineFiles& files) {
  return std::make_shared<tls::FileWatcherCertificateProvider>(files.key, files.certificate, files.authorities,
                                                               kLookEverySeconds);
}

// After the handshake has proved that the certificate is the authority's and may serve.
class ServiceVerifier : public tls::ExternalCertificateVerifier {
 public:
  bool Verify(tls::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    for (const grpc::string_ref& uri : request->uri_names()) {
      const auto name = identity::ParseMachineName(std::string(uri.data(), uri.size()));
      if (name.ok() && name->kind == identity::MachineKind::kService) {
        *status = grpc::Status::OK;
        return true;
      }
    }
    *status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the other side's certificate is not that of a service");
    return true;
  }

  void Cancel(tls::TlsCustomVerificationCheckRequest*) override {}
};

absl::Status CheckReadable(const std::string& file) {
  if (access(file.c_str(), R_OK) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(file, ": ", std::strerror(errno), ", want a file of a machine's folder (deploy/ca/ca.sh issue)"));
}

}  // namespace

absl::StatusOr<MachineFiles> FilesOfMachine(const std::string& folder) {
  const MachineFiles files{.certificate = folder + "/current/certificate.pem",
                           .key = folder + "/current/key.pem",
                           .authorities = folder + "/authorities.pem",
                           .revoked = folder + "/revoked.pem"};
  for (const std::string& file : {files.certificate, files.key, files.authorities, files.revoked}) {
    if (absl::Status status = CheckReadable(file); !status.ok()) return status;
  }
  if (absl::Status status = files::CheckSecretFile(files.key); !status.ok()) return status;
  return files;
}

absl::StatusOr<ServiceMachine> OpenServiceMachine(const std::string& folder, const std::string& token_keys) {
  auto files = FilesOfMachine(folder);
  if (!files.ok()) return files.status();
  auto callers = MachineCheck::Open(files->authorities, files->revoked);
  if (!callers.ok()) return callers.status();
  auto keys = signing::KeyListFile::Open(token_keys);
  if (!keys.ok()) return keys.status();
  auto tokens = std::make_unique<session::TokenCheck>(**keys);
  return ServiceMachine{.files = *std::move(files),
                        .callers = *std::move(callers),
                        .token_keys = *std::move(keys),
                        .tokens = std::move(tokens),
                        .limiter = std::make_unique<CallLimiter>(CallLimits())};
}

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const MachineFiles& files) {
  tls::TlsServerCredentialsOptions options(Watched(files));
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const MachineFiles& files) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watched(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(tls::ExternalCertificateVerifier::Create<ServiceVerifier>());
  options.set_check_call_host(false);
  return tls::TlsCredentials(options);
}

std::shared_ptr<grpc::ServerCredentials> MakePlainServerCredentials() { return grpc::InsecureServerCredentials(); }

std::shared_ptr<grpc::ChannelCredentials> MakePlainChannelCredentials() { return grpc::InsecureChannelCredentials(); }

absl::Status CheckLoopbackAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  const std::string host = address.substr(0, colon);
  const bool four_numbers = host.find_first_not_of("0123456789.") == std::string::npos;
  const bool loopback = host == "localhost" || host == "[::1]" || (absl::StartsWith(host, "127.") && four_numbers);
  const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
  const bool port_ok = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (loopback && port_ok) return absl::OkStatus();
  return errors::FieldError(
      "address", absl::StrCat(errors::Printable(address), ", want a loopback host and a port, such as 127.0.0.1:7001"));
}

}  // namespace hoso::rpc

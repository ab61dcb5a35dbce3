// The one place where credentials are made, for servers and for clients.
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/machine_check.h"
#include "common/rpc/rate_limit.h"
#include "common/session/token.h"
#include "common/signing/key_list.h"

namespace hoso::rpc {

// What a machine proves itself and knows the others by: PEM files in the folder that deploy/ca/ca.sh made for it.
struct MachineFiles {
  std::string certificate;  // FOLDER/current/certificate.pem
  std::string key;          // FOLDER/current/key.pem
  std::string authorities;  // FOLDER/authorities.pem
  std::string revoked;      // FOLDER/revoked.pem
};

// The files of `folder`. FAILED_PRECONDITION naming the file that cannot be read, or the key that others than its owner may
// read.
absl::StatusOr<MachineFiles> FilesOfMachine(const std::string& folder);

// What a service proves itself with, and judges its callers by: machines by certificate, people by token.
struct ServiceMachine {
  MachineFiles files;
  std::unique_ptr<MachineCheck> callers;
  std::unique_ptr<signing::KeyListFile> token_keys;
  std::unique_ptr<session::TokenCheck> tokens;
  std::unique_ptr<CallLimiter> limiter;
};
// `token_keys` is a file of public keys (common/signing/key_list.h).
absl::StatusOr<ServiceMachine> OpenServiceMachine(const std::string& folder, const std::string& token_keys);

// TLS with the machine's certificate. Files that change are read again within seconds, without a restart. Whose certificate a
// caller brings is not looked at in the handshake: the calls are refused, by MachineCheck.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const MachineFiles& files);

// TLS in which both sides show certificates. The other side has to be a service (hoso://…/service/…) of the same authority; by
// which address it was reached does not matter. Files are read again as on the server.
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const MachineFiles& files);

// Plain text: for tests that talk to a server in their own process.
std::shared_ptr<grpc::ServerCredentials> MakePlainServerCredentials();
std::shared_ptr<grpc::ChannelCredentials> MakePlainChannelCredentials();

// Nothing here listens or calls beyond this machine yet. OK if `address` ("host:port") names it only: 127.0.0.0/8, [::1] or
// localhost. INVALID_ARGUMENT otherwise.
absl::Status CheckLoopbackAddress(const std::string& address);

}  // namespace hoso::rpc

// The one place where credentials are made, for servers and for clients.
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace hoso::rpc {

// Plain text: only to be used on loopback, which CheckPlainAddress enforces.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials();
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials();

// OK if `address` ("host:port") names this machine only: 127.0.0.0/8, [::1] or
// localhost. INVALID_ARGUMENT otherwise.
absl::Status CheckPlainAddress(const std::string& address);

}  // namespace hoso::rpc

#include "common/rpc/credentials.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials() { return grpc::InsecureServerCredentials(); }

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials() { return grpc::InsecureChannelCredentials(); }

absl::Status CheckPlainAddress(const std::string& address) {
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

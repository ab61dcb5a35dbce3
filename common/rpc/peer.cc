#include "common/rpc/peer.h"

#include <arpa/inet.h>
#include <grpcpp/server_context.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/rpc/call_metadata.h"

namespace hoso::rpc {
namespace {

constexpr char kMappedPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};

std::string TextOf(const in_addr& address) {
  char text[INET_ADDRSTRLEN] = {};
  inet_ntop(AF_INET, &address, text, sizeof text);
  return text;
}

// Without a zone ("fe80::1%eth0").
std::string Bare(const std::string& address) { return address.substr(0, address.find('%')); }

}  // namespace

std::string NetworkOfText(const std::string& address) {
  in_addr v4 = {};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return TextOf(v4);
  in6_addr v6 = {};
  if (inet_pton(AF_INET6, Bare(address).c_str(), &v6) != 1) return "";
  const std::string bytes(reinterpret_cast<const char*>(v6.s6_addr), sizeof v6.s6_addr);
  if (absl::StartsWith(bytes, absl::string_view(kMappedPrefix, sizeof kMappedPrefix))) {
    bytes.copy(reinterpret_cast<char*>(&v4), sizeof v4, sizeof kMappedPrefix);
    return TextOf(v4);
  }
  const auto part = [&](size_t i) { return absl::Hex(v6.s6_addr[2 * i] << 8 | v6.s6_addr[2 * i + 1]); };
  return absl::StrCat(part(0), ":", part(1), ":", part(2), ":", part(3));
}

std::string NetworkOfAddress(const std::string& peer) {
  absl::string_view rest = peer;
  if (!absl::ConsumePrefix(&rest, "ipv4:") && !absl::ConsumePrefix(&rest, "ipv6:")) return "";
  std::string address = absl::StrReplaceAll(rest, {{"%5B", "["}, {"%5D", "]"}, {"%25", "%"}});
  address = address.substr(0, address.rfind(':'));
  if (absl::StartsWith(address, "[") && absl::EndsWith(address, "]")) address = address.substr(1, address.size() - 2);
  return NetworkOfText(address);
}

std::string NetworkOf(const grpc::ServerContextBase& context, bool of_service) {
  if (!of_service) return NetworkOfAddress(context.peer());
  const auto found = context.client_metadata().find(kNetworkKey);
  if (found == context.client_metadata().end()) return "";
  return NetworkOfText(std::string(found->second.data(), found->second.size()));
}

}  // namespace hoso::rpc

// From where a call comes, as the connection tells.
#ifndef HOSO_COMMON_RPC_PEER_H_
#define HOSO_COMMON_RPC_PEER_H_

#include <string>

namespace grpc {
class ServerContextBase;
}

namespace hoso::rpc {

// The network of an address as gRPC writes it ("ipv4:10.0.0.7:4711", "ipv6:%5B2001:db8::7%5D:4711"): the address itself
// of IPv4 ("10.0.0.7"), the first 64 bits of IPv6 ("2001:db8:0:0"), since whoever has one has all of those. Empty for
// others.
std::string NetworkOfAddress(const std::string& peer);

// The same of what a service passes on of its own caller: a bare address. Empty if it is none.
std::string NetworkOfText(const std::string& address);

// Of whom a call comes: by the connection; for a call of a service of ours (`of_service`), by its metadata
// hoso-network, and none if it passes none on.
std::string NetworkOf(const grpc::ServerContextBase& context, bool of_service);

}  // namespace hoso::rpc

#endif  // HOSO_COMMON_RPC_PEER_H_

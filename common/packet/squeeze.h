// Bytes made small, and back (zlib, RFC 1950).
#ifndef HOSO_COMMON_PACKET_SQUEEZE_H_
#define HOSO_COMMON_PACKET_SQUEEZE_H_

#include <string>

#include "absl/status/statusor.h"

namespace hoso::packet {

std::string Squeeze(const std::string& bytes);

// DATA_LOSS for what Squeeze did not write or is cut short, RESOURCE_EXHAUSTED for what would be longer than `most` bytes.
absl::StatusOr<std::string> Unsqueeze(const std::string& squeezed, size_t most);

}  // namespace hoso::packet

#endif  // HOSO_COMMON_PACKET_SQUEEZE_H_

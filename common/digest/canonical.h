#ifndef HOSO_COMMON_DIGEST_CANONICAL_H_
#define HOSO_COMMON_DIGEST_CANONICAL_H_

#include <string>

#include "google/protobuf/message.h"

namespace hoso {

// The bytes of `message` that digests are taken over: the same for the same
// content, maps in the order of their keys.
std::string CanonicalBytes(const google::protobuf::Message& message);

}  // namespace hoso

#endif  // HOSO_COMMON_DIGEST_CANONICAL_H_

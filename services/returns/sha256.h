#ifndef HOSO_SERVICES_RETURNS_SHA256_H_
#define HOSO_SERVICES_RETURNS_SHA256_H_

#include <openssl/sha.h>

#include <string>

namespace hoso::returns {

// The 32 bytes of SHA-256.
inline std::string Sha256(const std::string& bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_SHA256_H_

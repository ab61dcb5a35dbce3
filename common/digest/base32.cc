#include "common/digest/base32.h"

#include <liboath/oath.h>

#include <cstdlib>

namespace hoso {

std::string ToBase32(const std::string& bytes) {
  char* text = nullptr;
  size_t size = 0;
  if (oath_base32_encode(bytes.data(), bytes.size(), &text, &size) != OATH_OK) return "";
  std::string encoded(text, size);
  std::free(text);
  encoded.erase(encoded.find_last_not_of('=') + 1);
  return encoded;
}

std::optional<std::string> FromBase32(const std::string& text) {
  char* bytes = nullptr;
  size_t size = 0;
  if (oath_base32_decode(text.data(), text.size(), &bytes, &size) != OATH_OK) return std::nullopt;
  std::string decoded(bytes, size);
  std::free(bytes);
  if (ToBase32(decoded) != text) return std::nullopt;
  return decoded;
}

}  // namespace hoso

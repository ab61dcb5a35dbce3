// Tokens of people who signed in, as anyone may send them.
#include <cstdint>
#include <string>

#include "common/rpc/errors.h"
#include "common/session/token.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  const std::string token(reinterpret_cast<const char*>(data), size);
  const auto parsed = session::ParseToken(token);
  if (!parsed.ok()) {
    HOSO_ALWAYS(errors::Reason(parsed.status()) == session::kTokenUnreadable);
    return 0;
  }
  // Nothing that parsed is longer than a token may be, and nothing in it was signed by nobody.
  HOSO_ALWAYS(token.size() <= session::kLongestToken);
  HOSO_ALWAYS(parsed->signed_bytes.starts_with("hoso session 1\n"));
  trust::v1::Session again;
  HOSO_ALWAYS(again.ParseFromString(parsed->signed_bytes.substr(15)));
  HOSO_ALWAYS(again.SerializeAsString() == parsed->session.SerializeAsString());
  return 0;
}

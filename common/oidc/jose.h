// cjose's handles, released by themselves; and what to ask before it is given anything, since it ends the program on
// some text that is no base64url.
#ifndef HOSO_COMMON_OIDC_JOSE_H_
#define HOSO_COMMON_OIDC_JOSE_H_

#include <cjose/cjose.h>

#include <memory>
#include <string>

#include "absl/strings/escaping.h"

namespace hoso::oidc {

struct ReleaseKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
using JoseKey = std::unique_ptr<cjose_jwk_t, ReleaseKey>;

struct ReleaseToken {
  void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};
using JoseToken = std::unique_ptr<cjose_jws_t, ReleaseToken>;

// Whether `text` is base64url without padding, of one byte or more, as it would be written (RFC 7515, section 2).
inline bool IsBase64Url(const std::string& text) {
  std::string bytes;
  return !text.empty() && absl::WebSafeBase64Unescape(text, &bytes) && absl::WebSafeBase64Escape(bytes) == text;
}

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_JOSE_H_

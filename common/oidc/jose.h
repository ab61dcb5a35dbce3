// cjose's handles, released by themselves.
#ifndef HOSO_COMMON_OIDC_JOSE_H_
#define HOSO_COMMON_OIDC_JOSE_H_

#include <cjose/cjose.h>

#include <memory>

namespace hoso::oidc {

struct ReleaseKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
using JoseKey = std::unique_ptr<cjose_jwk_t, ReleaseKey>;

struct ReleaseToken {
  void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};
using JoseToken = std::unique_ptr<cjose_jws_t, ReleaseToken>;

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_JOSE_H_

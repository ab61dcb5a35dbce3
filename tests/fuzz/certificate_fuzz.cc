// The certificate that a stranger shows: DER, as the handshake brings it, and the text around it.
#include <openssl/err.h>

#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/rpc/machine_check.h"
#include "tests/fuzz/property.h"

namespace {

// gRPC hands certificates on as PEM that OpenSSL wrote, in lines of 64.
std::string PemOf(const std::string& der) {
  const std::string base64 = absl::Base64Escape(der);
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (size_t at = 0; at < base64.size(); at += 64) absl::StrAppend(&pem, base64.substr(at, 64), "\n");
  return absl::StrCat(pem, "-----END CERTIFICATE-----\n");
}

void Check(const std::string& pem) {
  using namespace hoso;
  const auto name = rpc::NameInCertificate(pem);
  if (name.ok()) {
    HOSO_ALWAYS(identity::ParseMachineName(identity::FormatMachineName(*name)).value() == *name);
  } else {
    HOSO_ALWAYS(absl::IsUnauthenticated(name.status()));
    const std::string reason = errors::Reason(name.status());
    HOSO_ALWAYS(reason == rpc::kCertificateForeign || reason == rpc::kCertificateName);
  }
  ERR_clear_error();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  Check(PemOf(bytes));
  Check(bytes);
  return 0;
}

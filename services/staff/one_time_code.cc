#include "services/staff/one_time_code.h"

#include <liboath/oath.h>
#include <sodium.h>

#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/files/secret_file.h"

namespace hoso::staff {
namespace {

constexpr size_t kSecretBytes = 20;
constexpr size_t kDigits = 6;
constexpr int64_t kStepSeconds = 30;

const unsigned char* Bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string CodeOf(const std::string& secret, int64_t step) {
  char code[kDigits + 1] = {};
  oath_hotp_generate(secret.data(), secret.size(), static_cast<uint64_t>(step), kDigits, false,
                     OATH_HOTP_DYNAMIC_TRUNCATION, code);
  return code;
}

std::string Base32(const std::string& bytes) {
  char* text = nullptr;
  size_t size = 0;
  oath_base32_encode(bytes.data(), bytes.size(), &text, &size);
  std::string encoded(text, size);
  free(text);
  return encoded;
}

}  // namespace

std::string NewCodeSecret() {
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

std::optional<int64_t> StepOfCode(const std::string& secret, const std::string& code, absl::Time now) {
  if (code.size() != kDigits) return std::nullopt;
  const int64_t present = absl::ToUnixSeconds(now) / kStepSeconds;
  std::optional<int64_t> found;
  for (const int64_t step : {present - 1, present, present + 1}) {
    if (sodium_memcmp(CodeOf(secret, step).data(), code.data(), kDigits) == 0) found = step;
  }
  return found;
}

std::string OtpauthUri(const std::string& secret, const std::string& staff_id) {
  return absl::StrCat("otpauth://totp/Hoso:", staff_id, "?secret=", Base32(secret), "&issuer=Hoso");
}

absl::StatusOr<CodeSeal> CodeSeal::Load(const std::string& path) {
  const auto text = files::ReadSecretFile(path, 1024);
  if (!text.ok()) return text.status();
  const std::string digits(absl::StripAsciiWhitespace(*text));
  if (digits.size() != 2 * crypto_aead_xchacha20poly1305_ietf_KEYBYTES ||
      digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": no key, want 64 hexadecimal digits, as of: openssl rand -hex 32"));
  }
  return CodeSeal(absl::HexStringToBytes(digits));
}

std::string CodeSeal::Seal(const std::string& secret, const std::string& staff_id) const {
  std::string sealed(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, '\0');
  randombytes_buf(sealed.data(), sealed.size());
  std::string box(secret.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(box), nullptr, Bytes(secret), secret.size(), Bytes(staff_id),
                                             staff_id.size(), nullptr, Bytes(sealed), Bytes(key_));
  return sealed + box;
}

absl::StatusOr<std::string> CodeSeal::Open(const std::string& sealed, const std::string& staff_id) const {
  constexpr size_t kOverhead = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES;
  const absl::Status damaged = absl::DataLossError(absl::StrCat("one-time codes of ", staff_id, ": cannot be opened"));
  if (sealed.size() < kOverhead) return damaged;
  std::string secret(sealed.size() - kOverhead, '\0');
  const std::string box = sealed.substr(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(secret), nullptr, nullptr, Bytes(box), box.size(),
                                                 Bytes(staff_id), staff_id.size(), Bytes(sealed), Bytes(key_)) != 0) {
    return damaged;
  }
  return secret;
}

}  // namespace hoso::staff

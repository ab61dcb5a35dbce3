#include "common/vault/key.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace hoso::vault {
namespace {

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

constexpr char kIdLabel[] = "hoso key id";

void RequireSodium() {
  static const bool ready = sodium_init() >= 0;
  if (ready) return;
  std::fputs("libsodium cannot be used: the system has no randomness to give\n", stderr);
  std::abort();
}

const unsigned char* Raw(absl::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

Key Key::Random() {
  RequireSodium();
  Key key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

absl::StatusOr<Key> Key::FromBytes(absl::string_view bytes) {
  RequireSodium();
  if (bytes.size() != kKeyBytes) {
    return absl::InvalidArgumentError(absl::StrCat("key: ", bytes.size(), " bytes, want ", kKeyBytes));
  }
  Key key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

Key::~Key() { sodium_memzero(bytes_.data(), bytes_.size()); }

std::string Key::Id() const {
  unsigned char digest[crypto_generichash_BYTES_MIN];
  crypto_generichash(digest, sizeof(digest), reinterpret_cast<const unsigned char*>(kIdLabel), sizeof(kIdLabel) - 1,
                     bytes_.data(), bytes_.size());
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), 8));
}

bool Key::operator==(const Key& other) const { return sodium_memcmp(data(), other.data(), kKeyBytes) == 0; }

std::string RandomBytes(size_t count) {
  RequireSodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), count);
  return bytes;
}

std::string Encrypt(const Key& key, const std::string& nonce, absl::string_view associated,
                    absl::string_view plaintext) {
  std::string ciphertext(plaintext.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Raw(ciphertext), nullptr, Raw(plaintext), plaintext.size(),
                                             Raw(associated), associated.size(), nullptr, Raw(absl::string_view(nonce)),
                                             key.data());
  return ciphertext;
}

absl::StatusOr<std::string> Decrypt(const Key& key, const std::string& nonce, absl::string_view associated,
                                    absl::string_view ciphertext) {
  const absl::Status refused = absl::DataLossError("cannot be opened: another key, another place, or changed");
  if (nonce.size() != kNonceBytes || ciphertext.size() < kTagBytes) return refused;
  std::string plaintext(ciphertext.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Raw(plaintext), nullptr, nullptr, Raw(ciphertext), ciphertext.size(),
                                                 Raw(associated), associated.size(), Raw(absl::string_view(nonce)),
                                                 key.data()) != 0) {
    return refused;
  }
  return plaintext;
}

int64_t Token(const Key& key, absl::string_view text) {
  static_assert(crypto_shorthash_KEYBYTES <= kKeyBytes);
  unsigned char digest[crypto_shorthash_BYTES];
  crypto_shorthash(digest, Raw(text), text.size(), key.data());
  uint64_t token = 0;
  for (const unsigned char byte : digest) token = token << 8 | byte;
  return static_cast<int64_t>(token);
}

}  // namespace hoso::vault

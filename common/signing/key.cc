#include "common/signing/key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sodium.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/files/secret_file.h"

namespace hoso::signing {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* Bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

// As OpenSSL reads and writes it, and as libsodium signs with it: the same signature in less than half the time.
struct PrivateKey::Secret {
  explicit Secret(Owned<EVP_PKEY> read) : key(std::move(read)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { sodium_memzero(pair.data(), pair.size()); }

  // Fills `pair`; returns the public key.
  std::string Expand() {
    if (sodium_init() < 0) {
      std::fputs("libsodium cannot be used: the system has no randomness to give\n", stderr);
      std::abort();
    }
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed = {};
    size_t size = seed.size();
    EVP_PKEY_get_raw_private_key(key.get(), seed.data(), &size);
    std::string public_key(kPublicKeyBytes, '\0');
    crypto_sign_seed_keypair(Bytes(public_key), pair.data(), seed.data());
    sodium_memzero(seed.data(), seed.size());
    return public_key;
  }

  const Owned<EVP_PKEY> key;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> pair = {};  // Seed and public key.
};

std::string KeyIdOf(const std::string& public_key) { return absl::BytesToHexString(Sha256(public_key)).substr(0, 16); }

PrivateKey::PrivateKey(std::shared_ptr<Secret> secret)
    : secret_(secret), public_key_(secret->Expand()), key_id_(KeyIdOf(public_key_)) {}

absl::StatusOr<PrivateKey> PrivateKey::Load(const std::string& path) {
  const absl::StatusOr<std::string> pem = files::ReadSecretFile(path);
  if (!pem.ok()) return pem.status();
  const Owned<BIO> bio(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (key == nullptr || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": no Ed25519 key, want one made by: openssl genpkey -algorithm ed25519"));
  }
  return PrivateKey(std::make_shared<Secret>(std::move(key)));
}

PrivateKey PrivateKey::Generate() {
  return PrivateKey(std::make_shared<Secret>(Owned<EVP_PKEY>(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));
}

std::string PrivateKey::Sign(const std::string& message) const {
  std::string signature(kSignatureBytes, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(), secret_->pair.data());
  return signature;
}

absl::StatusOr<std::string> PrivateKey::Unseal(const std::string& sealed) const {
  const absl::Status wrong = absl::DataLossError("sealed: damaged, or sealed to another key");
  if (sealed.size() < crypto_box_SEALBYTES) return wrong;
  std::array<unsigned char, crypto_box_SECRETKEYBYTES> secret = {};
  std::array<unsigned char, crypto_box_PUBLICKEYBYTES> open = {};
  if (crypto_sign_ed25519_sk_to_curve25519(secret.data(), secret_->pair.data()) != 0 ||
      crypto_sign_ed25519_pk_to_curve25519(open.data(), Bytes(public_key_)) != 0) {
    return wrong;
  }
  std::string plain(sealed.size() - crypto_box_SEALBYTES, '\0');
  const int failed = crypto_box_seal_open(Bytes(plain), Bytes(sealed), sealed.size(), open.data(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  if (failed != 0) return wrong;
  return plain;
}

absl::StatusOr<std::string> SealTo(const std::string& public_key, const std::string& plain) {
  std::array<unsigned char, crypto_box_PUBLICKEYBYTES> open = {};
  if (public_key.size() != kPublicKeyBytes ||
      crypto_sign_ed25519_pk_to_curve25519(open.data(), Bytes(public_key)) != 0) {
    return absl::InvalidArgumentError("public_key: want the 32 bytes of an Ed25519 key");
  }
  std::string sealed(plain.size() + crypto_box_SEALBYTES, '\0');
  crypto_box_seal(Bytes(sealed), Bytes(plain), plain.size(), open.data());
  return sealed;
}

std::string PrivateKey::ToPem() const {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), secret_->key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

bool IsSigned(const std::string& public_key, const std::string& message, const std::string& signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  const Owned<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  if (key == nullptr) return false;
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message), message.size()) == 1;
}

}  // namespace hoso::signing

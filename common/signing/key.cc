#include "common/signing/key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

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

struct PrivateKey::Secret {
  Owned<EVP_PKEY> key;
};

std::string KeyIdOf(const std::string& public_key) { return absl::BytesToHexString(Sha256(public_key)).substr(0, 16); }

PrivateKey::PrivateKey(std::shared_ptr<const Secret> secret) : secret_(std::move(secret)) {
  public_key_.resize(kPublicKeyBytes);
  size_t size = kPublicKeyBytes;
  EVP_PKEY_get_raw_public_key(secret_->key.get(), Bytes(public_key_), &size);
  key_id_ = KeyIdOf(public_key_);
}

absl::StatusOr<PrivateKey> PrivateKey::Load(const std::string& path) {
  const absl::StatusOr<std::string> pem = files::ReadSecretFile(path);
  if (!pem.ok()) return pem.status();
  const Owned<BIO> bio(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  auto secret = std::make_shared<Secret>();
  secret->key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (secret->key == nullptr || EVP_PKEY_id(secret->key.get()) != EVP_PKEY_ED25519) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": no Ed25519 key, want one made by: openssl genpkey -algorithm ed25519"));
  }
  return PrivateKey(std::move(secret));
}

PrivateKey PrivateKey::Generate() {
  auto secret = std::make_shared<Secret>();
  secret->key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return PrivateKey(std::move(secret));
}

std::string PrivateKey::Sign(const std::string& message) const {
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, secret_->key.get());
  EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message), message.size());
  return signature;
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

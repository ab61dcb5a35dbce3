#include "common/digest/sha256.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"

namespace hoso {

namespace {

// Looked up once: the one-shot functions of OpenSSL 3 look it up, under a lock, at every call.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

}  // namespace

struct Sha256Stream::State {
  State() : context(EVP_MD_CTX_new()) { EVP_DigestInit_ex2(context, Algorithm(), nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  EVP_MD_CTX* const context;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

std::string Sha256Stream::Digest() {
  std::string digest(kDigestBytes, '\0');
  EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  EVP_DigestInit_ex2(state_->context, nullptr, nullptr);  // Ready for the next.
  return digest;
}

std::string Sha256(std::string_view bytes) {
  thread_local Sha256Stream stream;
  stream.Add(bytes);
  return stream.Digest();
}

std::string Sha256Hex(std::string_view bytes) { return absl::BytesToHexString(Sha256(bytes)); }

}  // namespace hoso

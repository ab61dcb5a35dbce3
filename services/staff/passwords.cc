#include "services/staff/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <new>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace hoso::staff {
namespace {

constexpr size_t kShortest = 10;
constexpr size_t kLongest = 200;
constexpr char kLetters[] = "abcdefghjkmnpqrstuvwxyz23456789x";  // 32; without i, l, o, 0 and 1.

size_t CharactersIn(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Each character after the one before by the same step: aaaa…, 1234…, 9876….
bool IsARun(const std::string& text) {
  for (size_t i = 2; i < text.size(); ++i) {
    if ((text[i] - text[i - 1] + 10) % 10 != (text[1] - text[0] + 10) % 10) return false;
  }
  return true;
}

}  // namespace

std::string HashPassword(const std::string& password, const HashCost& cost) {
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return hash;
}

bool FitsPassword(const std::string& password, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

absl::Status CheckNewPassword(const std::string& password, const std::string& staff_id, const std::string& field) {
  const size_t characters = CharactersIn(password);
  if (characters < kShortest || characters > kLongest) {
    return errors::FieldError(field, absl::StrCat(characters, " characters, want ", kShortest, " to ", kLongest));
  }
  if (absl::AsciiStrToLower(password) == absl::AsciiStrToLower(staff_id) || IsARun(password)) {
    return errors::FieldError(field, "easily guessed, want neither the staff id nor a run of characters");
  }
  return absl::OkStatus();
}

std::string NewFirstPassword() {
  std::string password;
  for (int i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) password += '-';
    password += kLetters[randombytes_uniform(32)];
  }
  return password;
}

}  // namespace hoso::staff

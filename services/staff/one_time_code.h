// One-time codes of an authenticator (RFC 6238: HMAC-SHA-1, 6 digits, 30 seconds), and the seal under which their secret is
// kept: XChaCha20-Poly1305 bound to the staff id, by a key from a file outside the database.
#ifndef HOSO_SERVICES_STAFF_ONE_TIME_CODE_H_
#define HOSO_SERVICES_STAFF_ONE_TIME_CODE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::staff {

// A new secret of 20 bytes.
std::string NewCodeSecret();

// The time step for which `code` is right at `now`, if it is: the present one, the one before or the one after.
std::optional<int64_t> StepOfCode(const std::string& secret, const std::string& code, absl::Time now);

// What an authenticator reads: otpauth://totp/Hoso:STAFF?secret=…&issuer=Hoso
std::string OtpauthUri(const std::string& secret, const std::string& staff_id);

class CodeSeal {
 public:
  // A file of mode 0600 with 64 hexadecimal digits. FAILED_PRECONDITION naming the file otherwise.
  static absl::StatusOr<CodeSeal> Load(const std::string& path);

  std::string Seal(const std::string& secret, const std::string& staff_id) const;
  // DATA_LOSS for what was not sealed so, for that person.
  absl::StatusOr<std::string> Open(const std::string& sealed, const std::string& staff_id) const;

 private:
  explicit CodeSeal(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_ONE_TIME_CODE_H_

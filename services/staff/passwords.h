// Passwords: Argon2id by libsodium, and what makes one acceptable.
#ifndef HOSO_SERVICES_STAFF_PASSWORDS_H_
#define HOSO_SERVICES_STAFF_PASSWORDS_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace hoso::staff {

// What a guess costs (RFC 9106, section 4: for logins as much memory as the server can spare).
struct HashCost {
  unsigned passes = 2;
  size_t memory_bytes = 64 << 20;
};

// The text form `$argon2id$v=19$m=…,t=…,p=1$salt$hash`, with a salt of its own. Takes tens of milliseconds on purpose.
std::string HashPassword(const std::string& password, const HashCost& cost);
bool FitsPassword(const std::string& password, const std::string& hash);

// OK for 10 to 200 characters that are not the staff id, not one character repeated and not a run such as 1234567890; else
// INVALID_ARGUMENT naming `field`, without the password.
absl::Status CheckNewPassword(const std::string& password, const std::string& staff_id, const std::string& field);

// A first password: 20 letters and digits that are told apart easily, in groups: 100 bits.
std::string NewFirstPassword();

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_PASSWORDS_H_

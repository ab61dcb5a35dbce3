// Refusals that a program can read: absl::Status with the standard error
// details of the field (google/rpc/error_details.proto) as payloads.
//
// Nothing here knows of gRPC, so that the pure core may use it; status.h
// carries the payloads over the wire.
//
// Texts are meant for developers and logs, in English: field, value,
// expectation. They must not hold personal data: name the field, do not echo a
// person's name or number.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace hoso::errors {

// The domain of every ErrorInfo of this system.
inline constexpr char kDomain[] = "hoso";

// What was wrong with one field. `field` is a path such as
// `components[2].originals`.
struct FieldViolation {
  std::string field;
  std::string description;
  bool operator==(const FieldViolation&) const = default;
};

// INVALID_ARGUMENT about one field: `FieldError("copies", "0, want 1..9999")`
// has the message "copies: 0, want 1..9999".
absl::Status FieldError(std::string field, std::string description);

// Collects what is wrong with a request, so that a person can mend all of it
// at once.
class FieldErrors {
 public:
  void Add(std::string field, std::string description);
  bool empty() const { return violations_.empty(); }

  // OK if nothing was added, else INVALID_ARGUMENT with all violations. At
  // most 20 are carried; the message says how many there are.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> violations_;
};

// What machines decide by; UPPER_SNAKE_CASE, at most 63 characters.
using Metadata = std::map<std::string, std::string>;

// Adds ErrorInfo(reason, domain "hoso", metadata) to `status`.
// REQUIRES: !status.ok().
absl::Status WithReason(absl::Status status, std::string reason, Metadata metadata = {});

// Adds RetryInfo: `status` will go away by itself after `wait`. REQUIRES: !status.ok().
absl::Status WithRetryAfter(absl::Status status, absl::Duration wait);

// FAILED_PRECONDITION: the world has to change first.
absl::Status Precondition(std::string reason, std::string message, Metadata metadata = {});

// NOT_FOUND with ResourceInfo: `NotFound("dossier", "11.03-240426-0001")` has
// the message "dossier 11.03-240426-0001: not found".
absl::Status NotFound(std::string resource_type, std::string resource_name);

// ALREADY_EXISTS with ResourceInfo.
absl::Status AlreadyExists(std::string resource_type, std::string resource_name, std::string message);

// ABORTED with reason STALE_VERSION: the caller decided on what it saw, and it
// is no longer so; it should look again.
absl::Status StaleVersion(std::string resource_name, int64_t expected, int64_t actual);

// The field violations that `status` carries, in order; empty if none.
std::vector<FieldViolation> FieldViolations(const absl::Status& status);

// The reason that `status` carries, or "".
std::string Reason(const absl::Status& status);

// The metadata of that reason; empty if none.
Metadata ReasonMetadata(const absl::Status& status);

// The wait of the RetryInfo that `status` carries; zero if none.
absl::Duration RetryAfter(const absl::Status& status);

// Whether `text` may tell of a person: anything but the ASCII letters, digits and signs of our ids, or so many digits
// as an identity or telephone number has. What is typed into a wrong field is such.
bool MayBePersonal(const std::string& text);

// For echoing the value of a field: as Printable, or "(12 characters)" for what may be personal.
std::string Echo(const std::string& text, size_t max_bytes = 64);

// `text` as valid UTF-8 of at most `max_bytes`, cut between characters;
// invalid bytes and control characters become '?'.
std::string Printable(const std::string& text, size_t max_bytes = 200);

}  // namespace hoso::errors

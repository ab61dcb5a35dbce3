// Checks of request fields that all doors share: their shape, nothing else.
// What is wrong is collected, so that a person can mend all of it at once.
#ifndef HOSO_COMMON_COMMAND_FIELDS_H_
#define HOSO_COMMON_COMMAND_FIELDS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "common/rpc/errors.h"
#include "google/protobuf/timestamp.pb.h"
#include "hoso/core/v1/date.pb.h"

namespace hoso::command {

// How far back a fact captured offline may lie.
inline constexpr absl::Duration kOldestOccurrence = absl::Hours(24 * 30);
// By how much a counter's clock may run ahead of ours.
inline constexpr absl::Duration kClockSkew = absl::Minutes(5);

// Dossier codes by the catalogue's agencies.
identity::AgencyCodes CodesOf(const catalogue::Catalogue& catalogue);

class Fields {
 public:
  // `catalogue` outlives this.
  Fields(const catalogue::Catalogue& catalogue, absl::Time now) : catalogue_(catalogue), now_(now) {}

  // Each check adds what is wrong, and returns the value in its normal form.

  // A UUID, as every write carries one.
  std::string RequestId(const std::string& value);
  // nullopt when it was wrong.
  std::optional<identity::DossierId> DossierCode(const std::string& value, const std::string& field = "dossier_code");
  // Absent: now. Not in the future, at most kOldestOccurrence back.
  template <typename Request>
  absl::Time OccurredAt(const Request& request) {
    return Instant(request.has_occurred_at(), request.occurred_at(), now_, "occurred_at");
  }
  // As above for another field; `absent` is what an absent one means.
  absl::Time Instant(bool present, const google::protobuf::Timestamp& value, absl::Time absent,
                     const std::string& field);
  // 1 to `max` characters of text, normalised (common/identity/text.h).
  std::string Text(const std::string& value, const std::string& field, int max = 500);
  // As Text, but may be empty.
  std::string OptionalText(const std::string& value, const std::string& field, int max = 500);
  // nullopt when it does not exist.
  std::optional<absl::CivilDay> Date(const core::v1::Date& value, const std::string& field);
  // 1 to 64 letters, digits and "-_.:/", such as the number of a seal or a document.
  std::string Label(const std::string& value, const std::string& field);
  // As Label, but not the digits of an identity or telephone number: ids of staff, places and what stands in the catalogue.
  std::string Id(const std::string& value, const std::string& field);
  // An enum value that is known and not the unspecified one.
  template <typename Enum>
  void Given(Enum value, bool (*is_valid)(int), const std::string& field) {
    if (value == 0 || !is_valid(value)) Add(field, "not given, want one of the values of its type");
  }

  void Add(std::string field, std::string description) { errors_.Add(std::move(field), std::move(description)); }
  bool ok() const { return errors_.empty(); }
  absl::Status ToStatus() const { return errors_.ToStatus(); }
  absl::Time now() const { return now_; }
  const catalogue::Catalogue& catalogue() const { return catalogue_; }

 private:
  // The value, or "" after noting what was wrong with it.
  std::string Keep(const absl::StatusOr<std::string>& normal, const std::string& field);

  const catalogue::Catalogue& catalogue_;
  absl::Time now_;
  errors::FieldErrors errors_;
};

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_FIELDS_H_

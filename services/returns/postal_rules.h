// The post's rules for what it could not hand out, from the catalogue.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_POSTAL_RULES_H_
#define HOSO_SERVICES_RETURNS_POSTAL_RULES_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"

namespace hoso::returns {

// The rules on `day`. Never null in an OK result; a catalogue that passed its check has rules for every day.
absl::StatusOr<const catalogue::v1::PostalRules*> PostalRulesOn(const catalogue::Catalogue& catalogue,
                                                                absl::CivilDay day);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_POSTAL_RULES_H_

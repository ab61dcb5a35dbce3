// The post's rules for what it could not hand out, from the catalogue.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_POSTAL_RULES_H_
#define HOSO_SERVICES_RETURNS_POSTAL_RULES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"

namespace hoso::returns {

// OK if the rules cover every day once, each with at least one attempt and one
// day. Else FAILED_PRECONDITION: the service does not start.
absl::Status CheckPostalRules(const catalogue::Catalogue& catalogue);

// The rules on `day`. REQUIRES: CheckPostalRules is OK; then never null in an
// OK result.
absl::StatusOr<const catalogue::v1::PostalRules*> PostalRulesOn(const catalogue::Catalogue& catalogue,
                                                                absl::CivilDay day);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_POSTAL_RULES_H_

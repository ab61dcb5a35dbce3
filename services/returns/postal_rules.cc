#include "services/returns/postal_rules.h"

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"

namespace hoso::returns {

absl::StatusOr<const catalogue::v1::PostalRules*> PostalRulesOn(const catalogue::Catalogue& catalogue,
                                                                absl::CivilDay day) {
  for (const catalogue::v1::PostalRules& rules : catalogue.data().postal_rules()) {
    if (catalogue::PeriodOf(rules).Contains(day)) return &rules;
  }
  return absl::InternalError(absl::StrCat("postal_rules: none on ", catalogue::FormatDay(day)));
}

}  // namespace hoso::returns

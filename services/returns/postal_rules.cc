#include "services/returns/postal_rules.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"

namespace hoso::returns {

using catalogue::Period;
using catalogue::v1::PostalRules;

absl::Status CheckPostalRules(const catalogue::Catalogue& catalogue) {
  std::map<absl::CivilDay, absl::CivilDay> last_by_first;
  for (const PostalRules& rules : catalogue.data().postal_rules()) {
    const Period period = catalogue::PeriodOf(rules);
    if (rules.attempts() < 1 || rules.keep_days() < 1) {
      return absl::FailedPreconditionError(absl::StrCat("postal_rules: attempts ", rules.attempts(), ", keep_days ",
                                                        rules.keep_days(), ", want 1 or more of each"));
    }
    if (!last_by_first.emplace(period.first, period.last).second) {
      return absl::FailedPreconditionError(
          absl::StrCat("postal_rules: two begin ", catalogue::FormatPeriod(period), ", want one"));
    }
  }
  absl::CivilDay next = absl::CivilDay::min();
  bool open_ended = false;
  for (const auto& [first, last] : last_by_first) {
    if (first != next || open_ended) {
      return absl::FailedPreconditionError(absl::StrCat(
          "postal_rules: those ", catalogue::FormatPeriod({first, last}), " overlap others or leave a gap, want neither"));
    }
    open_ended = last == absl::CivilDay::max();
    if (!open_ended) next = last + 1;
  }
  if (open_ended) return absl::OkStatus();
  return absl::FailedPreconditionError("postal_rules: none until further notice, want one without valid_until");
}

absl::StatusOr<const PostalRules*> PostalRulesOn(const catalogue::Catalogue& catalogue, absl::CivilDay day) {
  for (const PostalRules& rules : catalogue.data().postal_rules()) {
    if (catalogue::PeriodOf(rules).Contains(day)) return &rules;
  }
  return absl::InternalError(absl::StrCat("postal_rules: none on ", catalogue::FormatDay(day)));
}

}  // namespace hoso::returns

// Slips and facts: what slip a fact gives rise to, and what the facts say of a slip that was presented.
#ifndef HOSO_COMMON_SLIPS_AGAINST_FACTS_H_
#define HOSO_COMMON_SLIPS_AGAINST_FACTS_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "common/slips/check.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/trust/v1/slip.pb.h"

namespace hoso::slips {

// The slip of a fact: Accepted and Supplemented 01, SupplementRequested 02, Refused 03, Rescheduled 04; nothing for
// others. `next` is the fact after it, if there is one: a payment in the same command stands on slip 01. Without key
// id.
std::optional<trust::v1::SlipStatement> StatementOf(const core::v1::Fact& fact, const core::v1::Fact* next);

// Those of a dossier's facts (all of them, in order), oldest first.
std::vector<trust::v1::SlipStatement> StatementsOf(const std::vector<core::v1::Fact>& facts);

struct Finding {
  trust::v1::SlipVerdict verdict = trust::v1::SLIP_VERDICT_UNSPECIFIED;
  trust::v1::SlipForm superseded_by = trust::v1::SLIP_FORM_UNSPECIFIED;  // Of the last slip, when another than this.
  std::optional<absl::Time> due_at;   // SUPERSEDED: what is promised now, if anything.
  std::optional<absl::Time> used_at;  // USED.
};

// What a slip is worth that the list of keys let pass (REQUIRES: IsSigned). `facts` are all of the dossier that it
// names and `dossier` what they amount to; both empty when there is no such dossier.
Finding Judge(const Checked& slip, const core::v1::Dossier& dossier, const std::vector<core::v1::Fact>& facts);

}  // namespace hoso::slips

#endif  // HOSO_COMMON_SLIPS_AGAINST_FACTS_H_

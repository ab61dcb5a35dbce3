#include "services/returns/presented_slip.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace hoso::returns {
namespace {

using trust::v1::SlipVerdict;

absl::Status NotGenuine(SlipVerdict verdict) {
  const std::string name = trust::v1::SlipVerdict_Name(verdict).substr(std::string("SLIP_VERDICT_").size());
  return errors::Precondition(
      "SLIP_NOT_GENUINE",
      absl::StrCat("slip_text: ", name, ", want a genuine slip: keep it and say so in slip_missing_reason"),
      {{"verdict", name}});
}

// Whether the ledger speaks against slip 01 of the acceptance. What it says of others only the facts know, which a
// hand-out does not load: VerifySlip tells.
bool IsContradicted(const core::v1::Dossier& dossier, const trust::v1::SlipStatement& slip) {
  const bool of_acceptance = slip.form() == trust::v1::SLIP_FORM_01 && dossier.supplement_requests() == 0;
  return of_acceptance && slip.issued_at().seconds() != dossier.accepted_at().seconds();
}

}  // namespace

absl::Status CheckPresentedSlip(const core::v1::Dossier& dossier, const slips::Checked& slip) {
  if (slip.verdict != trust::v1::SLIP_VERDICT_GENUINE &&
      slip.verdict != trust::v1::SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION) {
    return NotGenuine(slip.verdict);
  }
  if (slip.statement.dossier_code() != dossier.dossier_code() || slip.statement.form() == trust::v1::SLIP_FORM_02) {
    return errors::Precondition(
        "SLIP_OF_ANOTHER",
        absl::StrCat("slip_text: slip 0", static_cast<int>(slip.statement.form()), " of ",
                     slip.statement.dossier_code(), ", want slip 01, 03 or 04 of ", dossier.dossier_code()));
  }
  if (IsContradicted(dossier, slip.statement)) return NotGenuine(trust::v1::SLIP_VERDICT_CONTRADICTED);
  return absl::OkStatus();
}

}  // namespace hoso::returns

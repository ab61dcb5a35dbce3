// Who may be handed a dossier's results: the person at the counter against the
// persons of the dossier, and the relation that they claim against what the
// procedure allows.
//
// Nothing about a person appears in a refusal.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_COLLECTOR_H_
#define HOSO_SERVICES_RETURNS_COLLECTOR_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/ledger/ledger.h"
#include "hoso/catalogue/v1/catalogue.pb.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/returns/v1/returns_service.pb.h"

namespace hoso::returns {

// Whether two records are of the same person or body: one of the numbers, present or former, of the one is one of the
// other's. Records without a number are nobody's.
bool SamePerson(const core::v1::PersonRecord& a, const core::v1::PersonRecord& b);

// The record that `ref` names, as its digest says it was. DATA_LOSS when it is not there, or was changed behind the
// ledger's back.
absl::StatusOr<core::v1::PersonRecord> FindPerson(const std::vector<ledger::PersonRow>& persons,
                                                  const core::v1::PersonRef& ref);

// OK if the recipient of `request` is the owner, or entitled to collect on `day` under the version that the dossier was
// taken in under. Else PERMISSION_DENIED, reason WRONG_PERSON, its metadata `why` one of:
//
//   NOT_THE_OWNER                claims to be, with another number
//   NOT_ENTITLED                 the procedure lets nobody in that relation collect
//   NO_AUTHORISATION             a written authorisation is needed
//   AUTHORISATION_NOT_NOTARISED  a notarised one is needed
//   AUTHORISATION_NOT_VALID      it is not valid on that day
absl::Status CheckCollector(const catalogue::v1::ProcedureVersion& version, const core::v1::Dossier& dossier,
                            const core::v1::PersonRecord& owner, const core::v1::PersonRecord& submitter,
                            const v1::HandOutRequest& request, absl::CivilDay day);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_COLLECTOR_H_

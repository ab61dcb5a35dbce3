// The shape of intake's requests: what is wrong with a request taken by itself,
// and whether the caller is a clerk of an office. What the catalogue and the
// ledger say of it stands in decisions_*.h.
//
// Each Validate returns the request in its normal form, or INVALID_ARGUMENT
// naming every field that is wrong.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_INTAKE_VALIDATE_H_
#define HOSO_SERVICES_INTAKE_VALIDATE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "common/rpc/caller.h"
#include "hoso/intake/v1/intake_service.pb.h"

namespace hoso::intake {

template <typename Request>
struct Valid {
  Request request;
  absl::Time occurred_at;                      // Of LeaseCodes and CloseLease: now.
  absl::Time handed_in_at;                     // Of an acceptance; else as occurred_at.
  std::optional<identity::DossierId> dossier;  // Of its dossier_code, if it has one.
  std::vector<std::string> warnings;           // Each naming the field.
};

template <typename Request>
using Validated = absl::StatusOr<Valid<Request>>;

Validated<v1::LeaseCodesRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                          const v1::LeaseCodesRequest& request);
Validated<v1::CloseLeaseRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                          const v1::CloseLeaseRequest& request);
Validated<v1::RegisterDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::RegisterDossierRequest& request);
Validated<v1::AcceptDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::AcceptDossierRequest& request);
Validated<v1::RefuseDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RefuseDossierRequest& request);
Validated<v1::SupplementDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::SupplementDossierRequest& request);
Validated<v1::WithdrawDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::WithdrawDossierRequest& request);
Validated<v1::RecordPaymentRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RecordPaymentRequest& request);
Validated<v1::ProposeCorrectionRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::ProposeCorrectionRequest& request);
Validated<v1::ReviewCorrectionRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                const v1::ReviewCorrectionRequest& request);

// OK if the caller says which clerk it is and at which office, and that office exists on the day of `now`.
// UNAUTHENTICATED where staff or office are not said, INVALID_ARGUMENT for what is no id, naming the metadata key;
// NOT_FOUND for an office that the catalogue does not know, FAILED_PRECONDITION for one that is closed on that day.
absl::Status CheckClerk(const catalogue::Catalogue& catalogue, absl::Time now, const rpc::Caller& caller);
// As above for what a counter may do by itself, without a clerk: only the office has to be said.
absl::Status CheckOffice(const catalogue::Catalogue& catalogue, absl::Time now, const rpc::Caller& caller);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_VALIDATE_H_

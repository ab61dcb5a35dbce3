// The shape of the requests of returns: what is wrong with a request taken by
// itself.
//
// Each Validate returns the request in its normal form (texts composed, codes as
// printed, identity numbers without blanks), or INVALID_ARGUMENT naming every
// field that is wrong, without repeating personal data.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_VALIDATE_H_
#define HOSO_SERVICES_RETURNS_VALIDATE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "hoso/returns/v1/returns_service.pb.h"

namespace hoso::returns {

template <typename Request>
struct Valid {
  Request request;
  absl::Time occurred_at;
  identity::DossierId dossier;
};

template <typename Request>
using Validated = absl::StatusOr<Valid<Request>>;

Validated<v1::ReceiveResultsRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::ReceiveResultsRequest& request);
Validated<v1::NotifyApplicantRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::NotifyApplicantRequest& request);
Validated<v1::HandOutRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                       const v1::HandOutRequest& request);
Validated<v1::RecordAttemptRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RecordAttemptRequest& request);
Validated<v1::ReturnUnclaimedRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::ReturnUnclaimedRequest& request);
Validated<v1::RecordFeedbackRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::RecordFeedbackRequest& request);

// The office exists and the page has 1 to 200 rows. Returns the page's size.
absl::StatusOr<int> Validate(const catalogue::Catalogue& catalogue, const v1::ListReturnsRequest& request);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_VALIDATE_H_

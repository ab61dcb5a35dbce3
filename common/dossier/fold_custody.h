// The part of the fold that moves items and keeps discrepancies.
#ifndef HOSO_COMMON_DOSSIER_FOLD_CUSTODY_H_
#define HOSO_COMMON_DOSSIER_FOLD_CUSTODY_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::dossier {

absl::Status ApplyItemsMoved(core::v1::Dossier& dossier, const core::v1::ItemsMoved& moved, absl::Time at);
absl::Status ApplyBagSealed(core::v1::Dossier& dossier, const core::v1::BagSealed& sealed, absl::Time at);
absl::Status ApplyBagOpened(core::v1::Dossier& dossier, const core::v1::BagOpened& opened, absl::Time at);
// For facts that concern a bag under way: the dossier must have an item in it.
absl::Status CheckInBag(const core::v1::Dossier& dossier, const std::string& bag_id);
absl::Status ApplyDiscrepancyFound(core::v1::Dossier& dossier, const core::v1::DiscrepancyFound& found, absl::Time at);
absl::Status ApplyDiscrepancySettled(core::v1::Dossier& dossier, const core::v1::DiscrepancySettled& settled,
                                     absl::Time at);
absl::Status ApplyHandedOut(core::v1::Dossier& dossier, const core::v1::HandedOut& handed_out, absl::Time at);

}  // namespace hoso::dossier

#endif  // HOSO_COMMON_DOSSIER_FOLD_CUSTODY_H_

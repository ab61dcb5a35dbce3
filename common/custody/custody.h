// Custody: double entry of items over holders.
//
// Each item of a dossier stands in one account at any time. A move takes it out
// of the account in which it stands and into another; nothing else changes a
// holder, so the sum over holders always equals the items that exist.
//
// Which accounts may pass an item to which (pilot.md section 5):
//  - office, carrier and agency pass items to each other by hand;
//  - a bag takes items from an office or an agency when it is sealed, and gives
//    them up when it is opened, or to who answers for it when they lack;
//  - the applicant gets items from an office, an agency or a carrier, and keeps them;
//  - an item is missing only by a loss report, and may turn up again.
//
// Nothing here knows of gRPC or SQL, or asks the clock.
#ifndef HOSO_COMMON_CUSTODY_CUSTODY_H_
#define HOSO_COMMON_CUSTODY_CUSTODY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::custody {

// Why an item moves; decides which accounts it may move between.
enum class Cause {
  kByHand,       // HandOver between offices, carriers and agencies.
  kSealed,       // Into a bag.
  kOpened,       // Out of a bag, into the opener's hands.
  kDiscrepancy,  // To whoever answers for a difference, or turned up in the opener's hands.
  kLost,         // To MISSING, with a report.
  kHandedOut,    // To the applicant.
};

core::v1::Holder MakeHolder(core::v1::HolderKind kind, const std::string& id);
core::v1::Holder Office(const std::string& id);
core::v1::Holder Agency(const std::string& key);
core::v1::Holder Bag(const std::string& id);
core::v1::Holder Carrier(const std::string& id);
core::v1::Holder Applicant();
core::v1::Holder Missing(const std::string& report_number);

bool Same(const core::v1::Holder& a, const core::v1::Holder& b);

// Such as "office YB-II-136", for messages.
std::string Name(const core::v1::Holder& holder);

// Null when the dossier has no such item.
const core::v1::Item* Find(const core::v1::Dossier& dossier, int item);

core::v1::ItemMove MakeMove(int item, const core::v1::Holder& from, const core::v1::Holder& to);

// Brings an item into being. It gets the next number of the dossier; an item
// that carries another number is refused with INVALID_ARGUMENT.
absl::Status Create(core::v1::Dossier& dossier, core::v1::Item item, absl::Time at);

// Moves one item. FAILED_PRECONDITION, naming the present holder, when it does
// not stand in the account `from`, or when `cause` does not let it pass from
// there to `to`.
absl::Status Move(core::v1::Dossier& dossier, const core::v1::ItemMove& move, Cause cause, absl::Time at);

}  // namespace hoso::custody

#endif  // HOSO_COMMON_CUSTODY_CUSTODY_H_

// What opening a bag comes to for one dossier: what was found goes into the
// opener's hands, and each difference stands against the last holder who
// signed, with a deadline of its own.
//
//  - on the manifest and found: to the opener;
//  - on the manifest, in the bag by the book, not found: MISSING, to the custodian;
//  - found but torn, wet or unreadable: DAMAGED, to the custodian, beside whatever else is said of it;
//  - on the manifest, but by now elsewhere by the book: turned up before, not missing;
//  - found, not in this bag by the book: SURPLUS, from whoever answered for it; if it was missing, that is settled;
//  - seal broken or another: SEAL, on every dossier with something in the bag.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_OPENING_H_
#define HOSO_SERVICES_ROUTING_OPENING_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/dossier/dossier_change.h"
#include "google/protobuf/timestamp.pb.h"
#include "hoso/core/v1/custody.pb.h"

namespace hoso::routing {

struct Opening {
  core::v1::Bag bag;  // As it was locked: its custodian answers for what is missing.
  core::v1::Holder at;
  core::v1::SealState seal_state = core::v1::SEAL_STATE_INTACT;
  google::protobuf::Timestamp opened_at;
  google::protobuf::Timestamp settle_by;
  std::map<std::string, core::v1::Holder> custodians;  // Of other bags in which found items stand by the book.
};

// Items of one dossier, as the opener names them.
struct FoundItems {
  std::vector<int32_t> found;
  std::vector<int32_t> damaged;  // Of those found.
};

struct Differences {
  std::vector<int32_t> missing;
  std::vector<int32_t> surplus;
};

// Records in `change` what the opening means for its dossier: `listed` are its items on the manifest, `items` those in
// the bag. Adds no fact for a dossier that neither has something in the bag nor was found there. Errors are those of
// the fold; ABORTED when an item moved into another bag meanwhile.
absl::Status RecordOpening(const Opening& opening, const std::vector<int32_t>& listed, const FoundItems& items,
                           dossier::DossierChange& change, Differences& differences);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_OPENING_H_

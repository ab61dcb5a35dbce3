// A second signature under a checkpoint, by somebody who remembers what he signed before.
#ifndef HOSO_COMMON_CHECKPOINT_COUNTERSIGN_H_
#define HOSO_COMMON_CHECKPOINT_COUNTERSIGN_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/checkpoint/checkpoint.h"
#include "common/signing/key.h"

namespace hoso::checkpoint {

// Who countersigns: a party with a key for checkpoints in the published list.
struct Party {
  std::string name;
  signing::PrivateKey key;
};

// Whether the party's own signature stands under it.
bool BearsSignature(const SignedCheckpoint& checkpoint, const Party& party);

// OK if `next` may follow `last`, the one that the party signed last: same ledger, a later day, at least as many facts.
// FAILED_PRECONDITION otherwise, and if `last` does not bear the party's signature. Says nothing of the trees.
absl::Status CheckFollows(const SignedCheckpoint& last, const SignedCheckpoint& next, const Party& party);

// Visits the hashes of all leaves in the order of the tree.
using LeafHashes = std::function<absl::Status(const std::function<void(const std::string& leaf_hash)>& visit)>;

// OK if the leaves give the root of `next` and, on the way, that of `last`. FAILED_PRECONDITION naming the day.
absl::Status CheckRoots(const LeafHashes& leaves, const std::optional<SignedCheckpoint>& last,
                        const SignedCheckpoint& next);

// With the party's signature added, once.
SignedCheckpoint Countersigned(SignedCheckpoint checkpoint, const Party& party);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_COUNTERSIGN_H_

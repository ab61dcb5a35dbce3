// Proofs as files that say all that is needed to check them, but for the public keys.
//
// Of a fact, as c2sp.org/tlog-proof writes it:
//
//   c2sp.org/tlog-proof@v1
//   extra BASE64(leaf data: see leaf.h)
//   index 73894
//   BASE64(hash)                          one line per hash of the proof
//
//   (the signed checkpoint)
//
// That one day's tree is the beginning of a later one's, in the same manner, for which there is no standard:
//
//   hoso/consistency-proof@v1
//   BASE64(hash)
//
//   (the older signed checkpoint)
//
//   (the newer signed checkpoint)
#ifndef HOSO_COMMON_CHECKPOINT_PROOF_H_
#define HOSO_COMMON_CHECKPOINT_PROOF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/checkpoint/checkpoint.h"
#include "common/checkpoint/leaf.h"

namespace hoso::checkpoint {

struct InclusionProof {
  Leaf leaf;  // Without its transaction.
  uint64_t index = 0;
  std::vector<std::string> hashes;
  SignedCheckpoint checkpoint;
};

struct ConsistencyProof {
  std::vector<std::string> hashes;
  SignedCheckpoint from;
  SignedCheckpoint until;
};

std::string FormatProof(const InclusionProof& proof);
std::string FormatProof(const ConsistencyProof& proof);

// By its first line.
bool IsConsistencyProof(const std::string& bytes);

// INVALID_ARGUMENT saying what was expected. The form only: see Check.
absl::StatusOr<InclusionProof> ParseInclusionProof(const std::string& bytes);
absl::StatusOr<ConsistencyProof> ParseConsistencyProof(const std::string& bytes);

// OK if the hashes lead from the leaf, or the older root, to the signed root. FAILED_PRECONDITION otherwise. Signatures
// are not looked at: see CheckSigned.
absl::Status Check(const InclusionProof& proof);
absl::Status Check(const ConsistencyProof& proof);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_PROOF_H_

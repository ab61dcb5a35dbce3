// Proofs that a fact is in the ledger, and that one day's tree begins a later one's, as anyone may hand them in.
#include <cstdint>
#include <string>

#include "common/checkpoint/proof.h"
#include "tests/fuzz/property.h"

namespace {

// What is accepted is its own normal form, and holds or does not.
template <typename Proof>
void Look(const absl::StatusOr<Proof>& proof, const std::string& bytes) {
  if (!proof.ok()) {
    HOSO_ALWAYS(absl::IsInvalidArgument(proof.status()));
    HOSO_ALWAYS(proof.status().message().substr(0, 7) == "proof: ");
    return;
  }
  HOSO_ALWAYS(FormatProof(*proof) == bytes);
  const absl::Status holds = Check(*proof);
  HOSO_ALWAYS(holds.ok() || absl::IsFailedPrecondition(holds));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso::checkpoint;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto inclusion = ParseInclusionProof(bytes);
  const auto consistency = ParseConsistencyProof(bytes);
  Look(inclusion, bytes);
  Look(consistency, bytes);
  HOSO_ALWAYS(!(inclusion.ok() && consistency.ok()) && (!consistency.ok() || IsConsistencyProof(bytes)));
  return 0;
}

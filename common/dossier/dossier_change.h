// A change to one dossier in the making: new facts, each checked against the
// lifecycle and the custody book, and the state after them.
#ifndef HOSO_COMMON_DOSSIER_DOSSIER_CHANGE_H_
#define HOSO_COMMON_DOSSIER_DOSSIER_CHANGE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::dossier {

// A new fact, ready to be stored.
struct NewFact {
  int32_t sequence = 0;
  int kind = 0;      // Number of the payload's field in core.v1.Fact.
  std::string body;  // The serialised fact: these bytes and no others are hashed and kept.
  std::string hash;  // SHA-256(previous hash || body), 32 bytes.
};

// SHA-256(previous || body): the link of the chain. Before the first fact stand 32 zero bytes.
std::string ChainHash(const std::string& previous, const std::string& body);

class DossierChange {
 public:
  // Starts from the state of an existing dossier and the hash of its last fact,
  // or from an empty state with the code set and 32 zero bytes.
  //
  // `occurred_at` and `recorded_at` are kept to the microsecond, as the
  // database keeps them.
  DossierChange(core::v1::Dossier dossier, std::string head, core::v1::Actor actor, absl::Time occurred_at,
                absl::Time recorded_at);

  // Takes in one more fact; only its payload is set by the caller. Returns
  // FAILED_PRECONDITION where the lifecycle or custody does not allow it; the
  // change is then unchanged.
  absl::Status Add(core::v1::Fact payload);

  const core::v1::Dossier& dossier() const { return dossier_; }  // After the facts added so far.
  const std::string& head() const { return head_; }
  const std::vector<NewFact>& facts() const { return facts_; }
  // Whether the dossier did not exist before.
  bool creates() const { return creates_; }

 private:
  core::v1::Dossier dossier_;
  std::string head_;
  core::v1::Actor actor_;
  absl::Time occurred_at_;
  absl::Time recorded_at_;
  bool creates_;
  std::vector<NewFact> facts_;
};

}  // namespace hoso::dossier

#endif  // HOSO_COMMON_DOSSIER_DOSSIER_CHANGE_H_

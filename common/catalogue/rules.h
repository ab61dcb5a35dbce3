// What a procedure version asks of one dossier: which papers, which term, which
// fee, and who may hand in and collect. Pure functions over the catalogue's data;
// the dossier's own data come in as a Choice.
//
// Errors are INVALID_ARGUMENT naming the field of the choice, its value and what
// was expected.
#ifndef HOSO_COMMON_CATALOGUE_RULES_H_
#define HOSO_COMMON_CATALOGUE_RULES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/clock/clock.h"
#include "hoso/catalogue/v1/catalogue.pb.h"

namespace hoso::catalogue {

// What a dossier says of itself.
struct Choice {
  v1::Channel channel = v1::CHANNEL_POST;
  absl::CivilDay day;              // Of acceptance.
  std::vector<std::string> cases;  // Exactly one of each group of the version; a group left out takes its first case.
  v1::SubmitterKind submitter = v1::SUBMITTER_KIND_OWNER;
  std::string fee;  // Id of the fee claimed; empty: the first that fits without proof.
  int units = 1;    // Vehicles, nominees or certificates; 1 where a dossier is about one thing.
};

// Returns `choice` with default cases and fee filled in, or INVALID_ARGUMENT for a case that the version does not have
// or two of one group (`cases[i]`), a fee (`fee`), a submitter (`submitter`) or a number of units (`units`) that the
// version does not allow, or a proxy where none may file.
absl::StatusOr<Choice> CompleteChoice(const v1::ProcedureVersion& version, const Choice& choice);

enum class Need {
  kRequired,
  kNotNeeded,     // The condition does not hold: such a paper is surplus.
  kClerkDecides,  // The condition is words only: both are right.
};
// REQUIRES: `choice` was completed.
Need NeedOf(const v1::Component& component, const Choice& choice);

// One component as the counter tallied it.
struct TalliedComponent {
  std::string id;
  int originals = 0;
  int certified_copies = 0;
  int photocopies = 0;
  bool original_shown = false;
  bool captured = false;
};
// OK if the papers are what the version asks for: nothing missing, nothing surplus. Else INVALID_ARGUMENT with every
// difference, such as `components[2].originals: 0, want 1`, or `components: id_copy missing, want 1 photocopy`. A
// certified copy does for a photocopy, and an original for either. REQUIRES: `choice` was completed.
absl::Status CheckComponents(const v1::ProcedureVersion& version, const Choice& choice,
                             const std::vector<TalliedComponent>& components);

// The authorisation that a submitter needs: none for the owner and for those whom the rule frees.
v1::Authorisation AuthorisationNeeded(const v1::ProcedureVersion& version, const Choice& choice);

// The term for the choice's channel and cases; with `extended`, the extended one (FAILED_PRECONDITION if none).
absl::StatusOr<clock::Term> TermFor(const v1::ProcedureVersion& version, const Choice& choice, bool extended = false);
clock::SupplementEffect SupplementEffectOf(const v1::ProcedureVersion& version);

// What the dossier costs in đồng, with what units beyond the free ones add. REQUIRES: `choice` was completed.
absl::StatusOr<int64_t> FeeAmount(const v1::ProcedureVersion& version, const Choice& choice);

// How many result papers a grant yields: of each Result one, or one per unit.
int ResultCount(const v1::ProcedureVersion& version, int units);

// Whether someone in the capacity `collector` may be handed the results, and with which authorisation.
v1::Authorisation AuthorisationToCollect(const v1::ProcedureVersion& version, const Choice& choice,
                                         v1::SubmitterKind collector);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_RULES_H_

// AcceptDossier: what the catalogue says of a request, and what becomes of it in
// the ledger.
//
// In two steps, because the code of a new dossier is drawn only for a request
// that is in order: PrepareAcceptance without a code, PlanAcceptance with it.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_INTAKE_DECISIONS_ACCEPT_H_
#define HOSO_SERVICES_INTAKE_DECISIONS_ACCEPT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "services/intake/lease.h"
#include "services/intake/opening.h"
#include "services/intake/validate.h"

namespace hoso::intake {

// An acceptance to which only the code and the secret are lacking.
struct Acceptance {
  command::Context context;
  CodeOf code_of;
  core::v1::Fact accepted;  // Without people and secret.
  core::v1::Fact paid;      // No payload where nothing was paid on the spot.
  People people;
  int64_t fees_due_vnd = 0;
  std::vector<std::string> warnings;
};

// NOT_FOUND for an unknown procedure; FAILED_PRECONDITION for one that is not accepted on that day, through that
// channel or at that office; INVALID_ARGUMENT for what does not fit the procedure, naming each field.
absl::StatusOr<std::shared_ptr<const Acceptance>> PrepareAcceptance(const catalogue::Catalogue& catalogue,
                                                                    const command::Context& context,
                                                                    const Valid<v1::AcceptDossierRequest>& valid);

enum class CodeFrom {
  kDrawn,   // By this replica from its own block.
  kLeased,  // By the counter from its lease.
  kGiven,   // That of a registered dossier.
};

// The code, and all that is drawn for it.
struct CodeAndSecret {
  Code code;
  CodeFrom from = CodeFrom::kDrawn;
  std::optional<Lease> lease;  // Where it is leased. Checked in the decision, so that a repeat gets the first answer.
  std::string secret;
  std::string sealed_secret;  // What the answer holds (look_up_secret.h).
};
command::Plan PlanAcceptance(std::shared_ptr<const Acceptance> acceptance, CodeAndSecret with);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_DECISIONS_ACCEPT_H_

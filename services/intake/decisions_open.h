// RegisterDossier and RefuseDossier: the other two ways in which a dossier begins,
// and the refusal of one that exists.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_INTAKE_DECISIONS_OPEN_H_
#define HOSO_SERVICES_INTAKE_DECISIONS_OPEN_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "services/intake/opening.h"
#include "services/intake/validate.h"

namespace hoso::intake {

// The first fact of a dossier that still lacks its code.
struct Opening {
  command::Context context;
  CodeOf code_of;
  core::v1::Fact fact;  // Registered or Refused, without people.
  People people;
};
using PreparedOpening = absl::StatusOr<std::shared_ptr<const Opening>>;

// Errors as of PrepareAcceptance. Papers are not checked yet, nor who may file: that is what accepting is for.
PreparedOpening PrepareRegistration(const catalogue::Catalogue& catalogue, const command::Context& context,
                                    const Valid<v1::RegisterDossierRequest>& valid);

// A refusal of what was not recorded before. INVALID_ARGUMENT for a ground that the procedure does not have. What the
// office does not offer may be refused all the same.
PreparedOpening PrepareRefusal(const catalogue::Catalogue& catalogue, const command::Context& context,
                               const Valid<v1::RefuseDossierRequest>& valid);

command::Plan PlanRegistration(std::shared_ptr<const Opening> opening, const Code& code);
// `lease`: where a counter gives the code; checked in the decision, so that a repeat gets the first answer.
command::Plan PlanRefusalOfNew(std::shared_ptr<const Opening> opening, const Code& code,
                               std::optional<Lease> lease = std::nullopt);

// The refusal of a registered dossier, or of one that the same office accepted: PERMISSION_DENIED (reason
// WRONG_OFFICE) for another one. `catalogue` outlives the plan.
command::Plan PlanRefusal(const catalogue::Catalogue& catalogue, const command::Context& context,
                          const Valid<v1::RefuseDossierRequest>& valid);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_DECISIONS_OPEN_H_

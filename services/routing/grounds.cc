#include "services/routing/grounds.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/catalogue/dates.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::routing {
namespace {

using catalogue::v1::OutcomeGround;

// The ground of the procedure, or the one of `common` with its condition; `common` is what the catalogue has for this
// kind of end.
struct Ground {
  std::string text_vi;
  catalogue::v1::GroundCondition condition = catalogue::v1::GROUND_CONDITION_NONE;
};

absl::StatusOr<Ground> Find(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                            const std::vector<const OutcomeGround*>& common) {
  std::vector<std::string> known;
  for (const catalogue::v1::RefusalGround& ground : version.refusal_grounds()) {
    if (ground.id() == ground_id) return Ground{ground.text_vi()};
    known.push_back(ground.id());
  }
  for (const OutcomeGround* ground : common) {
    if (ground->id() == ground_id) return Ground{ground->text_vi(), ground->condition()};
    known.push_back(ground->id());
  }
  return errors::FieldError("ground_id", absl::StrCat(errors::Echo(ground_id), ", want one of ", absl::StrJoin(known, ", ")));
}

std::vector<const OutcomeGround*> CommonGrounds(const catalogue::Catalogue& catalogue, absl::CivilDay today,
                                                bool (OutcomeGround::*serves)() const) {
  std::vector<const OutcomeGround*> common;
  for (const OutcomeGround& ground : catalogue.data().outcome_grounds()) {
    if ((ground.*serves)() && catalogue::PeriodOf(ground).Contains(today)) common.push_back(&ground);
  }
  return common;
}

absl::Status CheckSupplementOverdue(const core::v1::Dossier& dossier, absl::CivilDay today) {
  if (!dossier.has_open_supplement()) {
    return errors::Precondition("NOT_OVERDUE",
                                absl::StrCat("ground_id: no supplement of ", dossier.dossier_code(), " is waited for"));
  }
  const auto until = FromProto(dossier.open_supplement().supply_until(), "supply_until");
  if (!until.ok()) return until.status();
  if (today > *until) return absl::OkStatus();
  return errors::Precondition("NOT_OVERDUE", absl::StrCat("ground_id: the supplement of ", dossier.dossier_code(),
                                                          " may be handed in until ", absl::FormatCivilTime(*until)));
}

absl::Status CheckCondition(const Ground& ground, const core::v1::Dossier& dossier, absl::CivilDay today) {
  switch (ground.condition) {
    case catalogue::v1::GROUND_CONDITION_SUPPLEMENT_OVERDUE:
      return CheckSupplementOverdue(dossier, today);
    case catalogue::v1::GROUND_CONDITION_PAYMENT_AWAITED:
      if (dossier.has_open_payment()) return absl::OkStatus();
      return errors::Precondition("NOT_OVERDUE",
                                  absl::StrCat("ground_id: no payment for ", dossier.dossier_code(), " is waited for"));
    default:
      return absl::OkStatus();
  }
}

absl::StatusOr<std::string> TextOf(const absl::StatusOr<Ground>& ground, const core::v1::Dossier& dossier,
                                   absl::CivilDay today) {
  if (!ground.ok()) return ground.status();
  if (absl::Status status = CheckCondition(*ground, dossier, today); !status.ok()) return status;
  return ground->text_vi;
}

}  // namespace

absl::StatusOr<std::string> RefusalGround(const catalogue::v1::ProcedureVersion& version,
                                          const std::string& ground_id) {
  auto ground = Find(version, ground_id, {});
  if (!ground.ok()) return ground.status();
  return ground->text_vi;
}

absl::StatusOr<std::string> StopGround(const catalogue::Catalogue& catalogue,
                                       const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                       const core::v1::Dossier& dossier, absl::CivilDay today) {
  return TextOf(Find(version, ground_id, CommonGrounds(catalogue, today, &OutcomeGround::stops)), dossier, today);
}

absl::StatusOr<std::string> DenialGround(const catalogue::Catalogue& catalogue,
                                         const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                         const core::v1::Dossier& dossier, absl::CivilDay today) {
  return TextOf(Find(version, ground_id, CommonGrounds(catalogue, today, &OutcomeGround::denies)), dossier, today);
}

}  // namespace hoso::routing

#include "services/intake/decisions_open.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/catalogue/rules.h"
#include "common/clock/zone.h"
#include "common/command/slips.h"
#include "common/dossier/summary.h"
#include "common/rpc/errors.h"
#include "services/intake/choice.h"

namespace hoso::intake {
namespace {

using catalogue::v1::ProcedureVersion;

// The cases of the request, completed. Everything else is left to the acceptance.
absl::StatusOr<std::vector<std::string>> CompleteCases(const ProcedureVersion& version,
                                                       const v1::RegisterDossierRequest& request,
                                                       core::v1::IntakeChannel channel, absl::CivilDay day) {
  catalogue::Choice choice;
  choice.channel = ToCatalogue(channel);
  choice.day = day;
  choice.cases = {request.cases().begin(), request.cases().end()};
  choice.submitter = static_cast<catalogue::v1::SubmitterKind>(version.submitters(0));
  if (version.has_units()) choice.units = version.units().min();
  auto complete = catalogue::CompleteChoice(version, choice);
  if (!complete.ok()) return WithFields(complete.status());
  return std::move(complete->cases);
}

absl::StatusOr<core::v1::Refused> RefusedOn(const catalogue::Catalogue& catalogue, const ProcedureVersion& version,
                                            const std::string& office_id, const v1::RefuseDossierRequest& request) {
  const auto& grounds = version.refusal_grounds();
  const auto ground = std::find_if(grounds.begin(), grounds.end(), [&](const auto& candidate) {
    return candidate.id() == request.ground_id();
  });
  if (ground == grounds.end()) {
    const std::string known = absl::StrJoin(
        grounds, ", ", [](std::string* out, const auto& candidate) { absl::StrAppend(out, candidate.id()); });
    return errors::FieldError("ground_id", absl::StrCat(request.ground_id(), ", want one of ", known, " for ",
                                                        version.id()));
  }
  core::v1::Refused refused;
  refused.set_ground_id(ground->id());
  refused.set_legal_basis(catalogue.SourceText(ground->basis()));
  refused.set_explanation(request.explanation());
  refused.set_office_id(office_id);
  return refused;
}

core::v1::Registered& PayloadOf(core::v1::Fact& fact, v1::RegisterDossierResponse*) {
  return *fact.mutable_registered();
}
core::v1::Refused& PayloadOf(core::v1::Fact& fact, v1::RefuseDossierResponse*) { return *fact.mutable_refused(); }

template <typename Response>
command::Plan PlanNew(std::shared_ptr<const Opening> opening, const Code& code,
                      std::optional<Lease> lease = std::nullopt) {
  command::Plan plan;
  plan.dossiers = {code.id};
  plan.decide = [opening = std::move(opening), code,
                 lease = std::move(lease)](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const ledger::Loaded& loaded = view.Get(code.id);
    if (lease.has_value()) {
      absl::Status status = CheckLease(opening->context, opening->code_of, code.id, *lease);
      if (!status.ok()) return status;
      if (loaded.exists) {
        return errors::AlreadyExists("dossier", code.text,
                                     absl::StrCat("dossier_code: ", code.text, " is taken, want one that is not"));
      }
    }
    if (loaded.exists) return NumberTaken(code.text);
    Response response;
    core::v1::Fact fact = opening->fact;
    auto persons = Refer(opening->people, loaded.dossier, PayloadOf(fact, &response));
    dossier::DossierChange change = command::BeginNew(code.text, opening->context);
    if (absl::Status status = change.Add(std::move(fact)); !status.ok()) return status;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    if constexpr (requires { response.mutable_slip(); }) *response.mutable_slip() = command::UnsignedSlip(change);
    return command::Decide(std::move(change), response, std::move(persons));
  };
  return plan;
}

template <typename Request>
absl::Status Finish(const catalogue::Catalogue& catalogue, const Request& request, const std::string& agency_key,
                    Opening& opening) {
  const auto agency = AgencyNumber(catalogue, agency_key);
  if (!agency.ok()) return agency.status();
  opening.code_of = {.agency = *agency, .day = clock::LocalDay(opening.context.occurred_at)};
  opening.people = StorePeople(request.owner(), request.has_submitter() ? &request.submitter() : nullptr);
  return absl::OkStatus();
}

}  // namespace

PreparedOpening PrepareRegistration(const catalogue::Catalogue& catalogue, const command::Context& context,
                                    const Valid<v1::RegisterDossierRequest>& valid) {
  const v1::RegisterDossierRequest& request = valid.request;
  auto opening = std::make_shared<Opening>();
  opening->context = context;
  const std::string& office_id = context.actor.office_id();
  const core::v1::IntakeChannel channel = ChannelOrPost(request.channel());
  const absl::CivilDay day = clock::LocalDay(context.occurred_at);
  const auto procedure = FindOffered(catalogue, request.procedure(), office_id, day, channel);
  if (!procedure.ok()) return procedure.status();
  const ProcedureVersion& version = *procedure->version;
  const auto cases = CompleteCases(version, request, channel, day);
  if (!cases.ok()) return cases.status();

  core::v1::Registered& registered = *opening->fact.mutable_registered();
  registered.set_procedure_version(version.id());
  registered.set_procedure_code(version.code());
  registered.set_procedure_key(procedure->procedure->key());
  registered.set_agency_key(version.agency());
  registered.set_office_id(office_id);
  registered.set_channel(channel);
  *registered.mutable_cases() = {cases->begin(), cases->end()};
  if (absl::Status s = Finish(catalogue, request, version.agency(), *opening); !s.ok()) return s;
  return std::shared_ptr<const Opening>(std::move(opening));
}

PreparedOpening PrepareRefusal(const catalogue::Catalogue& catalogue, const command::Context& context,
                               const Valid<v1::RefuseDossierRequest>& valid) {
  const v1::RefuseDossierRequest& request = valid.request;
  auto opening = std::make_shared<Opening>();
  opening->context = context;
  const core::v1::IntakeChannel channel = core::v1::INTAKE_CHANNEL_PUBLIC_POST;
  // Through whatever channel the procedure is open: what is refused need not have come in properly.
  const absl::CivilDay day = clock::LocalDay(context.occurred_at);
  absl::StatusOr<catalogue::ProcedureInForce> procedure =
      catalogue.FindProcedure(request.procedure(), day, ToCatalogue(channel));
  if (absl::IsFailedPrecondition(procedure.status())) {
    procedure = catalogue.FindProcedure(request.procedure(), day, catalogue::v1::CHANNEL_ONLINE);
  }
  if (!procedure.ok()) return procedure.status();
  const ProcedureVersion& version = *procedure->version;
  auto refused = RefusedOn(catalogue, version, context.actor.office_id(), request);
  if (!refused.ok()) return refused.status();
  refused->set_procedure_version(version.id());
  refused->set_procedure_key(procedure->procedure->key());
  refused->set_agency_key(version.agency());
  refused->set_channel(channel);
  *opening->fact.mutable_refused() = *std::move(refused);
  if (absl::Status s = Finish(catalogue, request, version.agency(), *opening); !s.ok()) return s;
  return std::shared_ptr<const Opening>(std::move(opening));
}

command::Plan PlanRegistration(std::shared_ptr<const Opening> opening, const Code& code) {
  return PlanNew<v1::RegisterDossierResponse>(std::move(opening), code);
}

command::Plan PlanRefusalOfNew(std::shared_ptr<const Opening> opening, const Code& code, std::optional<Lease> lease) {
  return PlanNew<v1::RefuseDossierResponse>(std::move(opening), code, std::move(lease));
}

command::Plan PlanRefusal(const catalogue::Catalogue& catalogue, const command::Context& context,
                          const Valid<v1::RefuseDossierRequest>& valid) {
  command::Plan plan;
  plan.dossiers = {*valid.dossier};
  plan.decide = [&catalogue, context, id = *valid.dossier, request = valid.request](
                    const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    const core::v1::Dossier& dossier = (*loaded)->dossier;
    if (absl::Status status = command::CheckVersion(dossier, request); !status.ok()) return status;
    if (dossier.office_id() != context.actor.office_id()) {
      return errors::WithReason(
          absl::PermissionDeniedError(absl::StrCat("dossier ", dossier.dossier_code(), " was taken in at ",
                                                   dossier.office_id(), ", which alone may refuse it at a counter")),
          "WRONG_OFFICE");
    }
    const auto procedure = catalogue.FindVersion(dossier.procedure_version());
    if (!procedure.ok()) return procedure.status();
    auto refused = RefusedOn(catalogue, *procedure->version, context.actor.office_id(), request);
    if (!refused.ok()) return refused.status();
    dossier::DossierChange change = command::Begin(**loaded, context);
    core::v1::Fact fact;
    *fact.mutable_refused() = *std::move(refused);
    if (absl::Status status = change.Add(std::move(fact)); !status.ok()) return status;
    v1::RefuseDossierResponse response;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    *response.mutable_slip() = command::UnsignedSlip(change);
    return command::Decide(std::move(change), response);
  };
  return plan;
}

}  // namespace hoso::intake

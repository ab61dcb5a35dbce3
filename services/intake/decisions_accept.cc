#include "services/intake/decisions_accept.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/appointment/appointment.h"
#include "common/catalogue/rules.h"
#include "common/clock/zone.h"
#include "common/command/slips.h"
#include "common/custody/custody.h"
#include "common/dossier/lifecycle.h"
#include "common/dossier/summary.h"
#include "common/identity/look_up_secret.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/intake/choice.h"
#include "services/intake/look_up_secret.h"

namespace hoso::intake {
namespace {

using catalogue::v1::ProcedureVersion;

constexpr char kPapersLabel[] = "Hồ sơ giấy";

bool MayGoBackByPost(const ProcedureVersion& version) {
  for (const catalogue::v1::Result& result : version.results()) {
    if (!result.by_post()) return false;
  }
  return true;
}

// Where and how the result is to reach the citizen: by default at the accepting office.
absl::Status DecideReturn(const catalogue::Catalogue& catalogue, const ProcedureVersion& version, absl::CivilDay day,
                          const v1::AcceptDossierRequest& request, core::v1::Accepted& accepted) {
  core::v1::ReturnChannel channel = request.return_channel();
  if (channel == core::v1::RETURN_CHANNEL_UNSPECIFIED) {
    channel = MayGoBackByPost(version) ? core::v1::RETURN_CHANNEL_OFFICE : core::v1::RETURN_CHANNEL_AGENCY;
  }
  accepted.set_return_channel(channel);
  if (channel == core::v1::RETURN_CHANNEL_AGENCY) {
    if (request.return_office_id().empty()) return absl::OkStatus();
    return errors::FieldError("return_office_id", "given, want none where the agency hands out the result");
  }
  if (!MayGoBackByPost(version)) {
    return errors::FieldError("return_channel", absl::StrCat(core::v1::ReturnChannel_Name(channel), ", want AGENCY: ",
                                                             version.id(), " has results that do not go by post"));
  }
  const std::string& office_id = request.return_office_id().empty() ? accepted.office_id() : request.return_office_id();
  const auto office = catalogue.FindOffice(office_id);
  if (!office.ok()) {
    return errors::FieldError("return_office_id",
                              absl::StrCat(errors::Echo(office_id), ", want an office of the catalogue"));
  }
  if (!catalogue::PeriodOf(**office).Contains(day)) {
    return errors::FieldError("return_office_id", absl::StrCat(office_id, " is closed on ", catalogue::FormatDay(day)));
  }
  accepted.set_return_office_id(office_id);
  return absl::OkStatus();
}

// What is due, and that what was paid on the spot is that.
absl::Status DecideFees(const ProcedureVersion& version, const catalogue::Choice& choice,
                        const v1::AcceptDossierRequest& request, Acceptance& acceptance) {
  const auto due = catalogue::FeeAmount(version, choice);
  if (!due.ok()) return WithFields(due.status());
  acceptance.fees_due_vnd = *due;
  core::v1::Accepted& accepted = *acceptance.accepted.mutable_accepted();
  accepted.set_fee_id(choice.fee);
  if (*due > 0) {
    core::v1::FeeLine& line = *accepted.add_fees();
    line.set_fee_id(choice.fee);
    line.set_amount_vnd(*due);
  }
  if (request.fees_paid().empty()) return absl::OkStatus();
  int64_t paid = 0;
  for (int i = 0; i < request.fees_paid_size(); ++i) {
    if (request.fees_paid(i).fee_id() != choice.fee) {
      return errors::FieldError(absl::StrCat("fees_paid[", i, "].fee_id"),
                                absl::StrCat(request.fees_paid(i).fee_id(), ", want ", choice.fee));
    }
    paid += request.fees_paid(i).amount_vnd();
  }
  if (paid != *due) return errors::FieldError("fees_paid", absl::StrCat(paid, " VND, want ", *due, " VND"));
  core::v1::PaymentRecorded& recorded = *acceptance.paid.mutable_payment_recorded();
  *recorded.mutable_fees() = request.fees_paid();
  recorded.set_receipt_number(request.receipt_number());
  recorded.set_means(request.means() == core::v1::PAYMENT_MEANS_UNSPECIFIED ? core::v1::PAYMENT_MEANS_CASH
                                                                            : request.means());
  recorded.set_office_id(accepted.office_id());
  return absl::OkStatus();
}

absl::Status DecidePromise(const catalogue::Catalogue& catalogue, const ProcedureVersion& version,
                           const catalogue::Choice& choice, absl::Time accepted_at, core::v1::Accepted& accepted) {
  const auto term = catalogue::TermFor(version, choice);
  if (!term.ok()) return term.status();
  *accepted.mutable_term() = appointment::ToProto(*term);
  auto promise = appointment::Promise(catalogue, version.agency(), *term, accepted_at);
  if (!promise.ok()) return promise.status();
  *accepted.mutable_appointment() = *std::move(promise);
  return absl::OkStatus();
}

// A slip tells it in whole seconds.
bool SameInstant(const google::protobuf::Timestamp& a, const google::protobuf::Timestamp& b) {
  return a.seconds() == b.seconds();
}

void Copy(const v1::AcceptDossierRequest& request, const catalogue::ProcedureInForce& procedure,
          const catalogue::Choice& choice, core::v1::Relation relation, core::v1::Accepted& accepted) {
  accepted.set_procedure_version(procedure.version->id());
  accepted.set_procedure_code(procedure.version->code());
  accepted.set_procedure_key(procedure.procedure->key());
  accepted.set_agency_key(procedure.version->agency());
  *accepted.mutable_cases() = {choice.cases.begin(), choice.cases.end()};
  accepted.set_relation(relation);
  if (request.has_authorisation()) *accepted.mutable_authorisation() = request.authorisation();
  *accepted.mutable_components() = request.components();
  accepted.set_units(choice.units);
  core::v1::Item& papers = *accepted.mutable_papers();
  papers.set_number(1);
  papers.set_kind(core::v1::ITEM_KIND_PAPERS);
  papers.set_label(kPapersLabel);
  *papers.mutable_holder() = custody::Office(accepted.office_id());
  accepted.set_slip_id(request.slip_id());
  accepted.set_provisional_code(request.provisional_code());
  accepted.set_lease_id(request.lease_id());
}

// How the change begins: a new dossier, or a registered one that is now accepted.
absl::StatusOr<dossier::DossierChange> BeginAcceptance(const Acceptance& acceptance, const ledger::Loaded& loaded,
                                                       const CodeAndSecret& with) {
  const Code& code = with.code;
  if (with.lease.has_value()) {
    if (absl::Status status = CheckLease(acceptance.context, acceptance.code_of, code.id, *with.lease); !status.ok()) return status;
  }
  if (!loaded.exists) {
    if (with.from == CodeFrom::kGiven) return errors::NotFound("dossier", code.text);
    return command::BeginNew(code.text, acceptance.context);
  }
  if (with.from == CodeFrom::kDrawn) return NumberTaken(code.text);
  if (with.from == CodeFrom::kLeased || loaded.dossier.status() != core::v1::STATUS_REGISTERED) {
    return errors::AlreadyExists("dossier", code.text,
                                 absl::StrCat("dossier_code: ", code.text, " is taken, want a code that is not"));
  }
  const core::v1::Accepted& accepted = acceptance.accepted.accepted();
  if (loaded.dossier.procedure_key() != accepted.procedure_key()) {
    return errors::FieldError("procedure", absl::StrCat(accepted.procedure_key(), ", want ",
                                                        loaded.dossier.procedure_key(), " as registered"));
  }
  if (loaded.dossier.agency_key() != accepted.agency_key()) {
    return errors::Precondition("AGENCY_CHANGED",
                                absl::StrCat("dossier ", code.text, " was registered for ", loaded.dossier.agency_key(),
                                             ", but ", accepted.agency_key(), " decides now: register it again"));
  }
  return command::Begin(loaded, acceptance.context);
}

absl::StatusOr<ledger::Decision> DecideAcceptance(const Acceptance& acceptance, const ledger::View& view,
                                                  const CodeAndSecret& with) {
  const ledger::Loaded& loaded = view.Get(with.code.id);
  auto change = BeginAcceptance(acceptance, loaded, with);
  if (!change.ok()) return change.status();
  core::v1::Fact accepted = acceptance.accepted;
  accepted.mutable_accepted()->set_secret_digest(identity::SecretDigest(with.code.text, with.secret));
  auto persons = Refer(acceptance.people, loaded.dossier, *accepted.mutable_accepted());
  if (absl::Status status = change->Add(std::move(accepted)); !status.ok()) return status;
  if (acceptance.paid.has_payment_recorded()) {
    if (absl::Status status = change->Add(acceptance.paid); !status.ok()) return status;
  }
  v1::AcceptDossierResponse response;
  *response.mutable_dossier() = dossier::Summarize(change->dossier());
  *response.mutable_appointment() = change->dossier().appointment();
  response.set_lookup_secret(with.sealed_secret);
  response.set_fees_due_vnd(acceptance.fees_due_vnd);
  *response.mutable_slip() = command::UnsignedSlip(*change);
  *response.mutable_warnings() = {acceptance.warnings.begin(), acceptance.warnings.end()};
  return command::Decide(*std::move(change), response, std::move(persons));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Acceptance>> PrepareAcceptance(const catalogue::Catalogue& catalogue,
                                                                    const command::Context& context,
                                                                    const Valid<v1::AcceptDossierRequest>& valid) {
  const v1::AcceptDossierRequest& request = valid.request;
  auto acceptance = std::make_shared<Acceptance>();
  acceptance->context = context;
  acceptance->warnings = valid.warnings;
  core::v1::Accepted& accepted = *acceptance->accepted.mutable_accepted();
  accepted.set_office_id(context.actor.office_id());
  accepted.set_channel(ChannelOrPost(request.channel()));

  const absl::CivilDay day = clock::LocalDay(context.occurred_at);
  const auto procedure = FindOffered(catalogue, request.procedure(), accepted.office_id(), day, accepted.channel());
  if (!procedure.ok()) return procedure.status();
  const ProcedureVersion& version = *procedure->version;
  const auto relation = CompleteRelation(request.owner(), request.has_submitter(), request.relation());
  if (!relation.ok()) return relation.status();
  const auto choice = ChoiceOf(version, request, accepted.channel(), *relation, day);
  if (!choice.ok()) return choice.status();
  const core::v1::Authorisation* authorisation = request.has_authorisation() ? &request.authorisation() : nullptr;
  if (absl::Status s = CheckAuthorisation(version, *choice, *relation, authorisation); !s.ok()) return s;
  if (absl::Status s = CheckPapers(version, *choice, request.components()); !s.ok()) return s;

  Copy(request, *procedure, *choice, *relation, accepted);
  *accepted.mutable_handed_in_at() = ToProto(ToMicros(valid.handed_in_at));
  *accepted.mutable_accepted_at() = ToProto(ToMicros(context.occurred_at));
  if (absl::Status s = DecideReturn(catalogue, version, day, request, accepted); !s.ok()) return s;
  if (absl::Status s = DecideFees(version, *choice, request, *acceptance); !s.ok()) return s;
  if (absl::Status s = DecidePromise(catalogue, version, *choice, context.occurred_at, accepted); !s.ok()) return s;
  if (request.has_printed_due_at() && !SameInstant(request.printed_due_at(), accepted.appointment().due_at())) {
    *accepted.mutable_printed_due_at() = request.printed_due_at();
  }
  const auto agency = AgencyNumber(catalogue, version.agency());
  if (!agency.ok()) return agency.status();
  acceptance->code_of = {.agency = *agency, .day = day};
  acceptance->people = StorePeople(request.owner(), request.has_submitter() ? &request.submitter() : nullptr);
  return std::shared_ptr<const Acceptance>(std::move(acceptance));
}

command::Plan PlanAcceptance(std::shared_ptr<const Acceptance> acceptance, CodeAndSecret with) {
  command::Plan plan;
  plan.dossiers = {with.code.id};
  plan.decide = [acceptance = std::move(acceptance), with = std::move(with)](const ledger::View& view) {
    return DecideAcceptance(*acceptance, view, with);
  };
  return plan;
}

}  // namespace hoso::intake

#include "services/routing/decisions_desk.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/catalogue/relations.h"
#include "common/clock/clock.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/routing/desk.h"

namespace hoso::routing {
namespace {

using core::v1::Dossier;
using core::v1::Fact;
using core::v1::Item;
using dossier::DossierChange;

constexpr int kLongestWaitDays = 365;

bool IsHandedIn(const Item& item) {
  return item.kind() == core::v1::ITEM_KIND_PAPERS || item.kind() == core::v1::ITEM_KIND_SUPPLEMENT;
}

bool Holds(const catalogue::Catalogue& catalogue, const std::string& agency, const Item& item) {
  return item.holder().kind() == core::v1::HOLDER_KIND_AGENCY &&
         catalogue::IsOrSucceeds(catalogue, agency, item.holder().id());
}

// Where the papers are that the agency would sign for without having them.
absl::Status CheckPapersHere(const catalogue::Catalogue& catalogue, const std::string& agency, const Dossier& dossier,
                             bool complete) {
  int here = 0;
  const Item* elsewhere = nullptr;
  for (const Item& item : dossier.items()) {
    if (!IsHandedIn(item)) continue;
    if (Holds(catalogue, agency, item)) {
      ++here;
    } else {
      elsewhere = &item;
    }
  }
  if (elsewhere == nullptr || (!complete && here > 0)) return absl::OkStatus();
  return errors::Precondition(
      "PAPERS_NOT_HERE",
      absl::StrCat("item ", elsewhere->number(), " of ", dossier.dossier_code(), " is held by ",
                   custody::Name(elsewhere->holder()), ", not by agency ", agency),
      {{"item", absl::StrCat(elsewhere->number())}, {"holder", custody::Name(elsewhere->holder())}});
}

// The desk of the agency where the dossier came in; its first when none is named.
absl::StatusOr<std::string> DeskOf(const catalogue::Catalogue& catalogue, const std::string& agency_key,
                                   const std::string& desk) {
  const auto agency = catalogue.FindAgency(agency_key);
  if (!agency.ok()) return agency.status();
  if (desk.empty()) return (*agency)->desks().empty() ? std::string() : (*agency)->desks(0).id();
  for (const catalogue::v1::Desk& known : (*agency)->desks()) {
    if (known.id() == desk) return desk;
  }
  return errors::FieldError("desk", absl::StrCat(errors::Echo(desk), ", want a desk of agency ", agency_key));
}

absl::StatusOr<Fact> Received(const Desk& desk, const v1::ReceiveDossierRequest& request) {
  const bool online = desk.dossier.channel() == core::v1::INTAKE_CHANNEL_ONLINE;
  if (!online) {
    const absl::Status here = CheckPapersHere(desk.catalogue, desk.agency, desk.dossier, request.complete());
    if (!here.ok()) return here;
  }
  const auto where = DeskOf(desk.catalogue, desk.agency, request.desk());
  if (!where.ok()) return where.status();
  Fact fact;
  fact.mutable_received_by_agency()->set_agency_key(desk.agency);
  fact.mutable_received_by_agency()->set_desk(*where);
  fact.mutable_received_by_agency()->set_complete(request.complete());
  return fact;
}

absl::StatusOr<Fact> Misdirected(const catalogue::Catalogue& catalogue, const std::string& agency,
                                 const Dossier& dossier, const v1::ReceiveDossierRequest& request) {
  if (catalogue::IsOrSucceeds(catalogue, agency, dossier.agency_key())) {
    return errors::FieldError("wrong_agency_to",
                              absl::StrCat(request.wrong_agency_to(), ", want none: ", dossier.dossier_code(),
                                           " is agency ", agency, "'s to decide"));
  }
  if (!catalogue::IsOrSucceeds(catalogue, request.wrong_agency_to(), dossier.agency_key())) {
    return errors::FieldError(
        "wrong_agency_to", absl::StrCat(request.wrong_agency_to(), ", want ", dossier.agency_key(), ", which decides ",
                                        dossier.dossier_code()));
  }
  const absl::Status here = CheckPapersHere(catalogue, agency, dossier, /*complete=*/false);
  if (!here.ok()) return here;
  Fact fact;
  fact.mutable_misdirected()->set_at_agency_key(agency);
  fact.mutable_misdirected()->set_to_agency_key(request.wrong_agency_to());
  fact.mutable_misdirected()->set_explanation(request.explanation());
  return fact;
}

absl::StatusOr<command::Plan> PlanMisdirected(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::ReceiveDossierRequest>& valid) {
  const auto agency = command::AgencyOf(catalogue, context.actor);
  if (!agency.ok()) return agency.status();
  command::Plan plan;
  plan.dossiers = valid.dossiers;
  plan.decide = [&catalogue, context, agency = *agency, request = valid.request,
                 id = valid.dossiers.front()](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    const Dossier& before = (*loaded)->dossier;
    if (absl::Status status = command::CheckVersion(before, request); !status.ok()) return status;
    const auto fact = Misdirected(catalogue, agency, before, request);
    if (!fact.ok()) return fact.status();
    DossierChange change = command::Begin(**loaded, context);
    if (absl::Status status = change.Add(*fact); !status.ok()) return status;
    v1::ReceiveDossierResponse response;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    return command::Decide(std::move(change), response);
  };
  return plan;
}

absl::Status CheckComponents(const catalogue::v1::ProcedureVersion& version,
                             const v1::RequestSupplementRequest& request) {
  errors::FieldErrors wrong;
  for (int i = 0; i < request.components_size(); ++i) {
    bool known = false;
    for (const catalogue::v1::Component& component : version.components()) {
      known = known || component.id() == request.components(i).component_id();
    }
    if (known) continue;
    wrong.Add(absl::StrCat("components[", i, "].component_id"),
              absl::StrCat(errors::Echo(request.components(i).component_id()), ", want a component of ", version.id()));
  }
  return wrong.ToStatus();
}

// The last day on which the applicant may hand in what is missing.
absl::StatusOr<absl::CivilDay> SupplyUntil(const Desk& desk, const v1::RequestSupplementRequest& request) {
  if (!request.has_supply_until()) return desk.today() + desk.version.supplement().days_to_answer();
  const auto until = FromProto(request.supply_until(), "supply_until");
  if (!until.ok()) return until.status();
  if (*until <= desk.today() || *until > desk.today() + kLongestWaitDays) {
    return errors::FieldError(
        "supply_until", absl::StrCat(absl::FormatCivilTime(*until), ", want a day after ",
                                     absl::FormatCivilTime(desk.today()), " and within ", kLongestWaitDays, " days"));
  }
  return *until;
}

// Until when the agency has to say what is missing, from when it had the dossier on.
absl::StatusOr<absl::Time> NoticeUntil(const Desk& desk) {
  const catalogue::v1::SupplementRule& rule = desk.version.supplement();
  if (rule.notice_within() == 0) return absl::InfiniteFuture();
  const auto schedule = desk.Schedule();
  if (!schedule.ok()) return schedule.status();
  core::v1::Term term;
  term.set_value(rule.notice_within());
  term.set_unit(static_cast<core::v1::TermUnit>(rule.notice_unit()));
  clock::AppointmentInputs inputs;
  inputs.term = appointment::FromProto(term);
  inputs.accepted_at = FromProto(desk.dossier.has_received_by_agency_at() ? desk.dossier.received_by_agency_at()
                                                                          : desk.dossier.accepted_at());
  const auto notice = clock::ComputeAppointment(*schedule, inputs);
  if (!notice.ok()) return notice.status();
  return notice->due_at;
}

std::string SupplementBasis(absl::Time notice_until, absl::Time at) {
  const std::string form = "Thông tư 01/2018/TT-VPCP, mẫu số 02";
  if (at <= notice_until) return form;
  const absl::CivilDay day = clock::LocalDay(notice_until);
  return absl::StrCat(
      form, absl::StrFormat("; thông báo muộn, hạn thông báo là %02d/%02d/%d", day.day(), day.month(), day.year()));
}

absl::Status AddSupplementRequest(const Desk& desk, const v1::RequestSupplementRequest& request, DossierChange& change,
                                  v1::RequestSupplementResponse& response) {
  const int allowed = desk.version.supplement().requests_allowed();
  if (desk.dossier.supplement_requests() >= allowed) {
    return errors::Precondition("SUPPLEMENT_ALREADY_ASKED",
                                absl::StrCat("dossier ", desk.dossier.dossier_code(), ": a supplement was asked for ",
                                             desk.dossier.supplement_requests(), " time(s), want at most ", allowed));
  }
  if (absl::Status status = CheckComponents(desk.version, request); !status.ok()) return status;
  if (absl::Status status = CheckNotDatedBack(desk); !status.ok()) return status;
  const auto until = SupplyUntil(desk, request);
  if (!until.ok()) return until.status();
  const auto notice_until = NoticeUntil(desk);
  if (!notice_until.ok()) return notice_until.status();
  Fact fact;
  core::v1::SupplementRequested& requested = *fact.mutable_supplement_requested();
  *requested.mutable_components() = request.components();
  requested.set_reason(request.reason());
  *requested.mutable_supply_until() = ToProto(*until);
  requested.set_legal_basis(SupplementBasis(*notice_until, desk.context.occurred_at));
  requested.set_before_receipt(!desk.dossier.has_received_by_agency_at());
  *response.mutable_supply_until() = requested.supply_until();
  return change.Add(fact);
}

absl::Status AddPaymentRequest(const Desk& desk, const v1::RequestPaymentRequest& request, DossierChange& change,
                               v1::RequestPaymentResponse&) {
  errors::FieldErrors wrong;
  for (int i = 0; i < request.fees_size(); ++i) {
    bool known = false;
    for (const catalogue::v1::Fee& fee : desk.version.fees()) known = known || fee.id() == request.fees(i).fee_id();
    if (known) continue;
    wrong.Add(absl::StrCat("fees[", i, "].fee_id"),
              absl::StrCat(errors::Echo(request.fees(i).fee_id()), ", want a fee of ", desk.version.id()));
  }
  if (!wrong.empty()) return wrong.ToStatus();
  if (absl::Status status = CheckNotDatedBack(desk); !status.ok()) return status;
  Fact fact;
  *fact.mutable_payment_requested()->mutable_fees() = request.fees();
  fact.mutable_payment_requested()->set_reason(request.reason());
  return change.Add(fact);
}

}  // namespace

absl::StatusOr<command::Plan> PlanReceiveDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                 const Valid<v1::ReceiveDossierRequest>& valid) {
  if (!valid.request.wrong_agency_to().empty()) return PlanMisdirected(catalogue, context, valid);
  return PlanAtDesk<v1::ReceiveDossierResponse>(catalogue, context, valid,
                                                [](const Desk& desk, const v1::ReceiveDossierRequest& request,
                                                   DossierChange& change, v1::ReceiveDossierResponse&) -> absl::Status {
                                                  const auto fact = Received(desk, request);
                                                  if (!fact.ok()) return fact.status();
                                                  return change.Add(*fact);
                                                });
}

absl::StatusOr<command::Plan> PlanAssignDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::AssignDossierRequest>& valid) {
  return PlanAtDesk<v1::AssignDossierResponse>(
      catalogue, context, valid,
      [](const Desk&, const v1::AssignDossierRequest& request, DossierChange& change, v1::AssignDossierResponse&) {
        Fact fact;
        fact.mutable_assigned()->set_staff_id(request.staff_id());
        fact.mutable_assigned()->set_unit(request.unit());
        return change.Add(fact);
      });
}

absl::StatusOr<command::Plan> PlanRequestSupplement(const catalogue::Catalogue& catalogue,
                                                    const command::Context& context,
                                                    const Valid<v1::RequestSupplementRequest>& valid) {
  return PlanAtDesk<v1::RequestSupplementResponse>(catalogue, context, valid, AddSupplementRequest);
}

absl::StatusOr<command::Plan> PlanRequestPayment(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                 const Valid<v1::RequestPaymentRequest>& valid) {
  return PlanAtDesk<v1::RequestPaymentResponse>(catalogue, context, valid, AddPaymentRequest);
}

}  // namespace hoso::routing

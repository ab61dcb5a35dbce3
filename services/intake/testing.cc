#include "services/intake/testing.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/request_id.h"
#include "services/intake/decisions_accept.h"
#include "services/intake/decisions_correction.h"
#include "services/intake/decisions_later.h"
#include "services/intake/decisions_open.h"
#include "services/intake/validate.h"
#include "tests/support/environment.h"

namespace hoso::intake::testing {
namespace {

template <typename Request>
command::Context ContextOf(const Counter& counter, const Valid<Request>& valid) {
  return {.actor = counter.actor,
          .now = counter.now,
          .occurred_at = valid.occurred_at,
          .credentials_by = counter.credentials_by};
}

}  // namespace

const catalogue::Catalogue& RealCatalogue() {
  static const std::shared_ptr<const catalogue::Catalogue> catalogue = [] {
    auto loaded = catalogue::Catalogue::Load(hoso::testing::SourceDir() + "/catalogue");
    if (!loaded.ok()) {
      std::cerr << loaded.status().message() << "\n";
      std::abort();
    }
    return *loaded;
  }();
  return *catalogue;
}

absl::Time Now() { return clock::LocalTime(absl::CivilSecond(2022, 11, 14, 9, 0, 0)); }

std::string NewUuid() { return rpc::NewRequestId(); }

core::v1::PersonRecord Citizen(const std::string& number) {
  core::v1::PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_CITIZEN);
  record.set_full_name("NGƯỜI MẪU MỘT");
  record.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  record.set_identity_number(number);
  *record.mutable_birth_date() = ToProto(absl::CivilDay(1990, 5, 17));
  record.set_sex(core::v1::SEX_MALE);
  record.set_phone("0912345678");
  record.set_address("Thôn 3");
  record.set_commune_code("04375");
  return record;
}

core::v1::PersonRecord Enterprise() {
  core::v1::PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_ENTERPRISE);
  record.set_full_name("CÔNG TY MẪU");
  record.set_identity_kind(core::v1::IDENTITY_KIND_TAX_CODE);
  record.set_identity_number("0100109106");
  record.set_commune_code("04375");
  return record;
}

core::v1::Actor Clerk(const std::string& staff, const std::string& role) {
  core::v1::Actor actor;
  actor.set_staff_id(staff);
  actor.set_office_id(kOffice);
  actor.set_device_id(kDevice);
  actor.set_role(role);
  return actor;
}

core::v1::ComponentCount Component(const std::string& id, int originals, int photocopies, bool shown, bool captured) {
  core::v1::ComponentCount component;
  component.set_component_id(id);
  component.set_originals(originals);
  component.set_photocopies(photocopies);
  component.set_original_shown(shown);
  component.set_captured(captured);
  return component;
}

v1::AcceptDossierRequest Licence() {
  v1::AcceptDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_procedure("GPLX_DOI");
  request.add_cases("A1_A3");
  *request.mutable_owner() = Citizen();
  request.set_relation(core::v1::RELATION_SELF);
  *request.add_components() = Component("form", 1);
  *request.add_components() = Component("licence_copy", 0, 1, true);
  *request.add_components() = Component("id_copy", 0, 1, true);
  *request.add_components() = Component("photo", 0, 0, false, true);
  core::v1::FeeLine& fee = *request.add_fees_paid();
  fee.set_fee_id("STANDARD");
  fee.set_amount_vnd(135000);
  request.set_receipt_number("BL 1");
  return request;
}

v1::AcceptDossierRequest Record() {
  v1::AcceptDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_procedure("LLTP");
  request.add_cases("NO_1");
  *request.mutable_owner() = Citizen();
  *request.add_components() = Component("form", 1);
  *request.add_components() = Component("id_copy", 0, 1, true);
  return request;
}

v1::AcceptDossierRequest RecordBy(core::v1::Relation relation) {
  v1::AcceptDossierRequest request = Record();
  *request.mutable_submitter() = Citizen("015090000456");
  request.set_relation(relation);
  if (relation == core::v1::RELATION_AUTHORISED) {
    request.mutable_authorisation()->set_document_number("UQ-1");
    request.mutable_authorisation()->set_notarised(true);
    *request.mutable_authorisation()->mutable_issued_on() = ToProto(absl::CivilDay(2022, 11, 1));
    *request.mutable_authorisation()->mutable_valid_until() = ToProto(absl::CivilDay(2023, 11, 1));
    *request.add_components() = Component("authorisation", 1);
  }
  return request;
}

identity::DossierId Id(int number, absl::CivilDay day) {
  return *identity::DossierId::Make((*RealCatalogue().FindAgency("SGTVT"))->number(), day, number);
}

std::string CodeText(identity::DossierId id) {
  return *identity::FormatDossierCode(id, command::CodesOf(RealCatalogue()));
}

const ledger::Loaded& FakeView::Get(identity::DossierId id) const {
  const auto [at, fresh] = dossiers_.try_emplace(id, ledger::Loaded{.id = id, .head = std::string(32, '\0')});
  return at->second;
}

ledger::Loaded& FakeView::Mutable(identity::DossierId id) {
  Get(id);
  return dossiers_.at(id);
}

void FakeView::Commit(const ledger::Decision& decision) {
  for (const ledger::Append& append : decision.appends) {
    const auto id = identity::ParseDossierCode(append.change.dossier().dossier_code(), command::CodesOf(RealCatalogue()));
    ledger::Loaded& loaded = Mutable(*id);
    loaded.exists = true;
    loaded.dossier = append.change.dossier();
    loaded.head = append.change.head();
    for (const ledger::PersonRow& row : append.persons) {
      std::erase_if(loaded.persons, [&](const ledger::PersonRow& old) { return old.person == row.person; });
      loaded.persons.push_back(row);
    }
  }
}

template <typename Response, typename Plan>
absl::StatusOr<Response> Counter::Commit(const Plan& plan) {
  const absl::StatusOr<ledger::Decision> decision = plan.decide(view);
  if (!decision.ok()) return decision.status();
  view.Commit(*decision);
  facts_.clear();
  for (const ledger::Append& append : decision->appends) {
    for (const dossier::NewFact& fact : append.change.facts()) {
      facts_.emplace_back();
      facts_.back().ParseFromString(fact.body);
    }
  }
  Response response;
  response.ParseFromString(decision->answer);
  return response;
}

absl::StatusOr<v1::AcceptDossierResponse> Counter::Do(const v1::AcceptDossierRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  const auto acceptance = PrepareAcceptance(RealCatalogue(), ContextOf(*this, *valid), *valid);
  if (!acceptance.ok()) return acceptance.status();
  const bool given = valid->dossier.has_value();
  identity::DossierId id = given ? *valid->dossier : next;
  if (!given) id = *identity::DossierId::Make((*acceptance)->code_of.agency, (*acceptance)->code_of.day, next.number());
  return Commit<v1::AcceptDossierResponse>(
      PlanAcceptance(*acceptance, {.code = Code{id, CodeText(id)},
                                   .from = given ? CodeFrom::kGiven : CodeFrom::kDrawn,
                                   .secret = "ABCDEFGH",
                                   .sealed_secret = "ABCDEFGH"}));
}

absl::StatusOr<v1::RegisterDossierResponse> Counter::Do(const v1::RegisterDossierRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  const auto opening = PrepareRegistration(RealCatalogue(), ContextOf(*this, *valid), *valid);
  if (!opening.ok()) return opening.status();
  return Commit<v1::RegisterDossierResponse>(PlanRegistration(*opening, Code{next, CodeText(next)}));
}

absl::StatusOr<v1::RefuseDossierResponse> Counter::Do(const v1::RefuseDossierRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  if (valid->dossier.has_value()) {
    return Commit<v1::RefuseDossierResponse>(PlanRefusal(RealCatalogue(), ContextOf(*this, *valid), *valid));
  }
  const auto opening = PrepareRefusal(RealCatalogue(), ContextOf(*this, *valid), *valid);
  if (!opening.ok()) return opening.status();
  return Commit<v1::RefuseDossierResponse>(PlanRefusalOfNew(*opening, Code{next, CodeText(next)}));
}

absl::StatusOr<v1::SupplementDossierResponse> Counter::Do(const v1::SupplementDossierRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  return Commit<v1::SupplementDossierResponse>(PlanSupplement(RealCatalogue(), ContextOf(*this, *valid), *valid));
}

absl::StatusOr<v1::WithdrawDossierResponse> Counter::Do(const v1::WithdrawDossierRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  return Commit<v1::WithdrawDossierResponse>(PlanWithdrawal(ContextOf(*this, *valid), *valid));
}

absl::StatusOr<v1::RecordPaymentResponse> Counter::Do(const v1::RecordPaymentRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  return Commit<v1::RecordPaymentResponse>(PlanPayment(RealCatalogue(), ContextOf(*this, *valid), *valid));
}

absl::StatusOr<v1::ProposeCorrectionResponse> Counter::Do(const v1::ProposeCorrectionRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  return Commit<v1::ProposeCorrectionResponse>(PlanProposal(RealCatalogue(), ContextOf(*this, *valid), *valid));
}

absl::StatusOr<v1::ReviewCorrectionResponse> Counter::Do(const v1::ReviewCorrectionRequest& request) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  const auto plan = PlanReview(ContextOf(*this, *valid), *valid);
  if (!plan.ok()) return plan.status();
  return Commit<v1::ReviewCorrectionResponse>(*plan);
}

void Counter::Record(identity::DossierId id, core::v1::Fact fact) {
  const command::Context context{.actor = actor, .now = now, .occurred_at = now};
  dossier::DossierChange change = command::Begin(view.Get(id), context);
  const absl::Status status = change.Add(std::move(fact));
  if (!status.ok()) {
    std::cerr << status << "\n";
    std::abort();
  }
  ledger::Decision decision;
  decision.appends.push_back({std::move(change), {}});
  view.Commit(decision);
}

}  // namespace hoso::intake::testing

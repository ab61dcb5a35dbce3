#include "clients/counter/desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/counter/drafts.h"
#include "clients/counter/words.h"
#include "common/appointment/appointment.h"
#include "common/catalogue/dates.h"
#include "common/catalogue/rules.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/digest/sha256.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/role.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/slips/text.h"
#include "services/intake/choice.h"
#include "services/intake/look_up_secret.h"
#include "services/intake/validate.h"

namespace hoso::counter {

using intake::v1::AcceptDossierRequest;

namespace {

constexpr int kAttempts = 20;  // At a number that another page of this counter takes first.
constexpr int kFirstProvisional = 10'000;
constexpr int kProvisionalSlots = 500, kProvisionalOfASlot = 100;

int64_t SumOf(const google::protobuf::RepeatedPtrField<core::v1::FeeLine>& lines) {
  int64_t sum = 0;
  for (const core::v1::FeeLine& line : lines) sum += line.amount_vnd();
  return sum;
}

void AddProblems(const absl::Status& status, v1::CheckResponse& response) {
  const auto violations = errors::FieldViolations(status);
  for (const errors::FieldViolation& violation : violations) {
    v1::FieldProblem& problem = *response.add_problems();
    problem.set_field(violation.field);
    problem.set_description_en(violation.description);
    problem.set_description_vi(ProblemInVietnamese(violation.field, violation.description));
  }
  if (!violations.empty()) return;
  v1::FieldProblem& problem = *response.add_problems();
  problem.set_field("procedure");
  problem.set_description_en(std::string(status.message()));
  problem.set_description_vi(ProblemInVietnamese("procedure", std::string(status.message())));
}

void AddPapers(const catalogue::v1::ProcedureVersion& version, const catalogue::Choice& choice,
               v1::CheckResponse& response) {
  for (const catalogue::v1::Component& component : version.components()) {
    const catalogue::Need need = catalogue::NeedOf(component, choice);
    if (need == catalogue::Need::kNotNeeded) continue;
    const int times = component.per_unit() == catalogue::v1::UNIT_KIND_UNSPECIFIED ? 1 : std::max(choice.units, 1);
    v1::PaperWanted& paper = *response.add_papers();
    paper.set_component_id(component.id());
    paper.set_name_vi(component.name_vi());
    paper.set_name_en(component.name_en());
    paper.set_originals(component.originals() * times);
    paper.set_certified_copies(component.certified_copies() * times);
    paper.set_photocopies(component.photocopies() * times);
    paper.set_original_must_be_shown(component.original_must_be_shown());
    paper.set_capture_on_site(component.capture_on_site());
    paper.set_required(need == catalogue::Need::kRequired);
    paper.set_condition_vi(component.condition().text_vi());
    paper.set_condition_en(component.condition().text_en());
  }
}

}  // namespace

core::v1::Actor ActorOf(const SignedIn& who, const Place& place) {
  core::v1::Actor actor;
  actor.set_staff_id(who.session.staff_id());
  actor.set_office_id(place.office_id);
  actor.set_device_id(place.device_id);
  actor.set_role(rights::NameOf(who.session.role()));
  return actor;
}

absl::StatusOr<Desk::Weighed> Desk::Weigh(const SignedIn& who, AcceptDossierRequest request,
                                          const Moment& moment) const {
  *request.mutable_occurred_at() = ToProto(moment.now);
  const auto valid = intake::Validate(catalogue_, moment.now, request);
  if (!valid.ok()) return valid.status();
  auto acceptance = intake::PrepareAcceptance(
      catalogue_, {.actor = ActorOf(who, place_), .now = moment.now, .occurred_at = moment.now}, *valid);
  if (!acceptance.ok()) return acceptance.status();
  return Weighed{.request = valid->request, .acceptance = *std::move(acceptance)};
}

v1::ListProceduresResponse Desk::ListProcedures() {
  v1::ListProceduresResponse response;
  const absl::CivilDay today = clock::LocalDay(clock_.Now().now);
  std::vector<const catalogue::v1::Procedure*> in_order;
  for (const catalogue::v1::Procedure& procedure : catalogue_.data().procedures()) in_order.push_back(&procedure);
  std::sort(in_order.begin(), in_order.end(), [](const auto* a, const auto* b) { return a->order() < b->order(); });
  for (const catalogue::v1::Procedure* one : in_order) {
    const catalogue::v1::Procedure& procedure = *one;
    v1::Offer& offer = *response.add_offers();
    offer.set_key(procedure.key());
    const auto offered =
        intake::FindOffered(catalogue_, procedure.key(), place_.office_id, today, core::v1::INTAKE_CHANNEL_PUBLIC_POST);
    offer.set_taken_in_here(offered.ok());
    const catalogue::v1::ProcedureVersion& version = offered.ok() ? *offered->version : *procedure.versions().rbegin();
    if (!offered.ok()) offer.set_closed_why(std::string(offered.status().message()));
    *offer.mutable_version() = version;
    if (const auto agency = catalogue_.FindAgency(version.agency()); agency.ok()) {
      offer.set_agency_name_vi((*agency)->name_vi());
      offer.set_agency_name_en((*agency)->name_en());
    }
  }
  return response;
}

v1::ListPlacesResponse Desk::ListPlaces() {
  v1::ListPlacesResponse response;
  const absl::CivilDay today = clock::LocalDay(clock_.Now().now);
  for (const catalogue::v1::Office& office : catalogue_.data().offices()) {
    if (!catalogue::PeriodOf(office).Contains(today)) continue;
    v1::OfficePlace& place = *response.add_offices();
    place.set_id(office.id());
    place.set_name_vi(office.name_vi());
  }
  for (const catalogue::v1::AdminUnit& unit : catalogue_.data().admin_units()) {
    if (unit.code().size() != 5 || !catalogue::PeriodOf(unit).Contains(today)) continue;
    v1::CommunePlace& place = *response.add_communes();
    place.set_code(unit.code());
    place.set_name_vi(unit.name());
    if (const auto district = catalogue_.FindAdminUnit(unit.parent(), today); district.ok()) {
      place.set_district_name_vi((*district)->name());
    }
  }
  return response;
}

// What papers, fee and date belong to the choice, said also while nobody is typed yet.
void Desk::Guide(const catalogue::v1::ProcedureVersion& version, AcceptDossierRequest dossier,
                 core::v1::IntakeChannel channel, const Moment& moment, v1::CheckResponse& response) const {
  const absl::CivilDay today = clock::LocalDay(moment.now);
  // Whoever the procedure is for.
  if (dossier.owner().kind() == core::v1::OWNER_KIND_UNSPECIFIED) {
    const auto& submitters = version.submitters();
    const bool for_citizens =
        std::find(submitters.begin(), submitters.end(), catalogue::v1::SUBMITTER_KIND_OWNER) != submitters.end();
    dossier.mutable_owner()->set_kind(for_citizens ? core::v1::OWNER_KIND_CITIZEN : core::v1::OWNER_KIND_ENTERPRISE);
  }
  const auto relation = intake::CompleteRelation(dossier.owner(), dossier.has_submitter(), dossier.relation());
  if (!relation.ok()) return;
  const auto choice = intake::ChoiceOf(version, dossier, channel, *relation, today);
  if (!choice.ok()) return;
  AddPapers(version, *choice, response);
  if (const auto due = catalogue::FeeAmount(version, *choice); due.ok()) {
    response.set_fees_due_vnd(*due);
    core::v1::FeeLine& line = *response.add_fees();
    line.set_fee_id(choice->fee);
    line.set_amount_vnd(*due);
  }
  const auto term = catalogue::TermFor(version, *choice);
  if (!term.ok()) return;
  auto promise = appointment::Promise(catalogue_, version.agency(), *term, moment.now);
  if (promise.ok()) *response.mutable_appointment() = *std::move(promise);
}

absl::StatusOr<v1::CheckResponse> Desk::Check(const SignedIn& who, const v1::CheckRequest& request) {
  const Moment moment = clock_.Now();
  v1::CheckResponse response;
  AcceptDossierRequest dossier = request.dossier();
  dossier.set_request_id(rpc::NewRequestId());
  if (!dossier.fees_paid().empty()) dossier.set_receipt_number("1");  // Drawn when it is accepted.

  const absl::CivilDay today = clock::LocalDay(moment.now);
  const core::v1::IntakeChannel channel = intake::ChannelOrPost(dossier.channel());
  const auto offered = intake::FindOffered(catalogue_, dossier.procedure(), place_.office_id, today, channel);
  if (!offered.ok()) {
    AddProblems(offered.status(), response);
    return response;
  }
  response.set_agency_key(offered->version->agency());
  if (const auto office =
          catalogue_.FindOffice(dossier.return_office_id().empty() ? place_.office_id : dossier.return_office_id());
      office.ok()) {
    response.set_return_office_name((*office)->name_vi());
  }
  Guide(*offered->version, dossier, channel, moment, response);
  const auto weighed = Weigh(who, dossier, moment);
  if (!weighed.ok()) {
    AddProblems(weighed.status(), response);
    return response;
  }
  *response.mutable_appointment() = weighed->acceptance->accepted.accepted().appointment();
  *response.mutable_warnings() = {weighed->acceptance->warnings.begin(), weighed->acceptance->warnings.end()};
  return response;
}

absl::StatusOr<std::string> Desk::ProvisionalCode(const intake::Acceptance& acceptance) {
  const std::string day = catalogue::FormatDay(acceptance.code_of.day);
  const auto number = numbers_.NextNumber(absl::StrCat("provisional ", acceptance.code_of.agency, " ", day));
  if (!number.ok()) return number.status();
  if (*number > kProvisionalOfASlot)
    return absl::ResourceExhaustedError("no code is left for today: connect to the network");
  const std::string digest = Sha256(journal_.id());
  const int slot =
      ((static_cast<unsigned char>(digest[0]) << 8) | static_cast<unsigned char>(digest[1])) % kProvisionalSlots;
  const auto id =
      identity::DossierId::Make(acceptance.code_of.agency, acceptance.code_of.day,
                                kFirstProvisional + slot * kProvisionalOfASlot + static_cast<int>(*number) - 1);
  if (!id.ok()) return id.status();
  return identity::FormatDossierCode(*id, command::CodesOf(catalogue_));
}

// The next leased code of the agency's day; a provisional one when there is none.
absl::Status Desk::TakeCode(const intake::Acceptance& acceptance, v1::KeptAcceptance& kept, NewEntry& entry) {
  const std::string& agency_key = acceptance.accepted.accepted().agency_key();
  const auto leases = numbers_.Leases(agency_key, acceptance.code_of.day);
  if (!leases.ok()) return leases.status();
  if (leases->empty()) {
    auto code = ProvisionalCode(acceptance);
    if (!code.ok()) return code.status();
    kept.mutable_response()->set_provisional(true);
    kept.mutable_request()->set_provisional_code(*code);
    kept.mutable_response()->set_dossier_code(*std::move(code));
    return absl::OkStatus();
  }
  const CodeLease& lease = leases->front();
  const auto id = identity::DossierId::Make(acceptance.code_of.agency, acceptance.code_of.day, lease.next);
  if (!id.ok()) return id.status();
  const auto code = identity::FormatDossierCode(*id, command::CodesOf(catalogue_));
  if (!code.ok()) return code.status();
  entry.also.push_back(Numbers::Take(lease, lease.next));
  kept.mutable_request()->set_lease_id(lease.id);
  kept.mutable_request()->set_dossier_code(*code);
  kept.mutable_response()->set_dossier_code(*code);
  return absl::OkStatus();
}

absl::Status Desk::TakeReceiptNumber(v1::KeptAcceptance& kept) {
  if (kept.request().fees_paid().empty()) return absl::OkStatus();
  const auto number = numbers_.NextReceipt(place_.device_id);
  if (!number.ok()) return number.status();
  kept.mutable_response()->set_receipt_number(*number);
  kept.mutable_request()->set_receipt_number(kept.response().receipt_number());
  return absl::OkStatus();
}

void Desk::SignSlip(v1::KeptAcceptance& kept) const {
  if (slip_key_ == nullptr) return;
  trust::v1::SlipStatement statement;
  statement.set_form(trust::v1::SLIP_FORM_01);
  statement.set_dossier_code(kept.response().dossier_code());
  statement.mutable_issued_at()->set_seconds(kept.accepted_at().seconds());
  statement.set_office_id(place_.office_id);
  if (kept.response().appointment().has_due_at()) {
    statement.mutable_due_at()->set_seconds(kept.response().appointment().due_at().seconds());
  }
  statement.set_fees_paid_vnd(kept.paid_vnd());
  kept.mutable_response()->set_slip_text(slips::Sign(*slip_key_, statement));
}

std::string SentOf(const v1::KeptAcceptance& kept) {
  AcceptDossierRequest sent = kept.request();
  sent.set_lookup_secret(kept.response().lookup_secret());
  if (kept.response().appointment().has_due_at()) {
    sent.mutable_printed_due_at()->set_seconds(kept.response().appointment().due_at().seconds());
  }
  sent.clear_request_id();
  sent.clear_occurred_at();
  return sent.SerializeAsString();
}

absl::StatusOr<ledger::Decision> Desk::Opened(const Weighed& weighed, const v1::KeptAcceptance& kept) {
  const std::string& code = kept.response().dossier_code();
  const auto id = identity::ParseDossierCode(code, command::CodesOf(catalogue_));
  if (!id.ok()) return id.status();
  return book_.DecideAfresh(intake::PlanAcceptance(
      weighed.acceptance, {.code = intake::Code{*id, code}, .secret = kept.response().lookup_secret()}));
}

absl::StatusOr<v1::AcceptResponse> Desk::Accept(const SignedIn& who, const v1::AcceptRequest& request) {
  if (!rpc::IsUuid(request.draft_id())) return errors::FieldError("draft_id", "want a UUID");
  auto known = journal_.Find(request.draft_id());
  if (!known.ok()) return known.status();
  v1::KeptAcceptance kept;
  const auto answer = [&kept](const Entry& entry) -> absl::StatusOr<v1::AcceptResponse> {
    if (entry.body.kind() != kAcceptDossier || !kept.ParseFromString(entry.told)) {
      return errors::FieldError("draft_id", "is that of something else");
    }
    kept.mutable_response()->set_position(entry.position);
    const std::vector<v1::Paper> papers = PapersOf(entry.position, kept);
    *kept.mutable_response()->mutable_papers() = {papers.begin(), papers.end()};
    return kept.response();
  };
  if (known->has_value()) return answer(**known);

  const Moment moment = clock_.Now();
  AcceptDossierRequest dossier = request.dossier();
  dossier.set_request_id(request.draft_id());
  dossier.set_means(request.means());
  if (!dossier.fees_paid().empty()) dossier.set_receipt_number("1");
  const auto weighed = Weigh(who, dossier, moment);
  if (!weighed.ok()) return weighed.status();
  const core::v1::Accepted& accepted = weighed->acceptance->accepted.accepted();

  *kept.mutable_request() = weighed->request;
  *kept.mutable_response()->mutable_appointment() = accepted.appointment();
  kept.mutable_response()->set_lookup_secret(intake::NewSecret());
  kept.set_procedure_key(accepted.procedure_key());
  kept.set_procedure_version(accepted.procedure_version());
  kept.set_agency_key(accepted.agency_key());
  kept.set_office_id(place_.office_id);
  kept.set_return_office_id(accepted.return_office_id());
  *kept.mutable_accepted_at() = ToProto(moment.now);
  *kept.mutable_term() = accepted.term();
  kept.set_paid_vnd(SumOf(weighed->request.fees_paid()));
  kept.set_staff_id(who.session.staff_id());
  if (absl::Status status = TakeReceiptNumber(kept); !status.ok()) return status;

  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    NewEntry entry{.entry_id = request.draft_id(),
                   .kind = kAcceptDossier,
                   .occurred_at = moment.now,
                   .written_at = moment.written_at,
                   .doubt = moment.doubt,
                   .session = journal::SessionOf(who.token),
                   .also = {Drafts::Done(request.draft_id())}};
    if (absl::Status status = TakeCode(*weighed->acceptance, kept, entry); !status.ok()) return status;
    SignSlip(kept);
    const auto opened = Opened(*weighed, kept);
    if (!opened.ok()) return opened.status();
    entry.also.push_back(book_.Write(*opened, std::nullopt));
    entry.request = SentOf(kept);
    entry.dossier_code = kept.response().dossier_code();
    entry.told = kept.SerializeAsString();
    const auto appended = journal_.Append(entry);
    if (appended.ok()) return answer(*appended);
    if (errors::Reason(appended.status()) != "CODE_TAKEN") return appended.status();
  }
  return absl::AbortedError("journal: too many pages take codes at once; press again");
}

absl::StatusOr<v1::ListTodayResponse> Desk::ListToday(const v1::ListTodayRequest& request) {
  absl::CivilDay day = clock::LocalDay(clock_.Now().now);
  if (request.has_day()) {
    const auto asked = FromProto(request.day(), "day");
    if (!asked.ok()) return asked.status();
    day = *asked;
  }
  const auto entries = journal_.Between(kAcceptDossier, clock::LocalTime(absl::CivilSecond(day)),
                                        clock::LocalTime(absl::CivilSecond(day + 1)));
  if (!entries.ok()) return entries.status();
  v1::ListTodayResponse response;
  for (const Entry& entry : *entries) {
    v1::KeptAcceptance kept;
    if (!kept.ParseFromString(entry.told)) continue;
    v1::TodayRow& row = *response.add_rows();
    row.set_position(entry.position);
    row.set_dossier_code(kept.response().dossier_code());
    row.set_procedure_key(kept.procedure_key());
    if (const auto version = catalogue_.FindVersion(kept.procedure_version()); version.ok()) {
      row.set_procedure_name_vi(version->version->name_vi());
    }
    row.set_owner_name(kept.request().owner().full_name());
    *row.mutable_accepted_at() = kept.accepted_at();
    *row.mutable_appointment() = kept.response().appointment();
    row.set_paid_vnd(kept.paid_vnd());
    row.set_printed(entry.printed);
    row.set_state(entry.state);
    const std::vector<v1::Paper> papers = PapersOf(entry.position, kept);
    *row.mutable_papers() = {papers.begin(), papers.end()};
  }
  return response;
}

v1::Paper PaperOf(int64_t position, const char* form, const char* vi, const char* en) {
  v1::Paper paper;
  paper.set_form(form);
  paper.set_path(absl::StrCat("/print/", position, "/", form, ".pdf"));
  paper.set_title_vi(vi);
  paper.set_title_en(en);
  return paper;
}

std::vector<v1::Paper> PapersOf(int64_t position, const v1::KeptAcceptance& kept) {
  std::vector<v1::Paper> papers = {
      PaperOf(position, "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment")};
  if (kept.paid_vnd() > 0) papers.push_back(PaperOf(position, "receipt", "Biên lai thu phí, lệ phí", "Fee receipt"));
  return papers;
}

v1::Paper NoticePaper(int64_t position) {
  return PaperOf(position, "notice", "Thông báo điều chỉnh", "Notice of a change");
}

}  // namespace hoso::counter

#include "clients/replay/counter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/replay/desk.h"
#include "clients/replay/handing_out.h"
#include "clients/replay/post.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::replay {
namespace {

using core::v1::Fact;
using enum v1::BranchKind;

constexpr absl::Duration kPreparedBefore = absl::Minutes(20);
constexpr absl::Duration kWithoutLine = absl::Minutes(100);
constexpr int kLeasedForAnOfflineDay = 3;
constexpr double kMistypedPercent = 4;

// One line of each kind, so that the numbers of an agency's day come out in the same order every time.
std::string LineOf(const Place& agency) { return absl::StrCat("codes of ", agency.id); }

catalogue::v1::Fee const* FeeOf(const Case& c) {
  for (const catalogue::v1::Fee& fee : c.version->fees()) {
    if (fee.id() == c.choice.fee) return &fee;
  }
  return nullptr;
}

bool Ended(const Played& played) {
  return played.now.status == core::v1::STATUS_REFUSED || played.now.status == core::v1::STATUS_WITHDRAWN ||
         played.now.status == core::v1::STATUS_STOPPED;
}

}  // namespace

void Counter::Expect(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  if (c.prepared_online) play_.At(c.comes_at - kPreparedBefore, [this, &c] { Register(c); });
  play_.At(c.comes_at, [this, case_number] { Come(case_number); });
}

void Counter::Come(int case_number) {
  Played& played = play_.dossier(case_number);
  const Case& c = *played.c;
  if (c.kind == Case::Kind::kRefusedAtCounter) return RefuseAtCounter(c);
  if (c.kind == Case::Kind::kOnlyPrepared) {
    if (!c.prepared_online) Register(c);
    return;
  }
  if (c.branch == BRANCH_KIND_OFFLINE) return TakeInWithoutLine(case_number);
  TakeIn(case_number);
}

void Counter::RefuseAtCounter(const Case& c) {
  Played& played = play_.dossier(c.number);
  intake::v1::RefuseDossierRequest request;
  request.set_procedure(c.procedure->key());
  *request.mutable_owner() = c.owner;
  request.set_ground_id(c.version->refusal_grounds(0).id());
  request.set_explanation("Đã hướng dẫn nơi và cách nộp đúng");
  play_.Do(Attendant(play_.world().at(c.office)), c.number, std::move(request)).line =
      LineOf(play_.world().at(c.agency));
  play_.CountFacts(Fact::kRefused);
  played.now.in_ledger = true;
  played.now.status = core::v1::STATUS_REFUSED;
}

void Counter::Register(const Case& c) {
  Played& played = play_.dossier(c.number);
  intake::v1::RegisterDossierRequest request;
  request.set_procedure(c.procedure->key());
  *request.mutable_cases() = {c.choice.cases.begin(), c.choice.cases.end()};
  request.set_channel(c.channel);
  *request.mutable_owner() = c.owner;
  if (c.submitter.has_value()) *request.mutable_submitter() = *c.submitter;
  play_.Do(Attendant(play_.world().at(c.office)), c.number, std::move(request)).line =
      LineOf(play_.world().at(c.agency));
  play_.CountFacts(Fact::kRegistered);
  played.now.in_ledger = true;
  played.now.status = core::v1::STATUS_REGISTERED;
}

intake::v1::AcceptDossierRequest Counter::AcceptRequest(const Case& c) const {
  intake::v1::AcceptDossierRequest request;
  // Some counters know procedures by key, some by the national code.
  const bool by_code = !c.version->code().empty() && c.number % 2 == 0;
  request.set_procedure(by_code ? c.version->code() : c.procedure->key());
  *request.mutable_cases() = {c.choice.cases.begin(), c.choice.cases.end()};
  request.set_channel(c.channel);
  request.set_return_channel(c.return_channel);
  const bool by_post = c.return_channel != core::v1::RETURN_CHANNEL_AGENCY;
  if (by_post && c.return_office != c.office) request.set_return_office_id(play_.world().at(c.return_office).id);
  *request.mutable_owner() = c.owner;
  if (c.submitter.has_value()) *request.mutable_submitter() = *c.submitter;
  request.set_relation(c.relation);
  if (c.authorisation.has_value()) *request.mutable_authorisation() = *c.authorisation;
  *request.mutable_components() = {c.components.begin(), c.components.end()};
  request.set_units(c.choice.units);
  const catalogue::v1::Fee* fee = FeeOf(c);
  if (fee != nullptr && fee->proof_needed()) request.set_fee_id(fee->id());
  if (c.fee_vnd > 0 && !PaysWhenCollecting(c)) {
    core::v1::FeeLine* paid = request.add_fees_paid();
    paid->set_fee_id(c.choice.fee);
    paid->set_amount_vnd(c.fee_vnd);
    request.set_receipt_number(absl::StrFormat("BL-%06d", c.number + 1));
  }
  request.set_slip_id(c.slip_id);
  return request;
}

void Counter::TakeIn(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  intake::v1::AcceptDossierRequest request = AcceptRequest(c);
  if (c.prepared_online) request.set_dossier_code(CaseName(case_number));
  Act& act = play_.Do(Attendant(play_.world().at(c.office)), case_number, std::move(request));
  act.line = LineOf(play_.world().at(c.agency));
  act.twice = c.sent_twice;
  Accepted(case_number, play_.now());
}

// The line goes down while the person stands there: the counter leases numbers in time, and sends in what it took when
// the line is back.
void Counter::TakeInWithoutLine(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  const Place& office = play_.world().at(c.office);
  const std::vector<Span>& open = play_.world().OpenOn(c.office, clock::LocalDay(play_.now()));
  intake::v1::LeaseCodesRequest lease;
  lease.set_agency_key(play_.world().at(c.agency).id);
  *lease.mutable_day() = catalogue::DayToProto(clock::LocalDay(play_.now()));
  lease.set_count(kLeasedForAnOfflineDay);
  lease.set_holder(Attendant(office).device);
  Act& act = play_.Do(Attendant(office), case_number, std::move(lease));
  act.line = LineOf(play_.world().at(c.agency));
  const absl::Time back = std::min(play_.now() + kWithoutLine, open.back().close - absl::Minutes(20));
  play_.At(back, [this, case_number] { SendInLater(case_number); });
}

void Counter::SendInLater(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  const rpc::Caller who = Attendant(play_.world().at(c.office));
  const std::string line = LineOf(play_.world().at(c.agency));
  const absl::Time taken_in = c.comes_at + absl::Minutes(6);
  intake::v1::AcceptDossierRequest request = AcceptRequest(c);
  request.set_dossier_code(LeaseName(case_number));
  request.set_lease_id(LeaseName(case_number));
  *request.mutable_occurred_at() = ToProto(taken_in);
  play_.Do(who, case_number, std::move(request)).line = line;
  play_.dossier(case_number).branch_happened = true;
  Accepted(case_number, taken_in);
  intake::v1::CloseLeaseRequest close;
  close.set_lease_id(LeaseName(case_number));
  close.set_reason("Đường truyền đã có lại");
  play_.Do(who, case_number, std::move(close)).line = line;
}

void Counter::Accepted(int case_number, absl::Time accepted_at) {
  Played& played = play_.dossier(case_number);
  const Case& c = *played.c;
  play_.CountFacts(Fact::kAccepted);
  if (c.fee_vnd > 0 && !PaysWhenCollecting(c)) play_.CountFacts(Fact::kPaymentRecorded);
  played.now.in_ledger = played.now.taken_in = true;
  played.now.status = core::v1::STATUS_ACCEPTED;
  played.now.accepted_at = accepted_at;
  const absl::StatusOr<clock::Term> term = catalogue::TermFor(*c.version, c.choice);
  if (term.ok()) played.promise_inputs.term = *term;
  played.promise_inputs.effect = catalogue::SupplementEffectOf(*c.version);
  played.promise_inputs.accepted_at = accepted_at;
  play_.Promise(played);
  const int papers = play_.CreateItem(played, core::v1::ITEM_KIND_PAPERS, c.office);
  const PlaceId to = c.branch == BRANCH_KIND_MISDIRECTED ? WrongAgency(c.agency) : c.agency;
  play_.post().Send(case_number, papers, c.office, to);
  // Some take it back before it left the counter, most when the agency has it (desk.cc).
  if (c.branch == BRANCH_KIND_WITHDRAWN && case_number % 3 == 0) PlanWithdrawal(case_number);
  PlanLookUps(case_number);
}

PlaceId Counter::WrongAgency(PlaceId right) const {
  for (PlaceId id = 0; id < static_cast<PlaceId>(play_.world().places().size()); ++id) {
    if (play_.world().at(id).is_agency() && id != right) return id;
  }
  return right;
}

void Counter::ExpectSupplement(int case_number, const core::v1::ComponentCount& missing) {
  const Case& c = *play_.dossier(case_number).c;
  const v1::Citizens& citizens = play_.scenario().citizens();
  Random chance = play_.Chance("supplement", case_number);
  const int days = static_cast<int>(chance.Between(citizens.supplement_days_least(), citizens.supplement_days_most()));
  const absl::Time when = play_.world().OpeningAfter(c.office, play_.now(), days) + absl::Minutes(chance.Between(10, 200));
  play_.At(when, [this, case_number, missing] { Supplement(case_number, missing); });
}

void Counter::Supplement(int case_number, const core::v1::ComponentCount& missing) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return;
  intake::v1::SupplementDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  *request.add_components() = missing;
  play_.Do(Attendant(play_.world().at(played.c->office)), case_number, std::move(request));
  play_.CountFacts(Fact::kSupplemented);
  played.now.status = core::v1::STATUS_PROCESSING;
  played.supplemented = played.branch_happened = true;
  played.promise_inputs.pauses.back().to = play_.now();
  play_.Promise(played);
  const int item = play_.CreateItem(played, core::v1::ITEM_KIND_SUPPLEMENT, played.c->office);
  play_.post().Send(case_number, item, played.c->office, played.c->agency);
}

void Counter::ExpectLateSupplement(int case_number, const core::v1::ComponentCount& missing, absl::CivilDay day) {
  const PlaceId office = play_.dossier(case_number).c->office;
  const absl::Time when = play_.world().NextOpen(office, clock::LocalTime(absl::CivilSecond(day))) + absl::Minutes(55);
  play_.At(when, [this, case_number, missing] { SupplementTooLate(case_number, missing); });
}

void Counter::SupplementTooLate(int case_number, const core::v1::ComponentCount& missing) {
  const Case& c = *play_.dossier(case_number).c;
  intake::v1::SupplementDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  *request.add_components() = missing;
  play_.Do(Attendant(play_.world().at(c.office)), case_number, std::move(request)).expected =
      absl::StatusCode::kFailedPrecondition;
  play_.desk().StopSoon(case_number, play_.world().OpeningAfter(c.agency, play_.now(), 1),
                        "SUPPLEMENT_OVERDUE", "Đã nhắc hai lần qua điện thoại");
}

void Counter::ExpectPayment(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  Random chance = play_.Chance("payment", case_number);
  const absl::Time when = play_.world().OpeningAfter(c.office, play_.now(), static_cast<int>(chance.Between(1, 5))) +
                          absl::Minutes(chance.Between(10, 200));
  play_.At(when, [this, case_number] { Pay(case_number); });
}

void Counter::Pay(int case_number) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return;
  const Case& c = *played.c;
  intake::v1::RecordPaymentRequest request;
  request.set_dossier_code(CaseName(case_number));
  core::v1::FeeLine* fee = request.add_fees();
  fee->set_fee_id(c.choice.fee);
  fee->set_amount_vnd(kFurtherFeeVnd);
  request.set_receipt_number(absl::StrFormat("BLB-%06d", c.number + 1));
  request.set_means(case_number % 4 == 0 ? core::v1::PAYMENT_MEANS_TRANSFER : core::v1::PAYMENT_MEANS_CASH);
  play_.Do(Attendant(play_.world().at(c.office)), case_number, std::move(request));
  play_.CountFacts(Fact::kPaymentRecorded);
  played.now.status = core::v1::STATUS_PROCESSING;
  played.branch_happened = true;
  played.promise_inputs.pauses.back().to = play_.now();
  play_.Promise(played);
  play_.desk().Resume(case_number);
}

void Counter::PlanWithdrawal(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  Random chance = play_.Chance("withdrawal", case_number);
  play_.At(play_.world().AddOpenTime(c.office, play_.now(), absl::Minutes(chance.Between(20, 40))),
           [this, case_number] { Withdraw(case_number, "Chủ hồ sơ đổi ý, xin rút hồ sơ"); });
}

void Counter::WithdrawAfterLoss(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  play_.At(play_.world().OpeningAfter(c.office, play_.now(), 2) + absl::Minutes(90),
           [this, case_number] { Withdraw(case_number, "Giấy tờ thất lạc trên đường, chủ hồ sơ nộp lại từ đầu"); });
}

void Counter::Withdraw(int case_number, const std::string& reason) {
  Played& played = play_.dossier(case_number);
  if (Ended(played) || played.now.status == core::v1::STATUS_DECIDED) return;
  const Case& c = *played.c;
  intake::v1::WithdrawDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_reason(reason);
  request.set_identity_number(c.owner.identity_number());
  play_.Do(Attendant(play_.world().at(c.office)), case_number, std::move(request));
  play_.CountFacts(Fact::kWithdrawn);
  played.now.status = core::v1::STATUS_WITHDRAWN;
  played.branch_happened = true;
  if (play_.post().TakeBack(case_number, c.office)) return play_.handing_out().GiveBackAtOnce(case_number, c.office);
  play_.desk().SendPapersBack(case_number);
}

void Counter::PlanCorrectionOfPlace(int case_number) {
  const Case& c = *play_.dossier(case_number).c;
  const PlaceId office = c.office;
  play_.At(play_.world().AddOpenTime(office, play_.now(), absl::Minutes(40)), [this, case_number, office] {
    Played& played = play_.dossier(case_number);
    intake::v1::ProposeCorrectionRequest request;
    request.set_dossier_code(CaseName(case_number));
    request.set_ground("Người nộp đề nghị nhận kết quả tại điểm khác");
    request.set_return_office_id(play_.world().at(play_.world().at(office).parent).id);
    play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request));
    play_.CountFacts(Fact::kCorrectionProposed);
    const int correction = ++played.corrections;
    play_.At(play_.world().AddOpenTime(office, play_.now(), absl::Minutes(45)),
             [this, case_number, correction] { ReviewPlace(case_number, correction); });
  });
}

void Counter::ReviewPlace(int case_number, int correction) {
  Played& played = play_.dossier(case_number);
  const PlaceId bureau = play_.world().at(played.c->office).parent;
  const bool approve = played.Is(BRANCH_KIND_PLACE_CORRECTED);
  intake::v1::ReviewCorrectionRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_correction(correction);
  request.set_approve(approve);
  request.set_remark(approve ? "Đã gọi xác nhận với chủ hồ sơ" : "Chủ hồ sơ không đề nghị, nhập nhầm hồ sơ");
  play_.Do(Supervisor(play_.world().at(bureau)), case_number, std::move(request));
  play_.CountFacts(Fact::kCorrected);
  played.branch_happened = true;
  if (approve) played.return_office = bureau;
}

void Counter::PlanLookUps(int case_number) {
  Random chance = play_.Chance("look-up", case_number);
  if (!chance.Percent(play_.scenario().citizens().look_up_percent())) return;
  // By day, some days later; now and then with a mistyped secret first.
  const absl::CivilDay day = clock::LocalDay(play_.now()) + chance.Between(1, 15);
  const absl::Time when = clock::LocalTime(absl::CivilSecond(day) + chance.Between(7 * 3600, 21 * 3600));
  const bool mistyped = chance.Percent(kMistypedPercent);
  play_.At(when, [this, case_number, mistyped] {
    tracking::v1::LookUpRequest request;
    request.set_dossier_code(CaseName(case_number));
    if (mistyped) {
      request.set_secret("SAI-MA");
      play_.Do(Citizen(), case_number, request).expected = absl::StatusCode::kNotFound;
      request.clear_secret();
    }
    play_.Do(Citizen(), case_number, std::move(request)).expected_status = play_.dossier(case_number).now.status;
  });
}

}  // namespace hoso::replay

#include "clients/replay/handing_out.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/replay/people.h"
#include "clients/replay/post.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::replay {
namespace {

using core::v1::Fact;
using enum v1::BranchKind;

constexpr int kFirstProxy = 7000;     // Numbers of persons who only collect,
constexpr int kFirstStranger = 8000;  // and of those who should not.
constexpr int kKeptDays = 31;         // A day more than the thirty for which an unclaimed result is kept.
constexpr int kAbsentPercent = 12;
constexpr int kAttempts = 3;

bool IsOwed(const Played& played, const core::v1::Item& item) {
  const bool decided = played.now.decision != core::v1::OUTCOME_UNSPECIFIED;
  if (decided) return item.kind() == core::v1::ITEM_KIND_RESULT;
  return item.kind() == core::v1::ITEM_KIND_PAPERS || item.kind() == core::v1::ITEM_KIND_SUPPLEMENT;
}

bool IsBody(const core::v1::PersonRecord& owner) { return owner.kind() != core::v1::OWNER_KIND_CITIZEN; }

}  // namespace

std::vector<int> HandingOut::OwedAt(Played& played, PlaceId place) const {
  std::vector<int> items;
  for (const core::v1::Item& item : played.now.items) {
    if (IsOwed(played, item) && custody::Same(item.holder(), play_.world().HolderAt(place))) {
      items.push_back(item.number());
    }
  }
  return items;
}

bool HandingOut::NothingLeft(const Played& played) const {
  return std::none_of(played.now.items.begin(), played.now.items.end(), [&](const core::v1::Item& item) {
    return IsOwed(played, item) && item.holder().kind() != core::v1::HOLDER_KIND_APPLICANT;
  });
}

void HandingOut::Arrived(int case_number, int item, PlaceId office) {
  // All that came in one bag is put on the shelf at once.
  Played& played = play_.dossier(case_number);
  if (played.ready_on_shelf) return;
  played.ready_on_shelf = true;
  play_.At(play_.world().AddOpenTime(office, play_.now(), absl::Minutes(6)),
           [this, case_number, office] { PutOnShelf(case_number, office); });
}

void HandingOut::PutOnShelf(int case_number, PlaceId office) {
  Played& played = play_.dossier(case_number);
  played.ready_on_shelf = false;
  const std::vector<int> items = OwedAt(played, office);
  if (items.empty()) return;
  returns::v1::ReceiveResultsRequest request;
  request.set_dossier_code(CaseName(case_number));
  *request.mutable_items() = {items.begin(), items.end()};
  request.set_shelf(absl::StrFormat("K%d-%02d", 1 + case_number % 3, 1 + case_number % 20));
  play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request));
  play_.CountFacts(Fact::kResultsReceived);
  played.ready_since = play_.now();
  play_.At(play_.world().AddOpenTime(office, play_.now(), absl::Minutes(15)),
           [this, case_number, office] { Notify(case_number, office); });
}

void HandingOut::Notify(int case_number, PlaceId office) {
  static constexpr core::v1::NotificationMeans kMeans[] = {
      core::v1::NOTIFICATION_MEANS_SMS, core::v1::NOTIFICATION_MEANS_PHONE, core::v1::NOTIFICATION_MEANS_ZALO};
  Played& played = play_.dossier(case_number);
  returns::v1::NotifyApplicantRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_means(IsBody(played.c->owner) ? core::v1::NOTIFICATION_MEANS_EMAIL : kMeans[case_number % 3]);
  request.set_subject(played.now.decision == core::v1::OUTCOME_UNSPECIFIED ? "Giấy tờ nộp kèm đã về điểm trả"
                                                                           : "Kết quả đã về điểm trả");
  play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request));
  play_.CountFacts(Fact::kNotified);
  PlanCollection(case_number, office);
}

void HandingOut::PlanCollection(int case_number, PlaceId office) {
  Played& played = play_.dossier(case_number);
  if (played.Is(BRANCH_KIND_UNCLAIMED)) return KeepUnclaimed(case_number, office);
  if (played.return_channel == core::v1::RETURN_CHANNEL_DELIVERY && played.attempts < kAttempts) {
    const absl::Time next_round = play_.world().OpeningAfter(office, play_.now(), 1);
    play_.At(next_round + absl::Minutes(70 + case_number % 120), [this, case_number, office] { Deliver(case_number, office); });
    return;
  }
  Random chance = play_.Chance("collection", case_number * 10 + played.attempts);
  const double days = chance.Exponential(play_.scenario().citizens().collect_within_days_mean());
  absl::Time when = play_.now() + absl::Minutes(45 + chance.Between(0, 60));
  if (days >= 0.5) {
    when = play_.world().OpeningAfter(office, play_.now(), static_cast<int>(days + 0.5)) +
           absl::Minutes(chance.Between(5, 560));
  }
  play_.At(play_.world().AddOpenTime(office, when, absl::Minutes(5)),
           [this, case_number, office] { ComeForIt(case_number, office); });
}

void HandingOut::ReadyAtAgency(int case_number, PlaceId agency) {
  Played& played = play_.dossier(case_number);
  Random chance = play_.Chance("collection", case_number * 10);
  const absl::Time told = std::max(play_.now(), played.promise.due_at == absl::InfiniteFuture()
                                                    ? play_.now()
                                                    : played.promise.due_at - absl::Hours(3));
  const double days = chance.Exponential(play_.scenario().citizens().collect_within_days_mean());
  const absl::Time when = play_.world().OpeningAfter(agency, told, static_cast<int>(days)) +
                          absl::Minutes(chance.Between(20, 420));
  play_.At(play_.world().AddOpenTime(agency, std::max(when, play_.now()), absl::Minutes(15)),
           [this, case_number, agency] {
             HandOut(case_number, agency, core::v1::RETURN_CHANNEL_AGENCY);
           });
}

void HandingOut::GiveBackAtOnce(int case_number, PlaceId office) {
  play_.At(play_.now() + absl::Minutes(2), [this, case_number, office] {
    HandOut(case_number, office, core::v1::RETURN_CHANNEL_OFFICE);
  });
}

void HandingOut::ComeForIt(int case_number, PlaceId place) {
  Played& played = play_.dossier(case_number);
  if (OwedAt(played, place).empty()) return;
  const bool first_time = !played.branch_happened;
  if (first_time && played.Is(BRANCH_KIND_IDENTITY_MISMATCH)) return SendTheWrongPerson(case_number, place);
  if (first_time && played.Is(BRANCH_KIND_RESULT_WRONG)) return FindItWrong(case_number, place);
  if (first_time && played.Is(BRANCH_KIND_PARTLY_HANDED_OUT)) {
    played.branch_happened = true;
    HandOut(case_number, place, core::v1::RETURN_CHANNEL_OFFICE, 2);
    return PlanCollection(case_number, place);
  }
  HandOut(case_number, place, core::v1::RETURN_CHANNEL_OFFICE);
}

void HandingOut::Deliver(int case_number, PlaceId office) {
  Played& played = play_.dossier(case_number);
  if (OwedAt(played, office).empty()) return;
  Random chance = play_.Chance("at the door", case_number * 10 + played.attempts);
  const bool absent = played.Is(BRANCH_KIND_THREE_ATTEMPTS) ||
                      (played.attempts + 1 < kAttempts && chance.Percent(kAbsentPercent));
  if (!absent) return HandOut(case_number, office, core::v1::RETURN_CHANNEL_DELIVERY);
  RecordAttempt(case_number, office, core::v1::ATTEMPT_FAILURE_ABSENT, "Không có người ở nhà, đã để giấy báo");
  if (played.attempts == kAttempts) played.branch_happened = true;
  PlanCollection(case_number, office);
}

void HandingOut::KeepUnclaimed(int case_number, PlaceId office) {
  const absl::CivilDay day = clock::LocalDay(play_.now()) + kKeptDays;
  play_.At(play_.world().NextOpen(office, clock::LocalTime(absl::CivilSecond(day))) + absl::Minutes(70),
           [this, case_number, office] { ReturnUnclaimed(case_number, office); });
}

void HandingOut::ReturnUnclaimed(int case_number, PlaceId office) {
  Played& played = play_.dossier(case_number);
  returns::v1::ReturnUnclaimedRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_reason("Hết thời hạn lưu giữ, đã nhắc ba lần");
  play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request));
  play_.CountFacts(Fact::kUnclaimedReturned);
  played.branch_happened = true;
  for (const int item : OwedAt(played, office)) play_.post().Send(case_number, item, office, played.c->agency);
}

void HandingOut::SendTheWrongPerson(int case_number, PlaceId office) {
  Played& played = play_.dossier(case_number);
  played.branch_happened = true;
  returns::v1::HandOutRequest request;
  request.set_dossier_code(CaseName(case_number));
  const std::vector<int> items = OwedAt(played, office);
  *request.mutable_items() = {items.begin(), items.end()};
  request.set_channel(core::v1::RETURN_CHANNEL_OFFICE);
  *request.mutable_recipient() = MakeCitizen(1, kFirstStranger + case_number, play_.world().at(office).commune);
  request.set_relation(core::v1::RELATION_SELF);
  request.set_identity_check(core::v1::IDENTITY_CHECK_CARD);
  request.set_slip_returned(true);
  request.add_exchanged()->set_label("GPLX cũ");
  if (played.c->version->results(0).exchange() != catalogue::v1::EXCHANGE_OLD_TAKEN_BACK) request.clear_exchanged();
  play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request)).expected =
      absl::StatusCode::kPermissionDenied;
  RecordAttempt(case_number, office, core::v1::ATTEMPT_FAILURE_IDENTITY_MISMATCH,
                "Số định danh trên thẻ khác số trong hồ sơ");
  PlanCollection(case_number, office);
}

void HandingOut::FindItWrong(int case_number, PlaceId office) {
  Played& played = play_.dossier(case_number);
  played.branch_happened = true;
  RecordAttempt(case_number, office, core::v1::ATTEMPT_FAILURE_RESULT_WRONG, "Số kết quả ghi trong sổ không khớp bản giấy");
  const int item = OwedAt(played, office).front();
  intake::v1::ProposeCorrectionRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_ground("Cơ quan nhập nhầm số văn bản");
  request.set_result_item(item);
  request.set_result_document_number(absl::StrFormat("%05d-%dB/%s", case_number + 1, item,
                                                     play_.world().at(played.c->agency).id));
  play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request));
  play_.CountFacts(Fact::kCorrectionProposed);
  const int correction = ++played.corrections;
  play_.At(play_.world().OpeningAfter(office, play_.now(), 1) + absl::Minutes(35),
           [this, case_number, office, correction] { ApproveNumber(case_number, office, correction); });
}

void HandingOut::ApproveNumber(int case_number, PlaceId office, int correction) {
  intake::v1::ReviewCorrectionRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_correction(correction);
  request.set_approve(true);
  request.set_remark("Cơ quan đã xác nhận số đúng");
  play_.Do(Supervisor(play_.world().at(office)), case_number, std::move(request));
  play_.CountFacts(Fact::kCorrected);
  PlanCollection(case_number, office);
}

void HandingOut::RecordAttempt(int case_number, PlaceId office, core::v1::AttemptFailure failure,
                               const std::string& explanation) {
  returns::v1::RecordAttemptRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_failure(failure);
  request.set_explanation(explanation);
  play_.Do(Attendant(play_.world().at(office)), case_number, std::move(request));
  play_.CountFacts(Fact::kAttemptFailed);
  ++play_.dossier(case_number).attempts;
}

void HandingOut::AddRecipient(const Played& played, returns::v1::HandOutRequest& request) const {
  const Case& c = *played.c;
  if (played.Is(BRANCH_KIND_PROXY_COLLECTS)) {
    *request.mutable_recipient() = MakeCitizen(1, kFirstProxy + c.number, c.owner.commune_code());
    request.set_relation(core::v1::RELATION_AUTHORISED);
    core::v1::Authorisation* authorisation = request.mutable_authorisation();
    authorisation->set_document_number(absl::StrCat("UQN-", c.number));
    authorisation->set_notarised(true);
    const absl::CivilDay today = clock::LocalDay(play_.now());
    *authorisation->mutable_issued_on() = catalogue::DayToProto(today - 2);
    *authorisation->mutable_valid_until() = catalogue::DayToProto(today + 90);
  } else if (IsBody(c.owner)) {
    *request.mutable_recipient() = c.submitter.value_or(c.owner);
    request.set_relation(core::v1::RELATION_REPRESENTATIVE);
  } else {
    *request.mutable_recipient() = c.owner;
    request.set_relation(core::v1::RELATION_SELF);
  }
  request.set_identity_check(IsBody(c.owner)      ? core::v1::IDENTITY_CHECK_INTRODUCTION
                             : c.number % 5 == 0 ? core::v1::IDENTITY_CHECK_VNEID
                                                 : core::v1::IDENTITY_CHECK_CARD);
}

void HandingOut::TakeOldPaperBack(Played& played, PlaceId place, returns::v1::HandOutRequest& request) {
  if (played.now.decision != core::v1::OUTCOME_GRANTED) return;
  if (played.c->version->results(0).exchange() != catalogue::v1::EXCHANGE_OLD_TAKEN_BACK) return;
  if (played.c->number % 40 == 7) {
    request.set_exchange_waived_reason("Giấy phép cũ bị mất, có đơn cam đoan");
    return;
  }
  request.add_exchanged()->set_label("GPLX cũ");
  const int old_paper = play_.CreateItem(played, core::v1::ITEM_KIND_EXCHANGED, place);
  if (place != played.c->agency) play_.post().Send(played.c->number, old_paper, place, played.c->agency);
}

void HandingOut::CollectFee(const Case& c, PlaceId office) {
  intake::v1::RecordPaymentRequest request;
  request.set_dossier_code(CaseName(c.number));
  core::v1::FeeLine* fee = request.add_fees();
  fee->set_fee_id(c.choice.fee);
  fee->set_amount_vnd(c.fee_vnd);
  request.set_receipt_number(absl::StrFormat("BL-%06d", c.number + 1));
  request.set_means(core::v1::PAYMENT_MEANS_CASH);
  play_.Do(Attendant(play_.world().at(office)), c.number, std::move(request));
  play_.CountFacts(Fact::kPaymentRecorded);
}

void HandingOut::HandOut(int case_number, PlaceId place, core::v1::ReturnChannel channel, int most) {
  Played& played = play_.dossier(case_number);
  std::vector<int> items = OwedAt(played, place);
  if (items.empty()) return;
  if (PaysWhenCollecting(*played.c)) CollectFee(*played.c, place);
  if (static_cast<int>(items.size()) > most) items.resize(static_cast<size_t>(most));
  returns::v1::HandOutRequest request;
  request.set_dossier_code(CaseName(case_number));
  *request.mutable_items() = {items.begin(), items.end()};
  request.set_channel(channel);
  AddRecipient(played, request);
  const bool slip_lost =
      play_.Chance("slip", case_number).Percent(play_.scenario().citizens().slip_lost_percent());
  request.set_slip_returned(!slip_lost);
  if (slip_lost) request.set_slip_missing_reason("Chủ hồ sơ báo mất giấy hẹn");
  for (const int item : items) *played.item(item).mutable_holder() = custody::Applicant();
  TakeOldPaperBack(played, place, request);
  Act& act = play_.Do(KeeperOf(play_.world().at(place)), case_number, std::move(request));
  act.twice = played.c->sent_twice;
  play_.CountFacts(Fact::kHandedOut);
  if (played.Is(BRANCH_KIND_PROXY_COLLECTS)) played.branch_happened = true;
  if (NothingLeft(played)) AllHandedOut(played, channel);
}

void HandingOut::AllHandedOut(Played& played, core::v1::ReturnChannel channel) {
  if (played.now.status != core::v1::STATUS_DECIDED) return;
  played.now.status = core::v1::STATUS_RETURNED;
  played.now.handed_out = channel;
  PlanFeedback(played.c->number);
}

void HandingOut::PlanFeedback(int case_number) {
  Random chance = play_.Chance("feedback", case_number);
  if (!chance.Percent(play_.scenario().citizens().feedback_percent())) return;
  const int score = static_cast<int>(chance.Weighted({0, 2, 3, 10, 35, 50}));
  play_.At(play_.now() + absl::Minutes(chance.Between(30, 3000)), [this, case_number, score] {
    returns::v1::RecordFeedbackRequest request;
    request.set_dossier_code(CaseName(case_number));
    request.set_score(score);
    play_.Do(Citizen(), case_number, std::move(request));
    play_.CountFacts(Fact::kFeedbackRecorded);
  });
}

}  // namespace hoso::replay

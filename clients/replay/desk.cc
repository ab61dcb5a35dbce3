#include "clients/replay/desk.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/replay/counter.h"
#include "clients/replay/handing_out.h"
#include "clients/replay/post.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/zone.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::replay {
namespace {

using core::v1::Fact;
using enum v1::BranchKind;

constexpr absl::Duration kSigningTime = absl::Minutes(2);
constexpr absl::Duration kRound = absl::Minutes(30);
constexpr int kDaysToSupplyIfLate = 15;
constexpr int kDaysToPay = 15;
constexpr int kDaysOfApology = 3;

absl::CivilDay DayOf(const core::v1::Date& date) { return absl::CivilDay(date.year(), date.month(), date.day()); }

bool Ended(const Played& played) {
  return played.now.status == core::v1::STATUS_REFUSED || played.now.status == core::v1::STATUS_WITHDRAWN ||
         played.now.status == core::v1::STATUS_STOPPED;
}

bool Undecided(const Played& played) { return !Ended(played) && played.now.decision == core::v1::OUTCOME_UNSPECIFIED; }

bool BelongsToTheApplication(const core::v1::Item& item) {
  return item.kind() == core::v1::ITEM_KIND_PAPERS || item.kind() == core::v1::ITEM_KIND_SUPPLEMENT;
}

// Something to ask for again: the last kind of paper that is one.
core::v1::ComponentCount MissingPaper(const Case& c) {
  for (auto paper = c.components.rbegin(); paper != c.components.rend(); ++paper) {
    if (paper->captured()) continue;
    core::v1::ComponentCount missing = *paper;
    missing.set_original_shown(false);
    return missing;
  }
  return c.components.front();
}

}  // namespace

const v1::AgencyPace& Desk::PaceOf(PlaceId agency) const {
  for (const v1::AgencyPace& pace : play_.scenario().agencies()) {
    if (pace.agency_key() == play_.world().at(agency).id) return pace;
  }
  return v1::AgencyPace::default_instance();
}

absl::Time Desk::InOpenTime(PlaceId agency, absl::Duration work) const {
  return play_.world().AddOpenTime(agency, play_.now(), work);
}

rpc::Caller Desk::SpecialistOf(const Case& c) const {
  const int officers = std::max(1, PaceOf(c.agency).officers());
  return Specialist(play_.world().at(c.agency), 1 + c.number % officers);
}

void Desk::Arrived(int case_number, int item, PlaceId agency) {
  Played& played = play_.dossier(case_number);
  if (!BelongsToTheApplication(played.item(item))) return;  // An old paper, or a result nobody wanted: it stays.
  if (Ended(played)) return SendPapersBack(case_number);
  absl::Time& free_at = desk_free_at_[agency];
  free_at = play_.world().AddOpenTime(agency, std::max(free_at, play_.now()), kSigningTime);
  play_.At(free_at, [this, case_number, agency] { SignFor(case_number, agency); });
}

void Desk::SignFor(int case_number, PlaceId agency) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return SendPapersBack(case_number);
  if (agency != played.c->agency) return SendOn(case_number, agency);
  if (played.Is(BRANCH_KIND_REFUSED)) return Refuse(case_number);
  const bool short_of_papers = !played.supplemented && (played.Is(BRANCH_KIND_SUPPLEMENT) ||
                                                        played.Is(BRANCH_KIND_SUPPLEMENT_LATE));
  const Place& place = play_.world().at(agency);
  routing::v1::ReceiveDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_desk(place.desk);
  request.set_complete(!short_of_papers);
  play_.Do(OneStopOfficer(place), case_number, std::move(request));
  play_.CountFacts(Fact::kReceivedByAgency);
  played.now.status = core::v1::STATUS_PROCESSING;
  BeginWork(case_number);
}

void Desk::SendOn(int case_number, PlaceId wrong_agency) {
  Played& played = play_.dossier(case_number);
  const World& world = play_.world();
  routing::v1::ReceiveDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_desk(world.at(wrong_agency).desk);
  request.set_wrong_agency_to(world.at(played.c->agency).id);
  request.set_explanation("Chia nhầm ngăn cơ quan ở bưu cục cấp I");
  play_.Do(OneStopOfficer(world.at(wrong_agency)), case_number, std::move(request));
  play_.CountFacts(Fact::kMisdirected);
  play_.At(InOpenTime(wrong_agency, absl::Minutes(90)), [this, case_number, wrong_agency] {
    Played& moved = play_.dossier(case_number);
    const World& places = play_.world();
    routing::v1::HandOverRequest hand_over;
    hand_over.set_dossier_code(CaseName(case_number));
    hand_over.add_items(1);
    *hand_over.mutable_from() = places.HolderAt(wrong_agency);
    *hand_over.mutable_to() = places.HolderAt(moved.c->agency);
    hand_over.set_document_number(absl::StrCat("BBGN-", case_number));
    play_.Do(OneStopOfficer(places.at(wrong_agency)), case_number, std::move(hand_over));
    play_.CountFacts(Fact::kItemsMoved);
    *moved.item(1).mutable_holder() = places.HolderAt(moved.c->agency);
    moved.branch_happened = true;
    Arrived(case_number, 1, moved.c->agency);
  });
}

void Desk::Refuse(int case_number) {
  Played& played = play_.dossier(case_number);
  routing::v1::RefuseDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_ground_id(played.c->version->refusal_grounds(0).id());
  request.set_explanation("Đã đối chiếu, phải xác minh trước khi nộp lại");
  play_.Do(OneStopOfficer(play_.world().at(played.c->agency)), case_number, std::move(request));
  play_.CountFacts(Fact::kRefused);
  played.now.status = core::v1::STATUS_REFUSED;
  played.branch_happened = true;
  SendPapersBack(case_number);
}

void Desk::BeginWork(int case_number) {
  Played& played = play_.dossier(case_number);
  const PlaceId agency = played.c->agency;
  Random chance = play_.Chance("desk", case_number);
  if (!played.supplemented) {
    play_.At(InOpenTime(agency, absl::Minutes(chance.Between(20, 90))), [this, case_number] { Assign(case_number); });
  }
  const absl::Time soon = InOpenTime(agency, absl::Minutes(chance.Between(100, 200)));
  switch (played.supplemented ? BRANCH_KIND_UNSPECIFIED : played.c->branch) {
    case BRANCH_KIND_SUPPLEMENT:
    case BRANCH_KIND_SUPPLEMENT_LATE:
      return play_.At(soon, [this, case_number] { RequestSupplement(case_number); });
    case BRANCH_KIND_PAYMENT:
    case BRANCH_KIND_PAYMENT_NEVER:
      return play_.At(soon, [this, case_number] { RequestPayment(case_number); });
    case BRANCH_KIND_WITHDRAWN:
      return play_.counter().PlanWithdrawal(case_number);
    case BRANCH_KIND_STOPPED:
      return StopSoon(case_number, InOpenTime(agency, played.c->work), played.c->version->refusal_grounds(0).id(),
                      "Giấy phép đang bị tạm giữ theo thông báo của cơ quan công an");
    case BRANCH_KIND_RESCHEDULED:
      return PlanReschedule(case_number);
    case BRANCH_KIND_PLACE_CORRECTED:
    case BRANCH_KIND_CORRECTION_REJECTED:
      play_.counter().PlanCorrectionOfPlace(case_number);
      break;
    default:
      break;
  }
  // The second time, most of the work is done.
  absl::Time ready = InOpenTime(agency, played.supplemented ? played.c->work / 2 : played.c->work);
  if (played.Is(BRANCH_KIND_ON_THE_DAY) && clock::IsWorkingDay(played.schedule, played.promise.date)) {
    ready = std::max(ready, clock::OpeningOf(played.schedule, played.promise.date));
  }
  ReadyAt(case_number, ready);
}

void Desk::Assign(int case_number) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return;
  routing::v1::AssignDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_staff_id(SpecialistOf(*played.c).staff);
  play_.Do(OneStopOfficer(play_.world().at(played.c->agency)), case_number, std::move(request));
  play_.CountFacts(Fact::kAssigned);
}

void Desk::RequestSupplement(int case_number) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return;
  routing::v1::RequestSupplementRequest request;
  request.set_dossier_code(CaseName(case_number));
  *request.add_components() = MissingPaper(*played.c);
  request.set_reason("Bản nộp bị mờ, không đọc được; đề nghị nộp lại");
  const absl::CivilDay today = clock::LocalDay(play_.now());
  if (played.Is(BRANCH_KIND_SUPPLEMENT_LATE)) {
    *request.mutable_supply_until() = catalogue::DayToProto(today + kDaysToSupplyIfLate);
  }
  const core::v1::ComponentCount missing = request.components(0);
  play_.Do(SpecialistOf(*played.c), case_number, std::move(request));
  play_.CountFacts(Fact::kSupplementRequested);
  played.now.status = core::v1::STATUS_AWAITING_SUPPLEMENT;
  played.promise_inputs.pauses.push_back({play_.now(), std::nullopt, clock::PauseReason::kSupplement});
  if (played.Is(BRANCH_KIND_SUPPLEMENT)) return play_.counter().ExpectSupplement(case_number, missing);
  play_.counter().ExpectLateSupplement(case_number, missing, today + kDaysToSupplyIfLate + 1);
}

void Desk::RequestPayment(int case_number) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return;
  routing::v1::RequestPaymentRequest request;
  request.set_dossier_code(CaseName(case_number));
  core::v1::FeeLine* fee = request.add_fees();
  fee->set_fee_id(played.c->choice.fee);
  fee->set_amount_vnd(kFurtherFeeVnd);
  request.set_reason("Thu thiếu so với mức phí của trường hợp này");
  play_.Do(SpecialistOf(*played.c), case_number, std::move(request));
  play_.CountFacts(Fact::kPaymentRequested);
  played.now.status = core::v1::STATUS_AWAITING_PAYMENT;
  played.promise_inputs.pauses.push_back({play_.now(), std::nullopt, clock::PauseReason::kPayment});
  if (played.Is(BRANCH_KIND_PAYMENT)) return play_.counter().ExpectPayment(case_number);
  const absl::Time until = play_.world().OpeningAfter(played.c->agency, play_.now(), kDaysToPay);
  StopSoon(case_number, until, "PAYMENT_OVERDUE", "Đã nhắc hai lần qua điện thoại");
}

void Desk::Resume(int case_number) {
  Played& played = play_.dossier(case_number);
  ReadyAt(case_number, InOpenTime(played.c->agency, played.c->work));
}

void Desk::PlanReschedule(int case_number) {
  Played& played = play_.dossier(case_number);
  const PlaceId agency = played.c->agency;
  const absl::StatusOr<absl::CivilDay> last = clock::LastDayForApology(played.schedule, played.promise.date);
  const absl::Time by = last.ok() ? clock::OpeningOf(played.schedule, *last) + absl::Hours(1) : absl::InfinitePast();
  // Too late for an apology: it will be late without one.
  if (by <= play_.now()) return ReadyAt(case_number, InOpenTime(agency, played.c->work));
  play_.At(by, [this, case_number] { Reschedule(case_number); });
}

void Desk::Reschedule(int case_number) {
  Played& played = play_.dossier(case_number);
  const absl::StatusOr<absl::CivilDay> day =
      clock::AddWorkingDays(played.schedule, played.promise.date, kDaysOfApology);
  if (Ended(played) || !day.ok()) return;
  // Who made it late differs; a third of the applicants were away when they were needed.
  const bool applicant = case_number % 3 == 0;
  const Place& agency = play_.world().at(played.c->agency);
  routing::v1::RescheduleDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_reason(applicant ? "Chủ hồ sơ đi vắng, chưa đối chiếu được bản chính"
                               : "Hồ sơ gốc phải xác minh thêm ở đơn vị cấp trước đây");
  *request.mutable_new_date() = catalogue::DayToProto(*day);
  request.set_approved_by(LeaderOf(agency));
  request.set_cause(applicant ? core::v1::PARTY_APPLICANT : core::v1::PARTY_AGENCY);
  play_.Do(SpecialistOf(*played.c), case_number, std::move(request));
  play_.CountFacts(Fact::kRescheduled);
  played.branch_happened = true;
  const absl::StatusOr<absl::CivilDay> decided =
      clock::AddWorkingDays(played.schedule, played.promise.date, 1 + case_number % kDaysOfApology);
  if (decided.ok()) ReadyAt(case_number, clock::OpeningOf(played.schedule, *decided));
}

void Desk::StopSoon(int case_number, absl::Time from, const std::string& ground, const std::string& explanation) {
  const PlaceId agency = play_.dossier(case_number).c->agency;
  const absl::Time when = play_.world().AddOpenTime(agency, from, absl::Minutes(30));
  play_.At(when, [this, case_number, ground, explanation] { Stop(case_number, ground, explanation); });
}

void Desk::Stop(int case_number, const std::string& ground, const std::string& explanation) {
  Played& played = play_.dossier(case_number);
  if (Ended(played)) return;
  routing::v1::StopDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_ground_id(ground);
  request.set_explanation(explanation);
  play_.Do(SpecialistOf(*played.c), case_number, std::move(request));
  play_.CountFacts(Fact::kStopped);
  played.now.status = core::v1::STATUS_STOPPED;
  played.branch_happened = true;
  SendPapersBack(case_number);
}

void Desk::SendPapersBack(int case_number) {
  Played& played = play_.dossier(case_number);
  const World& world = play_.world();
  for (core::v1::Item& item : played.now.items) {
    if (!BelongsToTheApplication(item) || item.holder().kind() != core::v1::HOLDER_KIND_AGENCY) continue;
    const PlaceId at = world.Find(item.holder().id());
    if (played.return_channel == core::v1::RETURN_CHANNEL_AGENCY) {
      play_.handing_out().ReadyAtAgency(case_number, at);
    } else {
      play_.post().Send(case_number, item.number(), at, played.return_office);
    }
  }
}

void Desk::ReadyAt(int case_number, absl::Time when) {
  play_.At(when, [this, case_number] {
    const PlaceId agency = play_.dossier(case_number).c->agency;
    worklist_[agency].push_back(case_number);
    PlanRound(agency);
  });
}

void Desk::PlanRound(PlaceId agency) {
  if (round_planned_[agency]) return;
  round_planned_[agency] = true;
  const absl::Time midnight = clock::LocalTime(absl::CivilSecond(clock::LocalDay(play_.now())));
  const int64_t rounds = (play_.now() - midnight) / kRound;
  const absl::Time next = play_.world().NextOpen(agency, midnight + (rounds + 1) * kRound);
  play_.At(next, [this, agency] { Round(agency); });
}

bool Desk::IsSlow(const Case& c, absl::CivilDay day) const {
  for (const v1::SlowPeriod& slow : play_.scenario().slow_periods()) {
    if (slow.agency_key() != play_.world().at(c.agency).id || day < DayOf(slow.from()) || day > DayOf(slow.until())) {
      continue;
    }
    if (std::find(slow.procedures().begin(), slow.procedures().end(), c.procedure->key()) != slow.procedures().end()) {
      return true;
    }
  }
  return false;
}

void Desk::Round(PlaceId agency) {
  round_planned_[agency] = false;
  const absl::CivilDay today = clock::LocalDay(play_.now());
  std::vector<int>& list = worklist_[agency];
  std::erase_if(list, [&](int case_number) { return !Undecided(play_.dossier(case_number)); });
  std::sort(list.begin(), list.end(), [&](int a, int b) {
    return std::make_pair(play_.dossier(a).promise.due_at, a) < std::make_pair(play_.dossier(b).promise.due_at, b);
  });
  std::vector<int> waiting;
  int decided = 0;
  for (const int case_number : list) {
    if (decided == PaceOf(agency).decisions_per_half_hour() || IsSlow(*play_.dossier(case_number).c, today)) {
      waiting.push_back(case_number);
      continue;
    }
    play_.At(play_.now() + absl::Minutes(2 * decided++), [this, case_number] { Decide(case_number); });
  }
  list = std::move(waiting);
  if (!list.empty()) PlanRound(agency);
}

std::vector<int> Desk::CreateResults(Played& played, routing::v1::DecideDossierRequest& request) {
  const Case& c = *played.c;
  std::vector<int> items;
  const auto add = [&](const std::string& label) {
    items.push_back(play_.CreateItem(played, core::v1::ITEM_KIND_RESULT, c.agency));
    routing::v1::ResultInput* result = request.add_results();
    result->set_label(label);
    result->set_document_number(absl::StrFormat("%05d-%d/%s", c.number + 1, items.back(),
                                                play_.world().at(c.agency).id));
    *result->mutable_signed_on() = catalogue::DayToProto(clock::LocalDay(play_.now()));
  };
  if (request.outcome() == core::v1::OUTCOME_DENIED) {
    add("Văn bản trả lời không đủ điều kiện");
    return items;
  }
  for (const catalogue::v1::Result& result : c.version->results()) {
    const int count = result.per_unit() == catalogue::v1::UNIT_KIND_UNSPECIFIED ? 1 : c.choice.units;
    for (int i = 1; i <= count; ++i) {
      add(count == 1 ? result.name_vi() : absl::StrFormat("%s (%d/%d)", result.name_vi(), i, count));
    }
  }
  return items;
}

void Desk::Decide(int case_number) {
  Played& played = play_.dossier(case_number);
  if (!Undecided(played) || played.now.status != core::v1::STATUS_PROCESSING) return;
  const Case& c = *played.c;
  const bool denied = played.Is(BRANCH_KIND_DENIED);
  routing::v1::DecideDossierRequest request;
  request.set_dossier_code(CaseName(case_number));
  request.set_outcome(denied ? core::v1::OUTCOME_DENIED : core::v1::OUTCOME_GRANTED);
  if (denied) {
    request.set_ground_id("CONDITIONS_NOT_MET");
    request.set_explanation("Không đáp ứng điều kiện theo quy định");
    played.branch_happened = true;
  }
  const std::vector<int> results = CreateResults(played, request);
  play_.Do(SpecialistOf(c), case_number, std::move(request));
  play_.CountFacts(Fact::kDecided);
  played.now.status = core::v1::STATUS_DECIDED;
  played.now.decision = denied ? core::v1::OUTCOME_DENIED : core::v1::OUTCOME_GRANTED;
  const clock::ResultClass result_class =
      clock::Classify(play_.now(), played.promise.date, played.promise.due_at);
  played.now.result_class = result_class == clock::ResultClass::kAhead    ? core::v1::RESULT_CLASS_AHEAD
                            : result_class == clock::ResultClass::kOnTime ? core::v1::RESULT_CLASS_ON_TIME
                                                                          : core::v1::RESULT_CLASS_LATE;
  if (played.return_channel == core::v1::RETURN_CHANNEL_AGENCY) {
    return play_.handing_out().ReadyAtAgency(case_number, c.agency);
  }
  for (const int item : results) play_.post().Send(case_number, item, c.agency, played.return_office);
}

}  // namespace hoso::replay

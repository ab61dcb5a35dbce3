#include "clients/replay/post.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/replay/counter.h"
#include "clients/replay/desk.h"
#include "clients/replay/handing_out.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::replay {
namespace {

using core::v1::Fact;
using enum v1::BranchKind;

constexpr absl::Duration kBeforeClosing = absl::Minutes(15);
constexpr int kSearchDays = 60;

absl::CivilDay DayOf(const core::v1::Date& date) { return absl::CivilDay(date.year(), date.month(), date.day()); }

// HH:MM on a day; scenario.cc has checked the shape.
absl::Time ClockOn(absl::CivilDay day, const std::string& text) {
  const int hour = std::atoi(text.substr(0, 2).c_str());
  const int minute = std::atoi(text.substr(3, 2).c_str());
  return clock::LocalTime(absl::CivilSecond(day) + 3600 * hour + 60 * minute);
}

template <typename Message>
void AddItem(Message* item, int case_number, int number) {
  item->set_dossier_code(CaseName(case_number));
  item->set_item(number);
}

bool HappensInABag(const Played& played) {
  return !played.incident_happened && (played.Is(BRANCH_KIND_MISSING_FOUND) || played.Is(BRANCH_KIND_LOST_PAPERS) ||
                                       played.Is(BRANCH_KIND_LOST_RESULT));
}

}  // namespace

void Post::Send(int case_number, int item, PlaceId at, PlaceId to) {
  const PlaceId next = play_.world().NextStop(at, to);
  shelves_[{at, next}].push_back({case_number, item, to});
  bool& planned = run_planned_[{at, next}];
  if (planned) return;
  planned = true;
  play_.At(NextRun(at, next), [this, at, next] { Seal(at, next); });
}

bool Post::TakeBack(int case_number, PlaceId at) {
  bool any = false;
  for (auto& [way, parcels] : shelves_) {
    if (way.first != at) continue;
    any |= std::erase_if(parcels, [&](const Parcel& parcel) { return parcel.case_number == case_number; }) > 0;
  }
  return any;
}

std::vector<std::string> Post::UnderWay() const {
  std::vector<std::string> bags;
  for (const auto& [id, on_the_way] : under_way_) {
    if (on_the_way) bags.push_back(id);
  }
  return bags;
}

const v1::Run* Post::RunFor(PlaceId from, PlaceId to) const {
  for (const v1::Run& run : play_.scenario().runs()) {
    if (run.from() == play_.world().at(from).level && run.to() == play_.world().at(to).level) return &run;
  }
  return nullptr;
}

const v1::RoadClosure* Post::ClosureOn(PlaceId from, PlaceId to, absl::CivilDay day) const {
  const World& world = play_.world();
  const PlaceId outer = world.at(from).parent == to ? from : to;
  if (world.at(world.at(outer).parent).level != v1::PLACE_LEVEL_I || world.at(outer).is_agency()) return nullptr;
  for (const v1::RoadClosure& closure : play_.scenario().road_closures()) {
    const bool concerned = std::find(closure.districts().begin(), closure.districts().end(),
                                     world.at(outer).district) != closure.districts().end();
    if (concerned && DayOf(closure.from()) <= day && day <= DayOf(closure.until())) return &closure;
  }
  return nullptr;
}

absl::Time Post::NextRun(PlaceId from, PlaceId to) const {
  const v1::Run* run = RunFor(from, to);
  const absl::CivilDay today = clock::LocalDay(play_.now());
  for (int i = 0; run != nullptr && i < kSearchDays; ++i) {
    const absl::CivilDay day = today + i;
    const std::vector<Span>& open = play_.world().OpenOn(from, day);
    if (open.empty()) continue;
    if (play_.world().at(to).is_agency() && play_.world().OpenOn(to, day).empty()) continue;
    if (const v1::RoadClosure* closure = ClosureOn(from, to, day); closure != nullptr) {
      const int weekday = 1 + static_cast<int>(absl::GetWeekday(day));
      if (std::find(closure->weekdays().begin(), closure->weekdays().end(), weekday) == closure->weekdays().end()) {
        continue;
      }
    }
    const absl::Time at = std::min(ClockOn(day, run->seal_at()), open.back().close - kBeforeClosing);
    if (at > play_.now()) return at;
  }
  return absl::InfiniteFuture();
}

void Post::Seal(PlaceId from, PlaceId to) {
  run_planned_[{from, to}] = false;
  std::vector<Parcel> parcels = std::move(shelves_[{from, to}]);
  shelves_[{from, to}].clear();
  if (parcels.empty()) return;
  const World& world = play_.world();
  auto bag = std::make_shared<Bag>();
  bag->id = absl::StrFormat("T.%s.%s.%s", world.at(from).id, world.at(to).id,
                            absl::FormatTime("%y%m%d", play_.now(), clock::LocalZone()));
  bag->from = from;
  bag->to = to;
  bag->seal = absl::StrFormat("NP%06d", ++seals_);
  Pack(std::move(parcels), *bag);
  routing::v1::SealBagRequest request;
  request.set_bag_id(bag->id);
  *request.mutable_from() = world.HolderAt(from);
  *request.mutable_to() = world.HolderAt(to);
  request.set_seal_number(bag->seal);
  for (const Parcel& parcel : bag->manifest) AddItem(request.add_items(), parcel.case_number, parcel.item);
  DoWithBag(KeeperOf(world.at(from)), *bag, std::move(request), Fact::kBagSealed);
  under_way_[bag->id] = true;
  const absl::Duration until_departure = absl::Minutes(RunFor(from, to)->departs_after_minutes());
  play_.At(play_.now() + until_departure, [this, bag] { SetOut(bag); });
}

void Post::Pack(std::vector<Parcel> parcels, Bag& bag) {
  const bool alone = parcels.size() == 1;
  for (const Parcel& parcel : parcels) {
    Played& played = play_.dossier(parcel.case_number);
    if (played.Is(BRANCH_KIND_SURPLUS) && !played.incident_happened && !alone && !bag.slipped_in.has_value()) {
      played.incident_happened = played.branch_happened = true;
      bag.slipped_in = parcel;
      continue;
    }
    if (played.Is(BRANCH_KIND_SEAL_BROKEN) && !played.incident_happened) {
      played.incident_happened = played.branch_happened = true;
      bag.broken = true;
    }
    bag.manifest.push_back(parcel);
    *played.item(parcel.item).mutable_holder() = custody::Bag(bag.id);
    if (std::find(bag.dossiers.begin(), bag.dossiers.end(), parcel.case_number) == bag.dossiers.end()) {
      bag.dossiers.push_back(parcel.case_number);
    }
  }
}

template <typename Message>
void Post::DoWithBag(rpc::Caller who, const Bag& bag, Message message, int fact_of_each_dossier) {
  Act& act = play_.Do(std::move(who), bag.dossiers[0], std::move(message));
  act.dossiers = bag.dossiers;
  act.bag_id = bag.id;
  play_.CountFacts(fact_of_each_dossier, static_cast<int64_t>(bag.dossiers.size()));
}

void Post::SetOut(std::shared_ptr<Bag> bag) {
  const World& world = play_.world();
  const absl::CivilDay today = clock::LocalDay(play_.now());
  const absl::StatusOr<Way> way = world.WayBetween(bag->from, bag->to, today);
  if (!way.ok()) return;
  bag->carrier = way->carrier;
  routing::v1::DispatchBagRequest request;
  request.set_bag_id(bag->id);
  request.set_carrier_id(bag->carrier);
  DoWithBag(KeeperOf(world.at(bag->from)), *bag, std::move(request), Fact::kBagDispatched);

  Random chance = play_.Chance(absl::StrCat("way ", world.at(bag->from).id, ">", world.at(bag->to).id),
                               today - absl::CivilDay());
  const double longer = 1 + chance.Uniform() * RunFor(bag->from, bag->to)->spread_percent() / 100;
  absl::Duration takes = longer * way->planned;
  if (const v1::RoadClosure* closure = ClosureOn(bag->from, bag->to, today); closure != nullptr) {
    takes += absl::Minutes(closure->extra_minutes());
  }
  takes = absl::Trunc(takes, absl::Seconds(1));
  const v1::Relay& relay = play_.scenario().relay();
  if (!relay.second_carrier().empty() && way->planned >= absl::Minutes(relay.from_planned_minutes())) {
    play_.At(play_.now() + takes / 2, [this, bag] { Relay(*bag); });
  }
  const absl::Time opened = world.AddOpenTime(bag->to, play_.now() + takes, absl::Minutes(chance.Between(5, 20)));
  play_.At(opened, [this, bag] { Open(*bag); });
}

// The second half of a long way is another carrier's; the seal stays.
void Post::Relay(Bag& bag) {
  const std::string& second = play_.scenario().relay().second_carrier();
  routing::v1::HandOverRequest request;
  request.set_bag_id(bag.id);
  *request.mutable_from() = custody::Carrier(bag.carrier);
  *request.mutable_to() = custody::Carrier(second);
  request.set_document_number(absl::StrCat("GN-", bag.seal));
  DoWithBag(CarrierOf(bag.carrier), bag, std::move(request), Fact::kBagHandedOver);
  bag.carrier = second;
}

void Post::Open(const Bag& bag) {
  const World& world = play_.world();
  under_way_[bag.id] = false;
  routing::v1::OpenBagRequest request;
  request.set_bag_id(bag.id);
  *request.mutable_at() = world.HolderAt(bag.to);
  request.set_seal_state(bag.broken ? core::v1::SEAL_STATE_BROKEN : core::v1::SEAL_STATE_INTACT);
  std::vector<Parcel> found;
  std::vector<Parcel> missing;
  for (const Parcel& parcel : bag.manifest) (GoesMissing(parcel, bag) ? missing : found).push_back(parcel);
  if (bag.slipped_in.has_value()) found.push_back(*bag.slipped_in);
  for (const Parcel& parcel : found) AddItem(request.add_found(), parcel.case_number, parcel.item);
  request.set_counted(static_cast<int>(found.size()));
  DoWithBag(KeeperOf(world.at(bag.to)), bag, std::move(request), Fact::kBagOpened);
  if (bag.slipped_in.has_value()) play_.plan().acts.back().dossiers.push_back(bag.slipped_in->case_number);
  Settle(bag, missing);
  for (const Parcel& parcel : found) {
    *play_.dossier(parcel.case_number).item(parcel.item).mutable_holder() = world.HolderAt(bag.to);
    Arrive(parcel, bag.to);
  }
}

void Post::Settle(const Bag& bag, const std::vector<Parcel>& missing) {
  for (const Parcel& parcel : missing) ReportMissing(parcel, bag);
  if (bag.broken) {
    for (const int case_number : bag.dossiers) {
      play_.CountFacts(Fact::kDiscrepancyFound);
      SettleExplained(case_number, bag.to, ++play_.dossier(case_number).discrepancies,
                      "Niêm phong rách do mưa, đã kiểm đếm đủ, lập biên bản");
    }
  }
  if (bag.slipped_in.has_value()) {
    play_.CountFacts(Fact::kDiscrepancyFound);
    SettleExplained(bag.slipped_in->case_number, bag.to, ++play_.dossier(bag.slipped_in->case_number).discrepancies,
                    "Điểm gửi bỏ vào túi sau khi in bản kê, đã xác nhận");
  }
}

void Post::Arrive(const Parcel& parcel, PlaceId at) {
  Played& played = play_.dossier(parcel.case_number);
  PlaceId to = parcel.to;
  // Whoever changed the place of return meets the result on its way.
  const bool going_back = !play_.world().at(to).is_agency();
  if (going_back) to = played.return_office;
  if (at != to) return Send(parcel.case_number, parcel.item, at, to);
  if (going_back) return play_.handing_out().Arrived(parcel.case_number, parcel.item, at);
  play_.desk().Arrived(parcel.case_number, parcel.item, at);
}

bool Post::GoesMissing(const Parcel& parcel, const Bag& bag) {
  Played& played = play_.dossier(parcel.case_number);
  if (!HappensInABag(played) || play_.world().at(bag.to).is_agency()) return false;
  const bool result = played.item(parcel.item).kind() == core::v1::ITEM_KIND_RESULT;
  if (played.Is(BRANCH_KIND_LOST_PAPERS) && result) return false;
  if (played.Is(BRANCH_KIND_LOST_RESULT) && !result) return false;
  // Half of those that turn up again are results.
  if (played.Is(BRANCH_KIND_MISSING_FOUND) && played.c->number % 2 == 0 && !result &&
      played.return_channel != core::v1::RETURN_CHANNEL_AGENCY) {
    return false;
  }
  return true;
}

void Post::ReportMissing(const Parcel& parcel, const Bag& bag) {
  Played& played = play_.dossier(parcel.case_number);
  played.incident_happened = true;
  *played.item(parcel.item).mutable_holder() = custody::Carrier(bag.carrier);
  const int discrepancy = ++played.discrepancies;
  play_.CountFacts(Fact::kDiscrepancyFound);
  Random chance = play_.Chance("search", parcel.case_number);
  const absl::Time settled = play_.world().OpeningAfter(bag.to, play_.now(), static_cast<int>(chance.Between(1, 3))) +
                             absl::Minutes(chance.Between(20, 150));
  if (played.Is(BRANCH_KIND_MISSING_FOUND)) {
    play_.At(settled, [this, parcel, bag, discrepancy] { SettleFound(parcel, bag, discrepancy); });
  } else {
    play_.At(settled + absl::Hours(48), [this, parcel, bag, discrepancy] { SettleLost(parcel, bag, discrepancy); });
  }
}

void Post::SettleFound(const Parcel& parcel, const Bag& bag, int discrepancy) {
  const World& world = play_.world();
  routing::v1::SettleDiscrepancyRequest request;
  request.set_dossier_code(CaseName(parcel.case_number));
  request.set_discrepancy(discrepancy);
  request.set_outcome(core::v1::DISCREPANCY_OUTCOME_FOUND);
  request.set_ground("Tìm thấy trong khoang xe thư, đã nhận lại");
  *request.mutable_found_at() = world.HolderAt(bag.to);
  play_.Do(Supervisor(world.at(bag.to)), parcel.case_number, std::move(request));
  play_.CountFacts(Fact::kDiscrepancySettled);
  Played& played = play_.dossier(parcel.case_number);
  *played.item(parcel.item).mutable_holder() = world.HolderAt(bag.to);
  played.branch_happened = true;
  Arrive(parcel, bag.to);
}

void Post::SettleLost(const Parcel& parcel, const Bag& bag, int discrepancy) {
  const std::string report = absl::StrFormat("BB-TL-%02d", ++reports_);
  routing::v1::SettleDiscrepancyRequest request;
  request.set_dossier_code(CaseName(parcel.case_number));
  request.set_discrepancy(discrepancy);
  request.set_outcome(core::v1::DISCREPANCY_OUTCOME_LOST);
  request.set_ground("Đã tìm ở cả hai đầu tuyến, không thấy");
  request.set_report_number(report);
  play_.Do(Supervisor(play_.world().at(bag.to)), parcel.case_number, std::move(request));
  play_.CountFacts(Fact::kDiscrepancySettled);
  Played& played = play_.dossier(parcel.case_number);
  *played.item(parcel.item).mutable_holder() = custody::Missing(report);
  if (played.Is(BRANCH_KIND_LOST_RESULT)) played.branch_happened = true;
  if (played.Is(BRANCH_KIND_LOST_PAPERS)) play_.counter().WithdrawAfterLoss(parcel.case_number);
}

void Post::SettleExplained(int case_number, PlaceId at, int discrepancy, const std::string& ground) {
  const absl::Time when = play_.world().OpeningAfter(at, play_.now(), 1) + absl::Minutes(30 + case_number % 60);
  play_.At(when, [this, case_number, at, discrepancy, ground] {
    const Place& place = play_.world().at(at);
    routing::v1::SettleDiscrepancyRequest request;
    request.set_dossier_code(CaseName(case_number));
    request.set_discrepancy(discrepancy);
    request.set_outcome(core::v1::DISCREPANCY_OUTCOME_EXPLAINED);
    request.set_ground(ground);
    play_.Do(place.is_agency() ? OneStopOfficer(place) : Supervisor(place), case_number, std::move(request));
    play_.CountFacts(Fact::kDiscrepancySettled);
  });
}

}  // namespace hoso::replay

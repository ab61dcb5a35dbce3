#include "clients/replay/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "clients/replay/testing.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::replay {
namespace {

using ::testing::HasSubstr;
using core::v1::Fact;
using core::v1::Holder;
using testing::HalfYear;
using testing::PlanOf;
using testing::ThePlan;
using testing::YenBai;

TEST(PlanTest, ComesToThePublishedFiguresWhateverTheSeed) {
  for (const uint64_t seed : {HalfYear().seed(), uint64_t{1}, uint64_t{424242}}) {
    EXPECT_EQ(PlanOf(seed).outcome.taken_in, 1402) << seed;
    EXPECT_EQ(PlanOf(seed).outcome.handed_out_by_post, 893) << seed;
  }
}

TEST(PlanTest, TheSameSeedMakesTheSamePlan) {
  const absl::StatusOr<Plan> again = MakePlan(HalfYear(), YenBai(), 1);
  ASSERT_TRUE(again.ok());
  const Plan& first = PlanOf(1);
  ASSERT_EQ(again->acts.size(), first.acts.size());
  for (size_t i = 0; i < first.acts.size(); ++i) {
    ASSERT_EQ(again->acts[i].at, first.acts[i].at) << i;
    const auto bytes = [](const auto& request) { return request.SerializeAsString(); };
    ASSERT_EQ(std::visit(bytes, again->acts[i].request), std::visit(bytes, first.acts[i].request)) << i;
  }
  EXPECT_NE(PlanOf(1).acts.size(), ThePlan().acts.size());
}

TEST(PlanTest, ActsStandInTheOrderOfTimeWithinTheHalfYear) {
  const absl::Time begin = clock::LocalTime(absl::CivilSecond(YenBai().first_day()));
  const absl::Time end = clock::LocalTime(absl::CivilSecond(YenBai().last_day() + 1));
  absl::Time last = begin;
  for (const Act& act : ThePlan().acts) {
    ASSERT_GE(act.at, last);
    ASSERT_LT(act.at, end);
    last = act.at;
  }
}

TEST(PlanTest, EveryKindOfCallIsMade) {
  std::set<size_t> kinds;
  for (const Act& act : ThePlan().acts) kinds.insert(act.request.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Request>);
}

TEST(PlanTest, NobodyWorksAtTet) {
  for (const Act& act : ThePlan().acts) {
    const absl::CivilDay day = clock::LocalDay(act.at);
    if (day < absl::CivilDay(2023, 1, 20) || absl::CivilDay(2023, 1, 26) < day) continue;
    // Citizens look up and rate from home; a van that left before is on its way.
    EXPECT_TRUE(act.who.role == "citizen" || act.who.role == "carrier") << absl::FormatTime(act.at) << act.who.staff;
  }
}

TEST(PlanTest, AgenciesActInTheirOfficeHours) {
  for (const Act& act : ThePlan().acts) {
    if (act.who.agency.empty()) continue;
    const PlaceId agency = YenBai().Find(act.who.agency);
    // The last of a round is signed some minutes after closing.
    EXPECT_LE(YenBai().NextOpen(agency, act.at - absl::Minutes(15)) - act.at, absl::Minutes(15))
        << absl::FormatTime(act.at, clock::LocalZone());
  }
}

// The book of who holds what, kept from the requests alone: what a service would refuse is refused here.
class Book {
 public:
  void Apply(const Act& act) {
    std::visit([&](const auto& request) { On(act, request); }, act.request);
  }
  const std::map<std::pair<int, int>, Holder>& holders() const { return holders_; }

 private:
  void Create(int c, const Holder& holder) { holders_[{c, ++items_[c]}] = holder; }
  void Move(int c, int item, const Holder& from, const Holder& to) {
    Holder& holder = holders_[{c, item}];
    EXPECT_TRUE(custody::Same(holder, from)) << "case " << c << " item " << item << " is held by "
                                             << custody::Name(holder) << ", not by " << custody::Name(from);
    holder = to;
  }
  static Holder Of(const rpc::Caller& who) {
    return who.agency.empty() ? custody::Office(who.office) : custody::Agency(who.agency);
  }
  template <typename R>
  void On(const Act&, const R&) {}
  void On(const Act& act, const intake::v1::AcceptDossierRequest&) { Create(act.dossiers[0], Of(act.who)); }
  void On(const Act& act, const intake::v1::SupplementDossierRequest&) {
    if (act.expected == absl::StatusCode::kOk) Create(act.dossiers[0], Of(act.who));
  }
  void On(const Act& act, const routing::v1::DecideDossierRequest& request) {
    for (int i = 0; i < request.results_size(); ++i) Create(act.dossiers[0], Of(act.who));
  }
  void On(const Act&, const routing::v1::SealBagRequest& request) {
    EXPECT_TRUE(bags_.emplace(request.bag_id(), request).second) << request.bag_id() << " is used twice";
    for (const core::v1::ItemRef& item : request.items()) {
      Move(*CaseOf(item.dossier_code()), item.item(), request.from(), custody::Bag(request.bag_id()));
    }
  }
  void On(const Act&, const routing::v1::DispatchBagRequest& request) { carrier_[request.bag_id()] = request.carrier_id(); }
  void On(const Act& act, const routing::v1::HandOverRequest& request) {
    if (!request.bag_id().empty()) {
      EXPECT_EQ(carrier_[request.bag_id()], request.from().id());
      carrier_[request.bag_id()] = request.to().id();
    }
    for (const int item : request.items()) Move(act.dossiers[0], item, request.from(), request.to());
  }
  void On(const Act&, const routing::v1::OpenBagRequest& request) {
    const routing::v1::SealBagRequest& sealed = bags_[request.bag_id()];
    EXPECT_TRUE(custody::Same(sealed.to(), request.at())) << request.bag_id();
    const Holder bag = custody::Bag(request.bag_id());
    std::set<std::pair<int, int>> found;
    for (const core::v1::ItemRef& item : request.found()) found.emplace(*CaseOf(item.dossier_code()), item.item());
    for (const core::v1::ItemRef& item : sealed.items()) {
      const std::pair<int, int> key = {*CaseOf(item.dossier_code()), item.item()};
      const bool there = found.erase(key) > 0;
      Move(key.first, key.second, bag, there ? request.at() : custody::Carrier(carrier_[request.bag_id()]));
    }
    for (const auto& [c, item] : found) Move(c, item, sealed.from(), request.at());
  }
  void On(const Act& act, const routing::v1::SettleDiscrepancyRequest& request) {
    for (auto& [key, holder] : holders_) {
      if (key.first != act.dossiers[0] || holder.kind() != core::v1::HOLDER_KIND_CARRIER) continue;
      if (request.outcome() == core::v1::DISCREPANCY_OUTCOME_FOUND) holder = request.found_at();
      if (request.outcome() == core::v1::DISCREPANCY_OUTCOME_LOST) holder = custody::Missing(request.report_number());
    }
  }
  void On(const Act& act, const returns::v1::HandOutRequest& request) {
    if (act.expected != absl::StatusCode::kOk) return;
    for (const int item : request.items()) Move(act.dossiers[0], item, Of(act.who), custody::Applicant());
    for (int i = 0; i < request.exchanged_size(); ++i) Create(act.dossiers[0], Of(act.who));
  }

  std::map<int, int> items_;
  std::map<std::pair<int, int>, Holder> holders_;
  std::map<std::string, routing::v1::SealBagRequest> bags_;
  std::map<std::string, std::string> carrier_;
};

TEST(PlanTest, EveryMoveIsMadeByWhoeverHoldsTheItem) {
  for (const uint64_t seed : {HalfYear().seed(), uint64_t{1}, uint64_t{424242}}) {
    Book book;
    for (const Act& act : PlanOf(seed).acts) book.Apply(act);
    size_t items = 0;
    for (size_t c = 0; c < PlanOf(seed).outcome.dossiers.size(); ++c) {
      for (const core::v1::Item& item : PlanOf(seed).outcome.dossiers[c].items) {
        const auto held = book.holders().find({static_cast<int>(c), item.number()});
        ASSERT_NE(held, book.holders().end());
        EXPECT_TRUE(custody::Same(held->second, item.holder()))
            << c << "/" << item.number() << ": " << custody::Name(held->second) << " and " << custody::Name(item.holder());
        ++items;
      }
    }
    EXPECT_EQ(items, book.holders().size());
  }
}

TEST(PlanTest, APlaceSealsOneBagADayForEachWay) {
  std::set<std::pair<std::string, absl::CivilDay>> runs;
  for (const Act& act : ThePlan().acts) {
    const auto* sealed = std::get_if<routing::v1::SealBagRequest>(&act.request);
    if (sealed == nullptr) continue;
    EXPECT_LE(sealed->bag_id().size(), 40u);
    EXPECT_TRUE(runs.emplace(sealed->from().id() + ">" + sealed->to().id(), clock::LocalDay(act.at)).second)
        << sealed->bag_id();
  }
}

TEST(PlanTest, NothingLeavesForTheWestOnMostDaysOfTheClosure) {
  std::set<absl::Weekday> weekdays;
  for (const Act& act : ThePlan().acts) {
    const auto* sealed = std::get_if<routing::v1::SealBagRequest>(&act.request);
    const absl::CivilDay day = clock::LocalDay(act.at);
    if (sealed == nullptr || day < absl::CivilDay(2023, 2, 13) || absl::CivilDay(2023, 3, 5) < day) continue;
    if (sealed->from().id() == "YB-II-133" && sealed->to().id() == "YB-I-01") weekdays.insert(absl::GetWeekday(day));
  }
  EXPECT_THAT(weekdays, ::testing::UnorderedElementsAre(absl::Weekday::tuesday, absl::Weekday::friday));
}

TEST(PlanTest, SomeAreAheadSomeOnTimeAndSomeLate) {
  std::map<int, int> classes;
  for (const DossierOutcome& dossier : ThePlan().outcome.dossiers) ++classes[dossier.result_class];
  EXPECT_GT(classes[core::v1::RESULT_CLASS_AHEAD], 300);
  EXPECT_GT(classes[core::v1::RESULT_CLASS_ON_TIME], 200);
  EXPECT_GT(classes[core::v1::RESULT_CLASS_LATE], 40);
  EXPECT_LT(classes[core::v1::RESULT_CLASS_LATE], 250);
}

TEST(PlanTest, CountsOfFactsAreThoseOfTheActs) {
  const Plan& plan = ThePlan();
  std::map<size_t, int64_t> acts;
  for (const Act& act : plan.acts) acts[act.request.index()] += act.expected == absl::StatusCode::kOk ? 1 : 0;
  const auto of = [&](const Request& request) { return acts[request.index()]; };
  EXPECT_EQ(plan.outcome.facts.at(Fact::kAccepted), 1402);
  EXPECT_EQ(plan.outcome.facts.at(Fact::kAccepted), of(intake::v1::AcceptDossierRequest()));
  EXPECT_EQ(plan.outcome.facts.at(Fact::kDecided), of(routing::v1::DecideDossierRequest()));
  EXPECT_EQ(plan.outcome.facts.at(Fact::kHandedOut), of(returns::v1::HandOutRequest()));
  EXPECT_EQ(plan.outcome.facts.at(Fact::kCorrected), of(intake::v1::ReviewCorrectionRequest()));
  EXPECT_EQ(plan.outcome.facts.at(Fact::kDiscrepancyFound) >= plan.outcome.facts.at(Fact::kDiscrepancySettled), true);
}

TEST(PlanTest, ABranchThatCannotHappenInTimeIsNamed) {
  v1::Scenario scenario = HalfYear();
  for (v1::Branch& branch : *scenario.mutable_branches()) {
    if (branch.kind() != v1::BRANCH_KIND_UNCLAIMED) continue;
    branch.mutable_taken_in_from()->set_year(2023);
    branch.mutable_taken_in_from()->set_month(4);
    branch.mutable_taken_in_from()->set_day(20);
    branch.clear_taken_in_until();
  }
  EXPECT_THAT(std::string(MakePlan(scenario, YenBai(), 1).status().message()), HasSubstr("BRANCH_KIND_UNCLAIMED"));
}

TEST(PlanTest, AFigureOutOfReachIsNamed) {
  v1::Scenario scenario = HalfYear();
  scenario.mutable_published()->set_handed_out_by_post(1400);
  EXPECT_THAT(std::string(MakePlan(scenario, YenBai(), 1).status().message()),
              HasSubstr("published.handed_out_by_post: 1400"));
}

TEST(CaseNameTest, NamesReadBackAsWritten) {
  EXPECT_EQ(CaseOf(CaseName(17)), 17);
  EXPECT_EQ(LeaseOf(LeaseName(3)), 3);
  EXPECT_FALSE(CaseOf("H15.05-221101-0001").has_value());
  EXPECT_FALSE(CaseOf("#").has_value());
  EXPECT_FALSE(CaseOf("#1x").has_value());
  EXPECT_FALSE(LeaseOf("#3").has_value());
}

}  // namespace
}  // namespace hoso::replay

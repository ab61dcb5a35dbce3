#include "clients/replay/recount.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "clients/replay/testing.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/dossier/testing.h"
#include "common/proto_time/proto_time.h"

namespace hoso::replay {
namespace {

namespace tell = dossier::testing;
using core::v1::Dossier;
using core::v1::Fact;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::YenBai;

absl::Time On(int month, int day, int hour) { return clock::LocalTime(absl::CivilSecond(month > 10 ? 2022 : 2023, month, day, hour)); }

// The facts of one dossier, each as the ledger would give it.
class Story {
 public:
  explicit Story(int number) { dossier_.set_dossier_code(absl::StrFormat("H15.05-221101-%04d", number)); }

  // As one that is accepted, unless it must not fit.
  void Tell(Fact fact, absl::Time at, bool fits = true) {
    fact.set_dossier_code(dossier_.dossier_code());
    fact.set_sequence(static_cast<int>(facts_.size()) + 1);
    *fact.mutable_occurred_at() = ToProto(at);
    *fact.mutable_recorded_at() = ToProto(at);
    fact.mutable_actor()->set_staff_id(absl::StrFormat("NV-%d", fact.sequence()));
    facts_.push_back(fact);
    if (!fits) return;
    const absl::Status status = dossier::Apply(dossier_, fact);
    EXPECT_TRUE(status.ok()) << status;
  }
  const Dossier& dossier() const { return dossier_; }
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  Dossier dossier_;
  std::vector<Fact> facts_;
};

Figures Count(const std::vector<Story>& stories) {
  Recount recount(YenBai().catalogue(), absl::CivilDay(2022, 11, 1), absl::CivilDay(2023, 4, 30));
  for (const Story& story : stories) {
    for (const Fact& fact : story.facts()) EXPECT_TRUE(recount.Add(fact).ok());
  }
  return recount.Finish();
}

// Taken in on the first day, decided a week later with `results` results.
Story Decided(int number, int results = 1, core::v1::ResultClass result_class = core::v1::RESULT_CLASS_ON_TIME) {
  Story story(number);
  Fact accepted = tell::Accepted(On(11, 1, 9));
  accepted.mutable_accepted()->set_channel(core::v1::INTAKE_CHANNEL_PUBLIC_POST);
  accepted.mutable_accepted()->set_return_office_id("YB-II-136");
  story.Tell(accepted, On(11, 1, 9));
  story.Tell(tell::Moved(1, custody::Office("YB-II-136"), custody::Agency("SGTVT")), On(11, 2, 9));
  story.Tell(tell::Received(), On(11, 2, 10));
  Fact decided = tell::Decided(story.dossier(), results, On(11, 8, 9));
  decided.mutable_decided()->set_result_class(result_class);
  if (result_class == core::v1::RESULT_CLASS_LATE) decided.mutable_decided()->set_late_cause(core::v1::PARTY_POST);
  story.Tell(decided, On(11, 8, 9));
  return story;
}

Story HandedOut(int number, core::v1::ReturnChannel channel) {
  Story story = Decided(number);
  const bool by_post = channel != core::v1::RETURN_CHANNEL_AGENCY;
  if (by_post) story.Tell(tell::Moved(2, custody::Agency("SGTVT"), custody::Office("YB-II-136")), On(11, 9, 9));
  Fact handed_out = tell::HandedOut(story.dossier(), {2}, true);
  handed_out.mutable_handed_out()->set_channel(channel);
  story.Tell(handed_out, On(11, 10, 9));
  return story;
}

TEST(RecountTest, OnlyWhatThePostGaveOutCountsForThePost) {
  const Figures figures = Count({HandedOut(1, core::v1::RETURN_CHANNEL_OFFICE), HandedOut(2, core::v1::RETURN_CHANNEL_AGENCY),
                                 HandedOut(3, core::v1::RETURN_CHANNEL_DELIVERY), Decided(4)});
  EXPECT_EQ(figures.taken_in, 4);
  EXPECT_EQ(figures.handed_out, 3);
  EXPECT_EQ(figures.handed_out_by_post, 2);
  EXPECT_EQ(figures.statuses.at({"GPLX_DOI", core::v1::STATUS_DECIDED}), 1);
  EXPECT_THAT(figures.problems, SizeIs(0));
}

TEST(RecountTest, WhoWasNeverTakenInDoesNotCount) {
  Story refused(1);
  refused.Tell(tell::Refused(), On(11, 1, 9));
  const Figures figures = Count({refused});
  EXPECT_EQ(figures.dossiers, 1);
  EXPECT_EQ(figures.taken_in, 0);
  EXPECT_EQ(figures.refused_at_counter, 1);
  EXPECT_THAT(figures.bieu06, SizeIs(0));
}

TEST(RecountTest, WhatHappensAfterTheLastDayIsNotCounted) {
  Story story = Decided(1);
  story.Tell(tell::Moved(2, custody::Agency("SGTVT"), custody::Office("YB-II-136")), On(5, 4, 9));
  Story later(2);
  Fact fact = tell::Accepted(On(5, 4, 9));
  fact.set_dossier_code("H15.05-230504-0001");
  *fact.mutable_recorded_at() = ToProto(On(5, 4, 9));
  Recount recount(YenBai().catalogue(), absl::CivilDay(2022, 11, 1), absl::CivilDay(2023, 4, 30));
  for (const Fact& told : story.facts()) ASSERT_TRUE(recount.Add(told).ok());
  ASSERT_TRUE(recount.Add(fact).ok());
  const Figures figures = recount.Finish();
  EXPECT_EQ(figures.facts, 4);
  EXPECT_EQ(figures.facts_beyond, 2);
  EXPECT_EQ(figures.taken_in, 1);
  EXPECT_EQ(figures.holders.at("agency SGTVT"), 2);
}

TEST(RecountTest, AFactThatTheCoreRefusesIsNamed) {
  Story story(7);
  story.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  story.Tell(tell::Decided(story.dossier(), 1, On(11, 2, 9)), On(11, 2, 9), /*fits=*/false);
  const Figures figures = Count({story});
  ASSERT_THAT(figures.problems, SizeIs(1));
  EXPECT_THAT(figures.problems[0], HasSubstr("H15.05-221101-0007 fact 2"));
}

TEST(RecountTest, ACodeThatIsNoneIsRefused) {
  Recount recount(YenBai().catalogue(), absl::CivilDay(2022, 11, 1), absl::CivilDay(2023, 4, 30));
  Fact fact = tell::Accepted(On(11, 1, 9));
  fact.set_dossier_code("somewhere");
  EXPECT_EQ(recount.Add(fact).code(), absl::StatusCode::kInvalidArgument);
}

TEST(RecountTest, TheReportsRowIsMadeOfClassesCausesAndWhatGoesOn) {
  Story withdrawn(4);
  withdrawn.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  withdrawn.Tell(tell::Withdrawn(), On(11, 1, 10));
  Story waiting(5);
  waiting.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  const Figures figures = Count({Decided(1, 1, core::v1::RESULT_CLASS_AHEAD), Decided(2, 1, core::v1::RESULT_CLASS_LATE),
                                 withdrawn, waiting});
  const tracking::v1::Bieu06Row& row = figures.bieu06.at("GPLX_DOI");
  EXPECT_EQ(row.received_total(), 4);
  EXPECT_EQ(row.resolved_ahead(), 1);
  EXPECT_EQ(row.resolved_late(), 1);
  EXPECT_EQ(row.late_by_post(), 1);
  EXPECT_EQ(row.closed_without_result(), 1);
  EXPECT_EQ(row.in_progress_late(), 1);  // Promised for November, and it is April.
  EXPECT_EQ(figures.late_causes.at(core::v1::PARTY_POST), 1);
}

TEST(RecountTest, BranchesLeaveTheirTraces) {
  Story supplemented(1);
  supplemented.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  supplemented.Tell(tell::SupplementRequested(), On(11, 2, 9));
  supplemented.Tell(tell::Supplemented(supplemented.dossier(), On(11, 20, 9)), On(11, 4, 9));
  Story late(2);
  late.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  late.Tell(tell::SupplementRequested(), On(11, 2, 9));
  late.Tell(tell::Stopped(), On(12, 4, 9));
  Story refused(3);
  refused.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  refused.Tell(tell::Refused(), On(11, 2, 9));
  Story rejected(4);
  rejected.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  rejected.Tell(tell::CorrectionProposed(1), On(11, 2, 9));
  rejected.Tell(tell::Corrected(1, false), On(11, 2, 10));
  const Figures figures = Count({supplemented, late, refused, rejected, Decided(5, 3)});
  EXPECT_EQ(figures.branches.at(v1::BRANCH_KIND_SUPPLEMENT), 1);
  EXPECT_EQ(figures.branches.at(v1::BRANCH_KIND_SUPPLEMENT_LATE), 1);
  EXPECT_EQ(figures.branches.at(v1::BRANCH_KIND_REFUSED), 1);
  EXPECT_EQ(figures.branches.at(v1::BRANCH_KIND_CORRECTION_REJECTED), 1);
  EXPECT_EQ(figures.branches.at(v1::BRANCH_KIND_STOPPED), 0);
  EXPECT_EQ(figures.several_results, 1);
}

TEST(RecountTest, WhatIsMissingAndFoundIsABranchAndLeavesNothingOpen) {
  Story story(1);
  story.Tell(tell::Accepted(On(11, 1, 9)), On(11, 1, 9));
  story.Tell(tell::Sealed("T-1", 1, custody::Office("YB-II-136")), On(11, 1, 16));
  story.Tell(tell::Missing(story.dossier(), 1, "T-1", custody::Carrier("YB-XETHU")), On(11, 2, 8));
  const Figures open = Count({story});
  EXPECT_EQ(open.open_discrepancies, 1);
  EXPECT_EQ(open.branches.at(v1::BRANCH_KIND_MISSING_FOUND), 0);
  story.Tell(tell::Settled(1, core::v1::DISCREPANCY_OUTCOME_FOUND), On(11, 3, 8));
  const Figures settled = Count({story});
  EXPECT_EQ(settled.open_discrepancies, 0);
  EXPECT_EQ(settled.branches.at(v1::BRANCH_KIND_MISSING_FOUND), 1);
  EXPECT_EQ(settled.items, 1);
}

TEST(RecountTest, AWayIsSparedForHandingInAndForWhatThePostGaveOut) {
  const int km = *YenBai().catalogue().KmSpared("YB-II-136", "SGTVT");
  const Figures at_agency = Count({HandedOut(1, core::v1::RETURN_CHANNEL_AGENCY)});
  EXPECT_EQ(at_agency.ways_spared, 1);
  EXPECT_EQ(at_agency.km_spared, 2 * km);
  const Figures by_post = Count({HandedOut(1, core::v1::RETURN_CHANNEL_OFFICE)});
  EXPECT_EQ(by_post.ways_spared, 2);
  EXPECT_EQ(by_post.km_spared, 4 * km);
}

}  // namespace
}  // namespace hoso::replay

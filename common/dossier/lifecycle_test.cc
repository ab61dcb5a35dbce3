#include "common/dossier/lifecycle.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::dossier {
namespace {

using core::v1::Fact;
using core::v1::Status;
using testing::HasSubstr;

TEST(LifecycleTest, EveryFactOfTheContractHasARow) {
  std::set<int> listed;
  for (const Transition& row : Lifecycle()) listed.insert(row.kind);
  const auto* payload = Fact::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    EXPECT_TRUE(listed.contains(payload->field(i)->number())) << payload->field(i)->name();
  }
  EXPECT_EQ(listed.size(), static_cast<size_t>(payload->field_count()));
}

TEST(LifecycleTest, NoFactHasTwoRowsForOneStatus) {
  std::set<std::pair<int, int>> seen;
  for (const Transition& row : Lifecycle()) {
    for (Status from : row.from) {
      EXPECT_TRUE(seen.emplace(row.kind, from).second) << KindName(row.kind) << " from " << StatusName(from);
    }
  }
}

TEST(LifecycleTest, EveryRowHasADoorAndWordsInBothLanguages) {
  for (const Transition& row : Lifecycle()) {
    EXPECT_NE(row.doors, 0u) << KindName(row.kind);
    EXPECT_NE(std::string(row.meaning_en), "") << KindName(row.kind);
    EXPECT_NE(std::string(row.meaning_vi), "") << KindName(row.kind);
  }
}

// The ends of a dossier, as the national list has them: nothing leads out of them but the hand-out of a result.
TEST(LifecycleTest, NothingLeadsOutOfAnEnd) {
  for (const Transition& row : Lifecycle()) {
    for (Status from : row.from) {
      if (row.to == core::v1::STATUS_UNSPECIFIED || !IsFinished(from)) continue;
      EXPECT_EQ(from, core::v1::STATUS_DECIDED) << KindName(row.kind);
      EXPECT_EQ(row.to, core::v1::STATUS_RETURNED) << KindName(row.kind);
    }
  }
}

TEST(LifecycleTest, ARefusalNamesTheFactTheStatusAndWhereItIsAllowed) {
  const auto row = FindTransition(Fact::kDecided, core::v1::STATUS_AWAITING_SUPPLEMENT);
  ASSERT_EQ(row.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(std::string(row.status().message()),
            "Decided may not follow in status AWAITING_SUPPLEMENT (5); it may in PROCESSING (4)");
}

TEST(LifecycleTest, WhatWaitsPausesAndWhatEndsStops) {
  for (const Transition& row : Lifecycle()) {
    const bool waits = row.to == core::v1::STATUS_AWAITING_SUPPLEMENT || row.to == core::v1::STATUS_AWAITING_PAYMENT;
    EXPECT_EQ(row.clock == ClockEffect::kPauses, waits) << KindName(row.kind);
    const bool ends = row.to != core::v1::STATUS_UNSPECIFIED && row.to != core::v1::STATUS_RETURNED &&
                      IsFinished(row.to);
    EXPECT_EQ(row.clock == ClockEffect::kStops, ends) << KindName(row.kind);
  }
}

TEST(LifecycleTest, TheDocumentIsTheTable) {
  const char* root = std::getenv("HOSO_SOURCE_DIR");
  ASSERT_NE(root, nullptr);
  std::ifstream file(std::string(root) + "/docs/lifecycle.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), LifecycleMarkdown()) << "run: hoso-lifecycle-doc > docs/lifecycle.md";
}

}  // namespace
}  // namespace hoso::dossier

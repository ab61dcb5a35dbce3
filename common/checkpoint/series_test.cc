#include "common/checkpoint/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/checkpoint/comparison.h"
#include "common/checkpoint/merkle.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"

namespace hoso::checkpoint {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kLedger[] = "hoso://yen-bai/service/ledger";
const absl::CivilDay kFirst(2022, 11, 1);

// Transaction i wrote facts 1 and 2 of dossier 100 + i.
Leaf LeafAt(uint64_t i) {
  return {.transaction = 10 + i / 2,
          .dossier = static_cast<int64_t>(110 + i / 2),
          .sequence = static_cast<int32_t>(1 + i % 2),
          .hash = Sha256(absl::StrCat("fact ", i))};
}

// Three days with 3, 5, 0 and 4 facts; the ledger has two more.
class SeriesTest : public ::testing::Test {
 protected:
  SeriesTest() : folder_(::testing::TempDir() + "series_test") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    for (uint64_t i = 0; i < 14; ++i) ledger_.push_back(LeafAt(i));
    for (const auto& [day, size] : {std::pair(0, 3), {1, 8}, {4, 8}, {5, 12}}) Close(kFirst + day, size);
  }
  ~SeriesTest() override { std::filesystem::remove_all(folder_); }

  void Close(absl::CivilDay day, uint64_t size) {
    std::string list;
    for (; tree_.size() < size; tree_.Add(HashOf(ledger_[tree_.size()]))) list += FormatLeaf(ledger_[tree_.size()]);
    Write(LeavesPath(folder_, day), list);
    Checkpoint head{.origin = kLedger,
                    .size = size,
                    .root = tree_.Root(),
                    .day = day,
                    .catalogue = Sha256Hex("catalogue"),
                    .leaves = Sha256Hex(list),
                    .previous = previous_};
    const std::string text = FormatCheckpoint(head);
    Write(CheckpointPath(folder_, day), FormatNote({.text = text, .signatures = {SignText(text, kLedger, key_)}}));
    previous_ = Previous{.day = day, .digest = Sha256Hex(text)};
  }

  static void Write(const std::string& path, const std::string& bytes) {
    ASSERT_TRUE(files::WriteFile(path, bytes, files::Existing::kReplace).ok());
  }
  static std::string Bytes(const std::string& path) { return files::ReadFile(path, 1 << 20).value(); }
  static void Remove(const std::string& path) { ASSERT_TRUE(std::filesystem::remove(path)); }

  Series Read() {
    auto series = ReadSeries(folder_);
    EXPECT_TRUE(series.ok()) << series.status();
    return *std::move(series);
  }

  std::unique_ptr<Comparison> Compare() {
    series_ = Read();
    auto comparison = std::make_unique<Comparison>(series_, [this, at = size_t{0}](Leaf& leaf) mutable {
      if (at == ledger_.size()) return false;
      leaf = ledger_[at++];
      return true;
    });
    comparison->Run();
    return comparison;
  }

  std::vector<std::string> Differences(const Comparison& comparison) {
    std::vector<std::string> texts;
    for (const Difference& one : comparison.differences()) {
      texts.push_back(absl::StrCat(one.dossier, "/", one.sequence, " ", one.What()));
    }
    EXPECT_EQ(comparison.differences_in_all(), texts.size());
    return texts;
  }

  const std::string folder_;
  const signing::PrivateKey key_ = signing::PrivateKey::Generate();
  std::vector<Leaf> ledger_;
  Tree tree_;
  std::optional<Previous> previous_;
  Series series_;
};

TEST_F(SeriesTest, IsReadByDay) {
  Write(folder_ + "/a-proof.tlog-proof", "let be");
  const Series series = Read();
  EXPECT_THAT(series.AllProblems(), IsEmpty());
  ASSERT_EQ(series.days.size(), 4u);
  EXPECT_EQ(series.days[3].checkpoint.size, 12u);
  EXPECT_EQ(series.Find(kFirst + 4), &series.days[2]);
  EXPECT_EQ(series.Find(kFirst + 3), nullptr);
  EXPECT_FALSE(ReadSeries(folder_ + "/none").ok());
}

TEST_F(SeriesTest, ACheckpointTakenAwayIsMissed) {
  Remove(CheckpointPath(folder_, kFirst + 1));
  EXPECT_THAT(Read().AllProblems(),
              ElementsAre("2022-11-05.checkpoint: the checkpoint before it, of 2022-11-02, is missing",
                          "2022-11-02.leaves: there is no checkpoint to it"));
  Remove(CheckpointPath(folder_, kFirst));
  EXPECT_THAT(Read().AllProblems(),
              Contains("2022-11-05.checkpoint: the checkpoint before it, of 2022-11-02, is missing"));
  Remove(CheckpointPath(folder_, kFirst + 5));  // The last one, whose list stays.
  EXPECT_THAT(Read().AllProblems(), Contains("2022-11-06.leaves: there is no checkpoint to it"));
}

TEST_F(SeriesTest, ACheckpointThatIsNotTheOneBeforeIsFound) {
  const std::string path = CheckpointPath(folder_, kFirst + 1);
  Write(path, Bytes(CheckpointPath(folder_, kFirst)));
  EXPECT_THAT(Read().AllProblems(), Contains("2022-11-02.checkpoint: is the one of 2022-11-01"));
  Write(path, "nothing");
  EXPECT_THAT(Read().AllProblems(), Contains(HasSubstr("2022-11-02.checkpoint: does not end with a newline")));
  Close(kFirst + 1, 12);  // Signed again, over more facts.
  EXPECT_THAT(Read().AllProblems(), Contains(HasSubstr("2022-11-05.checkpoint: was made after another checkpoint")));
}

TEST_F(SeriesTest, ListsGiveTheRoots) {
  int visited = 0;
  EXPECT_TRUE(VisitLeaves(Read(), kFirst + 4, [&](const Leaf& leaf, const std::string& hash) {
                EXPECT_EQ(leaf, ledger_[visited++]);
                EXPECT_EQ(hash, HashOf(leaf));
              }).ok());
  EXPECT_EQ(visited, 8);
  EXPECT_EQ(VisitLeaves(Read(), kFirst + 9, [](const Leaf&, const std::string&) {}).code(),
            absl::StatusCode::kNotFound);
  Write(LeavesPath(folder_, kFirst + 1), Bytes(LeavesPath(folder_, kFirst)));
  EXPECT_EQ(VisitLeaves(Read(), kFirst + 4, [](const Leaf&, const std::string&) {}).code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(SeriesTest, ALedgerThatIsAsItWasAgrees) {
  auto comparison = Compare();
  EXPECT_THAT(comparison->problems(), IsEmpty());
  EXPECT_THAT(Differences(*comparison), IsEmpty());
  ASSERT_TRUE(comparison->tree().has_value());
  EXPECT_EQ(comparison->tree()->size(), 12u);
  Leaf leaf;
  ASSERT_TRUE(comparison->Next(leaf));
  EXPECT_EQ(leaf, ledger_[12]);
  ASSERT_TRUE(comparison->Next(leaf));
  EXPECT_FALSE(comparison->Next(leaf));
}

TEST_F(SeriesTest, AnyFactChangedIsNamed) {
  for (size_t i = 0; i < 12; ++i) {
    ledger_[i].hash = Sha256("forged");
    const std::string day = i < 3 ? "2022-11-01" : i < 8 ? "2022-11-02" : "2022-11-06";
    EXPECT_THAT(Differences(*Compare()), ElementsAre(absl::StrCat(ledger_[i].dossier, "/", ledger_[i].sequence,
                                                                  " changed since the checkpoint of ", day)));
    EXPECT_FALSE(Compare()->tree().has_value());
    ledger_[i] = LeafAt(i);
  }
}

TEST_F(SeriesTest, AnyFactTakenAwayIsNamed) {
  for (size_t i = 0; i < 12; ++i) {
    ledger_.erase(ledger_.begin() + static_cast<long>(i));
    EXPECT_THAT(
        Differences(*Compare()),
        ElementsAre(HasSubstr(absl::StrCat(LeafAt(i).dossier, "/", LeafAt(i).sequence, " vanished: the checkpoint"))));
    ledger_.insert(ledger_.begin() + static_cast<long>(i), LeafAt(i));
  }
  ledger_.clear();
  EXPECT_EQ(Compare()->differences_in_all(), 12u);
}

TEST_F(SeriesTest, AFactPutInAnywhereIsNamed) {
  for (size_t i = 0; i < 12; ++i) {
    Leaf forged = LeafAt(i);
    forged.sequence = i % 2 == 0 ? 0 : 9;  // Before or after those of its transaction.
    ledger_.insert(ledger_.begin() + static_cast<long>(i + i % 2), forged);
    const auto comparison = Compare();
    // After the last of all it is simply new.
    if (i == 11) {
      EXPECT_THAT(Differences(*comparison), IsEmpty());
      EXPECT_TRUE(comparison->tree().has_value());
    } else {
      EXPECT_THAT(Differences(*comparison),
                  ElementsAre(HasSubstr(absl::StrCat(forged.dossier, "/", forged.sequence, " inserted"))));
    }
    ledger_.erase(ledger_.begin() + static_cast<long>(i + i % 2));
  }
}

TEST_F(SeriesTest, AFactInAnotherTransactionHasMoved) {
  ledger_[2].transaction = 13;
  std::sort(ledger_.begin(), ledger_.end(), [](const Leaf& a, const Leaf& b) { return PlaceOf(a) < PlaceOf(b); });
  EXPECT_THAT(Differences(*Compare()), ElementsAre(HasSubstr("111/1 stands at another place")));
}

TEST_F(SeriesTest, AListThatIsNotAsSignedAccusesNoFact) {
  const std::string path = LeavesPath(folder_, kFirst + 1), list = Bytes(path);
  for (const std::string& forged : {std::string(), list.substr(list.find('\n') + 1), list + list}) {
    Write(path, forged);
    const auto comparison = Compare();
    EXPECT_THAT(comparison->problems(), ElementsAre("2022-11-02.leaves: is not the list that was signed"));
    EXPECT_THAT(Differences(*comparison), IsEmpty());
  }
  Remove(path);
  EXPECT_THAT(Compare()->problems(), ElementsAre("2022-11-02.leaves: is missing, or cannot be read"));
}

TEST_F(SeriesTest, WithoutListsTheDayIsNamedAndOtherDaysAreStillCompared) {
  Write(LeavesPath(folder_, kFirst + 1), "");
  ledger_[4].hash = Sha256("forged");
  ledger_.erase(ledger_.begin() + 5);
  ledger_[10].hash = Sha256("forged");  // Once the twelfth.
  const auto comparison = Compare();
  EXPECT_THAT(comparison->problems(), Contains(HasSubstr("2022-11-02.checkpoint: facts 4 to 8 of the tree are not")));
  EXPECT_THAT(Differences(*comparison), ElementsAre("115/2 changed since the checkpoint of 2022-11-06"));
  for (const int day : {0, 4, 5}) Remove(LeavesPath(folder_, kFirst + day));
  EXPECT_THAT(Compare()->problems(), Contains(HasSubstr("2022-11-02.checkpoint: facts 4 to 8 of the tree are not")));
}

TEST_F(SeriesTest, MoreDifferencesThanAreKeptAreCounted) {
  ledger_.clear();
  const Series series = Read();
  Comparison comparison(
      series, [](Leaf&) { return false; }, /*max_differences=*/2);
  comparison.Run();
  EXPECT_EQ(comparison.differences().size(), 2u);
  EXPECT_EQ(comparison.differences_in_all(), 12u);
}

}  // namespace
}  // namespace hoso::checkpoint

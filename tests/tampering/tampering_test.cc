// A thousand single changes, deletions and insertions by somebody with all rights on the database and on the folder of
// checkpoints, over a ledger that the real services wrote: each is found by what `hoso ledger verify` runs, and named.
//
//   HOSO_TAMPER_SEED     which ones are drawn; printed
//   HOSO_TAMPER_CHANGES  how many; 1000
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "clients/hoso/ledger_check.h"
#include "common/access_log/access_reader.h"
#include "common/command/fields.h"
#include "common/files/atomic_file.h"
#include "common/ledger/checkpoint_check.h"
#include "common/ledger/verify.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"
#include "tests/support/vault.h"
#include "tests/tampering/coverage.h"
#include "tests/tampering/names.h"
#include "tests/tampering/played_ledger.h"
#include "tests/tampering/tamperer.h"

namespace hoso::testing {
namespace {

using ::testing::IsEmpty;

constexpr int kAtOnce = 10;  // Rows of different subjects that are tampered with before one verification.

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  int64_t value = 0;
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

class TamperingTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ledger_ = new PlayedLedger();
    seed_ = FromEnvironment("HOSO_TAMPER_SEED", 20221101);
    std::cout << "HOSO_TAMPER_SEED=" << seed_ << std::endl;
  }
  static void TearDownTestSuite() { delete ledger_; }

  static std::vector<std::string> Verify() {
    const auto report = ledger::Verify(cli::FullCheck(ledger_->Conninfo("hoso_auditor"), TheCatalogue(),
                                                      Vault().Current(), absl::CivilDay(2023, 5, 1)));
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> texts = report.ok() ? Texts(report->findings) : std::vector<std::string>();
    const auto access = access_log::CheckLog(ledger_->Conninfo("hoso_auditor"));
    EXPECT_THAT(access, IsOk());
    if (!access.ok()) return texts;
    for (const access_log::Finding& finding : access->findings) texts.push_back(finding.ToString());
    return texts;
  }

  static std::vector<std::string> VerifyCheckpoints() {
    const auto json = files::ReadFile(ledger_->Keys(), 1 << 20);
    EXPECT_THAT(json, IsOk());
    const auto report = ledger::CheckCheckpoints({.conninfo = ledger_->Conninfo("hoso_auditor"),
                                                  .folder = ledger_->Checkpoints(),
                                                  .keys = signing::KeyList::Parse(*json).value(),
                                                  .agencies = command::CodesOf(TheCatalogue())});
    EXPECT_THAT(report, IsOk());
    return report.ok() ? Texts(report->findings) : std::vector<std::string>();
  }

  static std::vector<std::string> Texts(const std::vector<ledger::Finding>& findings) {
    std::vector<std::string> texts;
    for (const ledger::Finding& finding : findings) texts.push_back(finding.ToString());
    return texts;
  }

  static PlayedLedger* ledger_;
  static int64_t seed_;
};

PlayedLedger* TamperingTest::ledger_ = nullptr;
int64_t TamperingTest::seed_ = 0;

// The rows of one verification, each of a subject of its own, so that what is said of one names no other.
class Round {
 public:
  Round(Tamperer& tamperer, Names& names) : tamperer_(tamperer), names_(names) {}

  // Nothing is done when the draw came to nothing, or to a subject that is in the round already.
  bool Add(const std::string& table, const TableCoverage& coverage, Way way, const Column& column) {
    auto done = tamperer_.Do(table, coverage.columns, way, column, coverage.rows);
    if (!done.has_value()) return false;
    Named named = names_.Of(*done);
    for (const std::string& subject : named.subjects) {
      if (!subjects_.contains(subject)) continue;
      tamperer_.Undo(*done);
      return false;
    }
    subjects_.insert(named.subjects.begin(), named.subjects.end());
    tamperings_.emplace_back(*std::move(done), std::move(named));
    return true;
  }

  // Expects that each is named by one of the findings, and undoes them.
  void Judge(const std::vector<std::string>& findings) {
    for (const auto& [tampering, named] : tamperings_) {
      EXPECT_TRUE(named.IsIn(findings)) << tampering.Describe() << "\n  is not named by\n  "
                                        << absl::StrJoin(findings, "\n  ").substr(0, 2000);
    }
    for (auto done = tamperings_.rbegin(); done != tamperings_.rend(); ++done) tamperer_.Undo(done->first);
    tamperings_.clear();
    subjects_.clear();
  }

  size_t size() const { return tamperings_.size(); }
  // REQUIRES: size() > 0.
  Names::Group group() const { return Names::GroupOf(tamperings_.back().first.table); }

 private:
  Tamperer& tamperer_;
  Names& names_;
  std::set<std::string> subjects_;
  std::vector<std::pair<Tampering, Named>> tamperings_;
};

TEST_F(TamperingTest, WhatTheServicesWroteAgrees) {
  EXPECT_THAT(Verify(), IsEmpty());
  EXPECT_THAT(VerifyCheckpoints(), IsEmpty());
}

TEST_F(TamperingTest, EveryColumnIsCoveredOrSaidNotToBe) {
  Tamperer tamperer(ledger_->Conninfo("postgres"), seed_);
  const auto tables = tamperer.Tables();
  for (const auto& [name, exception] : DocumentedExceptions()) {
    const std::vector<std::string> parts = absl::StrSplit(name, '.');
    const auto table = tables.find(parts[0] + "." + parts[1]);
    ASSERT_NE(table, tables.end()) << name << " is in docs/tampering.md and not in the database";
    const bool known = parts[2] == "*" || std::any_of(table->second.begin(), table->second.end(),
                                                      [&](const Column& column) { return column.name == parts[2]; });
    EXPECT_TRUE(known) << name << " is in docs/tampering.md and not in the database";
  }
  for (const auto& [table, coverage] : CoverageOf(tables)) {
    EXPECT_TRUE(Names::Knows(table)) << table << " is to be found when it is changed, or to stand in docs/tampering.md";
  }
}

// Draws, and judges whenever a round is full.
class Thousand {
 public:
  Thousand(Tamperer& tamperer, std::function<std::vector<std::string>()> verify)
      : tables_(CoverageOf(tamperer.Tables())),
        names_(command::CodesOf(TheCatalogue())),
        tamperer_(tamperer),
        round_(tamperer, names_),
        verify_(std::move(verify)) {
    for (const auto& [table, coverage] : tables_) weighted_.insert(weighted_.end(), coverage.weight, table);
  }

  // Each covered column once.
  void EachColumn() {
    for (const Names::Group group : {Names::Group::kDossiers, Names::Group::kBeside, Names::Group::kAlone}) {
      for (const auto& [table, coverage] : tables_) {
        if (Names::GroupOf(table) != group) continue;
        for (const Column& column : coverage.changed) {
          bool added = false;
          for (int i = 0; i < kDraws && !added; ++i) added = Add(table, Way::kChange, column);
          EXPECT_TRUE(added || coverage.fixed.contains(column.name))
              << table << "." << column.name << ": nothing was drawn";
        }
      }
      Judge();
    }
  }

  // Another round of whatever is drawn, of one group.
  void Draw() {
    const Names::Group group = Names::GroupOf(Table());
    for (int i = 0; i < 12 * kAtOnce && !Full(); ++i) {
      const std::string& table = Table();
      if (Names::GroupOf(table) == group) AddAny(table);
    }
    Judge();
  }

  int64_t done() const { return done_; }
  void Say() const {
    std::cout << done_ << " found and named:";
    for (const auto& [what, count] : counts_) std::cout << " " << what << " " << count;
    std::cout << std::endl;
  }

 private:
  static constexpr int kDraws = 2000;  // Until one is a change that the database takes.

  const std::string& Table() { return weighted_[tamperer_.Draw(static_cast<int64_t>(weighted_.size()))]; }

  void AddAny(const std::string& table) {
    const TableCoverage& coverage = tables_.at(table);
    const int64_t way = tamperer_.Draw(5);
    if (way < 3) {
      Add(table, Way::kChange, coverage.changed[tamperer_.Draw(static_cast<int64_t>(coverage.changed.size()))]);
    } else {
      Add(table, way == 3 ? Way::kDelete : Way::kInsert, {});
    }
  }

  bool Add(const std::string& table, Way way, const Column& column) {
    const bool added = round_.Add(table, tables_.at(table), way, column);
    if (added) ++counts_[table];
    if (Full()) Judge();
    return added;
  }

  bool Full() const {
    return static_cast<int>(round_.size()) >= kAtOnce || (round_.size() > 0 && round_.group() == Names::Group::kAlone);
  }

  void Judge() {
    if (round_.size() == 0) return;
    done_ += static_cast<int64_t>(round_.size());
    round_.Judge(verify_());
  }

  const std::map<std::string, TableCoverage> tables_;
  Names names_;
  Tamperer& tamperer_;
  Round round_;
  const std::function<std::vector<std::string>()> verify_;
  std::vector<std::string> weighted_;
  std::map<std::string, int> counts_;
  int64_t done_ = 0;
};

TEST_F(TamperingTest, EachOfAThousandIsFoundAndNamed) {
  Tamperer tamperer(ledger_->Conninfo("postgres"), seed_);
  Thousand thousand(tamperer, Verify);
  thousand.EachColumn();
  const int64_t wanted = FromEnvironment("HOSO_TAMPER_CHANGES", 1000);
  while (thousand.done() < wanted && !HasFailure()) thousand.Draw();
  thousand.Say();
  EXPECT_THAT(Verify(), IsEmpty()) << "what was undone was not as before";
}

class CheckpointTamperingTest : public TamperingTest {
 protected:
  // One change to `bytes`: a byte, a line less, a line twice, or two lines that change places. Nothing if it would be
  // none.
  std::string Changed(const std::string& bytes, Tamperer& draw) {
    std::vector<std::string> lines = absl::StrSplit(bytes, '\n');
    const auto line = lines.begin() + draw.Draw(static_cast<int64_t>(lines.size()));
    switch (draw.Draw(6)) {
      case 0:
        lines.erase(line);
        break;
      case 1:
        lines.insert(line, *line);
        break;
      case 2:
        std::swap(*line, lines[draw.Draw(static_cast<int64_t>(lines.size()))]);
        break;
      default: {
        std::string changed = bytes;
        changed[draw.Draw(static_cast<int64_t>(bytes.size()))] ^= static_cast<char>(1 << draw.Draw(7));
        return changed;
      }
    }
    return absl::StrJoin(lines, "\n");
  }
};

TEST_F(CheckpointTamperingTest, EveryFileThatIsChangedTakenAwayOrPutInIsFoundAndNamed) {
  namespace fs = std::filesystem;
  const int64_t wanted = FromEnvironment("HOSO_TAMPER_CHANGES", 1000) / 10;
  Tamperer draw(ledger_->Conninfo("postgres"), seed_ + 1);
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(ledger_->Checkpoints())) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  ASSERT_GT(paths.size(), 100u);
  for (int64_t i = 0; i < wanted; ++i) {
    const std::string& path = paths[draw.Draw(static_cast<int64_t>(paths.size()))];
    std::string named = fs::path(path).filename().string();
    const std::string bytes = *files::ReadFile(path, 1 << 24);
    std::string what, put_in;
    if (const int64_t way = draw.Draw(8); way == 0) {
      what = "taken away";
      fs::remove(path);
      named = named.substr(0, 10);  // By its day: of a list that is gone its checkpoint tells, and the other way round.
    } else if (way == 1) {
      // A copy under the name of a day after all of them.
      what = "put in";
      named = absl::StrCat("2024-01-0", 1 + draw.Draw(9), fs::path(path).extension().string());
      put_in = ledger_->Checkpoints() + "/" + named;
      fs::copy(path, put_in);
    } else {
      const std::string changed = Changed(bytes, draw);
      if (changed == bytes) continue;
      what = absl::StrCat("changed to\n", changed.substr(0, 600), "\nfrom\n", bytes.substr(0, 600));
      ASSERT_THAT(files::WriteFile(path, changed, files::Existing::kReplace), IsOk());
    }
    const std::vector<std::string> findings = VerifyCheckpoints();
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                            [&](const std::string& finding) { return absl::StrContains(finding, named); }))
        << path << ": " << what << "\n  is not named by\n  " << absl::StrJoin(findings, "\n  ").substr(0, 2000);
    if (!put_in.empty()) fs::remove(put_in);
    ASSERT_THAT(files::WriteFile(path, bytes, files::Existing::kReplace), IsOk());
    if (HasFailure()) break;
  }
  EXPECT_THAT(VerifyCheckpoints(), IsEmpty());
}

}  // namespace
}  // namespace hoso::testing

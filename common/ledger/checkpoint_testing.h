// A ledger and a folder of checkpoints for tests.
#ifndef HOSO_COMMON_LEDGER_CHECKPOINT_TESTING_H_
#define HOSO_COMMON_LEDGER_CHECKPOINT_TESTING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/checkpoint/series.h"
#include "common/ledger/checkpoint_check.h"
#include "common/ledger/close_day.h"
#include "common/ledger/testing.h"
#include "common/ledger/verify.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::ledger::testing {

inline constexpr char kLedgerName[] = "hoso://yen-bai/service/ledger";

class CheckpointTest : public ::testing::Test {
 protected:
  CheckpointTest()
      : folder_(::testing::TempDir() + "checkpoints-" + database_.name()),
        connection_(std::make_unique<pqxx::connection>(database_.Conninfo("postgres"))) {
    std::filesystem::create_directory(folder_);
    *keys_.add_keys() =
        signing::EntryFor(key_.public_key(), trust::v1::KEY_USE_CHECKPOINT, kLedgerName, absl::UnixEpoch());
  }
  ~CheckpointTest() override { std::filesystem::remove_all(folder_); }

  pqxx::result Sql(const std::string& sql) { return pqxx::nontransaction(*connection_).exec(sql); }
  static void Must(Ledger& ledger, Command command) {
    ASSERT_THAT(ledger.SubmitAndWait(std::move(command)), hoso::testing::IsOk());
  }

  // Other databases of the cluster have transactions, too, and whatever began before ours may still commit.
  void AwaitComplete() {
    ASSERT_TRUE(hoso::testing::Eventually(absl::Seconds(30), [&] {
      return Sql("SELECT pg_snapshot_xmin(pg_current_snapshot()) > coalesce((SELECT tx FROM ledger.fact ORDER BY tx "
                 "DESC LIMIT 1), '0')")[0][0]
          .as<bool>();
    }));
  }

  absl::StatusOr<Closed> CloseNow(absl::CivilDay day) {
    return CloseDay({.conninfo = database_.Conninfo("hoso_auditor"),
                     .folder = folder_,
                     .day = day,
                     .name = kLedgerName,
                     .catalogue = std::string(64, 'c')},
                    key_);
  }
  absl::StatusOr<Closed> Close(absl::CivilDay day) {
    AwaitComplete();
    return CloseNow(day);
  }

  CheckpointOptions Options() {
    return {.conninfo = database_.Conninfo("hoso_auditor"),
            .folder = folder_,
            .keys = signing::KeyList::Make(keys_).value(),
            .agencies = Codes()};
  }
  std::vector<std::string> Findings(const CheckpointOptions& options) {
    const auto report = CheckCheckpoints(options);
    EXPECT_THAT(report, hoso::testing::IsOk());
    std::vector<std::string> texts;
    if (!report.ok()) return texts;
    for (const Finding& finding : report->findings) texts.push_back(finding.ToString());
    EXPECT_EQ(static_cast<size_t>(report->findings_in_all), texts.size());
    return texts;
  }
  std::vector<std::string> Findings() { return Findings(Options()); }

  hoso::testing::TestDatabase database_;
  const std::string folder_;
  const signing::PrivateKey key_ = signing::PrivateKey::Generate();
  trust::v1::KeyList keys_;
  std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace hoso::ledger::testing

#endif  // HOSO_COMMON_LEDGER_CHECKPOINT_TESTING_H_

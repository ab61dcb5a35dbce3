#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/dossier/dossier_change.h"
#include "common/ledger/reader.h"
#include "common/ledger/testing.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using testing::Accept;
using testing::Id;
using testing::Pay;

class ReaderTest : public ::testing::Test {
 protected:
  std::unique_ptr<Reader> Open(Reader::Options options = {}) {
    options.conninfo = database_.Conninfo("hoso_routing");
    return Reader::Open(options).value();
  }
  static absl::StatusOr<Found> Find(Reader& reader, identity::DossierId id, bool with_facts) {
    absl::StatusOr<Found> result;
    absl::Notification finished;
    reader.Find(id, with_facts, [&](absl::StatusOr<Found> found) {
      result = std::move(found);
      finished.Notify();
    });
    finished.WaitForNotification();
    return result;
  }

  hoso::testing::TestDatabase database_;
  std::unique_ptr<Ledger> ledger_ = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")));
};

TEST_F(ReaderTest, FindsTheDossierAndIfAskedItsChainOfFacts) {
  ASSERT_THAT(ledger_->SubmitAndWait(Accept(Id(1))), IsOk());
  ASSERT_THAT(ledger_->SubmitAndWait(Pay(Id(1))), IsOk());
  auto reader = Open();
  const auto without = Find(*reader, Id(1), /*with_facts=*/false);
  ASSERT_THAT(without, IsOk());
  EXPECT_EQ(without->dossier.version(), 2);
  EXPECT_TRUE(without->facts.empty());
  const auto with = Find(*reader, Id(1), /*with_facts=*/true);
  ASSERT_THAT(with, IsOk());
  ASSERT_EQ(with->facts.size(), 2u);
  EXPECT_EQ(with->facts[0].hash, dossier::ChainHash(std::string(32, '\0'), with->facts[0].body));
  EXPECT_EQ(with->facts[1].hash, dossier::ChainHash(with->facts[0].hash, with->facts[1].body));
}

TEST_F(ReaderTest, WhatIsNotThereIsNotFound) {
  auto reader = Open();
  EXPECT_THAT(Find(*reader, Id(1), true), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ReaderTest, ManyAtOnceEachGetTheirOwnInFewerReads) {
  constexpr int kDossiers = 40;
  for (int i = 1; i <= kDossiers; ++i) ASSERT_THAT(ledger_->SubmitAndWait(Accept(Id(i))), IsOk());
  std::atomic<int> batches = 0;
  auto reader = Open({.readers = 1, .on_batch = [&](int) { ++batches; }});
  constexpr int kLookUps = 400;
  absl::BlockingCounter left(kLookUps);
  for (int i = 0; i < kLookUps; ++i) {
    const int number = 1 + i % (kDossiers + 1);  // The last is not there.
    reader->Find(Id(number), i % 2 == 0, [&, i, number](absl::StatusOr<Found> found) {
      if (number > kDossiers) {
        EXPECT_THAT(found, StatusIs(absl::StatusCode::kNotFound));
      } else {
        EXPECT_EQ(found->dossier.dossier_code(), testing::CodeOf(Id(number)));
        EXPECT_EQ(found->facts.size(), i % 2 == 0 ? 1u : 0u);
      }
      left.DecrementCount();
    });
  }
  left.Wait();
  EXPECT_LT(batches, kLookUps / 2);
}

TEST_F(ReaderTest, DossierAndFactsAreOfOneMomentWhileItIsWrittenTo) {
  ASSERT_THAT(ledger_->SubmitAndWait(Accept(Id(1))), IsOk());
  auto reader = Open();
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i) EXPECT_THAT(ledger_->SubmitAndWait(Pay(Id(1))), IsOk());
  });
  for (int version = 0; version < 101;) {
    const auto found = Find(*reader, Id(1), true);
    if (!found.ok() || static_cast<int>(found->facts.size()) != found->dossier.version()) {
      ADD_FAILURE() << found.status() << " or facts of another moment";
      break;
    }
    version = found->dossier.version();
  }
  writer.join();
}

TEST_F(ReaderTest, AConnectionThatWasClosedIsReplacedUnnoticed) {
  ASSERT_THAT(ledger_->SubmitAndWait(Accept(Id(1))), IsOk());
  auto reader = Open({.readers = 1});
  ASSERT_THAT(Find(*reader, Id(1), true), IsOk());
  ASSERT_NE(
      testing::Ask(database_.Conninfo("postgres"),
                   "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
                   "AND application_name = 'hoso-reader'"),
      "0");
  EXPECT_THAT(Find(*reader, Id(1), true), IsOk());
}

TEST_F(ReaderTest, TooManyWaitingAreRefusedAndThoseLeftAtTheEndToo) {
  absl::Notification occupied, release;
  auto reader = Open({.readers = 1, .max_queue = 1});
  reader->Find(Id(1), false, [&](const absl::StatusOr<Found>&) {
    occupied.Notify();
    release.WaitForNotification();
  });
  occupied.WaitForNotification();
  absl::Status waiting, refused;
  reader->Find(Id(1), false, [&](const absl::StatusOr<Found>& found) {
    waiting = found.status();
    release.Notify();
  });
  reader->Find(Id(1), false, [&](const absl::StatusOr<Found>& found) { refused = found.status(); });
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  reader.reset();
  EXPECT_THAT(waiting, StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hoso::ledger

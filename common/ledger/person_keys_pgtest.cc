// Data keys are wrapped anew and destroyed while the ledger is at work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/files/secret_file.h"
#include "common/ledger/person_keys.h"
#include "common/ledger/testing.h"
#include "common/ledger/verify.h"
#include "tests/support/database.h"
#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::IsOkAndHolds;
using testing::Id;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PersonKeysTest : public ::testing::Test {
 protected:
  PersonKeysTest() {
    Write();
    ring_ = *vault::KeyRingFile::Open(path_);
    Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
    options.vault = ring_.get();
    ledger_ = testing::OpenOrDie(options);
  }

  void Write() { ASSERT_THAT(files::WriteSecretFile(path_, vault::ToJson(keys_)), IsOk()); }
  void Accept(int number) {
    ASSERT_THAT(ledger_->SubmitAndWait(testing::AcceptWithOwner(Id(number), "the owner")), IsOk());
  }
  // Whether a decision gets to see the owner of each of the first `count`.
  void ExpectReadable(int count) {
    for (int i = 1; i <= count; ++i) {
      Command look = testing::Pay(Id(i));
      look.load_persons = true;
      EXPECT_THAT(ledger_->SubmitAndWait(look), IsOk()) << i;
    }
  }
  VerifyReport Verified() {
    const auto report = Verify(
        {.conninfo = database_.Conninfo("hoso_auditor"), .agencies = testing::Codes(), .ring = ring_->Current()});
    EXPECT_THAT(report, IsOk());
    return report.value_or(VerifyReport());
  }

  hoso::testing::TestDatabase database_;
  hoso::testing::TempDir folder_;
  const std::string path_ = folder_.File("vault.json");
  trust::v1::KeyRing keys_ = vault::NewKeyRing(absl::UnixEpoch());
  std::unique_ptr<vault::KeyRingFile> ring_;
  std::unique_ptr<Ledger> ledger_;
  const std::string keeper_ = database_.Conninfo("hoso_keeper");
};

TEST_F(PersonKeysTest, RotationWrapsAllAnewWhileDossiersComeIn) {
  for (int i = 1; i <= 20; ++i) Accept(i);
  std::atomic<bool> stop = false;
  std::atomic<int> accepted = 20;
  std::thread counter([&] {
    while (!stop) Accept(++accepted);
  });
  vault::AddActiveKeys(keys_, absl::UnixEpoch());
  Write();
  int64_t rewrapped = 0;
  const std::string active = *ring_->Current()->ActiveKeyId(trust::v1::DATA_CLASS_NORMAL);
  for (int round = 0; round < 5; ++round) {
    const auto done = RewrapPersonKeys(keeper_, *ring_->Current());
    ASSERT_THAT(done, IsOk());
    rewrapped += *done;
  }
  stop = true;
  counter.join();
  EXPECT_GE(rewrapped, 20);
  ASSERT_THAT(RewrapPersonKeys(keeper_, *ring_->Current()), IsOk());
  const auto counts = CountPersonKeys(keeper_);
  ASSERT_THAT(counts, IsOk());
  EXPECT_THAT(*counts, ::testing::ElementsAre(::testing::Pair(active, accepted.load())));
  // The old keys are not needed any more.
  trust::v1::KeyRing fresh = keys_;
  fresh.clear_wrapping_keys();
  for (const auto& key : keys_.wrapping_keys()) {
    if (key.active()) *fresh.add_wrapping_keys() = key;
  }
  keys_ = fresh;
  Write();
  ExpectReadable(20);
  EXPECT_TRUE(Verified().ok());
}

TEST_F(PersonKeysTest, AKeyThatTheRingLacksStopsARotationAndNamesIt) {
  Accept(1);
  const auto other = vault::KeyRing::Make(vault::NewKeyRing(absl::UnixEpoch()));
  EXPECT_THAT(RewrapPersonKeys(keeper_, *other), HasReason("KEY_MISSING"));
  ExpectReadable(1);
}

TEST_F(PersonKeysTest, DestroysWhatIsPastItsTermAndNothingElse) {
  for (int i = 1; i <= 3; ++i) Accept(i);
  const auto second = [](const core::v1::Dossier& dossier) { return dossier.dossier_code() == testing::CodeOf(Id(2)); };
  const auto destroyed = DestroyPersonKeys(keeper_, second);
  ASSERT_THAT(destroyed, IsOk());
  ASSERT_THAT(*destroyed, SizeIs(1));
  EXPECT_EQ((*destroyed)[0].dossier_code, testing::CodeOf(Id(2)));
  EXPECT_EQ((*destroyed)[0].records, 1);
  const std::string auditor = database_.Conninfo("hoso_auditor");
  EXPECT_EQ(testing::Ask(auditor, "SELECT count(*) FROM ledger.person_key"), "2");
  EXPECT_EQ(testing::Ask(auditor, "SELECT count(*) FROM ledger.person_index"), "2");
  EXPECT_EQ(testing::Ask(auditor, "SELECT count(*) FROM ledger.person"), "3") << "what is left is noise";
  const auto report =
      Verify({.conninfo = auditor, .agencies = testing::Codes(), .ring = ring_->Current(), .may_be_destroyed = second});
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->ok()) << report->findings[0].ToString();
  EXPECT_EQ(report->persons_destroyed, 1);
  EXPECT_FALSE(Verified().ok()) << "before its term";
  EXPECT_THAT(*DestroyPersonKeys(keeper_, second), IsEmpty()) << "once is enough";
}

TEST_F(PersonKeysTest, TheKeeperCannotTouchWhatWasRecorded) {
  Accept(1);
  for (const char* sql : {"DELETE FROM ledger.person", "UPDATE ledger.person SET sealed = sealed",
                          "DELETE FROM ledger.fact", "SELECT * FROM ledger.fact", "DELETE FROM ledger.dossier"}) {
    EXPECT_ANY_THROW(testing::Ask(keeper_, sql)) << sql;
  }
}

}  // namespace
}  // namespace hoso::ledger

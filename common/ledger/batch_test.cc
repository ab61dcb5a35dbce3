// The order of things within a batch, on what was loaded and without a database.
#include "common/ledger/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/dossier/dossier_change.h"
#include "common/ledger/bytes.h"
#include "common/rpc/errors.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::HasReason;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;

identity::AgencyCodes Codes() {
  return {.number_of = [](const std::string&) -> absl::StatusOr<int> { return 5; },
          .code_of = [](int) -> absl::StatusOr<std::string> { return "H15.05"; }};
}

identity::DossierId Id(int number) { return identity::DossierId::Make(5, absl::CivilDay(2022, 11, 1), number).value(); }

// Records one more registration in `id`, which the lifecycle allows once only; answers the version.
Pending Register(identity::DossierId id, const std::string& request_id) {
  Pending pending;
  pending.request_id = request_id;
  pending.command.digest = Sha256(request_id);
  pending.command.dossiers = {id};
  pending.command.decide = [id](const View& view) -> absl::StatusOr<Decision> {
    core::v1::Dossier dossier = view.Get(id).dossier;
    dossier.set_dossier_code(*identity::FormatDossierCode(id, Codes()));
    Append append{.change =
                      dossier::DossierChange(dossier, view.Get(id).head, {}, absl::UnixEpoch(), absl::UnixEpoch())};
    core::v1::Fact fact;
    fact.mutable_registered()->set_office_id("YB-II-136");
    if (absl::Status status = append.change.Add(fact); !status.ok()) return status;
    return Decision{.appends = {append}, .answer = "registered"};
  };
  return pending;
}

const std::string kFirst(16, '1');
const std::string kSecond(16, '2');

TEST(BatchTest, WritesAreInTheOrderOfKeysWhateverTheOrderOfCommands) {
  const Pending commands[] = {Register(Id(2), kSecond), Register(Id(1), kFirst)};
  const Decided decided = DecideBatch(commands, {}, Codes());
  ASSERT_EQ(decided.writes.dossiers.size(), 2u);
  EXPECT_EQ(decided.writes.dossiers[0].id, Id(1));
  EXPECT_EQ(decided.writes.answers[0].request_id, kFirst);
  EXPECT_TRUE(decided.writes.dossiers[0].creates);
}

TEST(BatchTest, ACommandSeesWhatThoseBeforeItDid) {
  const Pending commands[] = {Register(Id(1), kFirst), Register(Id(1), kSecond)};
  const Decided decided = DecideBatch(commands, {}, Codes());
  EXPECT_THAT(decided.outcomes[0].answer, IsOkAndHolds("registered"));
  EXPECT_THAT(decided.outcomes[1].answer, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(decided.writes.dossiers[0].facts.size(), 1u);
}

TEST(BatchTest, WhatIsRememberedIsAnsweredWithoutADecision) {
  LoadResult loaded;
  loaded.answers[kFirst] = {.digest = Sha256(kFirst), .answer = "as before"};
  loaded.answers[kSecond] = {.digest = Sha256("other content"), .answer = "of another"};
  const Pending commands[] = {Register(Id(1), kFirst), Register(Id(1), kSecond)};
  const Decided decided = DecideBatch(commands, std::move(loaded), Codes());
  EXPECT_THAT(decided.outcomes[0].answer, IsOkAndHolds("as before"));
  EXPECT_FALSE(decided.outcomes[0].writes);
  EXPECT_THAT(decided.outcomes[1].answer, HasReason("REQUEST_ID_REUSED"));
  EXPECT_TRUE(decided.writes.empty());
}

TEST(BatchTest, ARepeatWithinTheBatchWaitsForTheCommitLikeTheFirst) {
  const Pending commands[] = {Register(Id(1), kFirst), Register(Id(1), kFirst)};
  const Decided decided = DecideBatch(commands, {}, Codes());
  EXPECT_THAT(decided.outcomes[1].answer, IsOkAndHolds("registered"));
  EXPECT_TRUE(decided.outcomes[1].writes);
  EXPECT_EQ(decided.writes.answers.size(), 1u);
}

TEST(BatchTest, AStateThatCannotBeReadIsNotDecidedOn) {
  LoadResult loaded;
  loaded.dossiers[Id(1).value()] = {.state = "\xff", .head = std::string(32, 'h')};
  const Pending commands[] = {Register(Id(1), kFirst), Register(Id(2), kSecond)};
  const Decided decided = DecideBatch(commands, std::move(loaded), Codes());
  EXPECT_THAT(decided.outcomes[0].answer, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(decided.outcomes[1].answer, IsOkAndHolds("registered"));
}

TEST(BatchTest, AnAppendThatDoesNotContinueWhatIsThereIsRefused) {
  Pending stale = Register(Id(1), kFirst);
  stale.command.decide = [decide = stale.command.decide](const View& view) {
    static absl::StatusOr<Decision>* first = new absl::StatusOr<Decision>(decide(view));
    return *first;
  };
  const Pending commands[] = {stale, [&] {
                                Pending again = stale;
                                again.request_id = kSecond;
                                return again;
                              }()};
  const Decided decided = DecideBatch(commands, {}, Codes());
  EXPECT_TRUE(decided.outcomes[0].answer.ok());
  EXPECT_THAT(decided.outcomes[1].answer,
              StatusIs(absl::StatusCode::kInternal, ::testing::HasSubstr("does not continue")));
}

}  // namespace
}  // namespace hoso::ledger

// Commands through a ledger on a real PostgreSQL: what is written, remembered
// and refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/custody/custody.h"
#include "common/dossier/testing.h"
#include "common/ledger/bytes.h"
#include "common/ledger/ledger.h"
#include "common/ledger/testing.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::HasReason;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;
using testing::Accept;
using testing::Ask;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Id;
using testing::Pay;

class LedgerTest : public ::testing::Test {
 protected:
  std::string Ask(const std::string& sql) { return testing::Ask(database_.Conninfo("hoso_auditor"), sql); }
  std::unique_ptr<Ledger> Open(const std::string& role) {
    return testing::OpenOrDie(testing::OptionsFor(database_.Conninfo(role)));
  }
  // Submits all before the committer can take the first, so that they make one batch.
  std::vector<absl::StatusOr<std::string>> InOneBatch(Ledger& ledger, std::vector<Command> commands);

  hoso::testing::TestDatabase database_;
  std::unique_ptr<Ledger> ledger_ = Open("hoso_intake");
};

std::vector<absl::StatusOr<std::string>> LedgerTest::InOneBatch(Ledger& ledger, std::vector<Command> commands) {
  absl::Notification occupied, release;
  Command stopper;
  stopper.decide = [&](const View&) -> absl::StatusOr<Decision> {
    occupied.Notify();
    release.WaitForNotification();
    return absl::CancelledError();
  };
  stopper.done = [](absl::StatusOr<std::string>) {};
  ledger.Submit(std::move(stopper));
  occupied.WaitForNotification();
  std::vector<absl::StatusOr<std::string>> outcomes(commands.size());
  absl::BlockingCounter left(static_cast<int>(commands.size()));
  for (size_t i = 0; i < commands.size(); ++i) {
    commands[i].done = [&, i](absl::StatusOr<std::string> outcome) {
      outcomes[i] = std::move(outcome);
      left.DecrementCount();
    };
    ledger.Submit(std::move(commands[i]));
  }
  release.Notify();
  left.Wait();
  return outcomes;
}

TEST_F(LedgerTest, WritesFactProjectionItemPersonAndAnswer) {
  Command command = testing::AcceptWithOwner(Id(1), "the owner");
  const std::string request_id = command.request_id;
  EXPECT_THAT(ledger_->SubmitAndWait(std::move(command)), IsOkAndHolds("accepted H15.05-221101-0001"));
  EXPECT_EQ(Ask("SELECT concat_ws(' ', dossier, sequence, kind) FROM ledger.fact"),
            absl::StrCat(Id(1).value(), " 1 11"));
  EXPECT_EQ(Ask("SELECT concat_ws(' ', version, status, agency, office, closed, incoming) FROM ledger.dossier"),
            "1 2 5 YB-II-136 f t");
  EXPECT_EQ(Ask("SELECT concat_ws(' ', item, kind, holder_kind, holder) FROM ledger.item"), "1 1 1 YB-II-136");
  EXPECT_EQ(Ask("SELECT (SELECT count(*) FROM ledger.person) || '/' || (SELECT count(*) FROM ledger.person_key)"),
            "1/1");
  EXPECT_EQ(Ask("SELECT position('the owner'::bytea in sealed) FROM ledger.person"), "0") << "in clear";
  EXPECT_EQ(Ask("SELECT concat_ws(' ', request_id, dossier) FROM ledger.answer"),
            absl::StrCat(request_id, " ", Id(1).value()));
}

TEST_F(LedgerTest, AdvancesWhatIsThere) {
  ASSERT_TRUE(ledger_->SubmitAndWait(Accept(Id(1))).ok());
  EXPECT_THAT(ledger_->SubmitAndWait(Pay(Id(1))), IsOkAndHolds("2"));
  EXPECT_THAT(ledger_->SubmitAndWait(Pay(Id(1), 2)), IsOkAndHolds("3"));
  EXPECT_EQ(Ask("SELECT version FROM ledger.dossier"), "3");
  EXPECT_EQ(Ask("SELECT d.head = f.hash FROM ledger.dossier d JOIN ledger.fact f USING (dossier) WHERE sequence = 3"),
            "t");
}

TEST_F(LedgerTest, AnItemChangesHandsInItsOneRow) {
  ASSERT_TRUE(ledger_->SubmitAndWait(Accept(Id(1))).ok());
  auto routing = Open("hoso_routing");
  ASSERT_TRUE(routing->SubmitAndWait(testing::Move(Id(1), custody::Agency("SGTVT"))).ok());
  EXPECT_EQ(Ask("SELECT string_agg(concat_ws(' ', holder_kind, holder), ',') FROM ledger.item"), "4 SGTVT");
  EXPECT_EQ(Ask("SELECT incoming FROM ledger.dossier"), "f");
}

TEST_F(LedgerTest, ARefusalWritesNothing) {
  EXPECT_THAT(ledger_->SubmitAndWait(Pay(Id(9))), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(Ask("SELECT (SELECT count(*) FROM ledger.batch) + (SELECT count(*) FROM ledger.answer)"), "0");
}

TEST_F(LedgerTest, ARefusalInABatchDisturbsNoNeighbour) {
  const auto outcomes = InOneBatch(*ledger_, {Accept(Id(1)), Pay(Id(9)), Accept(Id(2)), Pay(Id(1), 7), Pay(Id(2))});
  EXPECT_THAT(outcomes,
              ElementsAre(IsOkAndHolds("accepted H15.05-221101-0001"), StatusIs(absl::StatusCode::kNotFound),
                          IsOkAndHolds("accepted H15.05-221101-0002"), HasReason("STALE_VERSION"), IsOkAndHolds("2")));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.batch"), "1");
}

TEST_F(LedgerTest, CommandsOfOneBatchOnOneDossierFollowEachOther) {
  const auto outcomes = InOneBatch(*ledger_, {Accept(Id(1)), Accept(Id(1)), Pay(Id(1)), Pay(Id(1), 2), Pay(Id(1), 2)});
  EXPECT_THAT(outcomes,
              ElementsAre(IsOkAndHolds("accepted H15.05-221101-0001"), StatusIs(absl::StatusCode::kAlreadyExists),
                          IsOkAndHolds("2"), IsOkAndHolds("3"), HasReason("STALE_VERSION")));
  EXPECT_EQ(Ask("SELECT version FROM ledger.dossier"), "3");
}

TEST_F(LedgerTest, ARepeatedRequestIsAnsweredAsBefore) {
  ASSERT_TRUE(ledger_->SubmitAndWait(Accept(Id(1))).ok());
  const Command pay = Pay(Id(1));
  EXPECT_THAT(ledger_->SubmitAndWait(pay), IsOkAndHolds("2"));
  EXPECT_THAT(ledger_->SubmitAndWait(pay), IsOkAndHolds("2"));
  EXPECT_THAT(InOneBatch(*ledger_, {pay, pay}), ElementsAre(IsOkAndHolds("2"), IsOkAndHolds("2")));
  EXPECT_EQ(Ask("SELECT version FROM ledger.dossier"), "2");
}

TEST_F(LedgerTest, ARequestTwiceInOneBatchHappensOnce) {
  const Command accept = Accept(Id(1));
  EXPECT_THAT(InOneBatch(*ledger_, {accept, accept}),
              ElementsAre(IsOkAndHolds("accepted H15.05-221101-0001"), IsOkAndHolds("accepted H15.05-221101-0001")));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.fact"), "1");
}

TEST_F(LedgerTest, ARequestIdWithOtherContentIsRefused) {
  const Command accept = Accept(Id(1));
  Command other = Accept(Id(2));
  other.request_id = accept.request_id;
  ASSERT_TRUE(ledger_->SubmitAndWait(accept).ok());
  const auto outcome = ledger_->SubmitAndWait(other);
  EXPECT_THAT(outcome, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("request_id")));
  EXPECT_THAT(outcome, HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.dossier"), "1");
}

TEST_F(LedgerTest, ACommandWithoutRequestIdIsNotRemembered) {
  Command accept = Accept(Id(1));
  accept.request_id.clear();
  EXPECT_TRUE(ledger_->SubmitAndWait(accept).ok());
  EXPECT_THAT(ledger_->SubmitAndWait(accept), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.answer"), "0");
}

TEST_F(LedgerTest, ARequestIdThatIsNoUuidIsRefused) {
  Command accept = Accept(Id(1));
  accept.request_id = "7";
  EXPECT_THAT(ledger_->SubmitAndWait(accept), hoso::testing::HasFieldViolation("request_id", HasSubstr("want a UUID")));
}

TEST_F(LedgerTest, ADeadlineThatPassedIsNotBegun) {
  Command accept = Accept(Id(1));
  accept.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_THAT(ledger_->SubmitAndWait(accept), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.dossier"), "0");
}

TEST_F(LedgerTest, TheNewestPersonsAreLoadedWhenAskedFor) {
  ASSERT_TRUE(ledger_->SubmitAndWait(testing::AcceptWithOwner(Id(1), "the owner")).ok());
  Command look = Pay(Id(1));
  look.load_persons = true;
  look.decide = [](const View& view) -> absl::StatusOr<Decision> {
    const Loaded& loaded = view.Get(Id(1));
    core::v1::PersonRecord record;
    if (!loaded.persons.empty()) record.ParseFromString(loaded.persons[0].record);
    return absl::CancelledError(record.full_name());
  };
  EXPECT_THAT(ledger_->SubmitAndWait(look), StatusIs(absl::StatusCode::kCancelled, "the owner"));
}

TEST_F(LedgerTest, PersonsThatCannotBeOpenedHarmOnlyWhoAsksForThem) {
  ASSERT_TRUE(ledger_->SubmitAndWait(testing::AcceptWithOwner(Id(1), "the owner")).ok());
  ASSERT_TRUE(ledger_->SubmitAndWait(testing::AcceptWithOwner(Id(2), "the owner")).ok());
  testing::Ask(
      database_.Conninfo("postgres"),
      absl::StrCat("UPDATE ledger.person_key SET wrapped = (SELECT wrapped FROM ledger.person_key WHERE dossier = ",
                   Id(2).value(), ") WHERE dossier = ", Id(1).value()));
  Command look = Pay(Id(1));
  look.load_persons = true;
  const auto outcomes = InOneBatch(*ledger_, {look, Pay(Id(2)), Pay(Id(1))});
  EXPECT_THAT(outcomes, ElementsAre(StatusIs(absl::StatusCode::kDataLoss), IsOkAndHolds("2"), IsOkAndHolds("2")));
}

TEST_F(LedgerTest, APersonWhoseKeyIsDestroyedIsLoadedWithoutARecord) {
  ASSERT_TRUE(ledger_->SubmitAndWait(testing::AcceptWithOwner(Id(1), "the owner")).ok());
  testing::Ask(database_.Conninfo("postgres"), "DELETE FROM ledger.person_key");
  Command look = Pay(Id(1));
  look.load_persons = true;
  look.decide = [](const View& view) -> absl::StatusOr<Decision> {
    const PersonRow& owner = view.Get(Id(1)).persons.at(0);
    EXPECT_EQ(owner.record, "");
    EXPECT_FALSE(owner.data_key.has_value());
    return absl::CancelledError("seen");
  };
  EXPECT_THAT(ledger_->SubmitAndWait(look), StatusIs(absl::StatusCode::kCancelled, "seen"));
}

TEST_F(LedgerTest, ADoorWithoutAKeyRingKeepsNoPersons) {
  Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
  options.vault = nullptr;
  options.class_of = nullptr;
  const auto ledger = testing::OpenOrDie(options);
  EXPECT_THAT(ledger->SubmitAndWait(testing::AcceptWithOwner(Id(1), "the owner")),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("no key ring")));
  EXPECT_TRUE(ledger->SubmitAndWait(Accept(Id(1))).ok());
  options.class_of = [](const core::v1::Dossier&) { return trust::v1::DATA_CLASS_NORMAL; };
  EXPECT_THAT(Ledger::Open(options), hoso::testing::HasFieldViolation("vault", HasSubstr("or neither")));
}

TEST_F(LedgerTest, AKindOfAnotherDoorIsRefusedByTheDatabaseAndNotItsNeighbours) {
  ASSERT_TRUE(ledger_->SubmitAndWait(Accept(Id(1))).ok());
  const auto outcomes =
      InOneBatch(*ledger_, {Pay(Id(1)), testing::Move(Id(1), custody::Agency("SGTVT")), Accept(Id(2))});
  EXPECT_THAT(outcomes, ElementsAre(IsOkAndHolds("2"), StatusIs(absl::StatusCode::kPermissionDenied),
                                    IsOkAndHolds("accepted H15.05-221101-0002")));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.fact WHERE kind = 30"), "0");
}

TEST_F(LedgerTest, AMonthWithoutPartitionsGetsThem) {
  const auto id = Id(1, 5, absl::CivilDay(2031, 8, 15));
  EXPECT_EQ(Ask("SELECT to_regclass('ledger.fact_2031_08')"), "");
  EXPECT_THAT(ledger_->SubmitAndWait(Accept(id)), IsOkAndHolds("accepted H15.05-310815-0001"));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.fact_2031_08"), "1");
}

TEST_F(LedgerTest, ADecisionThatThrowsOrAppendsElsewhereIsAMistakeOfOurs) {
  Command throws = Accept(Id(1));
  throws.decide = [](const View& view) -> absl::StatusOr<Decision> {
    return absl::CancelledError(view.Get(Id(2)).head);
  };
  EXPECT_THAT(ledger_->SubmitAndWait(throws), StatusIs(absl::StatusCode::kInternal, HasSubstr("not named")));
  Command elsewhere = Accept(Id(1));
  elsewhere.dossiers = {Id(1), Id(1, 7)};
  elsewhere.decide = [decide = Accept(Id(1)).decide](const View& view) -> absl::StatusOr<Decision> {
    absl::StatusOr<Decision> decision = decide(view);
    decision->appends.push_back(decision->appends[0]);
    return decision;
  };
  EXPECT_THAT(ledger_->SubmitAndWait(elsewhere), StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
}

TEST_F(LedgerTest, TwoNewDossiersWithTheNumberInTwoAgenciesGoToTheirKeys) {
  Command both = Accept(Id(1));
  both.dossiers = {Id(1, 7), Id(1, 5)};
  both.decide = [](const View& view) -> absl::StatusOr<Decision> {
    absl::StatusOr<Decision> five = Accept(Id(1, 5)).decide(view);
    absl::StatusOr<Decision> seven = Accept(Id(1, 7)).decide(view);
    five->appends.push_back(seven->appends[0]);
    return five;
  };
  ASSERT_TRUE(ledger_->SubmitAndWait(both).ok());
  EXPECT_EQ(Ask("SELECT string_agg(agency::text, ' ' ORDER BY dossier) FROM ledger.dossier"), "5 7");
}

TEST_F(LedgerTest, TooManyWaitingCommandsAreRefusedAtOnce) {
  Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
  options.max_queue = 2;
  auto small = testing::OpenOrDie(options);
  const auto outcomes = InOneBatch(*small, {Accept(Id(1)), Accept(Id(2)), Accept(Id(3))});
  EXPECT_TRUE(outcomes[0].ok() && outcomes[1].ok());
  EXPECT_THAT(outcomes[2], StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(LedgerTest, DestructionFinishesWhatBeganAndRefusesWhatWaits) {
  absl::Notification occupied, release, answered;
  absl::StatusOr<std::string> begun, waiting;
  Command first = Accept(Id(1));
  first.decide = [&, decide = first.decide](const View& view) {
    occupied.Notify();
    release.WaitForNotification();
    return decide(view);
  };
  first.done = [&](absl::StatusOr<std::string> outcome) { begun = std::move(outcome); };
  Command second = Accept(Id(2));
  second.done = [&](absl::StatusOr<std::string> outcome) {
    waiting = std::move(outcome);
    release.Notify();  // Only when it was refused can the first go on.
  };
  ledger_->Submit(std::move(first));
  occupied.WaitForNotification();
  ledger_->Submit(std::move(second));
  ledger_.reset();
  EXPECT_THAT(begun, IsOkAndHolds("accepted H15.05-221101-0001"));
  EXPECT_THAT(waiting, StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(LedgerTest, HooksSeeBatchesAndDepth) {
  Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
  std::atomic<int> most_in_batch = 0, deepest = 0;
  options.hooks.on_batch = [&](Lane, int commands, absl::Duration took) {
    most_in_batch = std::max(most_in_batch.load(), commands);
    EXPECT_GT(took, absl::ZeroDuration());
  };
  options.hooks.on_queue = [&](Lane, int waiting) { deepest = std::max(deepest.load(), waiting); };
  auto hooked = testing::OpenOrDie(options);
  InOneBatch(*hooked, {Accept(Id(1)), Accept(Id(2)), Accept(Id(3))});
  hooked.reset();
  EXPECT_EQ(most_in_batch, 3);
  EXPECT_GE(deepest, 3);
}

TEST_F(LedgerTest, OptionsOutOfRangeAreNamed) {
  Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
  options.agencies = {};
  options.committers = 0;
  const auto ledger = Ledger::Open(options);
  EXPECT_THAT(ledger, hoso::testing::HasFieldViolation("agencies"));
  EXPECT_THAT(ledger, hoso::testing::HasFieldViolation("committers", HasSubstr("want 1")));
}

class BulkLaneTest : public LedgerTest {
 protected:
  BulkLaneTest() {
    testing::Ask(
        database_.Conninfo("postgres"),
        "CREATE TABLE public.bag (id TEXT PRIMARY KEY, state TEXT); INSERT INTO public.bag VALUES ('T-1', NULL);"
        "GRANT ALL ON public.bag TO hoso_intake");
  }
  Command Seal(const std::string& bag, std::vector<identity::DossierId> ids) {
    Command command = Pay(ids[0]);
    command.dossiers = ids;
    command.lane = Lane::kBulk;
    command.side_load = absl::StrCat("SELECT id, state FROM public.bag WHERE id = '", bag, "' FOR UPDATE");
    command.decide = [bag, ids](const View& view) -> absl::StatusOr<Decision> {
      if (view.side_rows().empty()) return absl::NotFoundError(bag);
      if (view.side_rows()[0][1].has_value()) return absl::FailedPreconditionError(*view.side_rows()[0][1]);
      Decision all;
      for (const auto id : ids) all.appends.push_back(Pay(id).decide(view)->appends[0]);
      all.answer = *view.side_rows()[0][0];
      all.side_write = absl::StrCat("UPDATE public.bag SET state = 'sealed' WHERE id = '", bag, "'");
      return all;
    };
    return command;
  }
};

TEST_F(BulkLaneTest, SideRowsAreLoadedAndWrittenInTheSameTransaction) {
  std::vector<identity::DossierId> ids;
  for (int i = 1; i <= 50; ++i) {
    ids.push_back(Id(i));
    ASSERT_TRUE(ledger_->SubmitAndWait(Accept(Id(i))).ok());
  }
  EXPECT_THAT(ledger_->SubmitAndWait(Seal("T-1", ids)), IsOkAndHolds("T-1"));
  EXPECT_EQ(testing::Ask(database_.Conninfo("postgres"), "SELECT state FROM public.bag"), "sealed");
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.dossier WHERE version = 2"), "50");
  EXPECT_EQ(Ask("SELECT count(DISTINCT tx) FROM ledger.fact WHERE sequence = 2"), "1");
  EXPECT_THAT(ledger_->SubmitAndWait(Seal("T-1", ids)), StatusIs(absl::StatusCode::kFailedPrecondition, "sealed"));
  EXPECT_THAT(ledger_->SubmitAndWait(Seal("T-2", ids)), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(BulkLaneTest, ASideWriteThatFailsWritesNoFacts) {
  ASSERT_TRUE(ledger_->SubmitAndWait(Accept(Id(1))).ok());
  Command seal = Seal("T-1", {Id(1)});
  seal.decide = [decide = seal.decide](const View& view) {
    absl::StatusOr<Decision> decision = decide(view);
    decision->side_write = "INSERT INTO public.bag VALUES ('T-1', 'twice')";
    return decision;
  };
  EXPECT_THAT(ledger_->SubmitAndWait(seal), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(Ask("SELECT version FROM ledger.dossier"), "1");
}

TEST_F(BulkLaneTest, SideTablesAreForTheBulkLaneOnly) {
  Command seal = Seal("T-1", {Id(1)});
  seal.lane = Lane::kUsual;
  EXPECT_THAT(ledger_->SubmitAndWait(seal), StatusIs(absl::StatusCode::kInternal, HasSubstr("side_load")));
}

}  // namespace
}  // namespace hoso::ledger

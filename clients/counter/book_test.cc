#include "clients/counter/book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "clients/counter/acts.h"
#include "clients/counter/clerks.h"
#include "clients/counter/desk.h"
#include "clients/counter/work.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/request_id.h"
#include "services/intake/testing.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using absl::StatusCode;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using journal::v1::EntryOutcome;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using tracking::v1::GetOfficeBookResponse;

constexpr char kOffice[] = "YB-CP-04378";
constexpr char kBureau[] = "YB-II-136";

class BookTest : public ::testing::Test {
 protected:
  BookTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    auto store = Store::Open(folder_ + "/journal.db", vault::Key::Random());
    EXPECT_THAT(store, IsOk());
    store_ = *std::move(store);
    journal_.emplace(*store_);
    numbers_.emplace(*store_);
    book_.emplace(*store_, command::CodesOf(catalogue_));
    desk_.emplace(catalogue_, *journal_, *numbers_, *book_, clock_, nullptr, place_);
    acts_.emplace(catalogue_, *journal_, *numbers_, *book_, clock_, nullptr, nullptr, place_);
    work_.emplace(catalogue_, *book_, clock_, place_);
    EXPECT_THAT(numbers_->AddLease({.id = "lease",
                                    .agency_key = "SGTVT",
                                    .day = absl::CivilDay(2023, 3, 6),
                                    .first = 51,
                                    .last = 53,
                                    .next = 51,
                                    .first_code = ""}),
                IsOk());
    who_.token = "token";
    who_.session.set_staff_id("GDV-1");
    who_.session.set_role(trust::v1::ROLE_POSTAL_ATTENDANT);
    who_.session.set_office_id(kOffice);
  }
  ~BookTest() override { std::filesystem::remove_all(folder_); }

  std::string Accept() {
    v1::AcceptRequest request;
    request.set_draft_id(rpc::NewRequestId());
    *request.mutable_dossier() = intake::testing::Licence();
    const auto taken = desk_->Accept(who_, request);
    EXPECT_THAT(taken, IsOk());
    return taken.ok() ? taken->dossier_code() : "";
  }
  v1::DoRequest Sealing(const std::vector<std::string>& codes) {
    v1::DoRequest request;
    request.set_act_id(rpc::NewRequestId());
    *request.mutable_seal_bag()->mutable_to() = custody::Office(kBureau);
    request.mutable_seal_bag()->set_seal_number("NP-1");
    for (const std::string& code : codes) {
      core::v1::ItemRef& item = *request.mutable_seal_bag()->add_items();
      item.set_dossier_code(code);
      item.set_item(1);
    }
    return request;
  }
  void Settle(EntryOutcome::Outcome what) {
    const auto waiting = journal_->Waiting(100);
    for (const Entry& entry : *waiting) {
      EntryOutcome outcome;
      outcome.set_position(entry.position);
      outcome.set_outcome(what);
      ASSERT_THAT(journal_->Settle(outcome, clock_.Now().now), IsOk());
    }
  }
  // As a service would tell of it: `version` facts, the papers with `holder`.
  GetOfficeBookResponse Told(const std::string& code, int version, const core::v1::Holder& holder) {
    GetOfficeBookResponse told;
    core::v1::Dossier& dossier = *told.add_dossiers()->mutable_dossier();
    dossier = (*book_->Find(code))->kept.dossier();
    dossier.set_version(version);
    *dossier.mutable_items(0)->mutable_holder() = holder;
    return told;
  }
  core::v1::Holder HolderOf(const std::string& code) {
    const auto found = book_->Find(code);
    return found.ok() && found->has_value() ? (*found)->kept.dossier().items(0).holder() : core::v1::Holder();
  }
  void TakeOver(const GetOfficeBookResponse& told) { ASSERT_THAT(book_->TakeOver(told, clock_.Now().now), IsOk()); }

  const catalogue::Catalogue& catalogue_ = intake::testing::RealCatalogue();
  const std::string folder_ = ::testing::TempDir() + "/book_test";
  const Place place_{.office_id = kOffice, .device_id = "YB-CP-04378-Q1"};
  std::unique_ptr<Store> store_;
  std::optional<Journal> journal_;
  std::optional<Numbers> numbers_;
  std::optional<Book> book_;
  Timekeeper clock_{[] {
    Timekeeper::Options options = Timekeeper::OfThisMachine();
    options.played_from = absl::FromCivil(absl::CivilSecond(2023, 3, 6, 8, 0, 0), absl::FixedTimeZone(7 * 3600));
    return options;
  }()};
  std::optional<Desk> desk_;
  std::optional<Acts> acts_;
  std::optional<Work> work_;
  SignedIn who_;
};

TEST_F(BookTest, WhatIsTakenInHereIsKnownAtOnce) {
  const std::string code = Accept();
  const auto found = book_->Find(code);
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_TRUE((*found)->unsent);
  EXPECT_EQ(OwnerOf((*found)->kept).full_name(), intake::testing::Licence().owner().full_name());
  EXPECT_TRUE(custody::Same(HolderOf(code), custody::Office(kOffice)));
  EXPECT_THAT(book_->Known()->known(), IsEmpty());  // No service told of it yet.
}

TEST_F(BookTest, WhatTheServicesTellDoesNotUndoWhatWaits) {
  const std::string code = Accept();
  Settle(EntryOutcome::OUTCOME_RECORDED);
  TakeOver(Told(code, 2, custody::Office(kOffice)));
  ASSERT_THAT(book_->Known()->known(), SizeIs(1));
  EXPECT_EQ(book_->Known()->known(0).version(), 2);
  ASSERT_THAT(acts_->Do(who_, Sealing({code})), IsOk());
  EXPECT_EQ(HolderOf(code).kind(), core::v1::HOLDER_KIND_BAG);
  EXPECT_THAT(book_->Known()->known(), IsEmpty());
  TakeOver(Told(code, 2, custody::Office(kOffice)));
  EXPECT_EQ(HolderOf(code).kind(), core::v1::HOLDER_KIND_BAG);
  EXPECT_THAT(book_->Bags()->size(), 1u);
  Settle(EntryOutcome::OUTCOME_REFUSED);
  // It was refused: what the services say counts again.
  TakeOver(Told(code, 2, custody::Office(kOffice)));
  EXPECT_TRUE(custody::Same(HolderOf(code), custody::Office(kOffice)));
  EXPECT_TRUE((*book_->Find(code))->in_trouble);
}

TEST_F(BookTest, WhatWasRecordedAsItWasDoneNeedNotBeToldAgain) {
  const std::string code = Accept();
  const auto sealed = acts_->Do(who_, Sealing({code}));
  ASSERT_THAT(sealed, IsOk());
  const auto recorded = [&](int64_t position) {
    EntryOutcome outcome;
    outcome.set_position(position);
    outcome.set_outcome(EntryOutcome::OUTCOME_RECORDED);
    ASSERT_THAT(journal_->Settle(outcome, clock_.Now().now), IsOk());
    ASSERT_THAT(book_->Confirm(position, clock_.Now().now), IsOk());
  };
  recorded(1);
  EXPECT_THAT(book_->Known()->known(), IsEmpty());  // The bag waits.
  recorded(sealed->position());
  ASSERT_THAT(book_->Known()->known(), SizeIs(1));
  EXPECT_EQ(book_->Known()->known(0).version(), (*book_->Find(code))->kept.dossier().version());
  ASSERT_THAT(book_->Known()->known_bags(), SizeIs(1));
  EXPECT_EQ(book_->Known()->known_bags(0).version(), 1);
}

TEST_F(BookTest, WhatNobodyTellsOfEndsWhenNothingIsOpenAboutIt) {
  const std::string recorded = Accept(), refused = Accept(), waiting = Accept();
  const auto sent = journal_->Waiting(100);
  for (const Entry& entry : *sent) {
    EntryOutcome outcome;
    outcome.set_position(entry.position);
    outcome.set_outcome(entry.dossier_code == recorded  ? EntryOutcome::OUTCOME_RECORDED
                        : entry.dossier_code == refused ? EntryOutcome::OUTCOME_REFUSED
                                                        : EntryOutcome::OUTCOME_TRY_AGAIN);
    ASSERT_THAT(journal_->Settle(outcome, clock_.Now().now), IsOk());
  }
  GetOfficeBookResponse more;
  more.set_more(true);
  TakeOver(more);
  EXPECT_THAT(*book_->Dossiers(), SizeIs(3));  // The rest of the answer may tell of them.
  TakeOver({});
  EXPECT_FALSE(book_->Find(recorded)->has_value());
  EXPECT_TRUE(book_->Find(refused)->has_value());
  EXPECT_TRUE(book_->Find(waiting)->has_value());
}

TEST_F(BookTest, AnActIsRefusedAsTheServicesWouldAndWritesNothing) {
  const std::string code = Accept();
  ASSERT_THAT(acts_->Do(who_, Sealing({code})), IsOk());
  const size_t before = journal_->Waiting(100)->size();
  EXPECT_THAT(acts_->Do(who_, Sealing({code})), StatusIs(StatusCode::kFailedPrecondition));  // In a bag already.
  EXPECT_THAT(acts_->Do(who_, Sealing({"H15.05-230306-0042"})), HasReason("NOT_IN_THE_BOOK"));
  v1::DoRequest dispatch;
  dispatch.set_act_id(rpc::NewRequestId());
  dispatch.mutable_dispatch_bag()->set_bag_id("T-UNKNOWN");
  dispatch.mutable_dispatch_bag()->set_carrier_id("YB-BUUTA");
  EXPECT_THAT(acts_->Do(who_, dispatch), HasReason("NOT_IN_THE_BOOK"));
  dispatch.clear_dispatch_bag();
  EXPECT_THAT(acts_->Do(who_, dispatch), hoso::testing::HasFieldViolation("command"));
  EXPECT_EQ(journal_->Waiting(100)->size(), before);
}

TEST_F(BookTest, AnActIsDoneOnceAndADryRunNotAtAll) {
  const std::string code = Accept();
  v1::DoRequest request = Sealing({code});
  request.set_dry_run(true);
  ASSERT_THAT(acts_->Do(who_, request), IsOk());
  EXPECT_THAT(*book_->Bags(), IsEmpty());
  request.set_dry_run(false);
  const auto first = acts_->Do(who_, request), second = acts_->Do(who_, request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_THAT(*book_->Bags(), SizeIs(1));
  const auto waiting = journal_->Waiting(100);
  EXPECT_THAT(waiting->back().subjects, ::testing::UnorderedElementsAre(code, SubjectOfBag(first->bag().bag_id())));
}

TEST_F(BookTest, NothingMoreIsDoneUnderAProvisionalCode) {
  for (int i = 0; i < 3; ++i) Accept();
  const std::string code = Accept();
  ASSERT_EQ(code, "H15.05-230306-" + code.substr(code.rfind('-') + 1));
  ASSERT_GT(std::stoi(code.substr(code.rfind('-') + 1)), identity::kMaxRegularNumber);
  EXPECT_THAT(acts_->Do(who_, Sealing({code})), HasReason("PROVISIONAL_CODE"));
}

TEST_F(BookTest, AnAcceptanceThatWasRefusedIsPutRightUnderItsCode) {
  const std::string code = Accept();
  ASSERT_THAT(acts_->Do(who_, Sealing({code})), IsOk());
  v1::MendRequest mend;
  mend.set_position(1);
  EXPECT_THAT(desk_->Mend(who_, mend), HasReason("NOT_REFUSED"));
  Settle(EntryOutcome::OUTCOME_REFUSED);
  EXPECT_THAT(*journal_->Waiting(100), IsEmpty());
  *mend.mutable_dossier() = desk_
                                ->GetEntry([] {
                                  v1::GetEntryRequest request;
                                  request.set_position(1);
                                  return request;
                                }())
                                ->dossier();
  mend.mutable_dossier()->mutable_owner()->set_phone("0987654321");
  ASSERT_THAT(
      store_->database().Run(
          "INSERT INTO scan (scan_id, draft_id, dossier_code, component_id, media_type, pages, bytes, digest, "
          "warnings, scanned_at) SELECT 's', entry_id, '', 'form', '', 1, 1, x'', '', 0 FROM entry WHERE position = 1"),
      IsOk());
  const auto mended = desk_->Mend(who_, mend);
  ASSERT_THAT(mended, IsOk());
  auto scan = store_->database().Prepare("SELECT e.position FROM scan s JOIN entry e ON e.entry_id = s.draft_id");
  ASSERT_THAT(One(**scan, [&] { EXPECT_EQ((*scan)->NumberAt(0), mended->position()); }), IsOk());
  const auto waiting = journal_->Waiting(100);
  ASSERT_THAT(*waiting, SizeIs(2));  // The bag that was refused for it is sent again.
  EXPECT_EQ(waiting->back().position, mended->position());
  EXPECT_EQ(waiting->back().dossier_code, code);
  intake::v1::AcceptDossierRequest first, second;
  ASSERT_TRUE(first.ParseFromString((*journal_->At(1))->body.request()));
  ASSERT_TRUE(second.ParseFromString(waiting->back().body.request()));
  EXPECT_EQ(first.lookup_secret(), second.lookup_secret());
  EXPECT_EQ(first.provisional_code(), second.provisional_code());
  EXPECT_EQ(second.owner().phone(), "0987654321");
  EXPECT_EQ((*journal_->At(1))->state, v1::ENTRY_STATE_VOIDED);
  EXPECT_THAT(desk_->Mend(who_, mend), HasReason("NOT_REFUSED"));
}

TEST_F(BookTest, WorkIsListedByWhatHasToBeDoneNext) {
  const std::string code = Accept();
  auto work = work_->List();
  ASSERT_THAT(work, IsOk());
  ASSERT_THAT(work->to_send(), SizeIs(1));
  EXPECT_EQ(work->to_send(0).items(0).goes_to().id(), kBureau);
  EXPECT_EQ(work->to_send(0).turn(), v1::TURN_COUNTER);
  const auto sealed = acts_->Do(who_, Sealing({code}));
  ASSERT_THAT(sealed, IsOk());
  work = work_->List();
  EXPECT_THAT(work->to_send(), IsEmpty());
  ASSERT_THAT(work->bags_here(), SizeIs(1));
  EXPECT_TRUE(work->bags_here(0).may_dispatch());
  EXPECT_FALSE(work->bags_here(0).may_open());
}

TEST(ReadScanTest, ATextIsTakenForWhatItLooksLike) {
  const auto as = [](const std::string& text) { return ReadScan(text)->as; };
  EXPECT_EQ(as("h15.05-230306-0001 "), v1::SCANNED_CODE);
  EXPECT_EQ(as("0001"), v1::SCANNED_CODE);
  EXPECT_EQ(as("015090000123"), v1::SCANNED_NUMBER);
  EXPECT_EQ(as("T-YB-1"), v1::SCANNED_BAG);
  EXPECT_EQ(as("Mẫu Một"), v1::SCANNED_WORDS);
  EXPECT_EQ(ReadScan("015090000123||NGƯỜI MẪU|17051990|Nam|Thôn 3|01012022")->text, "015090000123");
  EXPECT_THAT(ReadScan(" "), hoso::testing::HasFieldViolation("text"));
  EXPECT_THAT(ReadScan("HOSO1:nothing"), StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadScan(std::string(1001, 'x')), hoso::testing::HasFieldViolation("text"));
}

}  // namespace
}  // namespace hoso::counter

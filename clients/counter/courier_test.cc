// The courier against a model of a service on a bad line: answers get lost, come short, or come twice; the program ends
// at any moment. Whatever happens, each entry takes effect once, in the order of its dossier, or stays to be mended.
#include "clients/counter/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/command/fields.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"
#include "services/intake/testing.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using journal::v1::EntryOutcome;

const absl::Time kNow = absl::FromUnixSeconds(1'678'064'400);

// What a service does, and how the line treats it.
class BadLine final : public Doors {
 public:
  explicit BadLine(unsigned seed) : random_(seed) {}

  absl::Status Ping() override { return Chance(cut_) ? absl::UnavailableError("cut") : absl::OkStatus(); }

  absl::StatusOr<journal::v1::SyncJournalResponse> SyncJournal(
      const std::string& door, const journal::v1::SyncJournalRequest& request) override {
    ++calls_;
    if (Chance(cut_)) return absl::UnavailableError("lost on the way there");
    auto response = Take(door, request);
    if (Chance(cut_)) response = Take(door, request);  // The line, or a proxy, sent it twice.
    if (Chance(cut_)) return absl::DeadlineExceededError("lost on the way back");
    if (response.ok() && Chance(cut_)) {
      std::shuffle(response->mutable_outcomes()->begin(), response->mutable_outcomes()->end(), random_);
    }
    return response;
  }

  absl::StatusOr<tracking::v1::GetOfficeBookResponse> GetOfficeBook(
      const std::string&, const tracking::v1::GetOfficeBookRequest&) override {
    return tracking::v1::GetOfficeBookResponse();
  }
  absl::StatusOr<intake::v1::LeaseCodesResponse> LeaseCodes(const intake::v1::LeaseCodesRequest&) override {
    return absl::ResourceExhaustedError("no codes here");
  }
  absl::StatusOr<staff::v1::SignInResponse> SignIn(const staff::v1::SignInRequest&) override {
    return absl::UnavailableError("no staff here");
  }
  absl::StatusOr<staff::v1::RenewTokenResponse> RenewToken(const std::string&) override {
    return absl::UnavailableError("no staff here");
  }

  void set_cut(double cut) { cut_ = cut; }
  int calls() const { return calls_; }
  // What took effect: how often, and in which order of each dossier.
  std::map<std::string, int> effects;
  std::map<std::string, std::vector<int64_t>> order;
  int tokens_sent = 0;
  std::vector<std::string> calls_of;  // All that took effect, in order.

 private:
  bool Chance(double p) { return std::bernoulli_distribution(p)(random_); }

  absl::StatusOr<journal::v1::SyncJournalResponse> Take(const std::string& door,
                                                        const journal::v1::SyncJournalRequest& request) {
    const auto links = journal::ReadEntries(request);
    if (!links.ok()) return links.status();
    for (const journal::Link& link : *links) {
      if (absl::StartsWith(link.body.request(), "poison")) return errors::FieldError("entries", "cannot be read here");
    }
    if (Chance(cut_ / 4)) sessions_.clear();  // It was restarted.
    tokens_sent += request.tokens_size();
    for (const std::string& token : request.tokens()) sessions_.insert(journal::SessionOf(token));
    journal::v1::SyncJournalResponse response;
    for (const journal::Link& link : *links) {
      if (Chance(cut_ / 2)) break;  // Time was up.
      EXPECT_TRUE(absl::StartsWith(link.body.kind(), door) || absl::StartsWith(link.body.kind(), "cash.")) << door;
      EntryOutcome& outcome = *response.add_outcomes();
      outcome.set_position(link.body.position());
      if (!sessions_.contains(link.body.session())) {
        outcome.set_outcome(EntryOutcome::OUTCOME_REFUSED);
        outcome.set_refusal(
            rpc::ToGrpc(errors::WithReason(absl::UnauthenticatedError("no token"), "SESSION_MISSING")).error_details());
      } else if (absl::StartsWith(link.body.request(), "bad")) {
        outcome.set_outcome(EntryOutcome::OUTCOME_REFUSED);
        outcome.set_refusal("refused");
      } else if (Chance(cut_ / 2)) {
        outcome.set_outcome(EntryOutcome::OUTCOME_TRY_AGAIN);
      } else {
        // As a ledger: once for a request id.
        if (recorded_.insert(link.body.entry_id()).second) {
          ++effects[link.body.entry_id()];
          calls_of.push_back(link.body.request());
          order[link.body.request()].push_back(link.body.position());
        }
        outcome.set_outcome(EntryOutcome::OUTCOME_RECORDED);
        outcome.set_answer("answer");
        *outcome.mutable_recorded_at() = ToProto(kNow);
      }
    }
    return response;
  }

  std::mt19937 random_;
  double cut_ = 0;
  int calls_ = 0;
  std::set<std::string> recorded_, sessions_;
};

class CourierTest : public ::testing::Test {
 protected:
  CourierTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~CourierTest() override {
    End();
    std::filesystem::remove_all(folder_);
  }

  void Begin(Doors& doors) {
    auto store = Store::Open(folder_ + "/journal.db", key_);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    journal_ = std::make_unique<Journal>(*store_);
    numbers_ = std::make_unique<Numbers>(*store_);
    clerks_ = std::make_unique<Clerks>(*store_);
    book_ = std::make_unique<Book>(*store_, command::CodesOf(intake::testing::RealCatalogue()));
    people_ = std::make_unique<People>(*journal_, *clerks_, doors, "YB-CP-04378");
    desk_ = std::make_unique<Desk>(intake::testing::RealCatalogue(), *journal_, *numbers_, *book_, clock_, nullptr,
                                   Place{.office_id = "YB-CP-04378", .device_id = "YB-CP-04378-Q1"});
    courier_ = std::make_unique<Courier>(*journal_, *numbers_, *book_, doors, clock_, *people_, *desk_,
                                         Courier::Options{.every = absl::ZeroDuration(), .batch = 4});
  }
  void End() {
    courier_.reset();
    desk_.reset();
    people_.reset();
    clerks_.reset();
    book_.reset();
    numbers_.reset();
    journal_.reset();
    store_.reset();
  }
  std::string Append(const std::string& request, const std::string& dossier,
                     const std::string& kind = "intake.AcceptDossier") {
    const std::string token = absl::StrCat("token ", dossier.size() % 2);
    EXPECT_THAT(journal_->KeepToken(token), IsOk());
    NewEntry entry{.entry_id = rpc::NewRequestId(),
                   .kind = kind,
                   .request = request,
                   .dossier_code = dossier,
                   .occurred_at = kNow,
                   .session = journal::SessionOf(token)};
    EXPECT_THAT(journal_->Append(entry), IsOk());
    return entry.entry_id;
  }
  EntryState StateOf(const std::string& id) { return (**journal_->Find(id)).state; }

  const std::string folder_ =
      absl::StrCat(::testing::TempDir(), "/courier-", ::testing::UnitTest::GetInstance()->current_test_info()->name());
  const vault::Key key_ = vault::Key::Random();
  Timekeeper clock_{{.wall = [] { return kNow; }, .running = [] { return absl::Hours(1); }}};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Numbers> numbers_;
  std::unique_ptr<Clerks> clerks_;
  std::unique_ptr<Book> book_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<Courier> courier_;
};

TEST_F(CourierTest, WhateverHappensEachEntryTakesEffectOnce) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::mt19937 random(seed);
    const auto chance = [&random](double p) { return std::bernoulli_distribution(p)(random); };
    BadLine line(seed);
    line.set_cut(0.3);
    Begin(line);
    std::map<std::string, bool> good;  // By entry.
    for (int act = 0; act < 30; ++act) {
      const std::string dossier = absl::StrCat("dossier ", random() % 8);
      const bool is_good = chance(0.85);
      // A request says its dossier, by which the model keeps the order.
      const std::string request = is_good ? dossier : chance(0.3) ? "poison" : "bad";
      good[Append(request, dossier, chance(0.7) ? "intake.AcceptDossier" : "routing.SealBag")] = is_good;
      if (chance(0.4)) (void)courier_->Turn();
      if (chance(0.1)) {  // A power cut.
        End();
        Begin(line);
      }
    }
    line.set_cut(0);
    for (int turn = 0; turn < 40 && journal_->CountEntries()->waiting > 0; ++turn) (void)courier_->Turn();
    EXPECT_EQ(journal_->CountEntries()->waiting, 0);
    for (const auto& [id, is_good] : good) {
      EXPECT_EQ(line.effects[id], is_good ? 1 : 0) << id;
      EXPECT_EQ(StateOf(id), is_good ? v1::ENTRY_STATE_RECORDED : v1::ENTRY_STATE_NEEDS_REVIEW) << id;
    }
    for (const auto& [dossier, positions] : line.order) {
      EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end())) << dossier;
    }
    End();
  }
}

TEST_F(CourierTest, ATokenIsSentOnceToADoorThatRemembersIt) {
  BadLine line(1);
  Begin(line);
  for (int times = 0; times < 5; ++times) {
    const std::string id = Append("dossier", "dossier");
    EXPECT_THAT(courier_->Turn(), IsOk());
    EXPECT_EQ(StateOf(id), v1::ENTRY_STATE_RECORDED);
  }
  EXPECT_EQ(line.tokens_sent, 1);
}

TEST_F(CourierTest, ASheetGoesAfterThePaymentsBeforeIt) {
  BadLine line(1);
  Begin(line);
  Append("first", "dossier");
  Append("second", "dossier");  // In a call of its own.
  const std::string sheet = Append("sheet", "", "cash.CloseShift");
  const std::string later = Append("third", "dossier");
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_EQ(StateOf(sheet), v1::ENTRY_STATE_RECORDED);
  EXPECT_EQ(StateOf(later), v1::ENTRY_STATE_RECORDED);
  EXPECT_THAT(line.calls_of, ::testing::ElementsAre("first", "second", "sheet", "third"));
}

TEST_F(CourierTest, SaysSinceWhenThereIsNoNetwork) {
  BadLine line(1);
  Begin(line);
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_TRUE(courier_->line().online);
  line.set_cut(1);
  EXPECT_THAT(courier_->Turn(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(courier_->line().online);
  EXPECT_EQ(courier_->line().offline_since, kNow);
  line.set_cut(0);
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_FALSE(courier_->line().offline_since.has_value());
}

TEST_F(CourierTest, ADrillPullsTheNetworkOut) {
  BadLine line(1);
  Begin(line);
  courier_->Drill(true);
  const std::string id = Append("dossier", "dossier");
  EXPECT_FALSE(courier_->Turn().ok());
  EXPECT_EQ(line.calls(), 0);
  EXPECT_EQ(StateOf(id), v1::ENTRY_STATE_WAITING);
  courier_->Drill(false);
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_EQ(StateOf(id), v1::ENTRY_STATE_RECORDED);
}

}  // namespace
}  // namespace hoso::counter

#include "clients/replay/player.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "clients/replay/testing.h"
#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

using ::testing::HasSubstr;
using testing::ThePlan;

// Stands for the services: draws codes, remembers answers, refuses what the plan expects to be refused.
class Services : public Calls {
 public:
  explicit Services(const Plan& plan) : plan_(plan) {
    for (size_t i = 0; i < plan.acts.size(); ++i) acts_[RequestIdOf("test", i)] = i;
  }

  absl::StatusOr<Response> Make(const Request& request, const rpc::Caller&, absl::Time) override {
    absl::MutexLock lock(&mutex_);
    if (fail_after_ >= 0 && calls_ >= fail_after_) return absl::InternalError("the lights went out");
    ++calls_;
    return std::visit([&](const auto& message) { return Answer(message); }, request);
  }

  void FailAfter(int calls) {
    absl::MutexLock lock(&mutex_);
    fail_after_ = calls;
  }
  void AcceptEverything() { accept_everything_ = true; }
  void ForgetAnswers() { forget_ = true; }
  void BeBusyAtFirst() { busy_ = true; }

  // Effects, in the order in which they came about.
  const std::vector<size_t>& effects() const { return effects_; }
  const std::set<std::string>& unfinished_names() const { return unfinished_; }

 private:
  template <typename Message>
  absl::StatusOr<Response> Answer(const Message& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if constexpr (std::is_same_v<Message, tracking::v1::LookUpRequest>) {
      NoteNames(message);
      if (!accept_everything_) return absl::NotFoundError("no such pair");
      return Response(tracking::v1::LookUpResponse());
    } else {
      return Write(message);
    }
  }

  template <typename Message>
  absl::StatusOr<Response> Write(const Message& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    NoteNames(message);
    const auto remembered = answers_.find(message.request_id());
    if (remembered != answers_.end() && !forget_) return remembered->second;
    if (busy_ && busy_once_.insert(message.request_id()).second && busy_once_.size() % 50 == 0) {
      return absl::UnavailableError("busy");
    }
    const size_t act = acts_.at(message.request_id());
    if (plan_.acts[act].expected != absl::StatusCode::kOk && !accept_everything_) {
      return absl::Status(plan_.acts[act].expected, "as planned");
    }
    effects_.push_back(act);
    Response response = Effect(message);
    answers_.emplace(message.request_id(), response);
    return response;
  }

  template <typename Message>
  void NoteNames(const Message& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::string text = message.ShortDebugString();
    if (text.find("\"#") != std::string::npos || text.find("lease#") != std::string::npos) unfinished_.insert(text);
  }

  template <typename Message>
  Response Effect(const Message&) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Numbers run within an agency's day.
  std::string NextCode(const Act& act, int count = 1) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::string day = absl::StrCat(act.line, absl::FormatTime(" %y%m%d", act.at, clock::LocalZone()));
    const int first = numbers_[day] + 1;
    numbers_[day] += count;
    return absl::StrCat(day, "-", first);
  }

  core::v1::DossierSummary Moved(const std::string& code) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    core::v1::DossierSummary dossier;
    dossier.set_dossier_code(code);
    dossier.set_version(++versions_[code]);
    return dossier;
  }

  const Plan& plan_;
  std::map<std::string, size_t> acts_;
  bool accept_everything_ = false;
  bool forget_ = false;
  bool busy_ = false;
  absl::Mutex mutex_;
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int fail_after_ ABSL_GUARDED_BY(mutex_) = -1;
  std::set<std::string> busy_once_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> unfinished_;
  std::map<std::string, Response> answers_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> numbers_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> versions_ ABSL_GUARDED_BY(mutex_);
  std::vector<size_t> effects_;
};

// The answer of a message's own type, with what the player has to learn from it.
template <typename Message>
Response Services::Effect(const Message& message) {
  constexpr size_t kPlace = [] {
    size_t place = 0;
    [&]<size_t... I>(std::index_sequence<I...>) {
      ((std::is_same_v<std::variant_alternative_t<I, Request>, Message> ? void(place = I) : void()), ...);
    }(std::make_index_sequence<std::variant_size_v<Request>>());
    return place;
  }();
  std::variant_alternative_t<kPlace, Response> response;
  const Act& act = plan_.acts[acts_.at(message.request_id())];
  std::string code;
  if constexpr (requires { message.dossier_code(); }) code = message.dossier_code();
  if constexpr (std::is_same_v<Message, intake::v1::LeaseCodesRequest>) {
    response.set_lease_id("a lease");
    response.set_first_code(NextCode(act, message.count()));
  } else if constexpr (requires { response.mutable_dossier(); }) {
    if (code.empty() && !act.line.empty()) code = NextCode(act);
    if (!code.empty()) *response.mutable_dossier() = Moved(code);
  }
  if constexpr (requires { response.set_lookup_secret(""); }) response.set_lookup_secret("S" + code);
  if constexpr (requires { response.mutable_bag(); }) {
    if constexpr (requires { message.bag_id(); }) {
      if (!message.bag_id().empty()) {
        response.mutable_bag()->set_bag_id(message.bag_id());
        response.mutable_bag()->set_manifest_digest("digest of " + message.bag_id());
      }
    }
  }
  return Response(response);
}

// The plan without look-ups, whose answers the stand-in for the services does not know.
const Plan& PlanWithoutLookUps() {
  static const Plan& plan = *[] {
    auto* shortened = new Plan(ThePlan());
    std::erase_if(shortened->acts, [](const Act& act) {
      return std::holds_alternative<tracking::v1::LookUpRequest>(act.request) &&
             act.expected == absl::StatusCode::kOk;
    });
    return shortened;
  }();
  return plan;
}

absl::StatusOr<Record> PlayOn(Services& services, int in_flight) {
  PlayerOptions options;
  options.replay = "test";
  options.in_flight = in_flight;
  return PlayPlan(PlanWithoutLookUps(), services, options);
}

TEST(PlayerTest, EveryActIsAnsweredAsPlanned) {
  Services services(PlanWithoutLookUps());
  const absl::StatusOr<Record> record = PlayOn(services, 16);
  ASSERT_TRUE(record.ok()) << record.status();
  const auto& acts = PlanWithoutLookUps().acts;
  const auto refused = std::count_if(acts.begin(), acts.end(), [](const Act& act) {
    return act.expected != absl::StatusCode::kOk;
  });
  EXPECT_EQ(record->refused, refused);
  EXPECT_EQ(record->acknowledged, static_cast<int64_t>(acts.size()) - refused);
  EXPECT_GT(record->repeated, 40);
  EXPECT_EQ(services.effects().size(), static_cast<size_t>(record->acknowledged));
  EXPECT_TRUE(services.unfinished_names().empty()) << *services.unfinished_names().begin();
}

TEST(PlayerTest, ActsOfOneDossierFollowTheOrderOfThePlanAndDaysDoNotOverlap) {
  Services services(PlanWithoutLookUps());
  ASSERT_TRUE(PlayOn(services, 16).ok());
  std::map<int, size_t> last;
  absl::CivilDay day;
  for (const size_t act : services.effects()) {
    const Act& done = PlanWithoutLookUps().acts[act];
    EXPECT_GE(clock::LocalDay(done.at), day);
    day = clock::LocalDay(done.at);
    for (const int dossier : done.dossiers) {
      EXPECT_GE(act, last[dossier]) << dossier;
      last[dossier] = act;
    }
  }
}

TEST(PlayerTest, CodesAreTheSameHoweverManyCallsAreInFlight) {
  Services one(PlanWithoutLookUps());
  Services many(PlanWithoutLookUps());
  const absl::StatusOr<Record> in_line = PlayOn(one, 1);
  const absl::StatusOr<Record> at_once = PlayOn(many, 16);
  ASSERT_TRUE(in_line.ok() && at_once.ok());
  EXPECT_EQ(in_line->codes, at_once->codes);
}

TEST(PlayerTest, AnInterruptedReplayGoesOnWhereItStopped) {
  Services services(PlanWithoutLookUps());
  services.FailAfter(3000);
  const absl::StatusOr<Record> interrupted = PlayOn(services, 8);
  EXPECT_EQ(interrupted.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(interrupted.status().message()), HasSubstr("the lights went out"));
  services.FailAfter(-1);
  const absl::StatusOr<Record> record = PlayOn(services, 8);
  ASSERT_TRUE(record.ok()) << record.status();
  std::set<size_t> once(services.effects().begin(), services.effects().end());
  EXPECT_EQ(once.size(), services.effects().size());
  EXPECT_EQ(once.size(), static_cast<size_t>(record->acknowledged));
}

TEST(PlayerTest, WhatPassesIsTriedAgain) {
  Services services(PlanWithoutLookUps());
  services.BeBusyAtFirst();
  EXPECT_TRUE(PlayOn(services, 16).ok());
}

TEST(PlayerTest, ARefusalThatDoesNotComeIsAnError) {
  Services services(PlanWithoutLookUps());
  services.AcceptEverything();
  const absl::Status status = PlayOn(services, 4).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("OK, want "));
}

TEST(PlayerTest, AnotherAnswerToTheSameRequestIsAnError) {
  Services services(PlanWithoutLookUps());
  services.ForgetAnswers();
  const absl::Status status = PlayOn(services, 4).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("want the first answer again"));
}

TEST(PlayerTest, RequestIdsAreUuidsOfTheirOwn) {
  EXPECT_THAT(RequestIdOf("a", 1), ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_EQ(RequestIdOf("a", 1), RequestIdOf("a", 1));
  EXPECT_NE(RequestIdOf("a", 1), RequestIdOf("a", 2));
  EXPECT_NE(RequestIdOf("a", 1), RequestIdOf("b", 1));
}

}  // namespace
}  // namespace hoso::replay

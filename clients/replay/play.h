// The simulation behind a plan: an agenda of simulated moments, and what the
// players share. Each player (counter.h, post.h, desk.h, handing_out.h) does its
// part when its moment comes, writes down the call it makes, and puts its next
// act on the agenda.
#ifndef HOSO_CLIENTS_REPLAY_PLAY_H_
#define HOSO_CLIENTS_REPLAY_PLAY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "clients/replay/plan.h"
#include "clients/replay/random.h"
#include "common/clock/clock.h"

namespace hoso::replay {

class Counter;
class Post;
class Desk;
class HandingOut;

// What an agency asks for beyond the fee, in đồng.
inline constexpr int64_t kFurtherFeeVnd = 30000;

// A few pay when they collect, and not when they hand in.
bool PaysWhenCollecting(const Case& c);

// A dossier in play. items[i] has the number i + 1, and its holder is who the ledger will say it is.
struct Played {
  const Case* c = nullptr;
  DossierOutcome now;
  core::v1::ReturnChannel return_channel = core::v1::RETURN_CHANNEL_UNSPECIFIED;
  PlaceId return_office = kNowhere;
  clock::AppointmentInputs promise_inputs;
  clock::Appointment promise;
  clock::Schedule schedule;
  int discrepancies = 0;
  int corrections = 0;
  int attempts = 0;
  bool incident_happened = false;  // Of a branch that happens in a bag.
  bool branch_happened = false;
  bool supplemented = false;
  bool ready_on_shelf = false;     // At the point, and told so.
  absl::Time ready_since;

  core::v1::Item& item(int number) { return now.items[static_cast<size_t>(number - 1)]; }
  bool Is(v1::BranchKind kind) const { return c->branch == kind; }
};

class Play {
 public:
  Play(const v1::Scenario& scenario, const World& world, uint64_t seed, Plan& plan);
  ~Play();
  Play(const Play&) = delete;
  Play& operator=(const Play&) = delete;

  // Plays from the first day to the end of the last.
  void Run();

  // Puts something on the agenda. What lies beyond the last day never happens.
  void At(absl::Time when, std::function<void()> what);

  absl::Time now() const { return now_; }
  const World& world() const { return world_; }
  const v1::Scenario& scenario() const { return scenario_; }
  Plan& plan() { return plan_; }
  Played& dossier(int case_number) { return dossiers_[static_cast<size_t>(case_number)]; }
  std::vector<Played>& dossiers() { return dossiers_; }
  Random Chance(const std::string& about, int64_t which) const { return Random(seed_, about, which); }

  // Writes down a call about one dossier, now. The reference holds until the next one.
  template <typename Message>
  Act& Do(rpc::Caller who, int case_number, Message message) {
    Act act;
    act.at = now_;
    act.who = std::move(who);
    act.request = std::move(message);
    act.dossiers.push_back(case_number);
    plan_.acts.push_back(std::move(act));
    return plan_.acts.back();
  }

  // A new item of a dossier, in the hands of whoever is at `place`. Returns its number.
  int CreateItem(Played& played, core::v1::ItemKind kind, PlaceId place);

  // Counts `count` facts of the kind that has this field number in core.v1.Fact.
  void CountFacts(int kind, int64_t count = 1) { plan_.outcome.facts[kind] += count; }

  // Computes the promise again from promise_inputs.
  void Promise(Played& played);

  Counter& counter() { return *counter_; }
  Post& post() { return *post_; }
  Desk& desk() { return *desk_; }
  HandingOut& handing_out() { return *handing_out_; }

 private:
  struct Entry {
    absl::Time when;
    int64_t order;  // Of two at the same moment, the one put down first.
    std::function<void()> what;
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.when != b.when ? a.when > b.when : a.order > b.order;
    }
  };

  const v1::Scenario& scenario_;
  const World& world_;
  uint64_t seed_;
  Plan& plan_;
  absl::Time now_;
  absl::Time end_;
  int64_t next_order_ = 0;
  std::vector<Played> dossiers_;
  std::priority_queue<Entry, std::vector<Entry>, Later> agenda_;
  std::unique_ptr<Counter> counter_;
  std::unique_ptr<Post> post_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<HandingOut> handing_out_;
};

// Who acts. Staff codes name a post and no person.
rpc::Caller Attendant(const Place& office);
rpc::Caller Supervisor(const Place& office);
rpc::Caller CarrierOf(const std::string& carrier_id);
rpc::Caller OneStopOfficer(const Place& agency);
rpc::Caller Specialist(const Place& agency, int number);
rpc::Caller Citizen();
// Whoever takes bags in and gives them away at a place.
rpc::Caller KeeperOf(const Place& place);
std::string LeaderOf(const Place& agency);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_PLAY_H_

// The feed's reads: facts in the order of commit, with nothing skipped.
//
// A transaction id is drawn before commit, so a reader that follows "greater
// than the last" would miss what commits late. Facts are given out only when
// every transaction up to theirs has ended: those below the oldest that is still
// running (pg_snapshot_xmin).
#ifndef HOSO_SERVICES_ROUTING_FEED_STORE_H_
#define HOSO_SERVICES_ROUTING_FEED_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/routing/feed_cursor.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// What the database knows to be complete.
struct FeedHorizon {
  uint64_t complete_below = 0;  // All transactions below have ended.
  uint64_t begun_below = 0;     // No transaction from here on has begun.
  bool held_up = false;         // Facts are committed that are not complete yet.
};

struct FeedFact {
  FeedPosition position;
  std::string body;  // A serialised core.v1.Fact.
  std::string hash;
};

struct FeedPage {
  std::vector<FeedFact> facts;  // Of the agency asked for.
  FeedPosition scanned;         // Up to here all facts were looked at.
  bool complete = false;        // Nothing more below the bound.
};

// Thread-safe. Errors of the database as in common/postgres/error.h.
class FeedStore {
 public:
  // `pool` has role hoso_routing and outlives this.
  explicit FeedStore(postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::string> LedgerId();
  absl::StatusOr<FeedHorizon> Horizon();

  // Looks at the next `limit` facts after `after` whose transaction is below
  // `below`; returns those of `agency`, 0 for all.
  absl::StatusOr<FeedPage> Read(const FeedPosition& after, uint64_t below, int agency, int limit);

  // Calls `wake` after each commit of the ledger, on a connection of its own,
  // until `stop` is set; returns soon after that. A notice may be lost
  // when the connection is: what waits for them also looks by itself.
  void Listen(const std::atomic<bool>& stop, const std::function<void()>& wake);

 private:
  absl::Status ListenOnce(const std::atomic<bool>& stop, const std::function<void()>& wake);

  postgres::Pool& pool_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_FEED_STORE_H_

// WatchFacts: the feed of facts to agencies' own systems.
//
// One thread reads pages for all watchers, one page in memory for each; a
// watcher gets its next page when the one before was taken by its client. So a
// slow client holds no database connection and makes nothing grow; one that
// takes nothing for long is dropped, and a machine has so many streams only.
//
// The order is that of commit (feed_store.h). Each fact comes with a cursor; a
// client goes on after the last one that it dealt with, on any replica, and may
// see a fact twice but never miss one.
#ifndef HOSO_SERVICES_ROUTING_WATCH_FACTS_H_
#define HOSO_SERVICES_ROUTING_WATCH_FACTS_H_

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/metrics/metrics.h"
#include "common/rpc/call.h"
#include "hoso/routing/v1/routing_service.pb.h"
#include "services/routing/feed_store.h"

namespace hoso::routing {

struct FeedOptions {
  int page_facts = 256;                                 // Facts looked at for one page.
  absl::Duration look_every = absl::Milliseconds(250);  // When no notice of a commit comes.
  absl::Duration look_again = absl::Milliseconds(10);   // While facts are committed and not complete.
  absl::Duration longest_write = absl::Minutes(1);      // For which a client may leave a fact that was sent to it.
  int streams_per_caller = 8;                           // Of a machine.
  int streams = 512;                                    // Of all callers together.
};

class Watcher;

// Thread-safe.
class FactFeed {
 public:
  // `catalogue`, `pool` (role hoso_routing; one connection is used at a time,
  // and one more beside the pool) and `metrics` outlive this. Starts its threads.
  FactFeed(const catalogue::Catalogue& catalogue, postgres::Pool& pool, metrics::Metrics& metrics,
           FeedOptions options = {});
  // REQUIRES: the server that called Watch has ended its calls.
  ~FactFeed();
  FactFeed(const FactFeed&) = delete;
  FactFeed& operator=(const FactFeed&) = delete;

  // What RoutingService::WatchFacts returns.
  grpc::ServerWriteReactor<v1::WatchFactsResponse>* Watch(const rpc::Calls& calls, grpc::CallbackServerContext* context,
                                                          const v1::WatchFactsRequest* request);

  // Ends all streams with UNAVAILABLE, and those that come later: for
  // rpc::Server::BeforeShutdown.
  void EndStreams();

 private:
  friend class Watcher;

  // RESOURCE_EXHAUSTED with reason TOO_MANY_STREAMS when this caller, or all together, have as many as they may.
  absl::Status Add(const std::shared_ptr<Watcher>& watcher);
  void Wake();
  void Remove(Watcher* watcher);
  std::vector<std::shared_ptr<Watcher>> Watchers();
  void Pump();
  absl::Status LookForAll();
  absl::Status Serve(Watcher& watcher, const FeedHorizon& horizon, const std::string& ledger_id);
  void NoteLag(const std::vector<std::shared_ptr<Watcher>>& watchers, bool held_up);

  const catalogue::Catalogue& catalogue_;
  metrics::Metrics& metrics_;
  const FeedOptions options_;
  FeedStore store_;

  std::atomic<bool> stop_ = false;
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<Watcher*, std::shared_ptr<Watcher>> watchers_ ABSL_GUARDED_BY(mutex_);

  // Of the pump's thread only.
  std::string ledger_id_;
  absl::Duration pause_;
  absl::Time held_up_since_ = absl::InfiniteFuture();

  std::thread listener_;
  std::thread pump_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_WATCH_FACTS_H_

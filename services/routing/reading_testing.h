// For the tests of the reading side on a real PostgreSQL: a ledger to write
// into, and the services over a loopback socket.
#ifndef HOSO_SERVICES_ROUTING_READING_TESTING_H_
#define HOSO_SERVICES_ROUTING_READING_TESTING_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/ledger/ledger.h"
#include "common/ledger/reader.h"
#include "common/metrics/metrics.h"
#include "common/rpc/caller.h"
#include "common/rpc/channel.h"
#include "common/rpc/clock.h"
#include "common/rpc/server.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"
#include "services/routing/read_pool.h"
#include "services/routing/tracking_service.h"
#include "services/routing/watch_facts.h"
#include "services/routing/worklist.h"
#include "tests/support/database.h"

namespace hoso::routing::testing {

inline constexpr char kSecret[] = "ABCD2345";

// Makes facts of what a dossier is.
using Facts = std::function<std::vector<core::v1::Fact>(const core::v1::Dossier&)>;

// Writes facts of any door, as the superuser; two of these write as two
// replicas would.
class Writer {
 public:
  explicit Writer(const hoso::testing::TestDatabase& database);

  // A licence exchange taken in at `at`, the papers at the bureau of Văn Yên;
  // with kSecret. Returns its code.
  std::string Accept(int number, absl::Time at, const std::string& procedure = "GPLX_DOI",
                     std::optional<core::v1::PersonRecord> owner = std::nullopt);
  // Facts that happen at `at`. Fails the test when they are refused.
  void Record(const std::string& code, absl::Time at, const Facts& facts, std::vector<ledger::PersonRow> persons = {});
  void Record(const std::string& code, absl::Time at, core::v1::Fact fact);
  ledger::Ledger& ledger() { return *ledger_; }

 private:
  std::unique_ptr<ledger::Ledger> ledger_;
};

core::v1::Fact ReceivedFact(const std::string& agency);
core::v1::Fact AssignedFact(const std::string& staff);
core::v1::Fact MovedFact(int item, const core::v1::Holder& from, const core::v1::Holder& to);
core::v1::Fact SupplementRequestedFact();
// With one result, by the class that follows from the promise.
core::v1::Fact DecidedFact(const core::v1::Dossier& dossier, absl::Time at);

// The lists, the feed and TrackingService of one replica.
class Replica {
 public:
  explicit Replica(const hoso::testing::TestDatabase& database, FeedOptions feed = {});
  ~Replica();

  tracking::v1::TrackingService::Stub& tracking() { return *tracking_; }
  v1::RoutingService::Stub& routing() { return *routing_; }
  metrics::Metrics& metrics() { return metrics_; }
  FactFeed& feed() { return *feed_; }
  rpc::Server& server() { return *server_; }
  postgres::Pool& pool() { return *pool_; }
  void SetNow(absl::Time now) { clock_.Set(now); }

 private:
  class RoutingReads;

  rpc::FakeClock clock_;
  metrics::Metrics metrics_;
  ReadPool pool_;
  std::unique_ptr<ledger::Reader> reader_;
  std::unique_ptr<access_log::AccessLog> access_log_;
  std::unique_ptr<FactFeed> feed_;
  std::unique_ptr<WorklistStore> worklists_;
  std::unique_ptr<rpc::Workers> workers_;
  std::unique_ptr<grpc::Service> tracking_service_;
  std::unique_ptr<RoutingReads> routing_service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<tracking::v1::TrackingService::Stub> tracking_;
  std::unique_ptr<v1::RoutingService::Stub> routing_;
};

inline const rpc::Caller kOfficer = {.staff = "CB-01", .agency = "SGTVT", .role = "one_stop_officer"};
inline const rpc::Caller kCoordinator = {.staff = "DP-01", .role = "provincial_coordinator"};

// One unary call, such as Call(stub, &Stub::GetDossier, request, kOfficer).
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request, const rpc::Caller& caller = kOfficer);

}  // namespace hoso::routing::testing

#include "common/rpc/status.h"
#include "common/rpc/workers.h"

namespace hoso::routing::testing {

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request, const rpc::Caller& caller) {
  grpc::ClientContext context;
  rpc::Prepare(context, {.caller = caller});
  Response response;
  const absl::Status status = rpc::FromGrpc((stub.*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

}  // namespace hoso::routing::testing

#endif  // HOSO_SERVICES_ROUTING_READING_TESTING_H_

// hoso-routing: moves papers between holders, is the agencies' desk, and answers
// questions about all of it.
#include <CLI/CLI.hpp>
#include <utility>

#include "common/access_log/access_log.h"
#include "common/command/fields.h"
#include "common/ledger/ledger.h"
#include "common/ledger/metrics_hooks.h"
#include "common/ledger/reader.h"
#include "common/process/start.h"
#include "common/rpc/workers.h"
#include "services/routing/flags.h"
#include "services/routing/read_pool.h"
#include "services/routing/routing_service.h"
#include "services/routing/stock_exporter.h"
#include "services/routing/tracking_service.h"
#include "services/routing/tracking_store.h"
#include "services/routing/watch_facts.h"
#include "services/routing/worklist.h"

namespace {

using namespace hoso;

constexpr char kName[] = "routing";
constexpr char kServiceName[] = "hoso.routing.v1.RoutingService";
constexpr char kTrackingServiceName[] = "hoso.tracking.v1.TrackingService";
// The last migrations that this code was written for.
const std::vector<process::Schema> kSchemas = {
    {"ledger", 7}, {"routing", 2}, {"access", 1}, {"journal", journal::Book::kSchemaVersion}};

int Fail(const absl::Status& status) { return process::Fail(kName, status); }

}  // namespace

int main(int argc, char** argv) {
  if (const absl::Status status = process::Begin(); !status.ok()) return Fail(status);

  CLI::App app("Moves papers between holders, and is the agencies' desk", "hoso-routing");
  routing::Flags own;
  own.AddTo(app);
  CLI11_PARSE(app, argc, argv);
  const rpc::ServiceFlags& flags = own.service;

  const auto started = process::Start(kName, flags, kSchemas);
  if (!started.ok()) return Fail(started.status());
  metrics::Metrics& metrics = *started->metrics;

  auto ledger = ledger::Ledger::Open({.conninfo = flags.database,
                                      .agencies = command::CodesOf(*started->catalogue),
                                      .committers = own.committers,
                                      .bulk_committers = own.bulk_committers,
                                      .hooks = ledger::HooksInto(metrics)});
  if (!ledger.ok()) return Fail(ledger.status());
  auto reader = ledger::Reader::Open({.conninfo = flags.database, .on_batch = [&metrics](int look_ups) {
                                        metrics.LedgerBatchSize("reader").Observe(look_ups);
                                      }});
  if (!reader.ok()) return Fail(reader.status());
  auto access_log = access_log::AccessLog::Open({.conninfo = flags.database, .on_batch = [&metrics](int entries) {
                                                   metrics.LedgerBatchSize("access").Observe(entries);
                                                 }});
  if (!access_log.ok()) return Fail(access_log.status());
  // Two connections beyond the workers': the feed's and the exporter's.
  const routing::ReadPool pool = routing::MakeReadPool(flags.database, flags.connections + 2, metrics);
  auto workers = std::make_unique<rpc::Workers>(flags.connections);
  routing::TrackingStore tracking_store(*pool);
  routing::WorklistStore worklists(*pool);
  routing::FactFeed feed(*started->catalogue, *pool, metrics);
  const routing::StockExporter exporter(
      *started->catalogue, *pool, metrics,
      {.refresh_every = absl::Seconds(own.stock_seconds), .simulated_clock = flags.simulated_clock});

  rpc::CallsOptions calls = started->CallsOf(kName, flags);
  routing::RoutingDoor door = routing::MakeRoutingService({.catalogue = *started->catalogue,
                                                           .ledger = **ledger,
                                                           .bags = tracking_store,
                                                           .worklists = worklists,
                                                           .feed = feed,
                                                           .workers = *workers,
                                                           .slips = *started->slips},
                                                          calls);
  const journal::JournalDoor journal = journal::OpenJournalDoor(
      flags.database, *started->machine.tokens, *started->machine.token_keys, std::move(door.runners), calls);
  calls.service = "tracking";
  const auto tracking = routing::MakeTrackingService({.catalogue = *started->catalogue,
                                                      .reader = **reader,
                                                      .pool = *pool,
                                                      .workers = *workers,
                                                      .vault = *started->vault,
                                                      .slips = *started->slips,
                                                      .keys = *started->machine.token_keys,
                                                      .access_log = **access_log,
                                                      .calls = calls});

  const auto server =
      rpc::Server::Start(started->ServerOf(kName, {kServiceName, kTrackingServiceName, journal::kServiceName}, flags),
                         {door.service.get(), tracking.get(), journal.service.get()});
  if (!server.ok()) return Fail(server.status());
  (*server)->BeforeShutdown([&feed] { feed.EndStreams(); });
  rpc::WaitForTermination();
  (*server)->Drain();
  workers.reset();  // What still waits there uses the services and the ledger.
  reader->reset();  // So do look-ups whose callers were cut off.
  access_log->reset();
  ledger->reset();
  return 0;
}

// hoso-routing: moves papers between holders, is the agencies' desk, and answers
// questions about all of it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "common/access_log/access_log.h"
#include "common/catalogue/catalogue.h"
#include "common/command/fields.h"
#include "common/ledger/ledger.h"
#include "common/ledger/metrics_hooks.h"
#include "common/ledger/reader.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/postgres/migrate.h"
#include "common/process/private_memory.h"
#include "common/rpc/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/workers.h"
#include "common/slips/signer.h"
#include "common/vault/key_ring.h"
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
const std::pair<const char*, int> kSchemas[] = {{"ledger", 7}, {"routing", 1}, {"access", 1}};

int Fail(const absl::Status& status) {
  std::cerr << "hoso-routing: " << status.message() << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  rpc::BlockTerminationSignals();
  if (const absl::Status status = process::KeepMemoryPrivate(); !status.ok()) return Fail(status);

  CLI::App app("Moves papers between holders, and is the agencies' desk", "hoso-routing");
  routing::Flags own;
  own.AddTo(app);
  CLI11_PARSE(app, argc, argv);
  const rpc::ServiceFlags& flags = own.service;

  log::Configure(kName, flags.log_level);
  log::CaptureGrpcLog();

  const auto machine = rpc::OpenServiceMachine(flags.machine, flags.token_keys);
  if (!machine.ok()) return Fail(machine.status());
  const auto catalogue = catalogue::Catalogue::Load(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  const auto vault = vault::KeyRingFile::Open(flags.vault);
  if (!vault.ok()) return Fail(vault.status());
  const auto slips = slips::Signer::Open(flags.slip_key, kName, *machine->token_keys);
  if (!slips.ok()) return Fail(slips.status());
  for (const auto& [component, version] : kSchemas) {
    const absl::Status status = postgres::CheckSchema(flags.database, component, version);
    if (!status.ok()) return Fail(status);
  }

  metrics::Metrics metrics;
  const auto exposer = metrics::Exposer::Start(flags.metrics, metrics);
  if (!exposer.ok()) return Fail(exposer.status());
  if (!flags.metrics_port_file.empty()) {
    const absl::Status written =
        rpc::WriteFileAtomically(flags.metrics_port_file, std::to_string((*exposer)->port()) + "\n");
    if (!written.ok()) return Fail(written);
  }

  auto ledger = ledger::Ledger::Open({.conninfo = flags.database,
                                      .agencies = command::CodesOf(**catalogue),
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
  routing::FactFeed feed(**catalogue, *pool, metrics);
  const routing::StockExporter exporter(
      **catalogue, *pool, metrics,
      {.refresh_every = absl::Seconds(own.stock_seconds), .simulated_clock = flags.simulated_clock});

  const rpc::RealClock clock;
  rpc::CallsOptions calls = {.service = kName,
                             .clock = &clock,
                             .metrics = &metrics,
                             .machines = machine->callers.get(),
                             .tokens = machine->tokens.get(),
                             .limiter = machine->limiter.get(),
                             .simulated_clock = flags.simulated_clock,
                             .deadline_cap = absl::Seconds(flags.deadline_cap_seconds)};
  const auto service = routing::MakeRoutingService({.catalogue = **catalogue,
                                                    .ledger = **ledger,
                                                    .bags = tracking_store,
                                                    .worklists = worklists,
                                                    .feed = feed,
                                                    .workers = *workers,
                                                    .slips = **slips},
                                                   calls);
  calls.service = "tracking";
  const auto tracking = routing::MakeTrackingService({.catalogue = **catalogue,
                                                      .reader = **reader,
                                                      .pool = *pool,
                                                      .workers = *workers,
                                                      .vault = **vault,
                                                      .slips = **slips,
                                                      .keys = *machine->token_keys,
                                                      .access_log = **access_log,
                                                      .calls = calls});

  const auto server = rpc::Server::Start({.name = kName,
                                          .services = {kServiceName, kTrackingServiceName},
                                          .listen = flags.listen,
                                          .port_file = flags.port_file,
                                          .machine = machine->files},
                                         {service.get(), tracking.get()});
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

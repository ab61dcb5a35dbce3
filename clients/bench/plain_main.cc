// hoso-bench-plain: intake and routing without what trust costs, in one process, for ./bench to compare with.
//
// No TLS and no certificates, no tokens, no data keys of persons and no index of them, no signatures on slips, no
// access log. Rights are asked, and persons are sealed: that takes some ten microseconds in both. Its database is one
// of its own, prepared by ./bench; over another one it refuses every acceptance.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "common/access_log/access_log.h"
#include "common/catalogue/catalogue.h"
#include "common/command/fields.h"
#include "common/ledger/ledger.h"
#include "common/ledger/reader.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/rpc/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/workers.h"
#include "common/signing/key_list.h"
#include "common/slips/signer.h"
#include "common/vault/key_ring.h"
#include "services/intake/intake_service.h"
#include "services/intake/lease_book.h"
#include "services/intake/store_blocks.h"
#include "services/routing/read_pool.h"
#include "services/routing/routing_service.h"
#include "services/routing/tracking_service.h"
#include "services/routing/tracking_store.h"
#include "services/routing/watch_facts.h"
#include "services/routing/worklist.h"

namespace {

using namespace hoso;

int Fail(const absl::Status& status) {
  std::cerr << "hoso-bench-plain: " << status.message() << "\n";
  return 1;
}

class NoSigner final : public slips::Signer {
  void Sign(trust::v1::Slip&) const override {}
};

class NoAccessLog final : public access_log::AccessLog {
  void Record(access_log::AccessEntry, std::function<void(absl::Status)> done) override { done(absl::OkStatus()); }
  void RecordSoon(access_log::AccessEntry, std::function<void(absl::Status)> done) override { done(absl::OkStatus()); }
};

}  // namespace

int main(int argc, char** argv) {
  rpc::BlockTerminationSignals();
  CLI::App app("Intake and routing without what trust costs, for ./bench", "hoso-bench-plain");
  std::string intake_database, routing_database, catalogue_folder, vault_file, keys_file, port_file;
  app.add_option("--intake-database", intake_database)->required();
  app.add_option("--routing-database", routing_database)->required();
  app.add_option("--catalogue", catalogue_folder)->required();
  app.add_option("--vault", vault_file)->required();
  app.add_option("--token-keys", keys_file)->required();
  app.add_option("--port-file", port_file)->required();
  CLI11_PARSE(app, argc, argv);
  log::Configure("plain", "warn");
  log::CaptureGrpcLog();

  const auto catalogue = catalogue::Catalogue::Load(catalogue_folder);
  if (!catalogue.ok()) return Fail(catalogue.status());
  const auto vault = vault::KeyRingFile::Open(vault_file);
  if (!vault.ok()) return Fail(vault.status());
  const auto keys = signing::KeyListFile::Open(keys_file);
  if (!keys.ok()) return Fail(keys.status());

  constexpr int kConnections = 4;
  const NoSigner slips;
  NoAccessLog access_log;
  const rpc::RealClock clock;
  metrics::Metrics metrics;
  intake::IntakeStore store(intake_database, kConnections);
  auto ledger = ledger::Ledger::Open(
      {.conninfo = intake_database, .agencies = command::CodesOf(**catalogue), .plain_for_tests = true});
  if (!ledger.ok()) return Fail(ledger.status());
  auto reader = ledger::Reader::Open({.conninfo = routing_database});
  if (!reader.ok()) return Fail(reader.status());
  const routing::ReadPool pool = routing::MakeReadPool(routing_database, kConnections, metrics);
  auto workers = std::make_unique<rpc::Workers>(kConnections);
  auto moves = ledger::Ledger::Open({.conninfo = routing_database, .agencies = command::CodesOf(**catalogue)});
  if (!moves.ok()) return Fail(moves.status());
  routing::TrackingStore tracking_store(*pool);
  routing::WorklistStore worklists(*pool);
  routing::FactFeed feed(**catalogue, *pool, metrics);
  intake::CodeAllocator allocator(intake::BlocksOf(store, "replica-plain", 50));
  intake::LeaseBook leases(store);
  rpc::CallsOptions calls = {
      .service = "intake", .clock = &clock, .metrics = &metrics, .plain_for_tests = true, .simulated_clock = true};
  const std::unique_ptr<grpc::Service> intake = intake::MakeIntakeService({.catalogue = catalogue->get(),
                                                 .ledger = ledger->get(),
                                                 .allocator = &allocator,
                                                 .leases = &leases,
                                                 .slips = &slips,
                                                 .calls = calls})
                          .service;
  calls.service = "routing";
  const auto routing = routing::MakeRoutingService({.catalogue = **catalogue,
                                                    .ledger = **moves,
                                                    .bags = tracking_store,
                                                    .worklists = worklists,
                                                    .feed = feed,
                                                    .workers = *workers,
                                                    .slips = slips},
                                                   calls).service;
  calls.service = "tracking";
  const auto tracking = routing::MakeTrackingService({.catalogue = **catalogue,
                                                      .reader = **reader,
                                                      .pool = *pool,
                                                      .workers = *workers,
                                                      .vault = **vault,
                                                      .slips = slips,
                                                      .keys = **keys,
                                                      .access_log = access_log,
                                                      .calls = calls});
  const auto server = rpc::Server::Start({.name = "plain", .port_file = port_file, .plain_for_tests = true},
                                         {intake.get(), routing.get(), tracking.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  workers.reset();
  reader->reset();
  moves->reset();
  ledger->reset();
  return 0;
}

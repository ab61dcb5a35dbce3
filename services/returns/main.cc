// hoso-returns: brings results back to the citizen.
#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "common/catalogue/catalogue.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/ledger/ledger.h"
#include "common/ledger/metrics_hooks.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/postgres/migrate.h"
#include "common/process/private_memory.h"
#include "common/rpc/call.h"
#include "common/rpc/clock.h"
#include "common/rpc/flags.h"
#include "common/rpc/server.h"
#include "common/vault/key_ring.h"
#include "services/returns/returns_service.h"

namespace {

using namespace hoso;

constexpr char kName[] = "returns";
// The last migrations that this code was written for.
const std::pair<const char*, int> kSchemas[] = {{"ledger", 7}, {"returns", 1}};
constexpr char kServiceName[] = "hoso.returns.v1.ReturnsService";

int Fail(const absl::Status& status) {
  std::cerr << "hoso-returns: " << status.message() << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  rpc::BlockTerminationSignals();
  if (const absl::Status status = process::KeepMemoryPrivate(); !status.ok()) return Fail(status);

  CLI::App app("Hands results out to citizens", "hoso-returns");
  rpc::ServiceFlags flags;
  flags.AddTo(app);
  flags.AddVaultTo(app);
  CLI11_PARSE(app, argc, argv);

  log::Configure(kName, flags.log_level);
  log::CaptureGrpcLog();

  const auto machine = rpc::OpenServiceMachine(flags.machine, flags.token_keys);
  if (!machine.ok()) return Fail(machine.status());
  const auto catalogue = catalogue::Catalogue::Load(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  const auto vault = vault::KeyRingFile::Open(flags.vault);
  if (!vault.ok()) return Fail(vault.status());
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
                                      .vault = vault->get(),
                                      .class_of = command::PersonClassesOf(**catalogue),
                                      .hooks = ledger::HooksInto(metrics)});
  if (!ledger.ok()) return Fail(ledger.status());
  const auto store = returns::ReturnsStore::Open(
      {.conninfo = flags.database, .connections = flags.connections, .on_pool_change = [&metrics](int idle, int busy) {
         metrics.PostgresPoolConnections("idle").Set(idle);
         metrics.PostgresPoolConnections("busy").Set(busy);
       }});
  const rpc::RealClock clock;
  const auto service =
      returns::MakeReturnsService({.catalogue = *catalogue,
                                   .ledger = ledger->get(),
                                   .store = store.get(),
                                   .keys = machine->token_keys.get(),
                                   .calls = {.service = kName,
                                             .clock = &clock,
                                             .metrics = &metrics,
                                             .machines = machine->callers.get(),
                                             .tokens = machine->tokens.get(),
                                             .limiter = machine->limiter.get(),
                                             .simulated_clock = flags.simulated_clock,
                                             .deadline_cap = absl::Seconds(flags.deadline_cap_seconds)},
                                   .read_threads = flags.connections});

  const auto server = rpc::Server::Start({.name = kName,
                                          .services = {kServiceName},
                                          .listen = flags.listen,
                                          .port_file = flags.port_file,
                                          .machine = machine->files},
                                         {service.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  ledger->reset();
  return 0;
}

// hoso-intake: takes dossiers in at counters.
#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "common/catalogue/catalogue.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/ledger/ledger.h"
#include "common/ledger/metrics_hooks.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/postgres/migrate.h"
#include "common/process/private_memory.h"
#include "common/rpc/clock.h"
#include "common/rpc/server.h"
#include "common/slips/signer.h"
#include "common/vault/key_ring.h"
#include "services/intake/code_allocator.h"
#include "services/intake/flags.h"
#include "services/intake/intake_service.h"
#include "services/intake/intake_store.h"
#include "services/intake/lease_book.h"
#include "services/intake/lease_keeper.h"
#include "services/intake/store_blocks.h"

namespace {

using namespace hoso;

constexpr char kName[] = "intake";
constexpr char kServiceName[] = "hoso.intake.v1.IntakeService";
constexpr char kJournalServiceName[] = "hoso.journal.v1.JournalService";
constexpr int kJournalConnections = 2;
// The last migrations that this code was written for.
const std::pair<const char*, int> kSchemas[] = {
    {"ledger", 6}, {"intake", intake::IntakeStore::kSchemaVersion}, {"journal", journal::Book::kSchemaVersion}};

int Fail(const absl::Status& status) {
  std::cerr << "hoso-intake: " << status.message() << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  rpc::BlockTerminationSignals();
  if (const absl::Status status = process::KeepMemoryPrivate(); !status.ok()) return Fail(status);

  CLI::App app("Takes dossiers in at counters", "hoso-intake");
  intake::Flags own;
  own.AddTo(app);
  CLI11_PARSE(app, argc, argv);
  const rpc::ServiceFlags& flags = own.service;
  if (own.replica.empty()) own.replica = intake::FreshReplicaId();
  const std::string holder = intake::kReplicaPrefix + own.replica;

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

  const rpc::RealClock clock;
  intake::IntakeStore store(flags.database, flags.connections);
  if (absl::Status status = store.HoldReplica(own.replica); !status.ok()) return Fail(status);
  // What a crash of this replica left open.
  const auto left = store.CloseAllOf(holder, "its replica ended without giving it back", clock.Now());
  if (!left.ok()) return Fail(left.status());
  if (*left > 0) log::Info("leases of a crash closed", {{"count", *left}});

  auto ledger = ledger::Ledger::Open({.conninfo = flags.database,
                                      .agencies = command::CodesOf(**catalogue),
                                      .vault = vault->get(),
                                      .class_of = command::PersonClassesOf(**catalogue),
                                      .committers = own.committers,
                                      .hooks = ledger::HooksInto(metrics)});
  if (!ledger.ok()) return Fail(ledger.status());
  intake::CodeAllocator allocator(intake::BlocksOf(store, holder, own.lease_block));
  intake::LeaseBook leases(store);
  intake::LeaseKeeper keeper(store, leases,
                             {.now = [&clock] { return clock.Now(); },
                              .today = [&]() -> absl::CivilDay {
                                return flags.simulated_clock ? allocator.today() : clock::LocalDay(clock.Now());
                              }});
  rpc::CallsOptions calls = {.service = kName,
                             .clock = &clock,
                             .metrics = &metrics,
                             .machines = machine->callers.get(),
                             .tokens = machine->tokens.get(),
                             .limiter = machine->limiter.get(),
                             .simulated_clock = flags.simulated_clock,
                             .deadline_cap = absl::Seconds(flags.deadline_cap_seconds)};
  intake::IntakeDoor door = intake::MakeIntakeService({.catalogue = catalogue->get(),
                                                       .ledger = ledger->get(),
                                                       .allocator = &allocator,
                                                       .leases = &leases,
                                                       .slips = slips->get(),
                                                       .calls = calls});
  journal::Book journals(flags.database, kJournalConnections);
  rpc::CallsOptions journal_calls = calls;
  journal_calls.service = "journal";
  const auto journal = journal::MakeJournalService({.book = journals,
                                                    .tokens = *machine->tokens,
                                                    .runners = std::move(door.runners),
                                                    .door = calls,
                                                    .calls = journal_calls});

  const auto server = rpc::Server::Start({.name = kName,
                                          .services = {kServiceName, kJournalServiceName},
                                          .listen = flags.listen,
                                          .port_file = flags.port_file,
                                          .machine = machine->files},
                                         {door.service.get(), journal.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  ledger->reset();  // No command is under way any more: what blocks leave unused is known.
  leases.CheckNow();
  const absl::Status drained = allocator.Drain();
  if (!drained.ok()) log::Warn("leases not given back", {{"error", drained.ToString()}});
  return 0;
}

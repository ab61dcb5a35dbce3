// hoso-intake: takes dossiers in at counters.
#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "common/access_log/access_log.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/ledger/ledger.h"
#include "common/ledger/metrics_hooks.h"
#include "common/ledger/reader.h"
#include "common/log/log.h"
#include "common/process/start.h"
#include "services/intake/cash_service.h"
#include "services/intake/cash_store.h"
#include "services/intake/code_allocator.h"
#include "services/intake/flags.h"
#include "services/intake/intake_service.h"
#include "services/intake/intake_store.h"
#include "services/intake/lease_book.h"
#include "services/intake/lease_keeper.h"
#include "services/intake/scan_service.h"
#include "services/intake/store_blocks.h"

namespace {

using namespace hoso;

constexpr char kName[] = "intake";
constexpr char kServiceName[] = "hoso.intake.v1.IntakeService";
constexpr char kCashServiceName[] = "hoso.cash.v1.CashService";
constexpr char kScanServiceName[] = "hoso.scans.v1.ScanService";
constexpr int kCashConnections = 1, kScanConnections = 2;
constexpr int kScanWorkers = 4;  // More than connections: a task waits for the ledger and the access log, too.
// The last migrations that this code was written for.
const std::vector<process::Schema> kSchemas = {{"ledger", 8},
                                               {"access", 2},
                                               {"intake", intake::IntakeStore::kSchemaVersion},
                                               {"journal", journal::Book::kSchemaVersion}};

int Fail(const absl::Status& status) { return process::Fail(kName, status); }

}  // namespace

int main(int argc, char** argv) {
  if (const absl::Status status = process::Begin(); !status.ok()) return Fail(status);

  CLI::App app("Takes dossiers in at counters", "hoso-intake");
  intake::Flags own;
  own.AddTo(app);
  CLI11_PARSE(app, argc, argv);
  const rpc::ServiceFlags& flags = own.service;
  if (own.replica.empty()) own.replica = intake::FreshReplicaId();
  const std::string holder = intake::kReplicaPrefix + own.replica;

  const auto started = process::Start(kName, flags, kSchemas);
  if (!started.ok()) return Fail(started.status());
  metrics::Metrics& metrics = *started->metrics;

  intake::IntakeStore store(flags.database, flags.connections);
  if (absl::Status status = store.HoldReplica(own.replica); !status.ok()) return Fail(status);
  // What a crash of this replica left open.
  const auto left = store.CloseAllOf(holder, "its replica ended without giving it back", started->clock->Now());
  if (!left.ok()) return Fail(left.status());
  if (*left > 0) log::Info("leases of a crash closed", {{"count", *left}});

  auto ledger = ledger::Ledger::Open({.conninfo = flags.database,
                                      .agencies = command::CodesOf(*started->catalogue),
                                      .vault = started->vault.get(),
                                      .class_of = command::PersonClassesOf(*started->catalogue),
                                      .committers = own.committers,
                                      .hooks = ledger::HooksInto(metrics)});
  if (!ledger.ok()) return Fail(ledger.status());
  intake::CodeAllocator allocator(intake::BlocksOf(store, holder, own.lease_block));
  intake::LeaseBook leases(store);
  intake::LeaseKeeper keeper(store, leases,
                             {.now = [&started] { return started->clock->Now(); },
                              .today = [&]() -> absl::CivilDay {
                                return flags.simulated_clock ? allocator.today()
                                                             : clock::LocalDay(started->clock->Now());
                              }});
  const rpc::CallsOptions calls = started->CallsOf(kName, flags);
  intake::IntakeDoor door = intake::MakeIntakeService({.catalogue = started->catalogue.get(),
                                                       .ledger = ledger->get(),
                                                       .allocator = &allocator,
                                                       .leases = &leases,
                                                       .slips = started->slips.get(),
                                                       .calls = calls});
  intake::CashStore cash_store(flags.database, kCashConnections);
  intake::IntakeDoor cash = intake::MakeCashService({.catalogue = started->catalogue.get(),
                                                     .store = &cash_store,
                                                     .tokens = started->machine.tokens.get(),
                                                     .calls = started->CallsOf("cash", flags)});
  door.runners.merge(cash.runners);
  const journal::JournalDoor journal =
      journal::OpenJournalDoor(flags.database, *started->machine.tokens, *started->machine.token_keys,
                               std::move(door.runners), calls, {{"cash", started->CallsOf("cash", flags)}});

  auto access_log = access_log::AccessLog::Open({.conninfo = flags.database});
  if (!access_log.ok()) return Fail(access_log.status());
  auto reader = ledger::Reader::Open({.conninfo = flags.database, .readers = 1});
  if (!reader.ok()) return Fail(reader.status());
  intake::ScanStore scans(flags.database, kScanConnections);
  auto scan_workers = std::make_unique<rpc::Workers>(kScanWorkers);
  const auto scan = intake::MakeScanService({.catalogue = *started->catalogue,
                                             .ledger = **ledger,
                                             .reader = **reader,
                                             .store = scans,
                                             .vault = *started->vault,
                                             .access_log = **access_log,
                                             .workers = *scan_workers,
                                             .calls = started->CallsOf("scan", flags)});

  const auto server = rpc::Server::Start(
      started->ServerOf(kName, {kServiceName, kCashServiceName, journal::kServiceName, kScanServiceName}, flags),
      {door.service.get(), cash.service.get(), journal.service.get(), scan.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  scan_workers.reset();  // What still waits there uses the ledger.
  reader->reset();
  access_log->reset();
  ledger->reset();  // No command is under way any more: what blocks leave unused is known.
  leases.CheckNow();
  const absl::Status drained = allocator.Drain();
  if (!drained.ok()) log::Warn("leases not given back", {{"error", drained.ToString()}});
  return 0;
}

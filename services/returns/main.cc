// hoso-returns: brings results back to the citizen.
#include <CLI/CLI.hpp>
#include <utility>

#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/ledger/ledger.h"
#include "common/ledger/metrics_hooks.h"
#include "common/process/start.h"
#include "services/returns/returns_service.h"

namespace {

using namespace hoso;

constexpr char kName[] = "returns";
// The last migrations that this code was written for.
const std::vector<process::Schema> kSchemas = {
    {"ledger", 7}, {"returns", 1}, {"journal", journal::Book::kSchemaVersion}};
constexpr char kServiceName[] = "hoso.returns.v1.ReturnsService";

int Fail(const absl::Status& status) { return process::Fail(kName, status); }

}  // namespace

int main(int argc, char** argv) {
  if (const absl::Status status = process::Begin(); !status.ok()) return Fail(status);

  CLI::App app("Hands results out to citizens", "hoso-returns");
  rpc::ServiceFlags flags;
  flags.AddTo(app);
  flags.AddVaultTo(app);
  CLI11_PARSE(app, argc, argv);

  const auto started = process::Start(kName, flags, kSchemas);
  if (!started.ok()) return Fail(started.status());
  metrics::Metrics& metrics = *started->metrics;

  auto ledger = ledger::Ledger::Open({.conninfo = flags.database,
                                      .agencies = command::CodesOf(*started->catalogue),
                                      .vault = started->vault.get(),
                                      .class_of = command::PersonClassesOf(*started->catalogue),
                                      .hooks = ledger::HooksInto(metrics)});
  if (!ledger.ok()) return Fail(ledger.status());
  const auto store = returns::ReturnsStore::Open(
      {.conninfo = flags.database, .connections = flags.connections, .on_pool_change = [&metrics](int idle, int busy) {
         metrics.PostgresPoolConnections("idle").Set(idle);
         metrics.PostgresPoolConnections("busy").Set(busy);
       }});
  const rpc::CallsOptions calls = started->CallsOf(kName, flags);
  returns::ReturnsDoor door = returns::MakeReturnsService({.catalogue = started->catalogue,
                                                           .ledger = ledger->get(),
                                                           .store = store.get(),
                                                           .keys = started->machine.token_keys.get(),
                                                           .calls = calls,
                                                           .read_threads = flags.connections});

  const journal::JournalDoor journal = journal::OpenJournalDoor(
      flags.database, *started->machine.tokens, *started->machine.token_keys, std::move(door.runners), calls);

  const auto server = rpc::Server::Start(started->ServerOf(kName, {kServiceName, journal::kServiceName}, flags),
                                         {door.service.get(), journal.service.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  ledger->reset();
  return 0;
}

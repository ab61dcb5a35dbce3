#include "common/process/start.h"

#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/atomic_file.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/postgres/migrate.h"
#include "common/process/private_memory.h"

namespace hoso::process {
namespace {

// Sets `part` to what was opened.
template <typename Part>
absl::Status Take(absl::StatusOr<Part> opened, Part& part) {
  if (!opened.ok()) return opened.status();
  part = *std::move(opened);
  return absl::OkStatus();
}

absl::Status ServeMetrics(const rpc::ServiceFlags& flags, Started& started) {
  started.metrics = std::make_unique<metrics::Metrics>();
  absl::Status status = Take(metrics::Exposer::Start(flags.metrics, *started.metrics), started.exposer);
  if (!status.ok() || flags.metrics_port_file.empty()) return status;
  return files::WriteFile(flags.metrics_port_file, absl::StrCat(started.exposer->port(), "\n"),
                          files::Existing::kReplace);
}

}  // namespace

rpc::CallsOptions Started::CallsOf(const std::string& name, const rpc::ServiceFlags& flags) const {
  return {.service = name,
          .clock = clock.get(),
          .metrics = metrics.get(),
          .machines = machine.callers.get(),
          .tokens = machine.tokens.get(),
          .limiter = machine.limiter.get(),
          .simulated_clock = flags.simulated_clock,
          .deadline_cap = absl::Seconds(flags.deadline_cap_seconds)};
}

rpc::ServerOptions Started::ServerOf(const std::string& name, std::vector<std::string> services,
                                     const rpc::ServiceFlags& flags) const {
  return {.name = name,
          .services = std::move(services),
          .listen = flags.listen,
          .port_file = flags.port_file,
          .machine = machine.files};
}

absl::Status Begin() {
  rpc::BlockTerminationSignals();
  return KeepMemoryPrivate();
}

absl::StatusOr<Started> Start(const std::string& name, const rpc::ServiceFlags& flags,
                              const std::vector<Schema>& schemas) {
  log::Configure(name, flags.log_level);
  log::CaptureGrpcLog();
  Started started;
  started.clock = std::make_unique<rpc::RealClock>();
  absl::Status status = Take(rpc::OpenServiceMachine(flags.machine, flags.token_keys), started.machine);
  if (status.ok()) status = Take(catalogue::Catalogue::Load(flags.catalogue), started.catalogue);
  if (status.ok() && flags.wants_vault) status = Take(vault::KeyRingFile::Open(flags.vault), started.vault);
  if (status.ok() && flags.wants_slip_key) {
    status = Take(slips::Signer::Open(flags.slip_key, name, *started.machine.token_keys), started.slips);
  }
  for (const Schema& schema : schemas) {
    if (status.ok()) status = postgres::CheckSchema(flags.database, schema.component, schema.version);
  }
  if (status.ok()) status = ServeMetrics(flags, started);
  if (!status.ok()) return status;
  return started;
}

int Fail(const std::string& name, const absl::Status& status) {
  std::cerr << "hoso-" << name << ": " << status.message() << "\n";
  return 1;
}

}  // namespace hoso::process

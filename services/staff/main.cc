// hoso-staff: who works where, and the tokens of who has signed in.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "common/access_log/access_log.h"
#include "common/access_log/access_reader.h"
#include "common/catalogue/catalogue.h"
#include "common/files/secret_file.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/postgres/migrate.h"
#include "common/process/private_memory.h"
#include "common/rpc/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/workers.h"
#include "common/signing/key.h"
#include "services/staff/access_service.h"
#include "services/staff/flags.h"
#include "services/staff/sign_in.h"
#include "services/staff/staff_service.h"

namespace {

using namespace hoso;

constexpr char kName[] = "staff";
constexpr char kServiceName[] = "hoso.staff.v1.StaffService";
constexpr char kAccessServiceName[] = "hoso.access.v1.AccessService";
// The last migrations that this code was written for.
const std::pair<const char*, int> kSchemas[] = {{kName, 3}, {"access", 1}};

int Fail(const absl::Status& status) {
  std::cerr << "hoso-staff: " << status.message() << "\n";
  return 1;
}

absl::Status MakeFirstAdministrator(const staff::Flags& flags, staff::StaffStore& store, const staff::HashCost& cost) {
  if (flags.first_administrator.empty()) return absl::OkStatus();
  const auto password = staff::AddFirstAdministrator(store, cost, flags.first_administrator, absl::Now());
  if (!password.ok() || password->empty()) return password.status();
  return files::WriteSecretFile(flags.first_password_file, *password + "\n");
}

absl::StatusOr<std::unique_ptr<staff::IdentityProvider>> MakeProvider(const staff::OidcOptions& options) {
  if (options.expected.issuer.empty()) return nullptr;
  return staff::MakeOidcProvider(options);
}

}  // namespace

int main(int argc, char** argv) {
  rpc::BlockTerminationSignals();
  if (const absl::Status status = process::KeepMemoryPrivate(); !status.ok()) return Fail(status);

  CLI::App app("Knows who works where, and lets people sign in", "hoso-staff");
  staff::Flags own;
  own.AddTo(app);
  CLI11_PARSE(app, argc, argv);
  const rpc::ServiceFlags& flags = own.service;

  log::Configure(kName, flags.log_level);
  log::CaptureGrpcLog();
  if (sodium_init() < 0) return Fail(absl::InternalError("libsodium does not start"));

  const auto machine = rpc::OpenServiceMachine(flags.machine, flags.token_keys);
  if (!machine.ok()) return Fail(machine.status());
  const auto key = signing::PrivateKey::Load(own.token_key);
  if (!key.ok()) return Fail(key.status());
  const auto seal = staff::CodeSeal::Load(own.code_key);
  if (!seal.ok()) return Fail(seal.status());
  const auto catalogue = catalogue::Catalogue::Load(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  const auto provider = MakeProvider(own.oidc);
  if (!provider.ok()) return Fail(provider.status());
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

  staff::StaffStore store({.conninfo = flags.database, .connections = flags.connections});
  const staff::SignInOptions options{.cost = {.memory_bytes = static_cast<size_t>(own.password_memory_mib) << 20},
                                     .token_lifetime = absl::Minutes(own.token_minutes),
                                     .session_lifetime = absl::Hours(own.session_hours),
                                     .credential_period = absl::Hours(24 * own.credential_days)};
  if (absl::Status status = MakeFirstAdministrator(own, store, options.cost); !status.ok()) return Fail(status);
  staff::SignIns sign_ins(store, *key, *seal, provider->get(), options);
  auto workers = std::make_unique<rpc::Workers>(flags.connections);
  const rpc::RealClock clock;  // Also where others simulate: tokens are for machines and people of today.
  rpc::CallsOptions calls = {.service = kName,
                             .clock = &clock,
                             .metrics = &metrics,
                             .machines = machine->callers.get(),
                             .tokens = machine->tokens.get(),
                             .limiter = machine->limiter.get(),
                             .deadline_cap = absl::Seconds(flags.deadline_cap_seconds)};
  const auto service = staff::MakeStaffService({.catalogue = **catalogue,
                                                .store = store,
                                                .sign_ins = sign_ins,
                                                .seal = *seal,
                                                .workers = *workers,
                                                .calls = calls});
  auto access_log = access_log::AccessLog::Open({.conninfo = flags.database});
  if (!access_log.ok()) return Fail(access_log.status());
  access_log::Store accesses(flags.database, flags.connections);
  calls.service = "access";
  const auto access = staff::MakeAccessService(
      {.catalogue = **catalogue, .store = accesses, .access_log = **access_log, .workers = *workers, .calls = calls});

  const auto server = rpc::Server::Start({.name = kName,
                                          .services = {kServiceName, kAccessServiceName},
                                          .listen = flags.listen,
                                          .port_file = flags.port_file,
                                          .machine = machine->files},
                                         {service.get(), access.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  workers.reset();  // What still waits there uses the stores and the log.
  return 0;
}

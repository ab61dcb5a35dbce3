// hoso-staff: who works where, and the tokens of who has signed in.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "common/access_log/access_log.h"
#include "common/access_log/access_reader.h"
#include "common/files/secret_file.h"
#include "common/process/start.h"
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
const std::vector<process::Schema> kSchemas = {{kName, 3}, {"access", 1}};

int Fail(const absl::Status& status) { return process::Fail(kName, status); }

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
  if (const absl::Status status = process::Begin(); !status.ok()) return Fail(status);

  CLI::App app("Knows who works where, and lets people sign in", "hoso-staff");
  staff::Flags own;
  own.AddTo(app);
  CLI11_PARSE(app, argc, argv);
  const rpc::ServiceFlags& flags = own.service;

  const auto started = process::Start(kName, flags, kSchemas);
  if (!started.ok()) return Fail(started.status());
  if (sodium_init() < 0) return Fail(absl::InternalError("libsodium does not start"));
  const auto key = signing::PrivateKey::Load(own.token_key);
  if (!key.ok()) return Fail(key.status());
  const auto seal = staff::CodeSeal::Load(own.code_key);
  if (!seal.ok()) return Fail(seal.status());
  const auto provider = MakeProvider(own.oidc);
  if (!provider.ok()) return Fail(provider.status());

  staff::StaffStore store({.conninfo = flags.database, .connections = flags.connections});
  const staff::SignInOptions options{.cost = {.memory_bytes = static_cast<size_t>(own.password_memory_mib) << 20},
                                     .token_lifetime = absl::Minutes(own.token_minutes),
                                     .session_lifetime = absl::Hours(own.session_hours),
                                     .credential_period = absl::Hours(24 * own.credential_days)};
  if (absl::Status status = MakeFirstAdministrator(own, store, options.cost); !status.ok()) return Fail(status);
  staff::SignIns sign_ins(store, *key, *seal, provider->get(), options);
  auto workers = std::make_unique<rpc::Workers>(flags.connections);
  rpc::CallsOptions calls = started->CallsOf(kName, flags);
  calls.simulated_clock = false;  // Also where others simulate: tokens are for machines and people of today.
  const auto service = staff::MakeStaffService({.catalogue = *started->catalogue,
                                                .store = store,
                                                .sign_ins = sign_ins,
                                                .seal = *seal,
                                                .workers = *workers,
                                                .calls = calls});
  auto access_log = access_log::AccessLog::Open({.conninfo = flags.database});
  if (!access_log.ok()) return Fail(access_log.status());
  access_log::Store accesses(flags.database, flags.connections);
  calls.service = "access";
  const auto access = staff::MakeAccessService({.catalogue = *started->catalogue,
                                                .store = accesses,
                                                .access_log = **access_log,
                                                .workers = *workers,
                                                .calls = calls});

  const auto server = rpc::Server::Start(started->ServerOf(kName, {kServiceName, kAccessServiceName}, flags),
                                         {service.get(), access.get()});
  if (!server.ok()) return Fail(server.status());
  rpc::WaitForTermination();
  (*server)->Drain();
  workers.reset();  // What still waits there uses the stores and the log.
  return 0;
}

// How every service's main() begins.
//
//   int main(int argc, char** argv) {
//     if (absl::Status status = process::Begin(); !status.ok()) return process::Fail(kName, status);
//     ...flags...
//     const auto started = process::Start(kName, flags, {{"ledger", 6}});
//     if (!started.ok()) return process::Fail(kName, started.status());
#ifndef HOSO_COMMON_PROCESS_START_H_
#define HOSO_COMMON_PROCESS_START_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/metrics/metrics.h"
#include "common/rpc/call.h"
#include "common/rpc/clock.h"
#include "common/rpc/credentials.h"
#include "common/rpc/flags.h"
#include "common/rpc/server.h"
#include "common/slips/signer.h"
#include "common/vault/key_ring.h"

namespace hoso::process {

// The last migration of a component that the program was written for.
struct Schema {
  std::string component;
  int version = 0;
};

// What each service has before anything of its own. Its parts outlive all that is made of them.
struct Started {
  rpc::ServiceMachine machine;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  std::unique_ptr<vault::KeyRingFile> vault;  // Null for a service without --vault.
  std::unique_ptr<slips::Signer> slips;       // Null for a service without --slip-key.
  std::unique_ptr<metrics::Metrics> metrics;
  std::unique_ptr<metrics::Exposer> exposer;  // Its page.
  std::unique_ptr<rpc::RealClock> clock;

  // For the calls of the service `name`, and for the server of the process.
  rpc::CallsOptions CallsOf(const std::string& name, const rpc::ServiceFlags& flags) const;
  rpc::ServerOptions ServerOf(const std::string& name, std::vector<std::string> services,
                              const rpc::ServiceFlags& flags) const;
};

// The first lines of main(), before any thread starts and before anything secret is read.
absl::Status Begin();

// Opens the log, and then all of the above: errors name the file, the flag or the migration. The metrics' page is
// served when this returns.
absl::StatusOr<Started> Start(const std::string& name, const rpc::ServiceFlags& flags,
                              const std::vector<Schema>& schemas);

// Says "hoso-NAME: why" and returns the exit code.
int Fail(const std::string& name, const absl::Status& status);

}  // namespace hoso::process

#endif  // HOSO_COMMON_PROCESS_START_H_

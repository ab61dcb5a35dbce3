#include "services/intake/flags.h"

#include <openssl/rand.h>
#include <unistd.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace hoso::intake {

void Flags::AddTo(CLI::App& app) {
  service.AddTo(app);
  service.AddVaultTo(app);
  service.AddSlipKeyTo(app);
  app.add_option("--replica", replica,
                 "Name of this replica as a holder of code blocks, the same after a restart; by default one of its own")
      ->check([](const std::string& id) {
        return id.size() <= 48 && id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                       "0123456789-_.") == std::string::npos
                   ? std::string()
                   : std::string("want at most 48 letters, digits or -_.");
      });
  app.add_option("--lease-block", lease_block, "Codes in the first block of a day; blocks grow with demand to 500")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  app.add_option("--committers", committers, "Threads that commit: 1 on a fast disk, 2 where fsync takes milliseconds")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
}

std::string FreshReplicaId() {
  char host[64] = {};
  gethostname(host, sizeof(host) - 1);
  unsigned char random[3];
  RAND_bytes(random, sizeof(random));
  return absl::StrCat(host, "-", getpid(), "-",
                      absl::BytesToHexString(absl::string_view(reinterpret_cast<char*>(random), sizeof(random))));
}

}  // namespace hoso::intake

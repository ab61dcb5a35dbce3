// The flags that all services have, and what main() does with them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace hoso::rpc {

struct ServiceFlags {
  std::string listen = "127.0.0.1:0";
  std::string port_file;
  std::string metrics = "127.0.0.1:0";
  std::string metrics_port_file;
  std::string machine;                  // Folder of this service's certificate (deploy/ca/ca.sh).
  std::string token_keys;               // Public keys that sign people's tokens and slips: a list as JSON.
  std::string database;                 // libpq connection string.
  std::string slip_key;                 // Private key that signs slips, PEM, mode 0600.
  std::string vault;                    // Key ring file (common/vault/key_ring.h).
  std::string catalogue = "catalogue";  // Folder.
  bool simulated_clock = false;
  int connections = 4;  // Of the pool for reads.
  double deadline_cap_seconds = 10;
  std::string log_level = "info";  // debug, info, warn, error.

  // Declares --listen, --port-file, --metrics, --metrics-port-file,
  // --machine, --token-keys, --database, --catalogue, --simulated-clock, --connections,
  // --deadline-cap-seconds and --log-level.
  void AddTo(CLI::App& app);
  // What was declared beside them.
  bool wants_vault = false;
  bool wants_slip_key = false;

  // --vault: of services that store or read personal data.
  void AddVaultTo(CLI::App& app);
  // --slip-key: of services that issue slips.
  void AddSlipKeyTo(CLI::App& app);
};

}  // namespace hoso::rpc

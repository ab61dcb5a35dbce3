#include "common/rpc/flags.h"

#include "common/postgres/conninfo.h"

namespace hoso::rpc {

void ServiceFlags::AddTo(CLI::App& app) {
  app.add_option("--listen", listen, "Address of the gRPC server; port 0 takes a free one")->capture_default_str();
  app.add_option("--port-file", port_file, "File into which the bound port is written");
  app.add_option("--metrics", metrics, "Address of the Prometheus page; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--metrics-port-file", metrics_port_file, "File into which the bound port of the metrics is written");
  app.add_option("--machine", machine, "Folder of this service's certificate, as deploy/ca/ca.sh makes it")->required();
  app.add_option("--token-keys", token_keys,
                 "File with the public keys of people's tokens and of slips (hoso.trust.v1.KeyList as JSON)")
      ->required();
  app.add_option("--database", database, "PostgreSQL connection string (libpq), without a password")
      ->check(postgres::ProblemWithConninfo)
      ->required();
  app.add_option("--catalogue", catalogue, "Folder of the catalogue")->capture_default_str();
  app.add_flag("--simulated-clock", simulated_clock, "Let callers say what time it is (metadata hoso-time)");
  app.add_option("--connections", connections, "Database connections for reads")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--deadline-cap-seconds", deadline_cap_seconds, "Longest time that a call may take")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  app.add_option("--log-level", log_level, "Log from this level on")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
}

void ServiceFlags::AddVaultTo(CLI::App& app) {
  wants_vault = true;
  app.add_option("--vault", vault, "File of the key ring for personal data, mode 0600: hoso vault new FILE")->required();
}

void ServiceFlags::AddSlipKeyTo(CLI::App& app) {
  wants_slip_key = true;
  app.add_option("--slip-key", slip_key,
                 "Private key that signs slips: Ed25519, PEM, mode 0600: hoso key new --use slip")
      ->required();
}

}  // namespace hoso::rpc

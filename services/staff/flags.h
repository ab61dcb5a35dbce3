// The flags of hoso-staff beside those that all services have.
#ifndef HOSO_SERVICES_STAFF_FLAGS_H_
#define HOSO_SERVICES_STAFF_FLAGS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "common/rpc/flags.h"
#include "services/staff/oidc_provider.h"

namespace hoso::staff {

struct Flags {
  rpc::ServiceFlags service;
  std::string token_key;            // Private key, PEM, mode 0600.
  std::string code_key;             // Under which secrets of one-time codes are sealed.
  std::string first_administrator;  // Staff id; empty: none is made.
  std::string first_password_file;
  OidcOptions oidc;  // No issuer: people sign in by password only.
  int token_minutes = 10;
  double session_hours = 10;
  int credential_days = 30;
  int password_memory_mib = 64;

  void AddTo(CLI::App& app);
};

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_FLAGS_H_

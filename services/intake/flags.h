// The flags of hoso-intake beside those that all services have.
#ifndef HOSO_SERVICES_INTAKE_FLAGS_H_
#define HOSO_SERVICES_INTAKE_FLAGS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "common/rpc/flags.h"

namespace hoso::intake {

struct Flags {
  rpc::ServiceFlags service;
  std::string replica;
  int lease_block = 50;
  int committers = 1;

  void AddTo(CLI::App& app);
};

// Such as "host-4711-9f3a2c": unlike that of any other process.
std::string FreshReplicaId();

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_FLAGS_H_

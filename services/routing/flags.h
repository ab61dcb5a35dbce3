// The flags of hoso-routing beside those that all services have.
#ifndef HOSO_SERVICES_ROUTING_FLAGS_H_
#define HOSO_SERVICES_ROUTING_FLAGS_H_

#include <CLI/CLI.hpp>

#include "common/rpc/flags.h"

namespace hoso::routing {

struct Flags {
  rpc::ServiceFlags service;
  int committers = 1;
  int bulk_committers = 1;
  double stock_seconds = 5;

  // Declares --committers, --bulk-committers, --stock-seconds, and those of ServiceFlags.
  void AddTo(CLI::App& app);
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_FLAGS_H_

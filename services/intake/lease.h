// A block of running numbers of one agency and day, given to one holder.
#ifndef HOSO_SERVICES_INTAKE_LEASE_H_
#define HOSO_SERVICES_INTAKE_LEASE_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace hoso::intake {

struct Lease {
  std::string id;  // A UUID.
  int agency = 0;  // Number of the agency.
  absl::CivilDay day;
  int first = 0;
  int last = 0;        // Inclusive.
  std::string holder;  // Device, or kReplicaPrefix and a replica's id.
  bool open = true;
};

// Holders that are intake replicas; no counter may call itself so.
inline constexpr char kReplicaPrefix[] = "replica/";

// A lease that was closed, and its numbers that no dossier uses.
struct ClosedLease {
  Lease lease;
  std::vector<int> void_numbers;  // Ascending.
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_LEASE_H_

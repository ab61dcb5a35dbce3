// ShowPersons: the owner and the submitter of a dossier, opened.
//
// No gRPC. Whether the caller may see them, and that it is recorded, is the service's to see to.
#ifndef HOSO_SERVICES_ROUTING_PERSONS_IN_FULL_H_
#define HOSO_SERVICES_ROUTING_PERSONS_IN_FULL_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/person_rows.h"
#include "common/vault/key_ring.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// A dossier with all versions of its owner and submitter, sealed, of one moment.
struct DossierWithPersons {
  int64_t id = 0;
  core::v1::Dossier dossier;
  std::vector<ledger::KeptPerson> persons;
};

// NOT_FOUND: no such dossier. `pool` has role hoso_routing.
absl::StatusOr<DossierWithPersons> ReadPersons(postgres::Pool& pool, identity::DossierId id, absl::Time deadline);

// Those of `ids` that there are, oldest first.
absl::StatusOr<std::vector<DossierWithPersons>> ReadPersons(postgres::Pool& pool, const std::vector<int64_t>& ids,
                                                            absl::Time deadline);

// The version that `ref` names, opened; empty when it was destroyed. Errors as OpenPersons.
absl::StatusOr<ledger::PersonRow> OpenPerson(const vault::KeyRing& ring, const DossierWithPersons& read,
                                             const core::v1::PersonRef& ref);

// Opens the versions that the dossier refers to. DATA_LOSS when a record is not there or not the one that the facts
// have a digest of; FAILED_PRECONDITION, reason KEY_MISSING, when the ring lacks a key.
absl::Status OpenPersons(const vault::KeyRing& ring, const DossierWithPersons& read,
                         tracking::v1::ShowPersonsResponse& response);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_PERSONS_IN_FULL_H_

// All that is held about a person, for a person who asks for it. No gRPC.
#ifndef HOSO_CLIENTS_HOSO_PERSON_DATA_H_
#define HOSO_CLIENTS_HOSO_PERSON_DATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/vault/key_ring.h"

namespace hoso::cli {

struct HeldData {
  std::string json;
  std::vector<std::string> dossier_codes;  // Of each record.
};

// Every record with this identity number, present or former, of any dossier and in any version, opened, with what is
// known of its dossier and until when it is kept; as JSON. `conninfo` is of the role hoso_auditor. FAILED_PRECONDITION,
// reason KEY_MISSING, when the ring lacks a class: then not all can be found.
absl::StatusOr<HeldData> PersonData(const std::string& conninfo, const vault::KeyRing& ring,
                                    const catalogue::Catalogue& catalogue, const std::string& identity_number);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_PERSON_DATA_H_

// SearchDossiers: persons by number, phone or name, of the dossiers that the caller may see, masked.
//
// No gRPC. What the index finds is opened and compared again, so that nothing is shown that does not fit.
#ifndef HOSO_SERVICES_ROUTING_PERSON_SEARCH_H_
#define HOSO_SERVICES_ROUTING_PERSON_SEARCH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/folded_name.h"
#include "common/ledger/person_search.h"
#include "common/rights/reach.h"
#include "common/vault/key_ring.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// Whose dossiers the caller may find: the one place where a search is narrowed, before anything is counted.
// PERMISSION_DENIED, reason OUT_OF_REACH, for a caller of no office and no agency.
absl::StatusOr<ledger::DossierScope> SearchScopeOf(const catalogue::Catalogue& catalogue, const rights::Reach& reach);

// A search, ready to be run.
struct PersonSearch {
  ledger::PersonQuery query;
  int max_results = 0;
  std::string identity_number, phone;    // In their normal forms; at most one of them.
  std::vector<identity::NameWord> name;  // Or this.
  std::vector<std::string> communes;     // Codes; with a name only.
  absl::CivilDay day;                    // As on which communes are named.
};
// Pure. INVALID_ARGUMENT naming the fields.
absl::StatusOr<PersonSearch> PlanSearch(const catalogue::Catalogue& catalogue, const vault::KeyRing& ring,
                                        ledger::DossierScope scope, absl::Time now,
                                        const tracking::v1::SearchDossiersRequest& request);

// Codes of the communes as on `day` that fit a code or a name best: with its accents if any has them, else without.
std::vector<std::string> FindCommunes(const catalogue::Catalogue& catalogue, const std::string& code_or_name,
                                      absl::CivilDay day);

// `pool` has role hoso_routing.
absl::Status AnswerSearch(postgres::Pool& pool, const catalogue::Catalogue& catalogue, const vault::KeyRing& ring,
                          const PersonSearch& search, absl::Time deadline,
                          tracking::v1::SearchDossiersResponse& response);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_PERSON_SEARCH_H_

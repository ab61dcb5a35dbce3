// What a right reaches: of which dossiers, bags and holders the caller may know.
//
// What is out of reach is answered as if it did not exist: neither a count nor an
// error tells of it.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_COMMON_RIGHTS_REACH_H_
#define HOSO_COMMON_RIGHTS_REACH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/catalogue/catalogue.h"
#include "common/rights/table.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::rights {

// The scope of a command for one caller, with the place that it is counted from: one of the three, or none for the province.
struct Reach {
  Scope scope = Scope::kNone;
  std::string office;
  std::string agency;
  std::string carrier;
};

// A reach over everything: for what the system asks itself.
inline Reach Everything() { return {.scope = Scope::kProvince}; }

bool ReachesOffice(const catalogue::Catalogue& catalogue, const Reach& reach, const std::string& office);
// The own agency, and those that it took over from.
bool ReachesAgency(const catalogue::Catalogue& catalogue, const Reach& reach, const std::string& agency);
// An office, agency or carrier as above; other holders only with Scope::kProvince.
bool ReachesHolder(const catalogue::Catalogue& catalogue, const Reach& reach, const core::v1::Holder& holder);

// A dossier is reached from where it was accepted, is to be handed out or is decided, from who holds an item of it, and from
// who answers for an open difference.
bool ReachesDossier(const catalogue::Catalogue& catalogue, const Reach& reach, const core::v1::Dossier& dossier);

// A bag is reached from where it comes from, where it goes and who has it.
bool ReachesBag(const catalogue::Catalogue& catalogue, const Reach& reach, const core::v1::Bag& bag);

// PERMISSION_DENIED, reason OUT_OF_REACH, naming the field of the request and the place. Places are public: that they exist may
// be said, of what is in them nothing.
absl::Status OutOfReach(const std::string& field, const std::string& place);

// The offices that are reached; empty for none or for all (Scope::kProvince).
std::vector<std::string> OfficesOf(const catalogue::Catalogue& catalogue, const Reach& reach);
// The agencies that are reached, in the same way.
std::vector<std::string> AgenciesOf(const catalogue::Catalogue& catalogue, const Reach& reach);

}  // namespace hoso::rights

#endif  // HOSO_COMMON_RIGHTS_REACH_H_

#include "common/rights/reach.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/catalogue/relations.h"
#include "common/rpc/errors.h"
namespace hoso::rights {
namespace {

using catalogue::Catalogue;

}  // namespace

bool ReachesOffice(const Catalogue& catalogue, const Reach& reach, const std::string& office) {
  if (reach.scope == Scope::kProvince) return true;
  if (reach.office.empty() || office.empty()) return false;
  if (reach.scope == Scope::kOwn) return office == reach.office;
  return reach.scope == Scope::kDistrict && catalogue::IsOrIsBelow(catalogue, office, reach.office);
}

bool ReachesAgency(const Catalogue& catalogue, const Reach& reach, const std::string& agency) {
  if (reach.scope == Scope::kProvince) return true;
  if (reach.scope == Scope::kNone || reach.agency.empty() || agency.empty()) return false;
  return catalogue::IsOrSucceeds(catalogue, reach.agency, agency);
}

bool ReachesHolder(const Catalogue& catalogue, const Reach& reach, const core::v1::Holder& holder) {
  if (reach.scope == Scope::kProvince) return true;
  switch (holder.kind()) {
    case core::v1::HOLDER_KIND_OFFICE:
      return ReachesOffice(catalogue, reach, holder.id());
    case core::v1::HOLDER_KIND_AGENCY:
      return ReachesAgency(catalogue, reach, holder.id());
    case core::v1::HOLDER_KIND_CARRIER:
      return reach.scope != Scope::kNone && !reach.carrier.empty() && holder.id() == reach.carrier;
    default:
      return false;
  }
}

bool ReachesDossier(const Catalogue& catalogue, const Reach& reach, const core::v1::Dossier& dossier) {
  const auto holds = [&](const core::v1::Holder& holder) { return ReachesHolder(catalogue, reach, holder); };
  return reach.scope == Scope::kProvince || ReachesOffice(catalogue, reach, dossier.office_id()) ||
         ReachesOffice(catalogue, reach, dossier.return_office_id()) ||
         ReachesAgency(catalogue, reach, dossier.agency_key()) ||
         std::any_of(dossier.items().begin(), dossier.items().end(),
                     [&](const core::v1::Item& item) { return holds(item.holder()); }) ||
         std::any_of(dossier.open_discrepancies().begin(), dossier.open_discrepancies().end(),
                     [&](const core::v1::Discrepancy& open) { return holds(open.accountable()); });
}

bool ReachesBag(const Catalogue& catalogue, const Reach& reach, const core::v1::Bag& bag) {
  return ReachesHolder(catalogue, reach, bag.from()) || ReachesHolder(catalogue, reach, bag.to()) ||
         ReachesHolder(catalogue, reach, bag.custodian());
}

absl::Status OutOfReach(const std::string& field, const std::string& place) {
  return errors::WithReason(
      absl::PermissionDeniedError(absl::StrCat(field, ": ", errors::Echo(place.empty() ? "all" : place),
                                               ", want a place that the caller may see")),
      "OUT_OF_REACH", {{"field", field}});
}

std::vector<std::string> OfficesOf(const Catalogue& catalogue, const Reach& reach) {
  std::vector<std::string> offices;
  if (reach.scope == Scope::kProvince) return offices;
  for (const catalogue::v1::Office& office : catalogue.data().offices()) {
    if (ReachesOffice(catalogue, reach, office.id())) offices.push_back(office.id());
  }
  return offices;
}

std::vector<std::string> AgenciesOf(const Catalogue& catalogue, const Reach& reach) {
  std::vector<std::string> agencies;
  if (reach.scope == Scope::kProvince) return agencies;
  for (const catalogue::v1::Agency& agency : catalogue.data().agencies()) {
    if (ReachesAgency(catalogue, reach, agency.key())) agencies.push_back(agency.key());
  }
  return agencies;
}

}  // namespace hoso::rights

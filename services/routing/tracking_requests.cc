#include "services/routing/tracking_requests.h"

#include <initializer_list>
#include <limits>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/rpc/errors.h"
#include "common/rpc/page_token.h"

namespace hoso::routing {
namespace {

constexpr int kLongestId = 64;

void AddTo(errors::FieldErrors& problems, const absl::Status& status) {
  for (const auto& violation : errors::FieldViolations(status)) problems.Add(violation.field, violation.description);
}

void CheckId(errors::FieldErrors& problems, const std::string& field, const std::string& id) {
  if (id.size() > kLongestId) problems.Add(field, absl::StrCat(id.size(), " bytes, want at most ", kLongestId));
  for (const char c : id) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return problems.Add(field, "has control characters");
  }
}

void CheckHolder(errors::FieldErrors& problems, const std::string& field, const core::v1::Holder& holder,
                 std::initializer_list<core::v1::HolderKind> kinds) {
  if (!absl::c_linear_search(kinds, holder.kind())) {
    problems.Add(field + ".kind",
                 absl::StrCat(static_cast<int>(holder.kind()), ", want a kind that can be asked for here"));
  }
  const bool has_no_id = holder.kind() == core::v1::HOLDER_KIND_APPLICANT;
  if (has_no_id && !holder.id().empty()) problems.Add(field + ".id", "given, want none for the applicant");
  if (!has_no_id && holder.id().empty()) problems.Add(field + ".id", "empty, want which one");
  CheckId(problems, field + ".id", holder.id());
}

void CheckFilter(errors::FieldErrors& problems, const catalogue::Catalogue& catalogue,
                 const tracking::v1::ListDossiersRequest& request) {
  const int given = !request.office_id().empty() + !request.agency_key().empty() + !request.slip_id().empty();
  if (given > 1) problems.Add("office_id", "given with agency_key or slip_id, want at most one of the three");
  if (!request.office_id().empty() && !catalogue.FindOffice(request.office_id()).ok()) {
    problems.Add("office_id", "want an office of the catalogue");
  }
  if (!request.agency_key().empty() && !catalogue.FindAgency(request.agency_key()).ok()) {
    problems.Add("agency_key", "want an agency of the catalogue");
  }
  CheckId(problems, "slip_id", request.slip_id());
  if (!core::v1::Status_IsValid(request.status())) {
    problems.Add("status", absl::StrCat(static_cast<int>(request.status()), ", want 0 to 10"));
  }
}

std::vector<int> NumbersOf(const catalogue::Catalogue& catalogue, const std::vector<std::string>& keys) {
  std::vector<int> numbers;
  for (const std::string& key : keys) {
    const auto agency = catalogue.FindAgency(key);
    if (agency.ok()) numbers.push_back((*agency)->number());
  }
  return numbers;
}

// What is asked for, within what the caller may see. REQUIRES: CheckFilter found nothing.
absl::StatusOr<DossierFilter> FilterOf(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                                       const tracking::v1::ListDossiersRequest& request) {
  DossierFilter filter{.slip = request.slip_id(), .status = request.status()};
  if (!request.office_id().empty()) {
    if (!rights::ReachesOffice(catalogue, reach, request.office_id())) {
      return rights::OutOfReach("office_id", request.office_id());
    }
    filter.offices = {request.office_id()};
  } else if (!request.agency_key().empty()) {
    if (!rights::ReachesAgency(catalogue, reach, request.agency_key())) {
      return rights::OutOfReach("agency_key", request.agency_key());
    }
    filter.agencies = NumbersOf(catalogue, {request.agency_key()});
  } else if (reach.scope != rights::Scope::kProvince) {
    if (!reach.agency.empty()) {
      filter.agencies = NumbersOf(catalogue, rights::AgenciesOf(catalogue, reach));
    } else {
      filter.offices = rights::OfficesOf(catalogue, reach);
    }
  }
  return filter;
}

std::vector<core::v1::Holder> HoldersOf(const catalogue::Catalogue& catalogue, const rights::Reach& reach) {
  std::vector<core::v1::Holder> holders;
  for (const std::string& office : rights::OfficesOf(catalogue, reach)) holders.push_back(custody::Office(office));
  for (const std::string& agency : rights::AgenciesOf(catalogue, reach)) holders.push_back(custody::Agency(agency));
  if (!reach.carrier.empty()) holders.push_back(custody::Carrier(reach.carrier));
  return holders;
}

}  // namespace

absl::StatusOr<identity::DossierId> ReadDossierCode(const identity::AgencyCodes& codes, const std::string& code) {
  const auto id = identity::ParseDossierCode(code, codes);
  if (id.ok()) return *id;
  if (absl::IsNotFound(id.status())) return errors::NotFound("dossier", code);
  return errors::FieldError("dossier_code", std::string(id.status().message()));
}

absl::StatusOr<DossiersPage> PlanListDossiers(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                                              const tracking::v1::ListDossiersRequest& request) {
  errors::FieldErrors problems;
  DossiersPage page;
  CheckFilter(problems, catalogue, request);
  const auto size = rpc::PageSize(request.page_size(), 50, 200);
  AddTo(problems, size.status());
  page.question = rpc::QuestionOf(request);
  const auto position = rpc::ReadPageToken(page.question, request.page_token(), 1);
  AddTo(problems, position.status());
  if (!problems.empty()) return problems.ToStatus();
  auto filter = FilterOf(catalogue, reach, request);
  if (!filter.ok()) return filter.status();
  page.filter = *std::move(filter);
  page.size = *size;
  page.before = std::numeric_limits<int64_t>::max();
  if (position->empty()) return page;
  const auto before = rpc::PositionNumber((*position)[0]);
  if (!before.ok()) return before.status();
  page.before = *before;
  return page;
}

absl::StatusOr<ItemsPage> PlanListItems(const tracking::v1::ListItemsRequest& request) {
  errors::FieldErrors problems;
  ItemsPage page;
  page.holder = request.holder();
  CheckHolder(problems, "holder", request.holder(),
              {core::v1::HOLDER_KIND_OFFICE, core::v1::HOLDER_KIND_BAG, core::v1::HOLDER_KIND_CARRIER,
               core::v1::HOLDER_KIND_AGENCY, core::v1::HOLDER_KIND_APPLICANT, core::v1::HOLDER_KIND_MISSING});
  const auto size = rpc::PageSize(request.page_size(), 100, 500);
  AddTo(problems, size.status());
  page.question = rpc::QuestionOf(request);
  const auto position = rpc::ReadPageToken(page.question, request.page_token(), 2);
  AddTo(problems, position.status());
  if (!problems.empty()) return problems.ToStatus();
  page.size = *size;
  if (position->empty()) return page;
  const auto dossier = rpc::PositionNumber((*position)[0]);
  const auto item = rpc::PositionNumber((*position)[1]);
  if (!dossier.ok()) return dossier.status();
  if (!item.ok()) return item.status();
  page.after_dossier = *dossier;
  page.after_item = static_cast<int32_t>(*item);
  return page;
}

absl::StatusOr<BagsPage> PlanListBags(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                                      const tracking::v1::ListBagsRequest& request) {
  errors::FieldErrors problems;
  BagsPage page;
  if (request.has_to()) {
    page.filter.to = request.to();
    CheckHolder(problems, "to", request.to(), {core::v1::HOLDER_KIND_OFFICE, core::v1::HOLDER_KIND_AGENCY});
  }
  if (request.has_custodian()) {
    page.filter.custodian = request.custodian();
    CheckHolder(problems, "custodian", request.custodian(),
                {core::v1::HOLDER_KIND_OFFICE, core::v1::HOLDER_KIND_CARRIER, core::v1::HOLDER_KIND_AGENCY});
  }
  if (!core::v1::BagStatus_IsValid(request.status())) {
    problems.Add("status", absl::StrCat(static_cast<int>(request.status()), ", want 0 to 3"));
  }
  page.filter.status = request.status();
  const auto size = rpc::PageSize(request.page_size(), 50, 200);
  AddTo(problems, size.status());
  page.question = rpc::QuestionOf(request);
  const auto position = rpc::ReadPageToken(page.question, request.page_token(), 1);
  AddTo(problems, position.status());
  if (!problems.empty()) return problems.ToStatus();
  if (reach.scope != rights::Scope::kProvince) page.filter.of = HoldersOf(catalogue, reach);
  page.size = *size;
  if (!position->empty()) page.after = (*position)[0];
  return page;
}

}  // namespace hoso::routing

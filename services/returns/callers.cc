#include "services/returns/callers.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"

namespace hoso::returns {
namespace {

absl::Status Missing(const char* key, const char* wanted) {
  return absl::UnauthenticatedError(absl::StrCat(key, ": empty, want ", wanted));
}

absl::Status Unknown(const char* key, const std::string& value, const char* wanted) {
  return errors::FieldError(key,
                            absl::StrCat("\"", errors::Printable(value, 40), "\", want ", wanted, " of the catalogue"));
}

}  // namespace

absl::Status CheckOfficeCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor) {
  if (actor.office_id().empty()) return Missing(rpc::kOfficeKey, "the office where the caller stands");
  return CheckAnyCaller(catalogue, actor);
}

absl::Status CheckAnyCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor) {
  if (actor.staff_id().empty()) return Missing(rpc::kStaffKey, "who acts");
  if (actor.office_id().empty() && actor.agency_key().empty() && actor.role() != kCarrierRole) {
    return Missing(rpc::kOfficeKey, "the office where the caller stands, an agency, or the role carrier");
  }
  if (!actor.office_id().empty() && !catalogue.FindOffice(actor.office_id()).ok()) {
    return Unknown(rpc::kOfficeKey, actor.office_id(), "an office");
  }
  if (!actor.agency_key().empty() && !catalogue.FindAgency(actor.agency_key()).ok()) {
    return Unknown(rpc::kAgencyKey, actor.agency_key(), "an agency");
  }
  return absl::OkStatus();
}

bool IsOrSucceeds(const catalogue::Catalogue& catalogue, const std::string& agency, const std::string& former) {
  std::set<std::string> seen;  // A ring in the data must not hang us.
  for (std::string key = former; !key.empty() && seen.insert(key).second;) {
    if (key == agency) return true;
    const auto found = catalogue.FindAgency(key);
    if (!found.ok()) return false;
    key = (*found)->successor();
  }
  return false;
}

bool ActsFor(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor, const core::v1::Holder& holder) {
  switch (holder.kind()) {
    case core::v1::HOLDER_KIND_OFFICE:
      return !holder.id().empty() && actor.office_id() == holder.id();
    case core::v1::HOLDER_KIND_AGENCY:
      return !actor.agency_key().empty() && IsOrSucceeds(catalogue, actor.agency_key(), holder.id());
    case core::v1::HOLDER_KIND_CARRIER:
      return actor.role() == kCarrierRole;
    default:
      return false;
  }
}

}  // namespace hoso::returns

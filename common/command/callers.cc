#include "common/command/callers.h"

#include "absl/strings/str_cat.h"
#include "common/catalogue/relations.h"
#include "common/custody/custody.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"

namespace hoso::command {
namespace {

absl::Status Missing(const char* key, const char* wanted) {
  return absl::UnauthenticatedError(absl::StrCat(key, ": empty, want ", wanted));
}

}  // namespace

absl::StatusOr<std::string> AgencyOf(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor) {
  if (actor.agency_key().empty() && !actor.office_id().empty()) {
    return absl::PermissionDeniedError(absl::StrCat("office ", errors::Echo(actor.office_id(), 40),
                                                    " may not do this: it is the agency's to do"));
  }
  if (actor.agency_key().empty()) return Missing(rpc::kAgencyKey, "the agency that acts");
  if (absl::Status status = CheckCaller(catalogue, actor); !status.ok()) return status;
  return actor.agency_key();
}

absl::Status CheckCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor) {
  if (actor.staff_id().empty()) return Missing(rpc::kStaffKey, "who acts");
  if (actor.office_id().empty() && actor.agency_key().empty() && actor.role() != kCarrierRole) {
    return Missing(rpc::kOfficeKey, "the office where the caller stands, or an agency");
  }
  if (!actor.office_id().empty() && !catalogue.FindOffice(actor.office_id()).ok()) {
    return errors::FieldError(
        rpc::kOfficeKey, absl::StrCat(errors::Echo(actor.office_id(), 40), ", want an office of the catalogue"));
  }
  if (!actor.agency_key().empty() && !catalogue.FindAgency(actor.agency_key()).ok()) {
    return errors::FieldError(
        rpc::kAgencyKey, absl::StrCat(errors::Echo(actor.agency_key(), 40), ", want an agency of the catalogue"));
  }
  return absl::OkStatus();
}

absl::Status CheckOfficeCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor) {
  if (actor.office_id().empty()) return Missing(rpc::kOfficeKey, "the office where the caller stands");
  return CheckCaller(catalogue, actor);
}

bool ActsFor(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor, const core::v1::Holder& holder) {
  switch (holder.kind()) {
    case core::v1::HOLDER_KIND_OFFICE:
      return !holder.id().empty() && actor.office_id() == holder.id();
    case core::v1::HOLDER_KIND_AGENCY:
      return !actor.agency_key().empty() && catalogue::IsOrSucceeds(catalogue, actor.agency_key(), holder.id());
    case core::v1::HOLDER_KIND_CARRIER:
      return actor.role() == kCarrierRole;
    default:
      return false;
  }
}

absl::Status CheckActsFor(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor,
                          const core::v1::Holder& holder, const std::string& what) {
  if (ActsFor(catalogue, actor, holder)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat(what, ": ", custody::Name(holder), " acts for itself; the caller is of another place"));
}

absl::Status CheckKnown(const catalogue::Catalogue& catalogue, const core::v1::Holder& holder) {
  switch (holder.kind()) {
    case core::v1::HOLDER_KIND_OFFICE:
      return catalogue.FindOffice(holder.id()).status();
    case core::v1::HOLDER_KIND_AGENCY:
      return catalogue.FindAgency(holder.id()).status();
    case core::v1::HOLDER_KIND_CARRIER:
      for (const catalogue::v1::Carrier& carrier : catalogue.data().carriers()) {
        if (carrier.id() == holder.id()) return absl::OkStatus();
      }
      return errors::NotFound("carrier", errors::Echo(holder.id(), 40));
    default:
      return absl::InvalidArgumentError(
          absl::StrCat(custody::Name(holder), ", want an office, an agency or a carrier"));
  }
}

}  // namespace hoso::command

#include "services/intake/decisions_scan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

core::v1::Fact FactOf(const scans::v1::NewScan& scan) {
  core::v1::Fact fact;
  core::v1::Scanned& scanned = *fact.mutable_scanned();
  scanned.set_scan_id(scan.scan_id());
  scanned.set_component_id(scan.component_id());
  scanned.set_digest(scan.digest());
  scanned.set_bytes(scan.bytes());
  scanned.set_pages(scan.pages());
  scanned.set_media_type(scan.media_type());
  scanned.set_replaces(scan.replaces());
  return fact;
}

}  // namespace

absl::Status CheckScanOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                         const scans::v1::NewScan& scan) {
  if (!dossier.has_accepted_at()) {
    return errors::Precondition("NOT_ACCEPTED", absl::StrCat("dossier ", dossier.dossier_code(), " was not taken in"));
  }
  const auto procedure = catalogue.FindVersion(dossier.procedure_version());
  if (!procedure.ok()) return procedure.status();
  const auto& components = procedure->version->components();
  if (std::any_of(components.begin(), components.end(),
                  [&](const auto& component) { return component.id() == scan.component_id(); })) {
    return absl::OkStatus();
  }
  return errors::FieldError("component_id", absl::StrCat(errors::Echo(scan.component_id()), ", want a component of ",
                                                         dossier.procedure_version()));
}

command::Plan PlanScan(const catalogue::Catalogue& catalogue, const command::Context& context, identity::DossierId id,
                       const scans::v1::NewScan& scan) {
  command::Plan plan;
  plan.dossiers = {id};
  plan.decide = [&catalogue, context, id, scan](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, scan.dossier_code());
    if (!loaded.ok()) return loaded.status();
    const core::v1::Dossier& dossier = (*loaded)->dossier;
    if (absl::Status status = CheckScanOf(catalogue, dossier, scan); !status.ok()) return status;
    command::Context at = context;
    at.occurred_at = std::max(at.occurred_at, FromProto(dossier.accepted_at()));
    dossier::DossierChange change = command::Begin(**loaded, at);
    if (absl::Status status = change.Add(FactOf(scan)); !status.ok()) return status;
    scans::v1::UploadScanResponse response;
    response.set_bytes_kept(scan.bytes());
    response.set_recorded(true);
    return command::Decide(std::move(change), response);
  };
  return plan;
}

}  // namespace hoso::intake

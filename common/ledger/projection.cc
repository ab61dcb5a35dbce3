#include "common/ledger/projection.h"

#include "absl/strings/str_cat.h"
#include "common/digest/canonical.h"
#include "common/dossier/fold.h"
#include "common/dossier/lifecycle.h"
#include "common/proto_time/proto_time.h"

namespace hoso::ledger {
namespace {

using core::v1::Dossier;

bool PapersElsewhere(const Dossier& dossier) {
  for (const core::v1::Item& item : dossier.items()) {
    const bool papers = item.kind() == core::v1::ITEM_KIND_PAPERS || item.kind() == core::v1::ITEM_KIND_SUPPLEMENT;
    if (papers && item.holder().kind() != core::v1::HOLDER_KIND_AGENCY) return true;
  }
  return false;
}

}  // namespace

DossierRow ProjectDossier(identity::DossierId id, const Dossier& dossier) {
  DossierRow row;
  row.version = dossier.version();
  row.status = dossier.status();
  row.closed = dossier::IsFinished(dossier.status());
  row.agency = id.agency_number();
  row.office = dossier.office_id();
  row.return_office = dossier.return_office_id();
  row.procedure = dossier.procedure_version();
  row.slip = dossier.slip_id();
  row.assigned_to = dossier.assigned_to();
  row.incoming = !row.closed && PapersElsewhere(dossier);
  if (dossier.has_accepted_at()) row.accepted_at = FromProto(dossier.accepted_at());
  if (dossier.has_appointment() && !dossier::IsWaiting(dossier)) {
    row.due_at = FromProto(dossier.appointment().due_at());
  }
  if (dossier.has_first_appointment()) row.first_due_at = FromProto(dossier.first_appointment().due_at());
  if (dossier.has_finished_at()) row.finished_at = FromProto(dossier.finished_at());
  row.result_class = dossier.result_class();
  row.open_discrepancies = dossier.open_discrepancies_size();
  row.state = CanonicalBytes(dossier);
  return row;
}

std::vector<std::string> ScopesOf(identity::DossierId id, const Dossier& dossier) {
  std::vector<std::string> scopes = {absl::StrCat("a", id.agency_number()), absl::StrCat("o", dossier.office_id())};
  if (!dossier.return_office_id().empty() && dossier.return_office_id() != dossier.office_id()) {
    scopes.push_back(absl::StrCat("o", dossier.return_office_id()));
  }
  return scopes;
}

std::vector<ItemRow> ProjectItems(const Dossier& dossier) {
  std::vector<ItemRow> rows;
  rows.reserve(dossier.items_size());
  for (const core::v1::Item& item : dossier.items()) {
    rows.push_back({.item = item.number(),
                    .kind = item.kind(),
                    .holder_kind = item.holder().kind(),
                    .holder = item.holder().id(),
                    .since = FromProto(item.since())});
  }
  return rows;
}

}  // namespace hoso::ledger

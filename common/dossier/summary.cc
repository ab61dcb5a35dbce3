#include "common/dossier/summary.h"

#include "common/dossier/fold.h"

namespace hoso::dossier {

core::v1::DossierSummary Summarize(const core::v1::Dossier& dossier) {
  core::v1::DossierSummary summary;
  summary.set_dossier_code(dossier.dossier_code());
  summary.set_version(dossier.version());
  summary.set_status(dossier.status());
  summary.set_procedure_key(dossier.procedure_key());
  summary.set_procedure_code(dossier.procedure_code());
  summary.set_agency_key(dossier.agency_key());
  summary.set_office_id(dossier.office_id());
  if (dossier.has_accepted_at()) *summary.mutable_accepted_at() = dossier.accepted_at();
  if (dossier.has_first_appointment()) *summary.mutable_first_appointment_date() = dossier.first_appointment().date();
  if (dossier.has_appointment() && !IsWaiting(dossier)) {
    *summary.mutable_appointment_date() = dossier.appointment().date();
    *summary.mutable_due_at() = dossier.appointment().due_at();
  }
  *summary.mutable_items() = dossier.items();
  summary.set_assigned_to(dossier.assigned_to());
  summary.set_open_discrepancies(dossier.open_discrepancies_size());
  return summary;
}

}  // namespace hoso::dossier

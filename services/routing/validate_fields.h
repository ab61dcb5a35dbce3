// Checks of fields that only routing has. Part of validate.cc and validate_desk.cc.
#ifndef HOSO_SERVICES_ROUTING_VALIDATE_FIELDS_H_
#define HOSO_SERVICES_ROUTING_VALIDATE_FIELDS_H_

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/command/fields.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// The request id, the time and, where there is one, the dossier that a request names.
template <typename Request>
Valid<Request> Begin(command::Fields& fields, const Request& request) {
  Valid<Request> valid;
  valid.request = request;
  fields.RequestId(request.request_id());
  valid.occurred_at = fields.OccurredAt(request);
  return valid;
}

template <typename Request>
void NameDossier(command::Fields& fields, Valid<Request>& valid) {
  const auto id = fields.DossierCode(valid.request.dossier_code());
  if (!id.has_value()) return;
  const auto code = identity::FormatDossierCode(*id, command::CodesOf(fields.catalogue()));
  if (code.ok()) valid.request.set_dossier_code(*code);
  valid.dossiers.push_back(*id);
}

// `expected_version`, where given, is that of a dossier that exists.
template <typename Request>
void CheckExpectedVersion(command::Fields& fields, const Request& request) {
  if (request.has_expected_version() && request.expected_version() < 1) {
    fields.Add("expected_version", absl::StrCat(request.expected_version(), ", want 1 or more, or none"));
  }
}

template <typename Request>
Validated<Request> End(const command::Fields& fields, Valid<Request> valid) {
  if (!fields.ok()) return fields.ToStatus();
  return valid;
}

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_VALIDATE_FIELDS_H_

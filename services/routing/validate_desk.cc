// Requests of the agency's desk.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/routing/validate.h"
#include "services/routing/validate_fields.h"

namespace hoso::routing {
namespace {

using command::Fields;

constexpr int kMaxComponents = 100;
constexpr int kMaxFees = 20;
constexpr int kMaxResults = 1000;
constexpr int kMaxSheets = 9999;
constexpr int64_t kMaxAmountVnd = 1'000'000'000;

template <typename Request>
Valid<Request> BeginDesk(Fields& fields, const Request& request) {
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  CheckExpectedVersion(fields, request);
  return valid;
}

void CheckComponent(Fields& fields, const core::v1::ComponentCount& component, const std::string& field) {
  fields.Id(component.component_id(), field + ".component_id");
  int64_t sheets = 0;
  for (const int32_t count : {component.originals(), component.certified_copies(), component.photocopies()}) {
    if (count < 0 || count > kMaxSheets) {
      fields.Add(field, absl::StrCat(count, " of one kind, want 0 to ", kMaxSheets));
    }
    sheets += count;
  }
  if (sheets == 0 && !component.original_shown() && !component.captured()) {
    fields.Add(field, "asks for nothing, want a count, the original shown, or a capture");
  }
}

template <typename Request>
void CheckGround(Fields& fields, Valid<Request>& valid) {
  fields.Id(valid.request.ground_id(), "ground_id");
  valid.request.set_explanation(fields.OptionalText(valid.request.explanation(), "explanation", 1000));
}

}  // namespace

Validated<v1::ReceiveDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::ReceiveDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  if (!request.desk().empty()) fields.Id(request.desk(), "desk");
  if (request.wrong_agency_to().empty()) {
    valid.request.set_explanation(fields.OptionalText(request.explanation(), "explanation"));
  } else {
    if (!catalogue.FindAgency(request.wrong_agency_to()).ok()) {
      fields.Add("wrong_agency_to",
                 absl::StrCat(errors::Echo(request.wrong_agency_to(), 40), ", want an agency of the catalogue"));
    }
    valid.request.set_explanation(fields.Text(request.explanation(), "explanation"));
  }
  return End(fields, std::move(valid));
}

Validated<v1::AssignDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::AssignDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  fields.Id(request.staff_id(), "staff_id");
  valid.request.set_unit(fields.OptionalText(request.unit(), "unit", 200));
  return End(fields, std::move(valid));
}

Validated<v1::RequestSupplementRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::RequestSupplementRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  if (request.components().empty() || request.components_size() > kMaxComponents) {
    fields.Add("components", absl::StrCat(request.components_size(), ", want 1 to ", kMaxComponents,
                                          ": every paper that is missing"));
  }
  std::set<std::string> seen;
  for (int i = 0; i < std::min(request.components_size(), kMaxComponents); ++i) {
    const std::string field = absl::StrCat("components[", i, "]");
    CheckComponent(fields, request.components(i), field);
    if (!seen.insert(request.components(i).component_id()).second) fields.Add(field, "a second time, want each once");
  }
  valid.request.set_reason(fields.Text(request.reason(), "reason", 1000));
  if (request.has_supply_until()) fields.Date(request.supply_until(), "supply_until");
  return End(fields, std::move(valid));
}

Validated<v1::RequestPaymentRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::RequestPaymentRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  if (request.fees().empty() || request.fees_size() > kMaxFees) {
    fields.Add("fees", absl::StrCat(request.fees_size(), ", want 1 to ", kMaxFees));
  }
  for (int i = 0; i < std::min(request.fees_size(), kMaxFees); ++i) {
    const std::string field = absl::StrCat("fees[", i, "]");
    fields.Id(request.fees(i).fee_id(), field + ".fee_id");
    const int64_t amount = request.fees(i).amount_vnd();
    if (amount < 1 || amount > kMaxAmountVnd) {
      fields.Add(field + ".amount_vnd", absl::StrCat(amount, ", want 1 to ", kMaxAmountVnd));
    }
  }
  valid.request.set_reason(fields.Text(request.reason(), "reason", 1000));
  return End(fields, std::move(valid));
}

Validated<v1::RescheduleDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::RescheduleDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  valid.request.set_reason(fields.Text(request.reason(), "reason", 1000));
  fields.Date(request.new_date(), "new_date");
  fields.Id(request.approved_by(), "approved_by");
  fields.Given(request.cause(), core::v1::Party_IsValid, "cause");
  return End(fields, std::move(valid));
}

Validated<v1::RefuseDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RefuseDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  CheckGround(fields, valid);
  return End(fields, std::move(valid));
}

Validated<v1::StopDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                           const v1::StopDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  CheckGround(fields, valid);
  return End(fields, std::move(valid));
}

Validated<v1::DecideDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::DecideDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = BeginDesk(fields, request);
  fields.Given(request.outcome(), core::v1::Outcome_IsValid, "outcome");
  if (request.results().empty() || request.results_size() > kMaxResults) {
    fields.Add("results", absl::StrCat(request.results_size(), ", want 1 to ", kMaxResults));
  }
  for (int i = 0; i < std::min(request.results_size(), kMaxResults); ++i) {
    const std::string field = absl::StrCat("results[", i, "]");
    v1::ResultInput& result = *valid.request.mutable_results(i);
    result.set_label(fields.OptionalText(result.label(), field + ".label", 200));
    result.set_document_number(fields.Text(result.document_number(), field + ".document_number", 64));
    fields.Date(result.signed_on(), field + ".signed_on");
  }
  if (request.outcome() == core::v1::OUTCOME_DENIED) {
    CheckGround(fields, valid);
  } else if (!request.ground_id().empty()) {
    fields.Add("ground_id", "given, want none for a grant");
  } else {
    valid.request.set_explanation(fields.OptionalText(request.explanation(), "explanation", 1000));
  }
  return End(fields, std::move(valid));
}

}  // namespace hoso::routing

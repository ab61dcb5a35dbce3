#include "services/intake/validate.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/identity/look_up_secret.h"
#include "common/identity/person_id.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "services/intake/lease.h"
#include "services/intake/persons.h"

namespace hoso::intake {
namespace {

using command::Fields;

constexpr int kMaxCount = 500;     // Of codes in one lease.
constexpr int kMaxDaysAhead = 31;  // Of a lease.
constexpr int kMaxDaysBack = 30;   // As far as a fact may lie back.
constexpr int kMaxComponents = 100;
constexpr int kMaxPapers = 9999;  // Of one kind.
constexpr int kMaxUnits = 9999;   // The catalogue bounds them more narrowly.
constexpr int64_t kMaxAmountVnd = 1'000'000'000'000;

template <typename Request>
Valid<Request> Begin(Fields& fields, const Request& request) {
  Valid<Request> valid;
  valid.request = request;
  fields.RequestId(request.request_id());
  if constexpr (requires { request.occurred_at(); }) {
    // A counter's clock may run ahead of ours; nothing is recorded as happening later than now.
    valid.occurred_at = std::min(fields.OccurredAt(request), fields.now());
  } else {
    valid.occurred_at = fields.now();
  }
  valid.handed_in_at = valid.occurred_at;
  if constexpr (requires { request.has_expected_version(); }) {
    if (request.has_expected_version() && request.expected_version() < 1) {
      fields.Add("expected_version", absl::StrCat(request.expected_version(), ", want 1 or more, or none"));
    }
  }
  return valid;
}

// The dossier that the request names; its code in the form in which it is printed.
template <typename Request>
void NameDossier(Fields& fields, Valid<Request>& valid) {
  valid.dossier = fields.DossierCode(valid.request.dossier_code());
  if (!valid.dossier.has_value()) return;
  const auto code = identity::FormatDossierCode(*valid.dossier, command::CodesOf(fields.catalogue()));
  if (code.ok()) valid.request.set_dossier_code(*code);
}

template <typename Request>
Validated<Request> End(const Fields& fields, Valid<Request> valid) {
  if (!fields.ok()) return fields.ToStatus();
  return valid;
}

void CheckUuid(Fields& fields, const std::string& value, const std::string& field) {
  if (rpc::IsUuid(value)) return;
  fields.Add(field, absl::StrCat("\"", errors::Echo(value, 40), "\", want the UUID of a lease"));
}

void CheckOptionalId(Fields& fields, const std::string& value, const std::string& field) {
  if (!value.empty()) fields.Id(value, field);
}

template <typename Enum>
void CheckKnown(Fields& fields, Enum value, bool (*is_valid)(int), const std::string& field) {
  if (!is_valid(value))
    fields.Add(field, absl::StrCat(static_cast<int>(value), ", want one of the values of its type"));
}

// Owner and, where given, submitter.
template <typename Request>
void CheckPeople(Fields& fields, Valid<Request>& valid) {
  Request& request = valid.request;
  const absl::CivilDay day = clock::LocalDay(valid.occurred_at);
  if (!request.has_owner()) fields.Add("owner", "not given, want the person or body whom the result is for");
  if (request.has_owner())
    *request.mutable_owner() = CheckPerson(fields, request.owner(), "owner", day, valid.warnings);
  if (!request.has_submitter()) return;
  *request.mutable_submitter() = CheckPerson(fields, request.submitter(), "submitter", day, valid.warnings);
  if (request.submitter().kind() != core::v1::OWNER_KIND_CITIZEN) {
    fields.Add("submitter.kind", "want CITIZEN: a person stands at the counter");
  }
}

template <typename Request>
void CheckCases(Fields& fields, const Request& request) {
  for (int i = 0; i < request.cases_size(); ++i) fields.Id(request.cases(i), absl::StrCat("cases[", i, "]"));
}

template <typename Request>
void CheckComponents(Fields& fields, const Request& request) {
  if (request.components_size() > kMaxComponents) {
    return fields.Add("components", absl::StrCat(request.components_size(), ", want at most ", kMaxComponents));
  }
  for (int i = 0; i < request.components_size(); ++i) {
    const core::v1::ComponentCount& component = request.components(i);
    const std::string field = absl::StrCat("components[", i, "]");
    fields.Id(component.component_id(), field + ".component_id");
    for (const auto& [name, count] :
         {std::pair(".originals", component.originals()), std::pair(".certified_copies", component.certified_copies()),
          std::pair(".photocopies", component.photocopies())}) {
      if (count < 0 || count > kMaxPapers) {
        fields.Add(field + name, absl::StrCat(count, ", want 0 to ", kMaxPapers));
      }
    }
  }
}

template <typename Lines>
void CheckFees(Fields& fields, const Lines& lines, const std::string& name) {
  for (int i = 0; i < lines.size(); ++i) {
    const std::string field = absl::StrCat(name, "[", i, "]");
    fields.Id(lines[i].fee_id(), field + ".fee_id");
    if (lines[i].amount_vnd() < 1 || lines[i].amount_vnd() > kMaxAmountVnd) {
      fields.Add(field + ".amount_vnd", absl::StrCat(lines[i].amount_vnd(), ", want 1 to ", kMaxAmountVnd));
    }
  }
}

void CheckAuthorisation(Fields& fields, core::v1::Authorisation& authorisation) {
  authorisation.set_document_number(fields.Text(authorisation.document_number(), "authorisation.document_number", 100));
  std::optional<absl::CivilDay> issued, until;
  if (authorisation.has_issued_on()) issued = fields.Date(authorisation.issued_on(), "authorisation.issued_on");
  if (authorisation.has_valid_until()) until = fields.Date(authorisation.valid_until(), "authorisation.valid_until");
  if (issued && until && *until < *issued) {
    fields.Add("authorisation.valid_until", "lies before issued_on, want a later day");
  }
}

void CheckPaidOnTheSpot(Fields& fields, v1::AcceptDossierRequest& request) {
  CheckFees(fields, request.fees_paid(), "fees_paid");
  request.set_receipt_number(fields.OptionalText(request.receipt_number(), "receipt_number", 64));
  if (request.fees_paid().empty() != request.receipt_number().empty()) {
    fields.Add("receipt_number", request.fees_paid().empty() ? "given, want none where nothing was paid"
                                                             : "not given, want that of what was paid");
  }
  CheckKnown(fields, request.means(), core::v1::PaymentMeans_IsValid, "means");
}

// What only a counter says that printed the slip itself.
void CheckPrinted(Fields& fields, const v1::AcceptDossierRequest& request) {
  if (request.lease_id().empty() && request.provisional_code().empty()) {
    const std::string unasked = "given, want none without a code that the counter printed";
    if (!request.lookup_secret().empty()) fields.Add("lookup_secret", unasked);
    if (request.has_printed_due_at()) fields.Add("printed_due_at", unasked);
    return;
  }
  if (!request.lookup_secret().empty() && !identity::IsSecret(request.lookup_secret())) {
    fields.Add("lookup_secret", "has another shape, want 8 of A-Z and 2-9 without O and I");
  }
  if (request.has_printed_due_at() && !FromProto(request.printed_due_at(), "").ok()) {
    fields.Add("printed_due_at", "out of range, want an instant of the years 1 to 9999");
  }
}

// Times of an acceptance: handed in first, then accepted.
void CheckHandedIn(Fields& fields, Valid<v1::AcceptDossierRequest>& valid) {
  const v1::AcceptDossierRequest& request = valid.request;
  valid.handed_in_at =
      fields.Instant(request.has_handed_in_at(), request.handed_in_at(), valid.occurred_at, "handed_in_at");
  if (request.has_handed_in_at() && valid.handed_in_at > valid.occurred_at) {
    fields.Add("handed_in_at", absl::StrCat(absl::FormatTime(valid.handed_in_at), ", want not after occurred_at, ",
                                            absl::FormatTime(valid.occurred_at)));
  }
}

}  // namespace

Validated<v1::LeaseCodesRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                          const v1::LeaseCodesRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  fields.Id(request.agency_key(), "agency_key");
  if (!request.has_day()) {
    fields.Add("day", "not given, want the day of acceptance");
  } else if (const auto day = fields.Date(request.day(), "day"); day.has_value()) {
    const absl::CivilDay today = clock::LocalDay(now);
    if (*day > today + kMaxDaysAhead || *day < today - kMaxDaysBack) {
      fields.Add("day", absl::StrCat(absl::FormatCivilTime(*day), ", want at most ", kMaxDaysAhead, " days ahead and ",
                                     kMaxDaysBack, " back"));
    }
  }
  if (request.count() < 1 || request.count() > kMaxCount) {
    fields.Add("count", absl::StrCat(request.count(), ", want 1 to ", kMaxCount));
  }
  fields.Id(request.holder(), "holder");
  if (request.holder().rfind(kReplicaPrefix, 0) == 0) {
    fields.Add("holder", absl::StrCat("begins with ", kReplicaPrefix, ", want the name of a device"));
  }
  return End(fields, std::move(valid));
}

Validated<v1::CloseLeaseRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                          const v1::CloseLeaseRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  CheckUuid(fields, request.lease_id(), "lease_id");
  valid.request.set_reason(fields.OptionalText(request.reason(), "reason"));
  return End(fields, std::move(valid));
}

Validated<v1::RegisterDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::RegisterDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  fields.Id(request.procedure(), "procedure");
  CheckCases(fields, request);
  CheckKnown(fields, request.channel(), core::v1::IntakeChannel_IsValid, "channel");
  CheckPeople(fields, valid);
  return End(fields, std::move(valid));
}

Validated<v1::AcceptDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::AcceptDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  CheckHandedIn(fields, valid);
  if (!request.dossier_code().empty()) NameDossier(fields, valid);
  if (!request.lease_id().empty()) {
    CheckUuid(fields, request.lease_id(), "lease_id");
    if (request.dossier_code().empty()) fields.Add("dossier_code", "not given, want a code of the lease");
  }
  if (!request.provisional_code().empty()) {
    const auto provisional = fields.DossierCode(request.provisional_code(), "provisional_code");
    if (provisional.has_value() && !provisional->provisional()) {
      fields.Add("provisional_code", "is a regular code, want a number above 9999");
    }
  }
  fields.Id(request.procedure(), "procedure");
  CheckCases(fields, request);
  CheckKnown(fields, request.channel(), core::v1::IntakeChannel_IsValid, "channel");
  CheckKnown(fields, request.return_channel(), core::v1::ReturnChannel_IsValid, "return_channel");
  CheckOptionalId(fields, request.return_office_id(), "return_office_id");
  CheckPeople(fields, valid);
  CheckKnown(fields, request.relation(), core::v1::Relation_IsValid, "relation");
  if (request.has_authorisation()) CheckAuthorisation(fields, *valid.request.mutable_authorisation());
  CheckComponents(fields, request);
  if (request.has_units() && (request.units() < 1 || request.units() > kMaxUnits)) {
    fields.Add("units", absl::StrCat(request.units(), ", want 1 to ", kMaxUnits));
  }
  CheckOptionalId(fields, request.fee_id(), "fee_id");
  CheckPaidOnTheSpot(fields, valid.request);
  CheckPrinted(fields, valid.request);
  if (!request.slip_id().empty()) fields.Label(request.slip_id(), "slip_id");
  return End(fields, std::move(valid));
}

Validated<v1::RefuseDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RefuseDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  // Of what was not recorded before: with a code of the caller's lease, or without one.
  const bool opens = request.dossier_code().empty() || !request.lease_id().empty();
  if (!request.dossier_code().empty() || !request.lease_id().empty()) NameDossier(fields, valid);
  if (opens) {
    fields.Id(request.procedure(), "procedure");
    CheckPeople(fields, valid);
    if (request.has_expected_version()) fields.Add("expected_version", "given, want none for a new dossier");
    if (!request.lease_id().empty()) fields.Id(request.lease_id(), "lease_id");
  } else {
    for (const auto& [name, given] :
         {std::pair("procedure", !request.procedure().empty()), std::pair("owner", request.has_owner()),
          std::pair("submitter", request.has_submitter())}) {
      if (given) fields.Add(name, "given, want none beside dossier_code: the dossier has its own");
    }
  }
  fields.Id(request.ground_id(), "ground_id");
  valid.request.set_explanation(fields.OptionalText(request.explanation(), "explanation", 1000));
  return End(fields, std::move(valid));
}

Validated<v1::SupplementDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::SupplementDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  CheckComponents(fields, request);
  if (request.components().empty()) fields.Add("components", "none, want what slip 02 asked for");
  return End(fields, std::move(valid));
}

Validated<v1::WithdrawDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::WithdrawDossierRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  valid.request.set_reason(fields.Text(request.reason(), "reason"));
  valid.request.set_identity_number(
      identity::NormalIdentityNumber(fields.Text(request.identity_number(), "identity_number", 50)));
  return End(fields, std::move(valid));
}

Validated<v1::RecordPaymentRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RecordPaymentRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  CheckFees(fields, request.fees(), "fees");
  if (request.fees().empty()) fields.Add("fees", "none, want what was paid");
  valid.request.set_receipt_number(fields.Text(request.receipt_number(), "receipt_number", 64));
  fields.Given(request.means(), core::v1::PaymentMeans_IsValid, "means");
  return End(fields, std::move(valid));
}

Validated<v1::ProposeCorrectionRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::ProposeCorrectionRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  valid.request.set_ground(fields.Text(request.ground(), "ground"));
  const bool of_result = request.result_item() != 0 || !request.result_document_number().empty();
  const int changes = request.has_owner() + request.has_submitter() + !request.return_office_id().empty() +
                      (request.return_channel() != core::v1::RETURN_CHANNEL_UNSPECIFIED) + of_result +
                      request.has_decided_at();
  if (changes != 1) fields.Add("change", absl::StrCat(changes, " things to correct, want exactly one"));
  const absl::CivilDay day = clock::LocalDay(valid.occurred_at);
  if (request.has_owner()) {
    *valid.request.mutable_owner() = CheckPerson(fields, request.owner(), "owner", day, valid.warnings);
  }
  if (request.has_submitter()) {
    *valid.request.mutable_submitter() = CheckPerson(fields, request.submitter(), "submitter", day, valid.warnings);
  }
  CheckOptionalId(fields, request.return_office_id(), "return_office_id");
  CheckKnown(fields, request.return_channel(), core::v1::ReturnChannel_IsValid, "return_channel");
  if (of_result) {
    if (request.result_item() < 1) fields.Add("result_item", absl::StrCat(request.result_item(), ", want an item"));
    valid.request.set_result_document_number(
        fields.Text(request.result_document_number(), "result_document_number", 100));
  }
  if (request.has_decided_at()) fields.Instant(true, request.decided_at(), now, "decided_at");
  return End(fields, std::move(valid));
}

Validated<v1::ReviewCorrectionRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                const v1::ReviewCorrectionRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  if (request.correction() < 1) fields.Add("correction", absl::StrCat(request.correction(), ", want 1 or more"));
  valid.request.set_remark(fields.OptionalText(request.remark(), "remark"));
  if (!request.approve() && valid.request.remark().empty()) fields.Add("remark", "empty, want why it is rejected");
  return End(fields, std::move(valid));
}

namespace {

absl::Status CheckGiven(const std::string& value, const char* key) {
  if (!value.empty()) return absl::OkStatus();
  return errors::WithReason(
      absl::UnauthenticatedError(absl::StrCat(key, ": not given, want who acts, and at which office")),
      "CALLER_UNKNOWN");
}

}  // namespace

absl::Status CheckClerk(const catalogue::Catalogue& catalogue, absl::Time now, const rpc::Caller& caller) {
  if (absl::Status status = CheckGiven(caller.staff, rpc::kStaffKey); !status.ok()) return status;
  return CheckOffice(catalogue, now, caller);
}

absl::Status CheckOffice(const catalogue::Catalogue& catalogue, absl::Time now, const rpc::Caller& caller) {
  if (absl::Status status = CheckGiven(caller.office, rpc::kOfficeKey); !status.ok()) return status;
  Fields fields(catalogue, now);
  CheckOptionalId(fields, caller.staff, rpc::kStaffKey);
  for (const auto& [key, value] :
       {std::pair(rpc::kDeviceKey, &caller.device), std::pair(rpc::kRoleKey, &caller.role)}) {
    CheckOptionalId(fields, *value, key);
  }
  fields.Id(caller.office, rpc::kOfficeKey);
  if (!fields.ok()) return fields.ToStatus();
  const auto office = catalogue.FindOffice(caller.office);
  if (!office.ok()) return errors::NotFound("office", caller.office);
  const catalogue::Period period = catalogue::PeriodOf(**office);
  if (period.Contains(clock::LocalDay(now))) return absl::OkStatus();
  return errors::Precondition(
      "OFFICE_CLOSED", absl::StrCat(rpc::kOfficeKey, ": ", caller.office, " exists ", catalogue::FormatPeriod(period)));
}

}  // namespace hoso::intake

#include "services/returns/validate.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/command/fields.h"
#include "common/slips/text.h"
#include "services/returns/validate_recipient.h"

namespace hoso::returns {
namespace {

constexpr int kMaxItems = 1000;
constexpr int kMaxExchanged = 20;
constexpr int kMaxShelf = 40;
constexpr int kMaxReason = 500;
constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 200;

// Items of one dossier: positive, no two the same.
void CheckItems(command::Fields& fields, const google::protobuf::RepeatedField<int32_t>& items) {
  if (items.size() > kMaxItems) fields.Add("items", absl::StrCat(items.size(), " items, want at most ", kMaxItems));
  std::set<int32_t> seen;
  for (int i = 0; i < items.size() && i < kMaxItems; ++i) {
    const std::string field = absl::StrCat("items[", i, "]");
    if (items[i] < 1) fields.Add(field, absl::StrCat(items[i], ", want 1 or more"));
    if (!seen.insert(items[i]).second) fields.Add(field, absl::StrCat(items[i], " is named twice, want it once"));
  }
}

// What all commands have; `then` checks the rest and may change the request.
template <typename Request, typename Then>
Validated<Request> Check(const catalogue::Catalogue& catalogue, absl::Time now, const Request& request, Then then) {
  command::Fields fields(catalogue, now);
  Request normal = request;
  fields.RequestId(request.request_id());
  const absl::Time occurred_at = fields.OccurredAt(request);
  const std::optional<identity::DossierId> id = fields.DossierCode(request.dossier_code());
  if (id.has_value()) {
    const auto code = identity::FormatDossierCode(*id, command::CodesOf(catalogue));
    if (code.ok()) normal.set_dossier_code(*code);
  }
  if constexpr (requires { request.has_expected_version(); }) {
    if (request.has_expected_version() && request.expected_version() < 1) {
      fields.Add("expected_version", absl::StrCat(request.expected_version(), ", want 1 or more, or none"));
    }
  }
  then(fields, normal);
  if (!fields.ok()) return fields.ToStatus();
  return Valid<Request>{std::move(normal), occurred_at, *id};
}

void CheckSlip(command::Fields& fields, v1::HandOutRequest& request) {
  request.set_slip_missing_reason(
      fields.OptionalText(request.slip_missing_reason(), "slip_missing_reason", kMaxReason));
  if (!request.slip_returned() && request.slip_missing_reason().empty()) {
    fields.Add("slip_missing_reason", "empty, want why slip 01 was not given back, or slip_returned");
  }
  if (request.slip_returned() && !request.slip_missing_reason().empty()) {
    fields.Add("slip_missing_reason", "given, want none when slip 01 was given back");
  }
  if (request.slip_text().empty()) return;
  if (!request.slip_returned()) fields.Add("slip_text", "given, want it only of a slip that was given back");
  if (!slips::Read(request.slip_text()).ok()) fields.Add("slip_text", "no slip, want what its QR code says");
}

void CheckExchange(command::Fields& fields, v1::HandOutRequest& request) {
  if (request.exchanged_size() > kMaxExchanged) {
    fields.Add("exchanged", absl::StrCat(request.exchanged_size(), " papers, want at most ", kMaxExchanged));
    return;
  }
  for (int i = 0; i < request.exchanged_size(); ++i) {
    v1::ExchangedPaper& paper = *request.mutable_exchanged(i);
    paper.set_label(fields.Text(paper.label(), absl::StrCat("exchanged[", i, "].label"), 200));
  }
  request.set_exchange_waived_reason(
      fields.OptionalText(request.exchange_waived_reason(), "exchange_waived_reason", kMaxReason));
  if (request.exchanged_size() > 0 && !request.exchange_waived_reason().empty()) {
    fields.Add("exchange_waived_reason", "given, want none when the old paper was taken back");
  }
}

void CheckAuthorisation(command::Fields& fields, v1::HandOutRequest& request) {
  if (!request.has_authorisation()) return;
  core::v1::Authorisation& paper = *request.mutable_authorisation();
  paper.set_document_number(fields.Text(paper.document_number(), "authorisation.document_number", 64));
  const auto issued = fields.Date(paper.issued_on(), "authorisation.issued_on");
  if (!paper.has_valid_until()) return;
  const auto until = fields.Date(paper.valid_until(), "authorisation.valid_until");
  if (issued.has_value() && until.has_value() && *until < *issued) {
    fields.Add("authorisation.valid_until", "before issued_on, want that day or later");
  }
}

// A citizen's own words stand in a fact for ever: no telephone and no identity number may slip in.
bool HoldsLongNumber(const std::string& text) {
  constexpr int kShortestPersonalNumber = 9;
  int digits = 0;
  for (char c : text) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      if (++digits == kShortestPersonalNumber) return true;
    } else if (c != ' ' && c != '.' && c != '-') {
      digits = 0;
    }
  }
  return false;
}

}  // namespace

Validated<v1::ReceiveResultsRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::ReceiveResultsRequest& request) {
  return Check(catalogue, now, request, [](command::Fields& fields, v1::ReceiveResultsRequest& normal) {
    CheckItems(fields, normal.items());
    normal.set_shelf(fields.OptionalText(normal.shelf(), "shelf", kMaxShelf));
  });
}

Validated<v1::NotifyApplicantRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::NotifyApplicantRequest& request) {
  return Check(catalogue, now, request, [](command::Fields& fields, v1::NotifyApplicantRequest& normal) {
    fields.Given(normal.means(), core::v1::NotificationMeans_IsValid, "means");
    normal.set_subject(fields.Text(normal.subject(), "subject", 200));
    if (HoldsLongNumber(normal.subject())) fields.Add("subject", "holds a long number, want no personal data");
  });
}

Validated<v1::HandOutRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                       const v1::HandOutRequest& request) {
  return Check(catalogue, now, request, [](command::Fields& fields, v1::HandOutRequest& normal) {
    if (normal.items().empty()) fields.Add("items", "none, want at least one");
    CheckItems(fields, normal.items());
    fields.Given(normal.channel(), core::v1::ReturnChannel_IsValid, "channel");
    fields.Given(normal.identity_check(), core::v1::IdentityCheck_IsValid, "identity_check");
    if (!core::v1::Relation_IsValid(normal.relation())) fields.Add("relation", "unknown, want one of its values");
    if (normal.relation() == core::v1::RELATION_UNSPECIFIED) normal.set_relation(core::v1::RELATION_SELF);
    CheckRecipient(fields, *normal.mutable_recipient());
    CheckAuthorisation(fields, normal);
    CheckSlip(fields, normal);
    CheckExchange(fields, normal);
  });
}

Validated<v1::RecordAttemptRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RecordAttemptRequest& request) {
  return Check(catalogue, now, request, [](command::Fields& fields, v1::RecordAttemptRequest& normal) {
    fields.Given(normal.failure(), core::v1::AttemptFailure_IsValid, "failure");
    normal.set_explanation(fields.OptionalText(normal.explanation(), "explanation", kMaxReason));
  });
}

Validated<v1::ReturnUnclaimedRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                               const v1::ReturnUnclaimedRequest& request) {
  return Check(catalogue, now, request, [](command::Fields& fields, v1::ReturnUnclaimedRequest& normal) {
    normal.set_reason(fields.Text(normal.reason(), "reason", kMaxReason));
  });
}

Validated<v1::RecordFeedbackRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::RecordFeedbackRequest& request) {
  return Check(catalogue, now, request, [](command::Fields& fields, v1::RecordFeedbackRequest& normal) {
    // What is wrong with a secret is not echoed.
    if (normal.lookup_secret().empty() || normal.lookup_secret().size() > 64) {
      fields.Add("lookup_secret", "empty or too long, want the secret on slip 01");
    }
    if (normal.score() < 1 || normal.score() > 5) {
      fields.Add("score", absl::StrCat(normal.score(), ", want 1 to 5"));
    }
    normal.set_comment(fields.OptionalText(normal.comment(), "comment", 1000));
    if (HoldsLongNumber(normal.comment())) {
      fields.Add("comment", "holds a number of 9 digits or more, want no telephone or identity numbers");
    }
  });
}

absl::StatusOr<int> Validate(const catalogue::Catalogue& catalogue, const v1::ListReturnsRequest& request) {
  errors::FieldErrors wrong;
  if (const auto office = catalogue.FindOffice(request.office_id()); !office.ok()) {
    wrong.Add("office_id",
              absl::StrCat("\"", errors::Echo(request.office_id(), 40), "\", want an office of the catalogue"));
  }
  if (request.page_size() < 0 || request.page_size() > kMaxPage) {
    wrong.Add("page_size", absl::StrCat(request.page_size(), ", want 1 to ", kMaxPage));
  }
  if (!wrong.empty()) return wrong.ToStatus();
  return request.page_size() == 0 ? kDefaultPage : request.page_size();
}

}  // namespace hoso::returns

#include "services/intake/cash_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/identity/dossier_code.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::intake {

using namespace cash::v1;  // The messages.

namespace {

constexpr int kMostShifts = 500;

CashEvent EventOf(CashKind kind, const CashBook& book, const CashAsker& asker,
                  const google::protobuf::Message& content) {
  CashEvent event{.kind = kind, .office = asker.office, .device = asker.device, .staff = asker.staff};
  event.occurred_at = asker.occurred_at;
  event.content = content.SerializeAsString();
  event.held = book.held;
  return event;
}

// OK for a shift of this device that is open.
absl::Status CheckOpen(const CashBook& book, const CashAsker& asker) {
  if (book.shift.empty()) {
    return errors::WithReason(absl::AbortedError("shift_id: its opening is not recorded yet; send it again after that"),
                              "SHIFT_NOT_RECORDED");
  }
  if (book.shift.front().device != asker.device) return errors::FieldError("shift_id", "is another device's");
  const bool closed = std::any_of(book.shift.begin(), book.shift.end(),
                                  [](const CashEvent& event) { return event.kind == CashKind::kClosed; });
  return closed ? errors::Precondition("SHIFT_CLOSED", "shift_id: the shift is closed") : absl::OkStatus();
}

const CashEvent* LastCount(const std::vector<CashEvent>& shift) {
  const CashEvent* last = nullptr;
  for (const CashEvent& event : shift) {
    if (event.kind == CashKind::kCounted) last = &event;
  }
  return last;
}

absl::Status CheckDifference(const CashAsker& asker, const CloseShiftRequest& request, int64_t difference) {
  if (request.difference_vnd() != difference) {
    return errors::FieldError("difference_vnd", absl::StrCat(request.difference_vnd(), ", want ", difference));
  }
  if (difference == 0 || (!request.difference_ground().empty() && !asker.supervisor.empty())) return absl::OkStatus();
  return errors::Precondition("DIFFERENCE_UNEXPLAINED",
                              absl::StrCat("difference_vnd: ", difference, ", want a ground and the supervisor"));
}

std::string ProcedureOf(const catalogue::Catalogue& catalogue, const std::string& version) {
  const auto found = catalogue.FindVersion(version);
  return found.ok() ? found->procedure->key() : version;
}

std::string AgencyOf(const catalogue::Catalogue& catalogue, int64_t dossier) {
  const auto id = identity::DossierId::FromValue(dossier);
  if (!id.ok()) return "";
  const auto agency = catalogue.FindAgencyByNumber(id->agency_number());
  return agency.ok() ? (*agency)->key() : "";
}

}  // namespace

absl::StatusOr<CashDecision> DecideOpening(const CashBook& book, const CashAsker& asker,
                                           const OpenShiftRequest& request) {
  if (!book.open_shift.empty()) {
    return errors::Precondition("SHIFT_OPEN", absl::StrCat("shift ", book.open_shift, " is open on this device"));
  }
  const auto sum = cash::SumOf(request.notes());
  if (!sum.ok()) return sum.status();
  OpenShiftResponse response;
  response.set_float_vnd(*sum);
  CashDecision decision{EventOf(CashKind::kOpened, book, asker, request), response.SerializeAsString()};
  decision.event.shift_id = request.request_id();
  decision.event.amount_vnd = *sum;
  decision.event.since = book.last_close;
  return decision;
}

absl::StatusOr<CashDecision> DecideCount(const CashBook& book, const CashAsker& asker,
                                         const CountCashRequest& request) {
  if (absl::Status status = CheckOpen(book, asker); !status.ok()) return status;
  const auto sum = cash::SumOf(request.notes());
  if (!sum.ok()) return sum.status();
  CountCashResponse response;
  response.set_counted_vnd(*sum);
  CashDecision decision{EventOf(CashKind::kCounted, book, asker, request), response.SerializeAsString()};
  decision.event.shift_id = request.shift_id();
  decision.event.amount_vnd = *sum;
  return decision;
}

absl::StatusOr<CashDecision> DecideClosing(const catalogue::Catalogue& catalogue, const CashBook& book,
                                           const CashAsker& asker, const CloseShiftRequest& request) {
  if (absl::Status status = CheckOpen(book, asker); !status.ok()) return status;
  const CashEvent* count = LastCount(book.shift);
  if (count == nullptr) return errors::Precondition("NOT_COUNTED", "shift_id: want a count before it is closed");
  if (absl::Status status = cash::CheckSheet(request.sheet()); !status.ok()) return status;
  const int64_t expected = cash::Expected(book.shift.front().amount_vnd, request.sheet());
  const int64_t difference = count->amount_vnd - expected;
  if (absl::Status status = CheckDifference(asker, request, difference); !status.ok()) return status;

  CloseShiftResponse response;
  response.set_expected_vnd(expected);
  response.set_counted_vnd(count->amount_vnd);
  response.set_difference_vnd(difference);
  *response.mutable_comparison() =
      cash::Compare(request.sheet(), PaymentsOfShift(catalogue, book.payments, asker.device, book.shift.front().since,
                                                     asker.occurred_at, request.sheet()));
  CloseShiftRequest kept = request;
  kept.clear_supervisor_token();
  CashDecision decision{EventOf(CashKind::kClosed, book, asker, kept), response.SerializeAsString()};
  decision.event.shift_id = request.shift_id();
  decision.event.amount_vnd = difference;
  decision.event.supervisor = difference == 0 ? "" : asker.supervisor;
  for (const auto& [agency, amount] : cash::TakenFor(request.sheet())) {
    cash::Hold(*decision.event.held.mutable_held(), agency, amount, asker.occurred_at);
  }
  return decision;
}

absl::StatusOr<CashDecision> DecideHandOver(const catalogue::Catalogue& catalogue, const CashBook& book,
                                            const CashAsker& asker, const HandOverFeesRequest& request) {
  if (!catalogue.FindAgency(request.agency_key()).ok()) return errors::NotFound("agency", request.agency_key());
  if (request.amount_vnd() < 1 || request.amount_vnd() > cash::kMostVnd) {
    return errors::FieldError("amount_vnd", absl::StrCat(request.amount_vnd(), ", want 1 to ", cash::kMostVnd));
  }
  CashDecision decision{EventOf(CashKind::kHandedOver, book, asker, request), ""};
  decision.event.amount_vnd = request.amount_vnd();
  auto& held = *decision.event.held.mutable_held();
  cash::Hold(held, request.agency_key(), -request.amount_vnd(), asker.occurred_at);
  HandOverFeesResponse response;
  response.set_held_vnd(cash::HeldFor(held, request.agency_key()));
  decision.answer = response.SerializeAsString();
  return decision;
}

std::vector<cash::Recorded> PaymentsOfShift(const catalogue::Catalogue& catalogue,
                                            const std::vector<PaymentFact>& payments, const std::string& device,
                                            std::optional<absl::Time> since, absl::Time until, const Sheet& sheet) {
  const std::set<std::string> named(sheet.receipt_numbers().begin(), sheet.receipt_numbers().end());
  const absl::Time from = since.value_or(absl::InfinitePast());
  std::vector<cash::Recorded> recorded;
  for (const PaymentFact& payment : payments) {
    const core::v1::PaymentRecorded& paid = payment.fact.payment_recorded();
    const absl::Time at = FromProto(payment.fact.occurred_at());
    if (payment.fact.actor().device_id() != device) continue;
    if (!named.contains(paid.receipt_number()) && (at <= from || at > until)) continue;
    int64_t amount = 0;
    for (const core::v1::FeeLine& fee : paid.fees()) amount += fee.amount_vnd();
    recorded.push_back({.receipt_number = paid.receipt_number(),
                        .agency_key = AgencyOf(catalogue, payment.dossier),
                        .procedure = ProcedureOf(catalogue, payment.procedure),
                        .means = paid.means(),
                        .amount_vnd = amount});
  }
  return recorded;
}

namespace {

// What one event adds to the record of its shift.
void AddTo(const CashEvent& event, ShiftRecord& record) {
  switch (event.kind) {
    case CashKind::kOpened:
      record.set_shift_id(event.shift_id);
      record.set_office_id(event.office);
      record.set_device_id(event.device);
      record.set_opened_by(event.staff);
      *record.mutable_opened_at() = ToProto(event.occurred_at);
      record.set_float_vnd(event.amount_vnd);
      return;
    case CashKind::kCounted:
      record.add_counts_vnd(event.amount_vnd);
      return;
    case CashKind::kClosed: {
      CloseShiftRequest request;
      (void)request.ParseFromString(event.content);
      record.set_closed_by(event.staff);
      *record.mutable_closed_at() = ToProto(event.occurred_at);
      *record.mutable_sheet() = request.sheet();
      record.set_difference_vnd(event.amount_vnd);
      record.set_difference_ground(request.difference_ground());
      record.set_supervisor(event.supervisor);
      return;
    }
    case CashKind::kHandedOver: {
      HandOverFeesRequest request;
      (void)request.ParseFromString(event.content);
      HandOver& one = *record.add_hand_overs();
      one.set_agency_key(request.agency_key());
      one.set_amount_vnd(event.amount_vnd);
      one.set_document_number(request.document_number());
      one.set_staff_id(event.staff);
      *one.mutable_occurred_at() = ToProto(event.occurred_at);
      return;
    }
  }
}

}  // namespace

ListShiftsResponse ShiftRecords(const catalogue::Catalogue& catalogue, const std::vector<CashEvent>& events,
                                const std::vector<PaymentFact>& payments) {
  struct Shift {
    ShiftRecord record;
    std::optional<absl::Time> since;
  };
  std::vector<Shift> shifts;
  std::map<std::string, size_t> by_id, last_of_device;
  for (const CashEvent& event : events) {
    if (event.kind == CashKind::kOpened) {
      by_id[event.shift_id] = last_of_device[event.device] = shifts.size();
      shifts.push_back({.record = {}, .since = event.since});
    }
    const auto& index = event.kind == CashKind::kHandedOver ? last_of_device : by_id;
    const auto found = index.find(event.kind == CashKind::kHandedOver ? event.device : event.shift_id);
    if (found != index.end()) AddTo(event, shifts[found->second].record);
  }
  ListShiftsResponse response;
  for (auto shift = shifts.rbegin(); shift != shifts.rend() && response.shifts_size() < kMostShifts; ++shift) {
    ShiftRecord& record = *response.add_shifts();
    record = std::move(shift->record);
    // An open shift has no sheet that the ledger could differ from.
    if (!record.has_closed_at()) continue;
    *record.mutable_comparison() =
        cash::Compare(record.sheet(), PaymentsOfShift(catalogue, payments, record.device_id(), shift->since,
                                                      FromProto(record.closed_at()), record.sheet()));
  }
  return response;
}

}  // namespace hoso::intake

#include "clients/counter/cash_book.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "common/command/fields.h"
#include "common/identity/dossier_code.h"
#include "common/proto_time/proto_time.h"
#include "hoso/counter/v1/kept.pb.h"

namespace hoso::counter {
namespace {

using FeeLines = google::protobuf::RepeatedPtrField<core::v1::FeeLine>;

constexpr char kGivenBack[] = "biên lai của ca trước đã hủy";

void AddFees(const catalogue::v1::ProcedureVersion* version, const FeeLines& lines, Payment& payment) {
  for (const core::v1::FeeLine& line : lines) {
    bool charge = false;
    if (version != nullptr) {
      for (const catalogue::v1::Fee& fee : version->fees()) {
        if (fee.id() == line.fee_id()) charge = absl::StartsWith(fee.name_vi(), "Lệ phí");
      }
    }
    (charge ? payment.charges_vnd : payment.fees_vnd) += line.amount_vnd();
  }
}

std::optional<Payment> OfAcceptance(const catalogue::Catalogue& catalogue, const Entry& entry) {
  v1::KeptAcceptance kept;
  if (!kept.ParseFromString(entry.told) || kept.request().fees_paid().empty()) return std::nullopt;
  const auto version = catalogue.FindVersion(kept.procedure_version());
  Payment payment{.number = kept.response().receipt_number(),
                  .agency_key = kept.agency_key(),
                  .procedure = kept.procedure_key(),
                  .means = kept.request().means()};
  AddFees(version.ok() ? version->version : nullptr, kept.request().fees_paid(), payment);
  return payment;
}

std::optional<Payment> OfPayment(const catalogue::Catalogue& catalogue, const ProcedureOf& procedure_of,
                                 const Entry& entry) {
  intake::v1::RecordPaymentRequest request;
  if (!request.ParseFromString(entry.body.request()) || request.fees().empty()) return std::nullopt;
  Payment payment{.number = request.receipt_number(), .means = request.means()};
  const auto id = identity::ParseDossierCode(request.dossier_code(), command::CodesOf(catalogue));
  if (id.ok()) {
    const auto agency = catalogue.FindAgencyByNumber(id->agency_number());
    if (agency.ok()) payment.agency_key = (*agency)->key();
  }
  if (procedure_of != nullptr) payment.procedure = procedure_of(request.dossier_code());
  AddFees(nullptr, request.fees(), payment);
  return payment;
}

void AddCorrection(const Payment& payment, cash::v1::Sheet& sheet) {
  cash::v1::Correction& correction = *sheet.add_corrections();
  correction.set_receipt_number(payment.number);
  correction.set_agency_key(payment.agency_key);
  correction.set_procedure(payment.procedure);
  correction.set_means(payment.means);
  correction.set_amount_vnd(-payment.amount_vnd());
  correction.set_ground(kGivenBack);
}

cash::v1::Sheet SheetOf(const std::vector<Payment>& payments, const std::vector<Payment>& late) {
  cash::v1::Sheet sheet;
  std::map<std::tuple<std::string, std::string, core::v1::PaymentMeans>, cash::v1::Line> lines;
  for (const Payment& payment : payments) {
    if (payment.given_up) {
      sheet.add_void_receipt_numbers(payment.number);
      continue;
    }
    cash::v1::Line& line = lines[{payment.agency_key, payment.procedure, payment.means}];
    line.set_agency_key(payment.agency_key);
    line.set_procedure(payment.procedure);
    line.set_means(payment.means);
    line.set_receipts(line.receipts() + 1);
    line.set_amount_vnd(line.amount_vnd() + payment.amount_vnd());
    sheet.add_receipt_numbers(payment.number);
  }
  for (const auto& [key, line] : lines) *sheet.add_lines() = line;
  for (const Payment& payment : late) AddCorrection(payment, sheet);
  return sheet;
}

// What one entry of the cash does to the state.
void Apply(const Entry& entry, CashState& state) {
  v1::KeptCash kept;
  if (entry.state == v1::ENTRY_STATE_VOIDED || !kept.ParseFromString(entry.told)) return;
  state.waiting |= entry.state == v1::ENTRY_STATE_WAITING;
  const absl::Time at = FromProto(entry.body.occurred_at());
  const std::string& kind = entry.body.kind();
  if (kind == kOpenShift) {
    state.open = {.id = entry.body.entry_id(),
                  .staff = kept.staff_id(),
                  .at = at,
                  .float_vnd = cash::SumOf(kept.notes()).value_or(0)};
  } else if (kind == kCountCash) {
    ++state.counts;
    state.count = {.sum_vnd = cash::SumOf(kept.notes()).value_or(0), .kept = kept};
  } else if (kind == kHandOverFees) {
    cash::Hold(*state.held.mutable_held(), kept.agency_key(), -kept.amount_vnd(), at);
  }
}

}  // namespace

std::optional<Payment> PaymentOf(const catalogue::Catalogue& catalogue, const ProcedureOf& procedure_of,
                                 const Entry& entry) {
  std::optional<Payment> payment;
  if (entry.body.kind() == kAcceptDossier) payment = OfAcceptance(catalogue, entry);
  if (entry.body.kind() == kRecordPayment) payment = OfPayment(catalogue, procedure_of, entry);
  if (!payment.has_value()) return payment;
  payment->position = entry.position;
  payment->waiting = entry.state == v1::ENTRY_STATE_WAITING || entry.state == v1::ENTRY_STATE_SENDING;
  payment->given_up = entry.state == v1::ENTRY_STATE_VOIDED;
  return payment;
}

std::string ProcedureName(const catalogue::Catalogue& catalogue, const std::string& key) {
  for (const catalogue::v1::Procedure& procedure : catalogue.data().procedures()) {
    if (procedure.key() == key && !procedure.versions().empty()) return procedure.versions().rbegin()->name_vi();
  }
  return key;
}

bool CashState::counted() const {
  return open.has_value() && count.has_value() && count->kept.sheet().SerializeAsString() == sheet.SerializeAsString();
}

CashState Fold(const catalogue::Catalogue& catalogue, const ProcedureOf& procedure_of, const CashEntries& entries) {
  CashState state;
  std::set<int64_t> accounted;
  int64_t after = 0;
  if (v1::KeptCash kept; entries.last_close.has_value() && kept.ParseFromString(entries.last_close->told)) {
    state.held = kept.held();
    accounted.insert(kept.void_positions().begin(), kept.void_positions().end());
    state.seen = after = entries.last_close->position;
  }
  for (const Entry& entry : entries.since) {
    if (entry.body.kind() == kAcceptDossier || entry.body.kind() == kRecordPayment) state.seen = entry.position;
    const auto payment = PaymentOf(catalogue, procedure_of, entry);
    if (payment.has_value()) {
      state.waiting |= payment->waiting;
      if (payment->given_up) accounted.insert(payment->position);
      state.payments.push_back(*payment);
    } else {
      Apply(entry, state);
    }
  }
  std::vector<Payment> late;
  for (const Entry& entry : entries.given_up) {
    const auto payment = PaymentOf(catalogue, procedure_of, entry);
    if (!payment.has_value() || payment->position > after || !accounted.insert(payment->position).second) continue;
    late.push_back(*payment);
  }
  state.sheet = SheetOf(state.payments, late);
  state.void_positions.assign(accounted.begin(), accounted.end());
  return state;
}

}  // namespace hoso::counter

#include "clients/counter/shift_sheet.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/counter/cash_book.h"
#include "clients/counter/print_words.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

std::vector<std::string> LeftOpen(const v1::Shift& shift) {
  std::vector<std::string> open;
  if (shift.unprinted() > 0) open.push_back(absl::StrCat(shift.unprinted(), " phiếu chưa in"));
  if (shift.unsent() > 0) open.push_back(absl::StrCat(shift.unsent(), " việc chưa gửi"));
  if (shift.items_not_in_a_bag() > 0) open.push_back(absl::StrCat(shift.items_not_in_a_bag(), " món chưa vào túi"));
  return open;
}

}  // namespace

forms::ShiftSheet SheetOf(const catalogue::Catalogue& catalogue, const Place& place, const v1::KeptCash& kept,
                          const Entry& entry, absl::Time now) {
  const v1::Shift& shift = kept.shift();
  forms::ShiftSheet sheet;
  sheet.head = HeadOf(catalogue, place.office_id, clock::LocalDay(FromProto(shift.closed_at())));
  sheet.shift = absl::StrFormat("BK-%s-%06d", place.device_id, entry.position);
  sheet.counter = place.device_id;
  sheet.opened_at = MinuteOf(FromProto(shift.opened_at()));
  sheet.closed_at = MinuteOf(FromProto(shift.closed_at()));
  sheet.float_vnd = shift.float_vnd();
  for (const cash::v1::Notes& notes : kept.notes()) sheet.counted.push_back({notes.value_vnd(), notes.count()});
  for (const v1::KeptTaken& taken : kept.taken()) {
    sheet.taken.push_back({.agency = AgencyName(catalogue, taken.agency_key()),
                           .procedure = ProcedureName(catalogue, taken.procedure()),
                           .receipts = taken.receipts(),
                           .fees_vnd = taken.fees_vnd(),
                           .charges_vnd = taken.charges_vnd()});
  }
  for (const cash::v1::Line& line : kept.sheet().lines()) {
    if (line.means() != core::v1::PAYMENT_MEANS_CASH) sheet.by_transfer_vnd += line.amount_vnd();
  }
  for (const cash::v1::Correction& correction : kept.sheet().corrections()) {
    // What was transferred was never in the box, and goes back as it came.
    if (correction.means() != core::v1::PAYMENT_MEANS_CASH) continue;
    sheet.corrections.push_back({.at = sheet.closed_at,
                                 .receipt_number = correction.receipt_number(),
                                 .amount_vnd = correction.amount_vnd(),
                                 .ground = correction.ground()});
  }
  sheet.first_receipt = shift.first_receipt();
  sheet.last_receipt = shift.last_receipt();
  const auto& voided = kept.sheet().void_receipt_numbers();
  sheet.void_receipts.assign(voided.begin(), voided.end());
  sheet.difference_ground = kept.difference_ground();
  sheet.left_open = LeftOpen(shift);
  sheet.provisional = entry.state == v1::ENTRY_STATE_WAITING;
  sheet.cashier = kept.staff_id();
  sheet.receiver = kept.supervisor();
  if (entry.printed > 0) {
    sheet.reprint = {.times = entry.printed, .at = absl::ToCivilMinute(now, clock::LocalZone())};
  }
  return sheet;
}

absl::StatusOr<Printed> ShiftPrints::Print(int64_t position) const {
  const auto entry = journal_.At(position);
  if (!entry.ok()) return entry.status();
  v1::KeptCash kept;
  if (!entry->has_value() || (*entry)->body.kind() != kCloseShift || !kept.ParseFromString((*entry)->told)) {
    return errors::NotFound("paper", absl::StrCat(position, "/shift"));
  }
  auto pdf = typesetter_.Draw(SheetOf(catalogue_, place_, kept, **entry, clock_.Now().now), paper_);
  if (!pdf.ok()) return pdf.status();
  return Printed{.content_type = "application/pdf", .bytes = *std::move(pdf)};
}

}  // namespace hoso::counter

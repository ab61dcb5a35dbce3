#include "common/cash/balance.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::cash {
namespace {

// Banknotes and coins that are in circulation or may still be paid with.
constexpr int64_t kValues[] = {100, 200, 500, 1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000, 200'000, 500'000};
constexpr int kMostReceipts = 5'000;

using Key = std::tuple<std::string, std::string, core::v1::PaymentMeans>;

Key KeyOf(const v1::Line& line) { return {line.agency_key(), line.procedure(), line.means()}; }

absl::Status CheckLine(const v1::Line& line, const std::string& field) {
  if (line.agency_key().empty()) return errors::FieldError(field + ".agency_key", "not given");
  if (line.amount_vnd() < 0 || line.amount_vnd() > kMostVnd) {
    return errors::FieldError(field + ".amount_vnd", absl::StrCat(line.amount_vnd(), ", want 0 to ", kMostVnd));
  }
  if (line.receipts() < 1) return errors::FieldError(field + ".receipts", absl::StrCat(line.receipts(), ", want 1"));
  if (line.means() == core::v1::PAYMENT_MEANS_UNSPECIFIED) return errors::FieldError(field + ".means", "not given");
  return absl::OkStatus();
}

absl::Status CheckCorrection(const v1::Correction& correction, const std::string& field) {
  if (correction.receipt_number().empty()) return errors::FieldError(field + ".receipt_number", "not given");
  if (correction.ground().empty()) return errors::FieldError(field + ".ground", "not given");
  if (std::abs(correction.amount_vnd()) > kMostVnd)
    return errors::FieldError(field + ".amount_vnd", "past any measure");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> SumOf(const NotesList& notes) {
  int64_t sum = 0;
  std::set<int64_t> seen;
  for (int i = 0; i < notes.size(); ++i) {
    const std::string field = absl::StrCat("notes[", i, "]");
    const v1::Notes& one = notes[i];
    if (std::find(std::begin(kValues), std::end(kValues), one.value_vnd()) == std::end(kValues)) {
      return errors::FieldError(field + ".value_vnd", absl::StrCat(one.value_vnd(), ", want a banknote or coin"));
    }
    if (!seen.insert(one.value_vnd()).second) return errors::FieldError(field + ".value_vnd", "stands twice");
    if (one.count() < 0 || one.count() > kMostNotes) {
      return errors::FieldError(field + ".count", absl::StrCat(one.count(), ", want 0 to ", kMostNotes));
    }
    sum += one.value_vnd() * one.count();
  }
  return sum;
}

absl::Status CheckSheet(const v1::Sheet& sheet) {
  std::set<Key> keys;
  int receipts = 0;
  for (int i = 0; i < sheet.lines_size(); ++i) {
    const std::string field = absl::StrCat("sheet.lines[", i, "]");
    if (absl::Status status = CheckLine(sheet.lines(i), field); !status.ok()) return status;
    if (!keys.insert(KeyOf(sheet.lines(i))).second) return errors::FieldError(field, "stands twice");
    receipts = std::min(receipts, kMostReceipts) + std::min(sheet.lines(i).receipts(), kMostReceipts + 1);
  }
  if (receipts != sheet.receipt_numbers_size() || receipts > kMostReceipts) {
    return errors::FieldError("sheet.receipt_numbers",
                              absl::StrCat(sheet.receipt_numbers_size(), ", want as many as in the lines, ", receipts,
                                           ", and at most ", kMostReceipts));
  }
  std::set<std::string> numbers;
  for (const auto* list : {&sheet.receipt_numbers(), &sheet.void_receipt_numbers()}) {
    for (const std::string& number : *list) {
      if (number.empty() || number.size() > 64 || !numbers.insert(number).second) {
        return errors::FieldError("sheet.receipt_numbers", "one is empty, too long or stands twice");
      }
    }
  }
  for (int i = 0; i < sheet.corrections_size(); ++i) {
    absl::Status status = CheckCorrection(sheet.corrections(i), absl::StrCat("sheet.corrections[", i, "]"));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

int64_t Expected(int64_t float_vnd, const v1::Sheet& sheet) {
  int64_t sum = float_vnd;
  for (const v1::Line& line : sheet.lines()) {
    if (line.means() == core::v1::PAYMENT_MEANS_CASH) sum += line.amount_vnd();
  }
  for (const v1::Correction& correction : sheet.corrections()) {
    if (correction.means() == core::v1::PAYMENT_MEANS_CASH) sum += correction.amount_vnd();
  }
  return sum;
}

std::map<std::string, int64_t> TakenFor(const v1::Sheet& sheet) {
  std::map<std::string, int64_t> taken;
  for (const v1::Line& line : sheet.lines()) taken[line.agency_key()] += line.amount_vnd();
  for (const v1::Correction& correction : sheet.corrections())
    taken[correction.agency_key()] += correction.amount_vnd();
  return taken;
}

void Hold(google::protobuf::RepeatedPtrField<v1::Held>& held, const std::string& agency_key, int64_t amount_vnd,
          absl::Time at) {
  const auto of = [&](const v1::Held& one) { return one.agency_key() == agency_key; };
  auto found = std::find_if(held.begin(), held.end(), of);
  if (found == held.end()) {
    if (amount_vnd == 0) return;
    v1::Held& one = *held.Add();
    one.set_agency_key(agency_key);
    one.set_amount_vnd(amount_vnd);
    *one.mutable_since() = ToProto(at);
    return;
  }
  found->set_amount_vnd(found->amount_vnd() + amount_vnd);
  if (found->amount_vnd() == 0) held.erase(found);
}

int64_t HeldFor(const google::protobuf::RepeatedPtrField<v1::Held>& held, const std::string& agency_key) {
  for (const v1::Held& one : held) {
    if (one.agency_key() == agency_key) return one.amount_vnd();
  }
  return 0;
}

v1::Comparison Compare(const v1::Sheet& sheet, const std::vector<Recorded>& ledger) {
  struct Sums {
    int64_t sheet = 0, ledger = 0;
  };
  std::map<Key, Sums> sums;
  std::set<std::string> on_sheet(sheet.receipt_numbers().begin(), sheet.receipt_numbers().end()), in_ledger;
  for (const v1::Line& line : sheet.lines()) sums[KeyOf(line)].sheet += line.amount_vnd();
  for (const Recorded& one : ledger) {
    sums[{one.agency_key, one.procedure, one.means}].ledger += one.amount_vnd;
    in_ledger.insert(one.receipt_number);
  }
  v1::Comparison comparison;
  for (const auto& [key, sum] : sums) {
    if (sum.sheet == sum.ledger) continue;
    v1::LineDifference& line = *comparison.add_lines();
    line.set_agency_key(std::get<0>(key));
    line.set_procedure(std::get<1>(key));
    line.set_means(std::get<2>(key));
    line.set_sheet_vnd(sum.sheet);
    line.set_ledger_vnd(sum.ledger);
  }
  std::set_difference(on_sheet.begin(), on_sheet.end(), in_ledger.begin(), in_ledger.end(),
                      google::protobuf::RepeatedPtrFieldBackInserter(comparison.mutable_not_in_the_ledger()));
  std::set_difference(in_ledger.begin(), in_ledger.end(), on_sheet.begin(), on_sheet.end(),
                      google::protobuf::RepeatedPtrFieldBackInserter(comparison.mutable_not_on_the_sheet()));
  return comparison;
}

bool Agrees(const v1::Comparison& comparison) {
  return comparison.lines().empty() && comparison.not_in_the_ledger().empty() && comparison.not_on_the_sheet().empty();
}

}  // namespace hoso::cash

// The arithmetic of a shift's cash, alike at counter and service: what should be in the box, what is held for whom, and
// how a sheet and the ledger differ. All amounts in đồng.
//
// Pure: no gRPC, no SQL, no clock.
#ifndef HOSO_COMMON_CASH_BALANCE_H_
#define HOSO_COMMON_CASH_BALANCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "hoso/cash/v1/cash_service.pb.h"

namespace hoso::cash {

using NotesList = google::protobuf::RepeatedPtrField<v1::Notes>;

inline constexpr int64_t kMostVnd = 1'000'000'000'000;  // In one box: far above what there can be.
inline constexpr int kMostNotes = 100'000;              // Of one kind.

// The sum. INVALID_ARGUMENT naming notes[i] for a value that is no banknote or coin of the country, a kind that stands
// twice, and a number below 0 or past kMostNotes.
absl::StatusOr<int64_t> SumOf(const NotesList& notes);

// INVALID_ARGUMENT naming the field of a sheet that contradicts itself: a line twice, amounts and numbers below 0 or
// past any measure, as many receipt numbers as lines say, none of them twice, no correction without a receipt number
// and ground.
absl::Status CheckSheet(const v1::Sheet& sheet);

// What should be in the box: the float, and what came in and went out in cash.
int64_t Expected(int64_t float_vnd, const v1::Sheet& sheet);

// What the sheet adds to what is held, by agency: cash and transfers, with corrections.
std::map<std::string, int64_t> TakenFor(const v1::Sheet& sheet);

// Adds `amount_vnd` to what is held for the agency; what is then 0 is held no more. `at`: when it came in.
void Hold(google::protobuf::RepeatedPtrField<v1::Held>& held, const std::string& agency_key, int64_t amount_vnd,
          absl::Time at);
// What is held for the agency.
int64_t HeldFor(const google::protobuf::RepeatedPtrField<v1::Held>& held, const std::string& agency_key);

// A payment as the ledger has it.
struct Recorded {
  std::string receipt_number;
  std::string agency_key;
  std::string procedure;
  core::v1::PaymentMeans means = core::v1::PAYMENT_MEANS_UNSPECIFIED;
  int64_t amount_vnd = 0;
};
// How they differ, to the đồng per agency, procedure and means. A payment of the ledger whose receipt the counter gave
// up is on no line and so counts as not on the sheet.
v1::Comparison Compare(const v1::Sheet& sheet, const std::vector<Recorded>& ledger);
bool Agrees(const v1::Comparison& comparison);

}  // namespace hoso::cash

#endif  // HOSO_COMMON_CASH_BALANCE_H_

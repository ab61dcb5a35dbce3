#include "common/dossier/lifecycle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace hoso::dossier {
namespace {

using core::v1::Fact;
using core::v1::Status;
using enum core::v1::Status;

// Shorthand for the rows below.
constexpr Status kNew = STATUS_UNSPECIFIED;
constexpr Status kSame = STATUS_UNSPECIFIED;

std::vector<Status> Any() {
  return {STATUS_REGISTERED,      STATUS_ACCEPTED,  STATUS_REFUSED, STATUS_PROCESSING, STATUS_AWAITING_SUPPLEMENT,
          STATUS_AWAITING_PAYMENT, STATUS_WITHDRAWN, STATUS_STOPPED, STATUS_DECIDED,   STATUS_RETURNED};
}

// Statuses in which something may lie ready for the citizen.
std::vector<Status> Finished() { return {STATUS_REFUSED, STATUS_WITHDRAWN, STATUS_STOPPED, STATUS_DECIDED}; }

}  // namespace

// What is not listed here is not allowed.
const std::vector<Transition>& Lifecycle() {
  static const std::vector<Transition>& table = *new std::vector<Transition>{
      // Taking in.
      {Fact::kRegistered, kIntake, {kNew}, STATUS_REGISTERED, ClockEffect::kNone,
       "prepared online, or captured for checking", "hồ sơ mới đăng ký"},
      {Fact::kAccepted, kIntake, {kNew, STATUS_REGISTERED}, STATUS_ACCEPTED, ClockEffect::kStarts,
       "taken in, slip 01 given", "tiếp nhận, trao phiếu 01"},
      {Fact::kRefused, kIntake | kRouting, {kNew, STATUS_REGISTERED, STATUS_ACCEPTED}, STATUS_REFUSED,
       ClockEffect::kStops, "refused with a ground, slip 03", "từ chối tiếp nhận, phiếu 03"},
      // At the agency.
      {Fact::kReceivedByAgency, kRouting, {STATUS_ACCEPTED, STATUS_PROCESSING}, STATUS_PROCESSING, ClockEffect::kNone,
       "the agency signed for the papers and checked them", "cơ quan đã nhận hồ sơ"},
      {Fact::kMisdirected, kRouting, {STATUS_ACCEPTED, STATUS_PROCESSING}, kSame, ClockEffect::kNone,
       "came to the wrong agency", "chuyển nhầm cơ quan"},
      {Fact::kAssigned, kRouting,
       {STATUS_ACCEPTED, STATUS_PROCESSING, STATUS_AWAITING_SUPPLEMENT, STATUS_AWAITING_PAYMENT}, kSame,
       ClockEffect::kNone, "given to one specialist", "giao việc"},
      {Fact::kSupplementRequested, kRouting, {STATUS_ACCEPTED, STATUS_PROCESSING}, STATUS_AWAITING_SUPPLEMENT,
       ClockEffect::kPauses, "papers are missing, slip 02", "yêu cầu bổ sung, phiếu 02"},
      {Fact::kSupplemented, kIntake, {STATUS_AWAITING_SUPPLEMENT}, STATUS_PROCESSING, ClockEffect::kResumes,
       "the missing papers were handed in", "đã nộp bổ sung"},
      {Fact::kPaymentRequested, kRouting, {STATUS_PROCESSING}, STATUS_AWAITING_PAYMENT, ClockEffect::kPauses,
       "a further fee is due", "yêu cầu nộp phí, lệ phí"},
      {Fact::kPaymentRecorded, kIntake, {STATUS_AWAITING_PAYMENT}, STATUS_PROCESSING, ClockEffect::kResumes,
       "the requested fee was paid", "đã nộp phí, lệ phí được yêu cầu"},
      {Fact::kPaymentRecorded, kIntake,
       {STATUS_ACCEPTED, STATUS_PROCESSING, STATUS_AWAITING_SUPPLEMENT, STATUS_DECIDED}, kSame, ClockEffect::kNone,
       "a fee was paid", "thu phí, lệ phí"},
      {Fact::kRescheduled, kRouting, {STATUS_PROCESSING}, kSame, ClockEffect::kNewDate,
       "apology and new date, slip 04", "xin lỗi và hẹn lại, phiếu 04"},
      // Ends.
      {Fact::kWithdrawn, kIntake,
       {STATUS_REGISTERED, STATUS_ACCEPTED, STATUS_PROCESSING, STATUS_AWAITING_SUPPLEMENT, STATUS_AWAITING_PAYMENT},
       STATUS_WITHDRAWN, ClockEffect::kStops, "taken back by the owner", "công dân rút hồ sơ"},
      {Fact::kStopped, kRouting, {STATUS_PROCESSING, STATUS_AWAITING_SUPPLEMENT, STATUS_AWAITING_PAYMENT},
       STATUS_STOPPED, ClockEffect::kStops, "stopped with a ground", "dừng xử lý"},
      {Fact::kDecided, kRouting, {STATUS_PROCESSING}, STATUS_DECIDED, ClockEffect::kStops,
       "granted or denied, with one or more results", "đã có kết quả"},
      // The way back.
      {Fact::kResultsReceived, kReturns, Finished(), kSame, ClockEffect::kNone,
       "lies ready for collection at the point", "đã về điểm trả"},
      {Fact::kNotified, kReturns, Any(), kSame, ClockEffect::kNone, "the applicant was told", "đã báo cho người nộp"},
      {Fact::kHandedOut, kReturns, {STATUS_DECIDED}, STATUS_RETURNED, ClockEffect::kNone,
       "in the citizen's hands (while results remain: unchanged)", "trao kết quả (còn món chưa trao: giữ nguyên)"},
      {Fact::kHandedOut, kReturns, {STATUS_REFUSED, STATUS_WITHDRAWN, STATUS_STOPPED}, kSame, ClockEffect::kNone,
       "the papers went back to the citizen", "trả lại giấy tờ"},
      {Fact::kAttemptFailed, kReturns, Finished(), kSame, ClockEffect::kNone,
       "could not be handed out", "không trao được"},
      {Fact::kUnclaimedReturned, kReturns, Finished(), kSame, ClockEffect::kNone,
       "nobody collected; goes back to the agency", "không ai nhận, trả về cơ quan"},
      {Fact::kFeedbackRecorded, kReturns,
       {STATUS_REFUSED, STATUS_WITHDRAWN, STATUS_STOPPED, STATUS_DECIDED, STATUS_RETURNED}, kSame, ClockEffect::kNone,
       "rated by the citizen", "công dân đánh giá"},
      // Custody: the status says whose turn it is, the book who has the paper.
      {Fact::kItemsMoved, kRouting, Any(), kSame, ClockEffect::kNone, "handed over by hand", "bàn giao trực tiếp"},
      {Fact::kBagSealed, kRouting, Any(), kSame, ClockEffect::kNone, "put into a bag and sealed", "niêm phong vào túi"},
      {Fact::kBagDispatched, kRouting, Any(), kSame, ClockEffect::kNone, "the bag left with a carrier", "túi rời điểm"},
      {Fact::kBagHandedOver, kRouting, Any(), kSame, ClockEffect::kNone, "the bag passed on unopened",
       "bàn giao túi nguyên niêm phong"},
      {Fact::kBagOpened, kRouting, Any(), kSame, ClockEffect::kNone, "the bag was opened and counted",
       "mở túi, kiểm đếm"},
      {Fact::kDiscrepancyFound, kRouting, Any(), kSame, ClockEffect::kNone, "a difference, against who signed last",
       "chênh lệch"},
      {Fact::kDiscrepancySettled, kRouting, Any(), kSame, ClockEffect::kNone, "found, explained, or lost with a report",
       "xử lý chênh lệch"},
      // Scans of its papers: beside the ledger, sealed.
      {Fact::kScanned, kIntake,
       {STATUS_ACCEPTED, STATUS_REFUSED, STATUS_PROCESSING, STATUS_AWAITING_SUPPLEMENT, STATUS_AWAITING_PAYMENT,
        STATUS_WITHDRAWN, STATUS_STOPPED, STATUS_DECIDED, STATUS_RETURNED},
       kSame, ClockEffect::kNone, "a paper was scanned", "đã quét giấy tờ"},
      // Corrections: a ground, and a second person.
      {Fact::kCorrectionProposed, kIntake, Any(), kSame, ClockEffect::kNone, "a correction was proposed",
       "đề nghị đính chính"},
      {Fact::kCorrected, kIntake, Any(), kSame, ClockEffect::kNone,
       "a second person approved or rejected it; marked in statistics", "duyệt đính chính, ghi dấu trong thống kê"},
  };
  return table;
}

absl::StatusOr<const Transition*> FindTransition(FactKind kind, Status from) {
  std::vector<std::string> allowed;
  for (const Transition& row : Lifecycle()) {
    if (row.kind != kind) continue;
    for (Status status : row.from) {
      if (status == from) return &row;
      allowed.push_back(StatusName(status));
    }
  }
  return absl::FailedPreconditionError(absl::StrCat(KindName(kind), " may not follow in status ", StatusName(from),
                                                    "; it may in ", absl::StrJoin(allowed, ", ")));
}

std::vector<FactKind> KindsOf(Door door) {
  std::vector<FactKind> kinds;
  for (const Transition& row : Lifecycle()) {
    if ((row.doors & door) != 0 && std::find(kinds.begin(), kinds.end(), row.kind) == kinds.end()) {
      kinds.push_back(row.kind);
    }
  }
  return kinds;
}

std::string KindName(FactKind kind) {
  const auto* field = Fact::descriptor()->FindFieldByNumber(kind);
  return field == nullptr ? "no fact" : field->message_type()->name();
}

std::string StatusName(Status status) {
  if (status == STATUS_UNSPECIFIED) return "–";
  return absl::StrCat(core::v1::Status_Name(status).substr(sizeof("STATUS_") - 1), " (", static_cast<int>(status), ")");
}

std::string StatusNameVi(Status status) {
  switch (status) {
    case STATUS_REGISTERED:
      return "Mới đăng ký";
    case STATUS_ACCEPTED:
      return "Được tiếp nhận";
    case STATUS_REFUSED:
      return "Không được tiếp nhận";
    case STATUS_PROCESSING:
      return "Đang xử lý";
    case STATUS_AWAITING_SUPPLEMENT:
      return "Yêu cầu bổ sung giấy tờ";
    case STATUS_AWAITING_PAYMENT:
      return "Yêu cầu thực hiện nghĩa vụ tài chính";
    case STATUS_WITHDRAWN:
      return "Công dân yêu cầu rút hồ sơ";
    case STATUS_STOPPED:
      return "Dừng xử lý";
    case STATUS_DECIDED:
      return "Đã xử lý xong";
    case STATUS_RETURNED:
      return "Đã trả kết quả";
    default:
      return "";
  }
}

bool IsFinished(Status status) {
  return status == STATUS_REFUSED || status == STATUS_WITHDRAWN || status == STATUS_STOPPED ||
         status == STATUS_DECIDED || status == STATUS_RETURNED;
}

}  // namespace hoso::dossier

#include "clients/replay/words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/dossier/lifecycle.h"

namespace hoso::replay {
namespace {

std::string Grouped(int64_t number, char separator) {
  std::string digits = absl::StrCat(number < 0 ? -number : number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<size_t>(at), 1, separator);
  return number < 0 ? "-" + digits : digits;
}

// With a comma, as in Vietnamese.
std::string WithComma(std::string number) {
  std::replace(number.begin(), number.end(), '.', ',');
  return number;
}

}  // namespace

Text BranchName(v1::BranchKind kind) {
  switch (kind) {
    case v1::BRANCH_KIND_SUPPLEMENT:
      return {"bổ sung, giấy đi lần hai", "supplement, paper travels a second time"};
    case v1::BRANCH_KIND_SUPPLEMENT_LATE:
      return {"bổ sung muộn, bị từ chối, dừng xử lý", "late supplement refused, dossier stopped"};
    case v1::BRANCH_KIND_REFUSED:
      return {"từ chối sau tiếp nhận", "refused after acceptance"};
    case v1::BRANCH_KIND_WITHDRAWN:
      return {"chủ hồ sơ rút", "withdrawn by the owner"};
    case v1::BRANCH_KIND_PAYMENT:
      return {"nộp thêm phí", "additional payment"};
    case v1::BRANCH_KIND_PAYMENT_NEVER:
      return {"không nộp phí, dừng xử lý", "never paid, stopped"};
    case v1::BRANCH_KIND_RESCHEDULED:
      return {"xin lỗi và hẹn lại", "apology and new date"};
    case v1::BRANCH_KIND_STOPPED:
      return {"dừng xử lý vì lý do khác", "stopped on another ground"};
    case v1::BRANCH_KIND_DENIED:
      return {"trả lời không giải quyết", "denied"};
    case v1::BRANCH_KIND_MISDIRECTED:
      return {"nhầm cơ quan, bàn giao lại", "wrong agency, handed on"};
    case v1::BRANCH_KIND_SEAL_BROKEN:
      return {"túi rách niêm phong", "bag with a broken seal"};
    case v1::BRANCH_KIND_MISSING_FOUND:
      return {"thiếu trong túi, tìm thấy", "missing in a bag, found"};
    case v1::BRANCH_KIND_SURPLUS:
      return {"thừa trong túi, đã giải trình", "surplus in a bag, explained"};
    case v1::BRANCH_KIND_LOST_PAPERS:
      return {"hồ sơ thất lạc, có biên bản", "papers lost, with report"};
    case v1::BRANCH_KIND_LOST_RESULT:
      return {"kết quả thất lạc, có biên bản", "result lost, with report"};
    case v1::BRANCH_KIND_IDENTITY_MISMATCH:
      return {"giấy tờ không khớp khi nhận", "identity does not match"};
    case v1::BRANCH_KIND_PROXY_COLLECTS:
      return {"người được ủy quyền nhận", "proxy collects"};
    case v1::BRANCH_KIND_THREE_ATTEMPTS:
      return {"giao ba lần không được", "three failed attempts"};
    case v1::BRANCH_KIND_UNCLAIMED:
      return {"không ai nhận, trả cơ quan", "unclaimed, back to the agency"};
    case v1::BRANCH_KIND_RESULT_WRONG:
      return {"kết quả sai, đính chính hai người", "result wrong, corrected by two"};
    case v1::BRANCH_KIND_PLACE_CORRECTED:
      return {"đính chính nơi nhận", "place of return corrected"};
    case v1::BRANCH_KIND_CORRECTION_REJECTED:
      return {"đề nghị đính chính bị bác", "correction rejected"};
    case v1::BRANCH_KIND_PARTLY_HANDED_OUT:
      return {"trao làm hai lần", "handed out in two parts"};
    case v1::BRANCH_KIND_OFFLINE:
      return {"tiếp nhận khi mất mạng", "taken in offline"};
    case v1::BRANCH_KIND_SHARED_SLIP:
      return {"phiếu chung nhiều hồ sơ", "slips with several dossiers"};
    case v1::BRANCH_KIND_SENT_TWICE:
      return {"gửi lại cùng mã yêu cầu, cùng trả lời", "same request again, same answer"};
    case v1::BRANCH_KIND_ON_THE_DAY:
      return {"xong đúng ngày hẹn", "decided on the day"};
    default:
      return {"suôn sẻ", "straight"};
  }
}

Text StatusName(core::v1::Status status) {
  static constexpr const char* kEnglish[] = {"–",         "registered", "accepted", "refused", "processing", "supplement",
                                             "payment",   "withdrawn",  "stopped",  "decided", "returned"};
  const auto index = static_cast<size_t>(status);
  return {dossier::StatusNameVi(status), index < std::size(kEnglish) ? kEnglish[index] : "?"};
}

Text HolderKindName(core::v1::HolderKind kind) {
  switch (kind) {
    case core::v1::HOLDER_KIND_OFFICE:
      return {"tại quầy bưu điện", "at post offices"};
    case core::v1::HOLDER_KIND_BAG:
      return {"trong túi", "in bags"};
    case core::v1::HOLDER_KIND_CARRIER:
      return {"người vận chuyển", "with carriers"};
    case core::v1::HOLDER_KIND_AGENCY:
      return {"tại cơ quan", "at agencies"};
    case core::v1::HOLDER_KIND_APPLICANT:
      return {"đã trao", "in citizens' hands"};
    case core::v1::HOLDER_KIND_MISSING:
      return {"thất lạc, đã báo", "missing, reported"};
    default:
      return {"không rõ", "unknown"};
  }
}

Text Number(int64_t number) { return {Grouped(number, '.'), Grouped(number, ',')}; }

Text Percent(int64_t part, int64_t of) {
  if (of == 0) return Plain("–");
  const std::string text =
      absl::StrFormat("%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(of));
  return {WithComma(text), text};
}

Text Decimal(double number) {
  const std::string text = absl::StrFormat("%.1f", number);
  return {WithComma(text), text};
}

Text Plain(const std::string& text) { return {text, text}; }

}  // namespace hoso::replay

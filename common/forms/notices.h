// What an applicant is told in writing between handing in and getting the result: forms 02, 03 and 04 (Circular
// 01/2018/TT-VPCP; A5), and the notice that a slip printed without network was changed.
#ifndef HOSO_COMMON_FORMS_NOTICES_H_
#define HOSO_COMMON_FORMS_NOTICES_H_

#include <optional>
#include <string>
#include <vector>

#include "common/forms/parts.h"

namespace hoso::forms {

// What all of them say of the dossier.
struct Concerned {
  Codes codes;  // No code: nothing was recorded before (form 03 at the counter).
  Party owner;
  std::string request;  // "Nội dung yêu cầu giải quyết".
  absl::CivilMinute issued_at;
};

// Form 02, "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ".
struct SupplementRequest {
  Head head;
  Concerned dossier;
  std::vector<Component> wanted;        // With counts to bring, and in `note` why. At least one.
  std::string reason;                   // Of the whole, besides those of single papers.
  std::optional<absl::CivilDay> until;  // The last day to bring them.
  std::string clock_note;  // What the wait does to the term, such as "thời gian chờ bổ sung không tính …".
  int asked_before = 0;    // How often; above 0 the form says so.
  std::string where_to_bring;
  Contact contact;
  Reprint reprint;
  Copies copies;
};

// Form 03, "Phiếu từ chối tiếp nhận giải quyết hồ sơ".
struct Refusal {
  Head head;
  Concerned dossier;
  std::optional<absl::CivilMinute> filed_at;  // Of an online filing.
  std::string reason;
  std::string legal_ground;  // "Điều …, Nghị định …".
  Contact contact;
  Reprint reprint;
  Copies copies;
};

// Form 04, "Phiếu xin lỗi và hẹn lại ngày trả kết quả". Signed by the agency that is late.
struct Apology {
  Head head;
  Concerned dossier;
  std::string agency;  // Who is late and says sorry.
  absl::CivilMinute received_at;
  absl::CivilMinute promised_at;  // The date that is not kept.
  std::string reason;
  absl::CivilMinute new_due_at;
  std::string derivation;       // Of the new date.
  std::string approver;         // Who agreed, besides the one who signs.
  std::string signatory_title;  // "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC": in capitals as printed; "\n" ends a line.
  std::string signatory;
  std::string attached;  // A scan of what was signed: its name or number.
  std::string delivery;  // How and when it is given: "trao tại quầy lúc …", "thư điện tử …".
  Contact contact;
  Reprint reprint;
  Copies copies;
};

// One thing that a slip said and that is otherwise now.
struct Change {
  std::string what;  // "Ngày hẹn trả", "Mã hồ sơ".
  std::string printed;
  std::string now;
};

// "Thông báo điều chỉnh": a slip was printed while the counter had no network, and was corrected when it was recorded.
// There is no new slip: the notice is kept with the old one.
struct ChangeNotice {
  Head head;
  Concerned dossier;             // Its codes as they are now.
  absl::CivilMinute printed_at;  // Of the slip.
  absl::CivilMinute recorded_at;
  std::vector<Change> changes;  // At least one.
  std::string reason;
  Contact contact;
  Reprint reprint;
  Copies copies;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_NOTICES_H_

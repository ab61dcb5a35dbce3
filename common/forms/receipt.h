// Form 01, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả": that a dossier was taken in, and the day that is promised
// (Circular 01/2018/TT-VPCP; A5).
#ifndef HOSO_COMMON_FORMS_RECEIPT_H_
#define HOSO_COMMON_FORMS_RECEIPT_H_

#include <optional>
#include <string>
#include <vector>

#include "common/forms/parts.h"

namespace hoso::forms {

// A paper that is given up for the result, such as the old driving licence.
struct ExchangedPaper {
  std::string name;
  bool kept_by_owner = false;  // Until the result is handed out; else it was taken back at the counter.
};

// For the certification of copies and signatures ("chứng thực").
struct Certification {
  int pages = 0;
  int paper_copies = 0;     // Wanted.
  bool electronic = false;  // An electronic copy is wanted.
};

// A later part of the procedure with times of its own ("giai đoạn 2").
struct Stage {
  absl::CivilMinute received_at;
  absl::CivilMinute due_at;
};

struct ReceivedDossier {
  Codes codes;
  std::string secret;   // Look-up secret. On the submitter's copy only: the office has no use for it.
  std::string request;  // "Nội dung yêu cầu giải quyết": the procedure and its case.
  std::vector<Component> components;
  int sets = 1;
  std::string term;  // "5 ngày làm việc"
  absl::CivilMinute received_at;
  // Absent while nothing can be promised; `due_note` then says why, such as "tính từ khi hồ sơ đầy đủ".
  std::optional<absl::CivilMinute> due_at;
  std::string due_note;
  std::string derivation;  // How the date came about: clock::Describe.
  std::optional<Stage> second_stage;
  std::optional<Certification> certification;
  std::vector<ExchangedPaper> exchanged;
  std::vector<Fee> fees;       // Taken on the spot.
  std::string fee_note;        // Such as a waiver and its ground.
  std::string receipt_number;  // Of the fee receipt.
};

struct Receipt {
  Head head;
  std::string book, number_in_book;  // "Quyển số", "Số thứ tự"; dots to write on when empty.
  std::string section;               // "Bộ phận tiếp nhận và trả kết quả …"
  Party owner;
  std::optional<Party>
      submitter;         // Absent: the owner in person. Present: whose phone and e-mail are printed, if given.
  std::string relation;  // Of the submitter to the owner, such as "được ủy quyền, giấy số …".
  // One, or several on one slip: then a list comes first, and a QR code stands by each.
  std::vector<ReceivedDossier> dossiers;
  std::string return_place;
  // QR on the submitter's copy, which a phone opens; may hold code and secret. Several dossiers have several secrets:
  // empty then.
  std::string look_up_text;
  std::string look_up_address;  // The same for a person to type.
  Contact contact;
  Reprint reprint;
  Copies copies;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_RECEIPT_H_

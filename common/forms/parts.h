// What several forms have in common, as plain data. Texts are printed as they are given, never re-cased; an empty one
// is left out with its label unless it says otherwise. What comes from the catalogue (names of procedures, components,
// fees, places, terms) the caller gives in words; the form has only its own.
//
// Moments are local time (Asia/Ho_Chi_Minh), as on the wall of the office.
#ifndef HOSO_COMMON_FORMS_PARTS_H_
#define HOSO_COMMON_FORMS_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace hoso::forms {

// The head of every form, as Decree 30/2020/NĐ-CP has it. "\n" in a name of a body ends its line; it is broken where it
// must be, besides.
struct Head {
  std::string parent_body;   // In capitals as printed, top left, upright.
  std::string issuing_body;  // The same, bold, below.
  std::string place;         // "Văn Yên, ngày 26 tháng 4 năm 2024": its first words.
  absl::CivilDay date;       // Of the act (of acceptance on form 01), not of the print.
};

// A copy that was printed before: the reprint says so on each page. `times` 0: the first print.
struct Reprint {
  int times = 0;
  absl::CivilMinute at;
};

// Which copies are drawn: "Liên 1: Lưu" with whole identity numbers and without look-up secrets, "Liên 2" for the
// applicant with the last four digits.
struct Copies {
  bool archive = true;
  bool applicant = true;
};

// An owner, submitter, payer or collector.
struct Party {
  std::string name;
  std::string identity_number;  // Printed whole only where a form says so, else its last four digits.
  std::string address;
  std::string phone;
  std::string email;
};

// One kind of paper in a dossier.
struct Component {
  std::string name;
  int originals = 0;
  int certified_copies = 0;
  int photocopies = 0;
  bool original_shown = false;  // Seen at the counter and handed back.
  std::string note;             // Such as "chụp tại quầy"; on form 02 why it is wanted.
};

// What a machine reads of a form. Each is left out when empty.
struct Codes {
  std::string dossier_code;  // Code 128, and in figures.
  std::string signed_text;   // QR: the signed statement (common/slips/text.h), or another form's own text.
};

// A fee or charge, taken or due.
struct Fee {
  std::string name;
  int64_t amount_vnd = 0;
};

// Whom to ask.
struct Contact {
  std::string officer;   // Who is in charge.
  std::string phone;     // Of the office or officer.
  std::string guidance;  // Where the procedure is explained: an address on the web or of an office.
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_PARTS_H_

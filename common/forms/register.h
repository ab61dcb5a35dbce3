// Form 06, "Sổ theo dõi hồ sơ" (Circular 01/2018/TT-VPCP): the book of a place, a row for each dossier. A4 landscape.
#ifndef HOSO_COMMON_FORMS_REGISTER_H_
#define HOSO_COMMON_FORMS_REGISTER_H_

#include <optional>
#include <string>
#include <vector>

#include "common/forms/parts.h"

namespace hoso::forms {

struct RegisterRow {
  int number = 0;  // In the book.
  std::string dossier_code;
  std::string request;
  int sets = 1;
  std::string owner, address, phone;
  std::optional<absl::CivilDay> received_on, due_on, returned_on;
  std::string giver, receiver;  // Who handed the result out and who took it; empty where they are to sign.
  std::string note;             // With the officer and the place of acceptance.
};

struct Register {
  Head head;
  std::string book;    // "Quyển số".
  std::string period;  // "Từ 01/04/2024 đến 30/04/2024".
  std::vector<RegisterRow> rows;
  int empty_rows = 0;  // To be filled in by hand; there must be rows of either kind.
  absl::CivilMinute printed_at;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_REGISTER_H_

// Text as people type it: names, addresses, reasons, telephone numbers.
//
// Vietnamese text comes composed (NFC) or decomposed (NFD) from different
// keyboards; it is stored composed, with its tone marks, so that equal names are
// equal bytes.
#ifndef HOSO_COMMON_IDENTITY_TEXT_H_
#define HOSO_COMMON_IDENTITY_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::identity {

struct TextRules {
  std::string field;        // Named in errors, such as "owner.name".
  size_t max_length = 200;  // Characters (code points) after normalisation.
  bool required = false;    // Refuse what is empty after trimming.
  bool multi_line = false;  // Keep line feeds; other control characters are refused anyway.
};

// Returns `text` composed, without blanks around it and with one blank for a run of them. INVALID_ARGUMENT naming the
// field for invalid UTF-8, control characters, characters that change the direction of writing, and text that is too
// long or missing.
absl::StatusOr<std::string> NormalizeText(const std::string& text, const TextRules& rules);

// Returns a telephone number as digits in the national form, such as "0912345678": mobile 10 digits beginning with
// 03, 05, 07, 08 or 09, landline 02 and 9 more. Accepts +84 for the leading 0, and blanks, dots and hyphens between.
// INVALID_ARGUMENT naming the field, but not repeating the number, which is personal.
absl::StatusOr<std::string> NormalizePhone(const std::string& text, const std::string& field);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_TEXT_H_

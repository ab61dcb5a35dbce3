// The band below the head of a form: place and date, and what a machine reads of it.
#ifndef HOSO_COMMON_FORMS_CODE_BLOCK_H_
#define HOSO_COMMON_FORMS_CODE_BLOCK_H_

#include <string>

#include "absl/status/status.h"
#include "common/forms/composer.h"

namespace hoso::forms {

inline constexpr double kSlipQr = Mm(22);

struct CodeBlock {
  std::string field;  // Where `codes` stand, for errors: "codes".
  Codes codes;        // QR code to the left, if there is a text; Code 128 and the code itself, if there is one.
  std::string label = "Mã hồ sơ: ";
  std::string date;           // PlaceAndDate; to the right.
  Runs beside, beside_below;  // Two lines at the right of the bars.
  Runs beside_code;
};

absl::Status AddCodeBlock(const CodeBlock& block, Composer& composer);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_CODE_BLOCK_H_

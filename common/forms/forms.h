// Draws the papers that Hoso prints, as PDF: what is known of a form in, bytes out. The same data give the same bytes.
//
// Nothing here reads a file but the fonts once, asks a clock or knows the catalogue. Which form holds what:
// docs/forms.md.
#ifndef HOSO_COMMON_FORMS_FORMS_H_
#define HOSO_COMMON_FORMS_FORMS_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "common/forms/fonts.h"
#include "common/forms/handing_over.h"
#include "common/forms/money.h"
#include "common/forms/notices.h"
#include "common/forms/paper.h"
#include "common/forms/receipt.h"
#include "common/forms/register.h"

namespace hoso::forms {

// Thread-safe; one form is drawn at a time.
//
// Every Draw returns INVALID_ARGUMENT naming the field for a code that its bar code cannot hold, a list that must not
// be empty, and texts so long that a row would be higher than a page. Texts are broken to their room, never cut.
class Typesetter {
 public:
  // FAILED_PRECONDITION naming the font file that is missing.
  static absl::StatusOr<std::unique_ptr<Typesetter>> Make(const std::string& font_folder = kFontFolder);

  absl::StatusOr<std::string> Draw(const Receipt& form, Paper paper) const;            // 01
  absl::StatusOr<std::string> Draw(const SupplementRequest& form, Paper paper) const;  // 02
  absl::StatusOr<std::string> Draw(const Refusal& form, Paper paper) const;            // 03
  absl::StatusOr<std::string> Draw(const Apology& form, Paper paper) const;            // 04
  absl::StatusOr<std::string> Draw(const ControlSlip& form, Paper paper) const;        // 05
  absl::StatusOr<std::string> Draw(const ChangeNotice& form, Paper paper) const;
  absl::StatusOr<std::string> Draw(const BagManifest& form, Paper paper) const;
  absl::StatusOr<std::string> Draw(const CoverSheets& form, Paper paper) const;
  absl::StatusOr<std::string> Draw(const EnvelopeLabels& form, Paper paper) const;
  absl::StatusOr<std::string> Draw(const FeeReceipt& form, Paper paper) const;
  absl::StatusOr<std::string> Draw(const ShiftSheet& form, Paper paper) const;
  // A4 landscape whatever paper is set.
  absl::StatusOr<std::string> Draw(const Register& form) const;  // 06
  absl::StatusOr<std::string> Draw(const ResultList& form) const;

 private:
  explicit Typesetter(std::unique_ptr<Fonts> fonts) : fonts_(std::move(fonts)) {}
  template <typename Form>
  absl::StatusOr<std::string> DrawForm(const Form& form, Page page, bool two_up) const;
  template <typename Form>
  absl::StatusOr<std::string> DrawForm(const Form& form, Paper paper) const;

  std::unique_ptr<Fonts> fonts_;
  mutable std::mutex mutex_;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_FORMS_H_

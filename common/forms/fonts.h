// The typefaces of the forms: Liberation Serif, which has the widths of Times New Roman and all of Vietnamese.
//
// Only these four files count: the settings and other fonts of the machine change nothing, so that one form is drawn
// alike everywhere.
#ifndef HOSO_COMMON_FORMS_FONTS_H_
#define HOSO_COMMON_FORMS_FONTS_H_

#include <pango/pango.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::forms {

// Where Debian's fonts-liberation2 puts them.
inline constexpr char kFontFolder[] = "/usr/share/fonts/truetype/liberation2";
inline constexpr char kFontFamily[] = "Liberation Serif";

// Frees what GLib counts the users of.
struct Unref {
  void operator()(void* object) const;
};

// For one thread at a time.
class Fonts {
 public:
  // FAILED_PRECONDITION naming the file that cannot be read as a font.
  static absl::StatusOr<std::unique_ptr<Fonts>> Load(const std::string& folder);

  PangoContext* context() const { return context_.get(); }

 private:
  Fonts() = default;
  std::unique_ptr<PangoFontMap, Unref> map_;
  std::unique_ptr<PangoContext, Unref> context_;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_FONTS_H_

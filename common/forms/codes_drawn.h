// Bar codes on paper.
#ifndef HOSO_COMMON_FORMS_CODES_DRAWN_H_
#define HOSO_COMMON_FORMS_CODES_DRAWN_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/forms/flow.h"

namespace hoso::forms {

// The smallest module that a worn laser printer and a phone manage, in points.
inline constexpr double kLeastQrModule = 0.9;    // 0.32 mm
inline constexpr double kLeastBarModule = 0.68;  // 0.24 mm

// A QR code in a square of `side` points, its quiet zone included. INVALID_ARGUMENT naming `field` when none holds
// `content` with modules of kLeastQrModule. Draws nothing for an empty content.
absl::StatusOr<Painter> QrPainter(const std::string& field, const std::string& content, double side);

// A Code 128 across `width`, its quiet zones included. The same errors.
absl::StatusOr<Painter> BarPainter(const std::string& field, const std::string& text, double width, double height);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_CODES_DRAWN_H_

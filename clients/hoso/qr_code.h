// A QR code as a terminal shows it.
#ifndef HOSO_CLIENTS_HOSO_QR_CODE_H_
#define HOSO_CLIENTS_HOSO_QR_CODE_H_

#include <string>

#include "absl/status/statusor.h"

namespace hoso::cli {

// Two rows of modules a line, by half blocks; light modules are drawn, so that it can be scanned from a dark screen as
// well as from a light one. Medium correction (15 %), and the four light modules around it that the standard asks for.
// INVALID_ARGUMENT for a text that no code holds.
absl::StatusOr<std::string> DrawQrCode(const std::string& text);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_QR_CODE_H_

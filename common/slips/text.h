// Slips as the text of their QR code (hoso.trust.v1.SlipStatement says its form): written, signed and read.
#ifndef HOSO_COMMON_SLIPS_TEXT_H_
#define HOSO_COMMON_SLIPS_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/signing/key.h"
#include "hoso/trust/v1/slip.pb.h"

namespace hoso::slips {

inline constexpr char kPrefix[] = "HOSO1:";
// Longer than any that Sign writes.
inline constexpr size_t kLongestText = 400;

// What is signed of a statement: its format and its serialised form.
std::string SignedBytes(const trust::v1::SlipStatement& statement);

// The text of `statement` under `key`, whose id it gets. REQUIRES: CheckStatement but for the key id.
std::string Sign(const signing::PrivateKey& key, trust::v1::SlipStatement statement);

struct ReadSlip {
  trust::v1::SlipStatement statement;
  std::string signature;  // 64 bytes.
  std::string key_id;     // As a KeyList writes it.
};

// The parts of a text, which nobody has checked yet. Blanks and line ends around it are forgiven, nothing else:
// INVALID_ARGUMENT naming `text` for all that Sign would not write.
absl::StatusOr<ReadSlip> Read(const std::string& text);

// INVALID_ARGUMENT naming the field of a statement that no slip makes: a date on a form that has none, two issuers,
// parts of seconds.
absl::Status CheckStatement(const trust::v1::SlipStatement& statement);

}  // namespace hoso::slips

#endif  // HOSO_COMMON_SLIPS_TEXT_H_

#include "services/returns/page_token.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/errors.h"
#include "services/returns/sha256.h"

namespace hoso::returns {
namespace {

constexpr size_t kSealBytes = 12;
constexpr size_t kLongestToken = 256;

std::string SealOf(const std::string& office, const std::string& position) {
  return Sha256(absl::StrCat("hoso returns page 1\n", office, "\n", position)).substr(0, kSealBytes);
}

}  // namespace

std::string MakePageToken(const std::string& office, const Position& position) {
  const std::string text = absl::StrCat(absl::ToUnixMicros(position.arrived), " ", position.dossier);
  return absl::WebSafeBase64Escape(absl::StrCat(SealOf(office, text), text));
}

absl::StatusOr<std::optional<Position>> ReadPageToken(const std::string& office, const std::string& token) {
  if (token.empty()) return std::optional<Position>();
  const absl::Status foreign =
      errors::FieldError("page_token", "not of this list, want next_page_token of the page before");
  std::string bytes;
  if (token.size() > kLongestToken || !absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() <= kSealBytes) {
    return foreign;
  }
  const std::string text = bytes.substr(kSealBytes);
  if (bytes.substr(0, kSealBytes) != SealOf(office, text)) return foreign;
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  int64_t micros = 0;
  Position position;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &micros) || !absl::SimpleAtoi(parts[1], &position.dossier)) {
    return foreign;
  }
  position.arrived = absl::FromUnixMicros(micros);
  return std::optional<Position>(position);
}

}  // namespace hoso::returns

#include "common/scans/content.h"

#include <magic.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace hoso::scans {
namespace {

constexpr char kWanted[] = "want a PDF of version 1.4 or later, a JPEG or a PNG";
constexpr char kHeader[] = "%PDF-";
// The marker of the end may have so much behind it (Adobe's implementation notes; ISO 32000-1, annex H.3.18 of 1.7).
constexpr size_t kTail = 1024;

absl::Status WrongType(absl::string_view what) {
  return errors::WithReason(errors::FieldError("content", absl::StrCat(what, ", ", kWanted)), "WRONG_TYPE");
}

struct CloseMagic {
  void operator()(magic_set* cookie) const { magic_close(cookie); }
};

}  // namespace

bool IsMediaType(const std::string& media_type) {
  return media_type == kPdf || media_type == kJpeg || media_type == kPng;
}

absl::StatusOr<PdfVersion> PdfVersionOf(absl::string_view bytes) {
  const absl::Status none = absl::InvalidArgumentError("no header of a PDF");
  const auto digit_at = [&](size_t at) { return at < bytes.size() && absl::ascii_isdigit(bytes[at]); };
  const size_t major = sizeof(kHeader) - 1;
  if (!absl::StartsWith(bytes, kHeader) || !digit_at(major) || !digit_at(major + 2) || bytes[major + 1] != '.') {
    return none;
  }
  // Else 1.40 would pass for 1.4.
  if (digit_at(major + 3)) return none;
  const absl::string_view tail = bytes.substr(bytes.size() - std::min(bytes.size(), kTail));
  if (!absl::StrContains(tail, "%%EOF")) return absl::InvalidArgumentError("no end of a PDF");
  return PdfVersion{.major = bytes[major] - '0', .minor = bytes[major + 2] - '0'};
}

absl::StatusOr<std::string> MediaTypeOf(absl::string_view bytes) {
  const std::unique_ptr<magic_set, CloseMagic> cookie(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS));
  if (cookie == nullptr || magic_load(cookie.get(), nullptr) != 0) {
    return absl::InternalError("libmagic has no database to tell files by");
  }
  const char* found = magic_buffer(cookie.get(), bytes.data(), bytes.size());
  const std::string type = found == nullptr ? "" : found;
  if (!IsMediaType(type)) return WrongType("of another type by its content");
  if (type != kPdf) return type;
  const auto version = PdfVersionOf(bytes);
  if (!version.ok()) return WrongType(version.status().message());
  if (version->major < 1 || (version->major == 1 && version->minor < 4)) {
    return WrongType(absl::StrCat("a PDF of version ", version->major, ".", version->minor));
  }
  return type;
}

}  // namespace hoso::scans

#include "common/identity/text.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"

namespace hoso::identity {
namespace {

// Long before anything is normalised, so that a megabyte costs nothing.
constexpr int kMaxBytesPerCharacter = 12;

bool IsBlank(utf8proc_int32_t c) { return c == ' ' || c == 0xA0 || c == '\t'; }

absl::Status CheckCharacters(const std::string& text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  utf8proc_ssize_t left = static_cast<utf8proc_ssize_t>(text.size());
  int index = 0;
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &c);
    if (length <= 0) return absl::InvalidArgumentError("not valid UTF-8");
    if (utf8proc_category(c) == UTF8PROC_CATEGORY_CC && !IsBlank(c)) {
      return absl::InvalidArgumentError(absl::StrCat("a control character at ", index, ", want none"));
    }
    bytes += length;
    left -= length;
    ++index;
  }
  return absl::OkStatus();
}

// Trims, and folds runs of blanks to one; counts characters.
std::string FoldBlanks(const std::string& composed, int& characters) {
  std::string folded;
  bool blank = false;
  characters = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(composed.data());
  utf8proc_ssize_t left = static_cast<utf8proc_ssize_t>(composed.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &c);
    if (IsBlank(c)) {
      blank = true;
    } else {
      if (blank && !folded.empty()) {
        folded += ' ';
        ++characters;
      }
      blank = false;
      folded.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(length));
      ++characters;
    }
    bytes += length;
    left -= length;
  }
  return folded;
}

}  // namespace

absl::StatusOr<std::string> NormalizeText(const std::string& text, int max_characters) {
  if (text.size() > static_cast<size_t>(max_characters) * kMaxBytesPerCharacter) {
    return absl::InvalidArgumentError(
        absl::StrCat(text.size(), " bytes, want at most ", max_characters, " characters"));
  }
  if (absl::Status status = CheckCharacters(text); !status.ok()) return status;
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length < 0) return absl::InvalidArgumentError("not valid UTF-8");
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, &std::free);
  int characters = 0;
  std::string folded =
      FoldBlanks(std::string(reinterpret_cast<const char*>(composed), static_cast<size_t>(length)), characters);
  if (characters > max_characters) {
    return absl::InvalidArgumentError(absl::StrCat(characters, " characters, want at most ", max_characters));
  }
  return folded;
}

absl::StatusOr<std::string> NormalizeRequiredText(const std::string& text, int max_characters) {
  absl::StatusOr<std::string> normal = NormalizeText(text, max_characters);
  if (normal.ok() && normal->empty()) {
    return absl::InvalidArgumentError(absl::StrCat("empty, want 1 to ", max_characters, " characters"));
  }
  return normal;
}

}  // namespace hoso::identity

#include "common/identity/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"

namespace hoso::identity {
namespace {

absl::Status Refuse(const TextRules& rules, const std::string& what, const std::string& wanted) {
  return absl::InvalidArgumentError(absl::StrCat(rules.field, ": ", what, ", want ", wanted));
}

bool IsBlank(int32_t c) { return c == '\t' || utf8proc_category(c) == UTF8PROC_CATEGORY_ZS; }

// Control characters, private and unassigned ones, and marks that turn the direction of writing, which could make a
// name read as another. Joiners (U+200C, U+200D) have no use in Vietnamese either.
bool IsForbidden(int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return false;
  }
}

bool AllDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

absl::StatusOr<std::string> NormalizeText(const std::string& text, const TextRules& rules) {
  // Composition shrinks text and never makes it four times shorter in bytes per character than it was: what is far too
  // long need not be composed to be refused.
  if (text.size() > rules.max_length * 16 + 64) {
    return Refuse(rules, absl::StrCat(text.size(), " bytes"),
                  absl::StrCat("at most ", rules.max_length, " characters"));
  }
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(composed, &std::free);
  if (size < 0) return Refuse(rules, "invalid UTF-8", "valid UTF-8");

  std::string normal;
  size_t characters = 0;
  std::string between;  // What to put before the next character: a blank, or line feeds.
  for (utf8proc_ssize_t at = 0; at < size;) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t step = utf8proc_iterate(composed + at, size - at, &c);
    if (step <= 0) return Refuse(rules, "invalid UTF-8", "valid UTF-8");
    if (IsBlank(c)) {
      if (between.empty()) between = " ";
    } else if (c == '\n' && rules.multi_line) {
      if (between == " ") between.clear();
      between += '\n';
    } else if (IsForbidden(c)) {
      return Refuse(rules, absl::StrCat("control character U+", absl::Hex(c, absl::kZeroPad4)), "printable text");
    } else {
      if (!normal.empty()) {
        normal += between;
        characters += between.size();
      }
      between.clear();
      normal.append(reinterpret_cast<const char*>(composed) + at, static_cast<size_t>(step));
      ++characters;
    }
    at += step;
  }
  if (rules.required && normal.empty()) return Refuse(rules, "empty", "a text");
  if (characters > rules.max_length) {
    return Refuse(rules, absl::StrCat(characters, " characters"), absl::StrCat("at most ", rules.max_length));
  }
  return normal;
}

absl::StatusOr<std::string> NormalizePhone(const std::string& text, const std::string& field) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '.' && c != '-') digits += c;
  }
  if (digits.rfind("+84", 0) == 0) digits = absl::StrCat("0", digits.substr(3));
  if (!AllDigits(digits)) {
    return absl::InvalidArgumentError(absl::StrCat(field, ": not a telephone number, want digits after 0 or +84"));
  }
  const std::string start = digits.substr(0, 2);
  const bool mobile = start == "03" || start == "05" || start == "07" || start == "08" || start == "09";
  const size_t wanted = mobile ? 10 : 11;
  if (!mobile && start != "02") {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": begins with ", start, ", want 03, 05, 07, 08, 09 (mobile) or 02 (landline)"));
  }
  if (digits.size() != wanted) {
    return absl::InvalidArgumentError(absl::StrCat(field, ": ", digits.size(), " digits, want ", wanted));
  }
  return digits;
}

}  // namespace hoso::identity

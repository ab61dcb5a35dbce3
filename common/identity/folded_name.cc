#include "common/identity/folded_name.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace hoso::identity {
namespace {

constexpr int32_t kStrokedD = 0x111;

// Grave, acute, tilde, hook above, dot below: the five tones that are written.
bool IsTone(int32_t c) { return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309 || c == 0x323; }

bool IsMark(int32_t c) { return utf8proc_category(c) == UTF8PROC_CATEGORY_MN; }

bool IsLetterOrDigit(int32_t c) {
  const utf8proc_category_t category = utf8proc_category(c);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) || category == UTF8PROC_CATEGORY_ND;
}

void Append(std::string& text, int32_t c) {
  utf8proc_uint8_t bytes[4];
  text.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(utf8proc_encode_char(c, bytes)));
}

// Puts words together from the code points of a decomposed text in small letters.
class Words {
 public:
  void Take(int32_t c) {
    if (IsTone(c)) {
      Append(tones_, c);
    } else if (IsMark(c)) {
      Append(word_.toned, c);
    } else if (IsLetterOrDigit(c)) {
      Append(word_.folded, c == kStrokedD ? 'd' : c);
      Append(word_.toned, c);
    } else {
      End();
    }
  }
  std::vector<NameWord> Finish() {
    End();
    return std::move(words_);
  }

 private:
  void End() {
    if (!word_.folded.empty()) {
      word_.toned += tones_;
      words_.push_back(std::move(word_));
    }
    word_ = {};
    tones_.clear();
  }

  std::vector<NameWord> words_;
  NameWord word_;
  std::string tones_;
};

template <typename Fits>
bool EachHasOne(const std::vector<NameWord>& typed, const std::vector<NameWord>& name, Fits fits) {
  return std::all_of(typed.begin(), typed.end(), [&](const NameWord& wanted) {
    return std::any_of(name.begin(), name.end(), [&](const NameWord& word) { return fits(wanted, word); });
  });
}

}  // namespace

std::vector<NameWord> WordsOf(const std::string& name) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()), static_cast<utf8proc_ssize_t>(name.size()),
                   &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  Words words;
  for (utf8proc_ssize_t at = 0; at < size;) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t step = utf8proc_iterate(mapped + at, size - at, &c);
    if (step <= 0) return {};
    words.Take(c);
    at += step;
  }
  return words.Finish();
}

std::string Folded(const std::vector<NameWord>& words) {
  return absl::StrJoin(words, " ", [](std::string* out, const NameWord& word) { absl::StrAppend(out, word.folded); });
}

std::string Toned(const std::vector<NameWord>& words) {
  return absl::StrJoin(words, " ", [](std::string* out, const NameWord& word) { absl::StrAppend(out, word.toned); });
}

std::vector<std::string> TrigramsOf(const std::string& folded, bool begun) {
  const std::string padded = absl::StrCat(" ", folded, begun ? "" : " ");
  std::vector<std::string> trigrams;
  for (size_t i = 0; i + 3 <= padded.size(); ++i) trigrams.push_back(padded.substr(i, 3));
  return trigrams;
}

NameFit FitOf(const std::vector<NameWord>& typed, const std::vector<NameWord>& name) {
  if (typed.empty()) return NameFit::kNone;
  if (Toned(typed) == Toned(name)) return NameFit::kSameTones;
  if (EachHasOne(typed, name, [](const NameWord& a, const NameWord& b) { return a.toned == b.toned; })) {
    return NameFit::kWordsWithTones;
  }
  if (Folded(typed) == Folded(name)) return NameFit::kSameFolded;
  if (EachHasOne(typed, name, [](const NameWord& a, const NameWord& b) { return a.folded == b.folded; })) {
    return NameFit::kWords;
  }
  if (EachHasOne(typed, name,
                 [](const NameWord& a, const NameWord& b) { return absl::StartsWith(b.folded, a.folded); })) {
    return NameFit::kBegun;
  }
  return NameFit::kNone;
}

}  // namespace hoso::identity

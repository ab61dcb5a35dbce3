#include "common/forms/amount_in_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace hoso::forms {
namespace {

constexpr const char* kDigits[] = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};

class Reader {
 public:
  explicit Reader(ZeroWord zero) : zero_(zero == ZeroWord::kLinh ? "linh" : "lẻ") {}

  // `value` > 0. `leading`: nothing was read before, so that zeros in front stay silent.
  void Read(uint64_t value, bool leading) {
    constexpr uint64_t kBillion = 1'000'000'000;
    if (value >= kBillion) {
      Read(value / kBillion, leading);
      Say("tỷ");
      leading = false;
    }
    ReadGroup(value / 1'000'000 % 1000, "triệu", leading);
    ReadGroup(value / 1000 % 1000, "nghìn", leading);
    ReadGroup(value % 1000, nullptr, leading);
  }

  void Say(const char* word) { words_.push_back(word); }
  std::string words() const { return absl::StrJoin(words_, " "); }

 private:
  void ReadGroup(uint64_t group, const char* unit, bool& leading) {
    if (group == 0) return;
    const uint64_t hundreds = group / 100, tens = group / 10 % 10, ones = group % 10;
    if (hundreds > 0 || !leading) {
      Say(kDigits[hundreds]);
      Say("trăm");
      leading = false;
    }
    ReadTens(tens, ones, leading);
    if (unit != nullptr) Say(unit);
    leading = false;
  }

  void ReadTens(uint64_t tens, uint64_t ones, bool leading) {
    if (tens == 0) {
      if (ones == 0) return;
      if (!leading) Say(zero_);
      return Say(kDigits[ones]);
    }
    if (tens == 1) {
      Say("mười");
    } else {
      Say(kDigits[tens]);
      Say("mươi");
    }
    if (ones == 1 && tens > 1) return Say("mốt");
    if (ones == 5) return Say("lăm");
    if (ones > 0) Say(kDigits[ones]);
  }

  const char* zero_;
  std::vector<const char*> words_;
};

// Of the least int64_t, too.
uint64_t Magnitude(int64_t number) { return number < 0 ? 0 - static_cast<uint64_t>(number) : number; }

}  // namespace

std::string NumberInWords(int64_t number, ZeroWord zero) {
  if (number == 0) return kDigits[0];
  Reader reader(zero);
  if (number < 0) reader.Say("âm");
  reader.Read(Magnitude(number), /*leading=*/true);
  return reader.words();
}

std::string AmountInWords(int64_t vnd, ZeroWord zero) {
  // No number but one below zero begins with a letter whose capital is not ASCII's.
  std::string words = NumberInWords(vnd, zero);
  if (vnd < 0) {
    words.replace(0, std::string("â").size(), "Â");
  } else {
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  }
  return absl::StrCat(words, " đồng");
}

std::string AmountInFigures(int64_t vnd) {
  std::string figures = absl::StrCat(Magnitude(vnd));
  for (int at = static_cast<int>(figures.size()) - 3; at > 0; at -= 3) figures.insert(at, ".");
  return absl::StrCat(vnd < 0 ? "-" : "", figures, " đ");
}

}  // namespace hoso::forms

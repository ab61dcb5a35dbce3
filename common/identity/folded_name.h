// Names as they are searched for: with accents or without, in capitals or not, composed (NFC) or decomposed (NFD).
#ifndef HOSO_COMMON_IDENTITY_FOLDED_NAME_H_
#define HOSO_COMMON_IDENTITY_FOLDED_NAME_H_

#include <string>
#include <vector>

namespace hoso::identity {

// A word in small letters.
struct NameWord {
  std::string folded;  // Without any mark, đ as d: "quan" for "Quán", "Quân" and "quan".
  // With the marks of its letters and then its tone, so that equal words are equal bytes however they were typed, and
  // wherever the tone stands: "hòa" and "hoà" are the same word.
  std::string toned;
  bool operator==(const NameWord&) const = default;
};

// The words of `name`, which are what stands between blanks and signs. None for invalid UTF-8.
std::vector<NameWord> WordsOf(const std::string& name);

// All words with a blank between.
std::string Folded(const std::vector<NameWord>& words);
std::string Toned(const std::vector<NameWord>& words);

// The parts of three bytes of a folded word with a blank before and after it: " qu", "qua", "uan", "an ". With `begun`
// those of a word that may go on: without the blank after it, so that all of them are among those of any such word.
std::vector<std::string> TrigramsOf(const std::string& folded, bool begun);

// How well a name fits one that was typed, best first.
enum class NameFit {
  kSameTones = 1,   // The same name, tones and all.
  kWordsWithTones,  // Has all words, with their tones.
  kSameFolded,      // The same name but for marks.
  kWords,           // Has all words, but for marks.
  kBegun,           // Has a word that begins like each, but for marks.
  kNone,
};
NameFit FitOf(const std::vector<NameWord>& typed, const std::vector<NameWord>& name);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_FOLDED_NAME_H_

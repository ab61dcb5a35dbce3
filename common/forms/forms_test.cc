// What holds for every form, on every paper.
#include "common/forms/forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/forms/pdf_reader.h"
#include "common/forms/samples.h"

namespace hoso::forms {
namespace {

using ::testing::HasSubstr;

const Typesetter& TheTypesetter() {
  static const std::unique_ptr<Typesetter> typesetter = Typesetter::Make().value();
  return *typesetter;
}

// Every sample on every paper, drawn once.
const std::map<std::string, std::string>& Drawn() {
  static const auto drawn = [] {
    std::map<std::string, std::string> files;
    for (const Sample& sample : Samples()) {
      for (const PaperName& paper : PapersOf(sample)) {
        const auto pdf = sample.draw(TheTypesetter(), paper.paper);
        EXPECT_TRUE(pdf.ok()) << sample.name << ": " << pdf.status();
        files[absl::StrCat(sample.name, ".", paper.name)] = pdf.value_or("");
      }
    }
    return files;
  }();
  return drawn;
}

TEST(FormsTest, TheSameDataGiveTheSameBytes) {
  const auto other = Typesetter::Make().value();
  for (const Sample& sample : Samples()) {
    const PaperName paper = PapersOf(sample).front();
    EXPECT_TRUE(sample.draw(*other, paper.paper).value() == Drawn().at(absl::StrCat(sample.name, ".", paper.name)))
        << sample.name;
  }
}

// After a form was changed on purpose: look at the samples, then copy the list that forms_samples writes beside them.
TEST(FormsTest, FormsAreAsTheyWereWhenSomebodyLookedAtThem) {
  std::ifstream file(absl::StrCat(std::getenv("HOSO_SOURCE_DIR"), "/common/forms/goldens.txt"));
  std::map<std::string, std::string> goldens;
  std::string name, digest;
  while (file >> name >> digest) goldens[name] = digest;
  EXPECT_EQ(goldens.size(), Drawn().size());
  for (const auto& [form, pdf] : Drawn()) EXPECT_EQ(goldens[form], Sha256Hex(pdf)) << form;
}

TEST(FormsTest, OnlyLiberationSerifIsUsedAndAllOfItIsEmbedded) {
  for (const auto& [form, pdf] : Drawn()) {
    const PdfReader reader(pdf);
    EXPECT_FALSE(reader.fonts().empty());
    for (const ReadFont& font : reader.fonts()) {
      EXPECT_TRUE(font.embedded) << form << ": " << font.name;
      EXPECT_THAT(font.name, HasSubstr("LiberationSerif")) << form;
    }
  }
}

TEST(FormsTest, NoWordRunsIntoAnotherOrOverTheMargin) {
  constexpr double kMargin = Mm(8), kTouch = 0.6;
  for (const auto& [form, pdf] : Drawn()) {
    const PdfReader reader(pdf);
    for (const ReadPage& page : reader.pages()) {
      for (size_t i = 0; i < page.words.size(); ++i) {
        const Word& word = page.words[i];
        EXPECT_TRUE(word.left >= kMargin && word.right <= page.width - kMargin) << form << ": " << word.text;
        EXPECT_TRUE(word.top >= kMargin && word.bottom <= page.height - Mm(4)) << form << ": " << word.text;
        for (size_t j = 0; j < i; ++j) {
          const Word& other = page.words[j];
          const double across = std::min(word.right, other.right) - std::max(word.left, other.left);
          const double down = std::min(word.bottom, other.bottom) - std::max(word.top, other.top);
          EXPECT_FALSE(across > kTouch && down > kTouch) << form << ": " << word.text << " over " << other.text;
        }
      }
    }
  }
}

TEST(FormsTest, EveryPageOfSeveralSaysWhichItIs) {
  int several = 0;
  for (const auto& [form, pdf] : Drawn()) {
    if (absl::EndsWith(form, ".a4-two-up")) continue;
    const PdfReader reader(pdf);
    std::map<std::string, size_t> numbers;
    for (const ReadPage& page : reader.pages()) {
      const size_t at = page.text.rfind("Trang ");
      if (at != std::string::npos) ++numbers[page.text.substr(at)];
    }
    if (numbers.empty()) continue;
    ++several;
    // As many copies as there are first pages; each of them has all the others.
    const size_t copies = numbers.begin()->second;
    for (const auto& [number, count] : numbers) EXPECT_EQ(count, copies) << form << " " << number;
    EXPECT_EQ(copies * numbers.size(), reader.pages().size()) << form;
  }
  EXPECT_GE(several, 10);
}

TEST(FormsTest, PapersHaveTheirSizes) {
  const auto size = [](const std::string& form) {
    const ReadPage page = PdfReader(Drawn().at(form)).pages().at(0);
    return std::pair(std::lround(page.width / kMillimetre), std::lround(page.height / kMillimetre));
  };
  EXPECT_EQ(size("01-receipt.a5"), std::pair(148L, 210L));
  EXPECT_EQ(size("01-receipt.a4"), std::pair(210L, 297L));
  EXPECT_EQ(size("01-receipt.a4-two-up"), std::pair(297L, 210L));
}

TEST(FormsTest, AFontThatIsMissingIsNamed) {
  const auto none = Typesetter::Make("/nonexistent");
  EXPECT_TRUE(absl::IsFailedPrecondition(none.status()));
  EXPECT_THAT(std::string(none.status().message()), HasSubstr("/nonexistent/LiberationSerif-Regular.ttf"));
}

}  // namespace
}  // namespace hoso::forms

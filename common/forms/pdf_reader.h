// A PDF file as a reader sees it: its words and where they stand, and what a scanner finds on its pages.
#ifndef HOSO_COMMON_FORMS_PDF_READER_H_
#define HOSO_COMMON_FORMS_PDF_READER_H_

#include <set>
#include <string>
#include <vector>

namespace hoso::forms {

struct Word {
  std::string text;
  double left = 0, top = 0, right = 0, bottom = 0;  // Of its type, in points from the upper left corner of the page.
};

struct ReadPage {
  double width = 0, height = 0;  // Points.
  std::string text;              // With single blanks.
  std::vector<Word> words;
};

struct ReadFont {
  std::string name;
  bool embedded = false;
};

class PdfReader {
 public:
  explicit PdfReader(const std::string& pdf);
  ~PdfReader();

  const std::vector<ReadPage>& pages() const { return pages_; }
  const std::vector<ReadFont>& fonts() const { return fonts_; }
  std::string AllText() const;
  // What the bar codes and QR codes of a page (from 0) say, when it is printed with `dots` per inch.
  std::multiset<std::string> Scan(size_t page, double dots = 300) const;

 private:
  struct Document;
  Document* document_;
  std::vector<ReadPage> pages_;
  std::vector<ReadFont> fonts_;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_PDF_READER_H_

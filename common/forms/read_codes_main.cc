// For tests: what the codes on a PDF's pages say, a line each.
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/forms/pdf_reader.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::stringstream pdf;
  pdf << std::ifstream(argv[1], std::ios::binary).rdbuf();
  const hoso::forms::PdfReader reader(pdf.str());
  for (size_t page = 0; page < reader.pages().size(); ++page) {
    for (const std::string& code : reader.Scan(page)) std::cout << code << "\n";
  }
  return 0;
}

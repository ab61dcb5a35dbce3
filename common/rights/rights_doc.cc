// Prints docs/rights.md:  hoso-rights-doc > docs/rights.md
#include <iostream>

#include "common/rights/table.h"

int main() {
  std::cout << hoso::rights::RightsMarkdown();
  return std::cout.good() ? 0 : 1;
}

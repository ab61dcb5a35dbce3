// Prints docs/lifecycle.md:  hoso-lifecycle-doc > docs/lifecycle.md
#include <iostream>

#include "common/dossier/lifecycle.h"

int main() {
  std::cout << hoso::dossier::LifecycleMarkdown();
  return std::cout.good() ? 0 : 1;
}

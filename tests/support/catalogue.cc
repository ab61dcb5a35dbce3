#include "tests/support/catalogue.h"

#include <cstdlib>
#include <iostream>
#include <memory>

#include "tests/support/environment.h"

namespace hoso::testing {

const catalogue::Catalogue& TheCatalogue() {
  static const std::shared_ptr<const catalogue::Catalogue>& loaded = *[] {
    auto catalogue = catalogue::Catalogue::Load(SourceDir() + "/catalogue");
    if (!catalogue.ok()) {
      std::cerr << catalogue.status() << std::endl;
      std::abort();
    }
    return new std::shared_ptr<const catalogue::Catalogue>(*std::move(catalogue));
  }();
  return *loaded;
}

}  // namespace hoso::testing

// The catalogue of this source tree, loaded once.
#pragma once

#include "common/catalogue/catalogue.h"

namespace hoso::testing {

// Ends the test program with all problems if it does not load.
const catalogue::Catalogue& TheCatalogue();

}  // namespace hoso::testing

// Under which keys the persons of a dossier are kept.
#ifndef HOSO_COMMON_COMMAND_PERSON_CLASS_H_
#define HOSO_COMMON_COMMAND_PERSON_CLASS_H_

#include "common/catalogue/catalogue.h"
#include "common/ledger/ledger.h"

namespace hoso::command {

// Criminal records for a procedure of high sensitivity, and for one that the catalogue does not know. `catalogue`
// outlives it.
ledger::ClassOf PersonClassesOf(const catalogue::Catalogue& catalogue);

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_PERSON_CLASS_H_

#include "absl/strings/str_cat.h"
#include "common/ledger/verify.h"

namespace hoso::ledger {

std::string Finding::ToString() const {
  if (dossier_code.empty()) return what;
  if (sequence == 0) return absl::StrCat(dossier_code, ": ", what);
  return absl::StrCat(dossier_code, ", fact ", sequence, ": ", what);
}

}  // namespace hoso::ledger

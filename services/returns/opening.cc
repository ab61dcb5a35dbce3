#include "services/returns/opening.h"

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/rpc/errors.h"

namespace hoso::returns {

absl::Status NotHere(const core::v1::Dossier& dossier, const core::v1::Item& item) {
  const std::string holder = custody::Name(item.holder());
  return errors::Precondition("NOT_HERE",
                              absl::StrCat("item ", item.number(), " of ", dossier.dossier_code(), " is held by ",
                                           holder, ", not by the caller"),
                              {{"holder", holder}});
}

absl::Status NothingHere(const core::v1::Dossier& dossier) {
  return errors::Precondition("NOT_HERE", absl::StrCat("nothing of ", dossier.dossier_code(),
                                                       " that is to be handed out is held by the caller"));
}

bool IsOwed(const core::v1::Dossier& dossier, const core::v1::Item& item) {
  if (dossier.status() == core::v1::STATUS_DECIDED || dossier.status() == core::v1::STATUS_RETURNED) {
    return item.kind() == core::v1::ITEM_KIND_RESULT;
  }
  return item.kind() == core::v1::ITEM_KIND_PAPERS || item.kind() == core::v1::ITEM_KIND_SUPPLEMENT;
}

}  // namespace hoso::returns

#include "services/routing/bag_contents.h"

#include "absl/strings/str_cat.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/routing/bag_rows.h"

namespace hoso::routing {

absl::StatusOr<std::map<std::string, identity::DossierId>> DossiersOf(const catalogue::Catalogue& catalogue,
                                                                      const ItemsByCode& groups) {
  const identity::AgencyCodes codes = command::CodesOf(catalogue);
  std::map<std::string, identity::DossierId> dossiers;
  for (const auto& [code, items] : groups) {
    const auto id = identity::ParseDossierCode(code, codes);
    if (!id.ok()) return absl::InternalError(absl::StrCat("manifest: ", code, " is no dossier code"));
    dossiers.emplace(code, *id);
  }
  return dossiers;
}

absl::StatusOr<core::v1::Bag> BagIn(const ledger::View& view, const std::string& bag_id) {
  for (const Row& row : view.side_rows()) {
    auto bag = BagOfRow(row);
    if (!bag.ok() || bag->bag_id() == bag_id) return bag;
  }
  return errors::NotFound("bag", bag_id);
}

std::vector<int32_t> StillInBag(const core::v1::Dossier& dossier, const std::string& bag_id,
                                const std::vector<int32_t>& items) {
  std::vector<int32_t> inside;
  for (const int32_t number : items) {
    const core::v1::Item* item = custody::Find(dossier, number);
    if (item != nullptr && custody::Same(item->holder(), custody::Bag(bag_id))) inside.push_back(number);
  }
  return inside;
}

absl::Status CheckUnderWay(const core::v1::Bag& bag, absl::Time occurred_at) {
  if (bag.status() == core::v1::BAG_STATUS_OPENED) {
    return errors::Precondition("BAG_OPENED",
                                absl::StrCat("bag ", bag.bag_id(), ": was opened at ", custody::Name(bag.custodian()),
                                             " at ", absl::FormatTime(FromProto(bag.opened_at()))),
                                {{"bag_id", bag.bag_id()}, {"opened_by", custody::Name(bag.custodian())}});
  }
  const absl::Time last = FromProto(bag.has_dispatched_at() ? bag.dispatched_at() : bag.sealed_at());
  if (ToMicros(occurred_at) < last) {
    return errors::FieldError("occurred_at",
                              absl::StrCat(absl::FormatTime(occurred_at), ", want not before bag ", bag.bag_id(),
                                           " was sealed or handed over, ", absl::FormatTime(last)));
  }
  return absl::OkStatus();
}

}  // namespace hoso::routing

#include "common/ledger/bag_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/custody/manifest.h"
#include "common/proto_time/proto_time.h"

namespace hoso::ledger {

using core::v1::Bag;
using core::v1::Fact;

bool BagCheck::Concerns(const Fact& fact) {
  return fact.has_bag_sealed() || fact.has_bag_dispatched() || fact.has_bag_handed_over() || fact.has_bag_opened();
}

void BagCheck::Add(const Fact& fact) {
  if (fact.has_bag_sealed()) return AddSealed(fact);
  if (fact.has_bag_opened()) return AddOpened(fact);
  if (fact.has_bag_dispatched()) {
    const core::v1::BagDispatched& dispatched = fact.bag_dispatched();
    Bag& bag = Note(dispatched.bag_id(), core::v1::BAG_STATUS_DISPATCHED, dispatched.carrier(), fact);
    *bag.mutable_dispatched_at() = fact.occurred_at();
    return;
  }
  const core::v1::BagHandedOver& handed_over = fact.bag_handed_over();
  Note(handed_over.bag_id(), core::v1::BAG_STATUS_SEALED, handed_over.to(), fact);
}

Bag& BagCheck::Note(const std::string& bag_id, core::v1::BagStatus status, const core::v1::Holder& custodian,
                    const Fact& fact) {
  Bag& bag = bags_[bag_id];
  Evidence& evidence = evidence_[bag_id];
  const absl::Time at = FromProto(fact.occurred_at());
  const bool later = at > evidence.custodian_since || (at == evidence.custodian_since && status >= bag.status());
  if (later) {
    *bag.mutable_custodian() = custodian;
    evidence.custodian_since = at;
  }
  bag.set_bag_id(bag_id);
  bag.set_status(std::max(bag.status(), status));
  return bag;
}

void BagCheck::AddSealed(const Fact& fact) {
  const core::v1::BagSealed& sealed = fact.bag_sealed();
  const core::v1::Holder from = sealed.moves().empty() ? core::v1::Holder() : sealed.moves(0).from();
  Bag& bag = Note(sealed.bag_id(), core::v1::BAG_STATUS_SEALED, from, fact);
  *bag.mutable_from() = from;
  *bag.mutable_to() = sealed.to();
  bag.set_seal_number(sealed.seal_number());
  bag.set_manifest_digest(sealed.manifest_digest());
  bag.set_packet_digest(sealed.packet_digest());
  *bag.mutable_sealed_at() = fact.occurred_at();
  for (const core::v1::ItemMove& move : sealed.moves()) {
    core::v1::ItemRef& item = *bag.add_items();
    item.set_dossier_code(fact.dossier_code());
    item.set_item(move.item());
  }
  evidence_[sealed.bag_id()].signatures.push_back({fact.dossier_code(), fact.sequence(), sealed.manifest_digest()});
}

void BagCheck::AddOpened(const Fact& fact) {
  const core::v1::BagOpened& opened = fact.bag_opened();
  Bag& bag = Note(opened.bag_id(), core::v1::BAG_STATUS_OPENED, opened.at(), fact);
  *bag.mutable_opened_at() = fact.occurred_at();
  bag.set_seal_state(opened.seal_state());
  evidence_[opened.bag_id()].signatures.push_back({fact.dossier_code(), fact.sequence(), opened.manifest_digest()});
}

std::vector<Finding> BagCheck::Finish() {
  std::vector<Finding> findings;
  for (auto& [id, bag] : bags_) {
    std::vector<core::v1::ItemRef> items(bag.items().begin(), bag.items().end());
    if (absl::Status status = custody::OrderManifest(items); !status.ok()) {
      findings.push_back({.what = absl::StrCat("bag ", id, ": ", std::string(status.message()))});
      continue;
    }
    *bag.mutable_items() = {items.begin(), items.end()};
    const std::string digest = custody::ManifestDigest(bag);
    for (const Signature& signature : evidence_[id].signatures) {
      if (signature.digest == digest) continue;
      findings.push_back(
          {.dossier_code = signature.dossier_code,
           .sequence = signature.sequence,
           .what = absl::StrCat("bag ", id, ": the manifest signed for is not what the facts put into it")});
    }
  }
  return findings;
}

}  // namespace hoso::ledger

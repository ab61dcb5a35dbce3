#include "common/custody/manifest.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/digest/sha256.h"

namespace hoso::custody {
namespace {

using core::v1::ItemRef;
using Key = std::pair<std::string, int>;

constexpr size_t kMaxItems = 1000;

Key KeyOf(const ItemRef& item) { return {item.dossier_code(), item.item()}; }

// Returns the index of an item that stands in `items` a second time, or -1.
int FindRepeat(const std::vector<ItemRef>& items) {
  std::set<Key> seen;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!seen.insert(KeyOf(items[i])).second) return static_cast<int>(i);
  }
  return -1;
}

absl::Status RepeatError(const char* field, const std::vector<ItemRef>& items, int i) {
  return absl::InvalidArgumentError(absl::StrCat(field, "[", i, "]: ", items[i].dossier_code(), " item ",
                                                 items[i].item(), " stands in the list twice"));
}

}  // namespace

absl::Status OrderManifest(std::vector<ItemRef>& items) {
  if (items.empty() || items.size() > kMaxItems) {
    return absl::InvalidArgumentError(absl::StrCat("items: ", items.size(), ", want 1 to ", kMaxItems));
  }
  if (int i = FindRepeat(items); i >= 0) return RepeatError("items", items, i);
  std::sort(items.begin(), items.end(), [](const ItemRef& a, const ItemRef& b) { return KeyOf(a) < KeyOf(b); });
  return absl::OkStatus();
}

std::string ManifestDigest(const core::v1::Bag& bag) {
  std::string text = absl::StrCat("hoso bag manifest v1\n", bag.bag_id(), "\n", Name(bag.from()), "\n", Name(bag.to()),
                                  "\n", bag.seal_number(), "\n");
  for (const ItemRef& item : bag.items()) absl::StrAppend(&text, item.dossier_code(), " ", item.item(), "\n");
  if (!bag.packet_digest().empty()) {
    absl::StrAppend(&text, "packet ", absl::BytesToHexString(bag.packet_digest()), "\n");
  }
  return Sha256(text);
}

absl::Status CompareManifest(const std::vector<ItemRef>& manifest, const std::vector<ItemRef>& found, Count& count) {
  if (int i = FindRepeat(found); i >= 0) return RepeatError("found", found, i);
  std::set<Key> signed_for;
  for (const ItemRef& item : manifest) signed_for.insert(KeyOf(item));
  std::set<Key> present;
  count = Count();
  for (const ItemRef& item : found) {
    present.insert(KeyOf(item));
    (signed_for.contains(KeyOf(item)) ? count.present : count.surplus).push_back(item);
  }
  for (const ItemRef& item : manifest) {
    if (!present.contains(KeyOf(item))) count.missing.push_back(item);
  }
  return absl::OkStatus();
}

}  // namespace hoso::custody

// The manifest of a bag: what was signed for, as one digest; and the count of
// whoever opens it.
//
// Nothing here knows of gRPC or SQL, or asks the clock.
#ifndef HOSO_COMMON_CUSTODY_MANIFEST_H_
#define HOSO_COMMON_CUSTODY_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "hoso/core/v1/custody.pb.h"

namespace hoso::custody {

// Orders a manifest by dossier code and item number. Returns INVALID_ARGUMENT
// naming `items[i]` when it is empty, longer than 1,000, or names an item twice.
absl::Status OrderManifest(std::vector<core::v1::ItemRef>& items);

// SHA-256 over the bag's id, where it goes from and to, its seal, the items in
// the order of OrderManifest, and the packet that travels in it, each part ended
// by a newline:
//
//   hoso bag manifest v1
//   <bag id>
//   <from>, as custody::Name writes it
//   <to>
//   <seal number>
//   <dossier code> <item number>   for each item
//   packet <packet digest>         in hexadecimal figures; only where there is one
std::string ManifestDigest(const core::v1::Bag& bag);

// What the opener found against what was signed for.
struct Count {
  std::vector<core::v1::ItemRef> present;
  std::vector<core::v1::ItemRef> missing;
  std::vector<core::v1::ItemRef> surplus;
};

// Returns INVALID_ARGUMENT naming `found[i]` when an item is found twice.
absl::Status CompareManifest(const std::vector<core::v1::ItemRef>& manifest,
                             const std::vector<core::v1::ItemRef>& found, Count& count);

}  // namespace hoso::custody

#endif  // HOSO_COMMON_CUSTODY_MANIFEST_H_

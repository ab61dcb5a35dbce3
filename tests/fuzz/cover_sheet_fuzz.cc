// The QR code of a cover sheet, as anyone may print one; and what is in it, sealed by anyone to an office's public key.
#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/digest/base32.h"
#include "common/journal/chain.h"
#include "common/packet/cover.h"
#include "common/packet/squeeze.h"
#include "common/rpc/errors.h"
#include "tests/fuzz/property.h"

namespace {

using namespace hoso;

const signing::PrivateKey& Office() {
  static const signing::PrivateKey& key = *new signing::PrivateKey(signing::PrivateKey::Generate());
  return key;
}

void Check(const absl::StatusOr<packet::Cover>& cover) {
  if (!cover.ok()) {
    HOSO_ALWAYS(absl::StartsWith(errors::Reason(cover.status()), "PACKET_"));
    return;
  }
  HOSO_ALWAYS(packet::CheckLabel(cover->label).ok());
  HOSO_ALWAYS(cover->part.entries_size() == 1 && journal::ReadEntries(cover->part).ok());
  HOSO_ALWAYS(packet::PartDigest(cover->part) == cover->label.part_digests(0));
  HOSO_ALWAYS(cover->label.to_key_id() == Office().key_id());
  // Nobody of ours signed it.
  HOSO_ALWAYS(!packet::CheckSignature(cover->label, cover->signature, signing::KeyList(), absl::Now()).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  Check(packet::OpenCover(bytes, Office()));
  Check(packet::OpenCover(packet::kCoverPrefix + bytes, Office()));
  const auto box = signing::SealTo(Office().public_key(), packet::Squeeze(bytes));
  HOSO_ALWAYS(box.ok());
  const std::string key_id = absl::HexStringToBytes(Office().key_id());
  const std::string text = absl::StrCat(packet::kCoverPrefix, ToBase32(key_id + *box));
  HOSO_ALWAYS(packet::KeyOfCover(text).value_or("") == Office().key_id());
  Check(packet::OpenCover(text, Office()));
  return 0;
}

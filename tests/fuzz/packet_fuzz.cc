// A packet's file, as anyone may bring one on a stick.
#include <cstdint>
#include <string>

#include "absl/strings/match.h"
#include "common/packet/packet.h"
#include "common/rpc/errors.h"
#include "tests/fuzz/property.h"

namespace {

using namespace hoso;

const signing::PrivateKey& Office() {
  static const signing::PrivateKey& key = *new signing::PrivateKey(signing::PrivateKey::Generate());
  return key;
}

void WantNamed(const absl::Status& status) {
  HOSO_ALWAYS(!status.ok() && absl::StartsWith(errors::Reason(status), "PACKET_"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string file(reinterpret_cast<const char*>(data), size);
  const auto packet = packet::Read(file);
  if (!packet.ok()) {
    WantNamed(packet.status());
    return 0;
  }
  HOSO_ALWAYS(packet::CheckLabel(packet->label()).ok());
  HOSO_ALWAYS(absl::StartsWith(packet::SignedText(packet->label()), "hoso packet 1\nto "));
  // Nobody listed a key.
  WantNamed(packet::CheckSignature(packet->label(), packet->signature(), signing::KeyList(), absl::Now()).status());
  WantNamed(packet::Open(*packet, Office()).status());
  // What was read whole is not read in part.
  HOSO_ALWAYS(!packet::Read(file.substr(0, size - 1)).ok());
  return 0;
}

// The published list of public keys, as anyone may have changed it.
#include <cstdint>
#include <string>

#include "common/signing/key.h"
#include "common/signing/key_list.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  const auto list = signing::KeyList::Parse(std::string(reinterpret_cast<const char*>(data), size));
  if (!list.ok()) {
    HOSO_ALWAYS(absl::IsInvalidArgument(list.status()));
    return 0;
  }
  trust::v1::KeyList keys;
  for (const auto& [id, key] : list->keys()) {
    HOSO_ALWAYS(id == key.key_id() && id == signing::KeyIdOf(key.ed25519()));
    HOSO_ALWAYS(list->Find(id, key.use()) != nullptr);
    const absl::Status usable = signing::CheckUsable(key, absl::FromUnixSeconds(1'700'000'000));
    HOSO_ALWAYS(usable.ok() || absl::IsFailedPrecondition(usable));
    *keys.add_keys() = key;
  }
  const auto again = signing::KeyList::Parse(signing::ToJson(keys));
  HOSO_ALWAYS(again.ok() && again->keys().size() == list->keys().size());
  return 0;
}

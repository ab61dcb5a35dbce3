// Checkpoints and notes, as anyone may keep or publish them.
#include <cstdint>
#include <string>

#include "common/checkpoint/checkpoint.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso::checkpoint;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto text = ParseCheckpoint(bytes);
  HOSO_ALWAYS(text.ok() ? FormatCheckpoint(*text) == bytes : absl::IsInvalidArgument(text.status()));
  const auto note = ParseNote(bytes);
  const auto checkpoint = ParseSignedCheckpoint(bytes);
  if (!note.ok()) {
    HOSO_ALWAYS(absl::IsInvalidArgument(note.status()) && absl::IsInvalidArgument(checkpoint.status()));
    return 0;
  }
  HOSO_ALWAYS(FormatNote(*note) == bytes && bytes.size() <= kMaxNoteBytes);
  HOSO_ALWAYS(!note->signatures.empty());
  for (const Signature& signature : note->signatures) HOSO_ALWAYS(CheckSignerName(signature.name).ok());
  if (!checkpoint.ok()) {
    HOSO_ALWAYS(absl::IsInvalidArgument(checkpoint.status()));
    return 0;
  }
  HOSO_ALWAYS(checkpoint->note == *note && FormatCheckpoint(checkpoint->checkpoint) == note->text);
  // Nobody's key is in an empty list.
  const auto signers = SignersOf(*checkpoint, hoso::signing::KeyList());
  HOSO_ALWAYS(signers.size() == note->signatures.size());
  for (const Signer& signer : signers) HOSO_ALWAYS(signer.standing == Standing::kUnknown);
  HOSO_ALWAYS(absl::IsFailedPrecondition(CheckSigned(*checkpoint, hoso::signing::KeyList())));
  return 0;
}

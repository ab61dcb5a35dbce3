// Signed notes (c2sp.org/signed-note): a text, an empty line, and one line per signature. Checkpoints are kept so.
//
//   — NAME BASE64(key hash || signature)
//
// where the dash is U+2014 and the key hash the first four bytes of SHA-256(NAME || 0x0A || 0x01 || public key), 0x01
// being Ed25519. The signature is over the text with its last newline. Stricter than the standard: all but the dash is
// printable ASCII, and only one way of writing Base64 is taken.
#ifndef HOSO_COMMON_CHECKPOINT_NOTE_H_
#define HOSO_COMMON_CHECKPOINT_NOTE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/signing/key.h"

namespace hoso::checkpoint {

inline constexpr size_t kMaxNoteBytes = 64 << 10;
inline constexpr size_t kKeyHashBytes = 4;

struct Signature {
  std::string name;      // Of the key's owner; without blanks and plus signs.
  std::string key_hash;  // 4 bytes.
  std::string bytes;     // 64 of them under an Ed25519 key.
  bool operator==(const Signature&) const = default;
};

struct Note {
  std::string text;  // Ends with a newline.
  std::vector<Signature> signatures;
  bool operator==(const Note&) const = default;
};

// INVALID_ARGUMENT saying in which line what was expected. FormatNote of the outcome is `bytes` again.
absl::StatusOr<Note> ParseNote(const std::string& bytes);
std::string FormatNote(const Note& note);

std::string NoteKeyHash(const std::string& name, const std::string& public_key);
Signature SignText(const std::string& text, const std::string& name, const signing::PrivateKey& key);
// Whether it is the signature of `text` under that key and its own name.
bool IsSignatureOf(const Signature& signature, const std::string& text, const std::string& public_key);

// INVALID_ARGUMENT for a name that may not stand in a signature line.
absl::Status CheckSignerName(const std::string& name);

// Base64 as RFC 4648, section 4, writes it, in no other way; nothing for all else.
std::optional<std::string> StrictBase64(const std::string& text);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_NOTE_H_

#include "common/checkpoint/note.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/digest/sha256.h"

namespace hoso::checkpoint {
namespace {

constexpr char kDash[] = "\xe2\x80\x94 ";  // U+2014 and a blank.
constexpr char kEd25519 = '\x01';
constexpr size_t kMaxSignatures = 100;

bool IsPrintable(char c) { return c >= ' ' && c <= '~'; }

absl::Status Wrong(size_t line, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", what));
}

absl::StatusOr<Signature> ParseSignature(const std::string& line, size_t number) {
  const auto wrong = [&] { return Wrong(number, "no signature, want '— NAME BASE64'"); };
  if (!absl::StartsWith(line, kDash)) return wrong();
  const std::vector<std::string> parts = absl::StrSplit(line.substr(sizeof(kDash) - 1), ' ');
  if (parts.size() != 2 || !CheckSignerName(parts[0]).ok()) return wrong();
  const std::optional<std::string> bytes = StrictBase64(parts[1]);
  if (!bytes.has_value() || bytes->size() <= kKeyHashBytes) {
    return Wrong(number, "signature: want the Base64 of four bytes of key hash and what they signed");
  }
  return Signature{
      .name = parts[0], .key_hash = bytes->substr(0, kKeyHashBytes), .bytes = bytes->substr(kKeyHashBytes)};
}

}  // namespace

std::optional<std::string> StrictBase64(const std::string& text) {
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes) || absl::Base64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

absl::Status CheckSignerName(const std::string& name) {
  const bool fine = !name.empty() && std::all_of(name.begin(), name.end(),
                                                 [](char c) { return IsPrintable(c) && c != ' ' && c != '+'; });
  return fine ? absl::OkStatus()
              : absl::InvalidArgumentError("name: want printable ASCII without blanks and plus signs");
}

absl::StatusOr<Note> ParseNote(const std::string& bytes) {
  if (bytes.size() > kMaxNoteBytes) return absl::InvalidArgumentError("too long, want at most 64 KB");
  if (!absl::EndsWith(bytes, "\n")) return absl::InvalidArgumentError("does not end with a newline");
  const size_t empty_line = bytes.rfind("\n\n");
  if (empty_line == std::string::npos || empty_line == 0) {
    return absl::InvalidArgumentError("want a text, an empty line and signatures");
  }
  Note note{.text = bytes.substr(0, empty_line + 1)};
  if (!std::all_of(note.text.begin(), note.text.end(), [](char c) { return IsPrintable(c) || c == '\n'; })) {
    return absl::InvalidArgumentError("the text holds other characters than printable ASCII");
  }
  size_t number = 1 + std::count(note.text.begin(), note.text.end(), '\n');
  const std::string rest = bytes.substr(empty_line + 2);
  for (const absl::string_view line : absl::StrSplit(rest, '\n')) {
    ++number;
    if (line.data() + line.size() == rest.data() + rest.size()) break;  // What follows the last newline: nothing.
    absl::StatusOr<Signature> signature = ParseSignature(std::string(line), number);
    if (!signature.ok()) return signature.status();
    note.signatures.push_back(*std::move(signature));
  }
  if (note.signatures.empty()) return absl::InvalidArgumentError("has no signature");
  if (note.signatures.size() > kMaxSignatures) return absl::InvalidArgumentError("more than 100 signatures");
  return note;
}

std::string FormatNote(const Note& note) {
  std::string bytes = note.text + "\n";
  for (const Signature& one : note.signatures) {
    absl::StrAppend(&bytes, kDash, one.name, " ", absl::Base64Escape(one.key_hash + one.bytes), "\n");
  }
  return bytes;
}

std::string NoteKeyHash(const std::string& name, const std::string& public_key) {
  return Sha256(absl::StrCat(name, "\n", std::string(1, kEd25519), public_key)).substr(0, kKeyHashBytes);
}

Signature SignText(const std::string& text, const std::string& name, const signing::PrivateKey& key) {
  return {.name = name, .key_hash = NoteKeyHash(name, key.public_key()), .bytes = key.Sign(text)};
}

bool IsSignatureOf(const Signature& signature, const std::string& text, const std::string& public_key) {
  return signature.key_hash == NoteKeyHash(signature.name, public_key) &&
         signing::IsSigned(public_key, text, signature.bytes);
}

}  // namespace hoso::checkpoint

#include "common/checkpoint/checkpoint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/zone.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"

namespace hoso::checkpoint {
namespace {

bool IsHexDigest(const std::string& text) {
  return text.size() == 2 * kDigestBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Takes one line after another; remembers the first that is not what was wanted.
class Lines {
 public:
  explicit Lines(const std::string& text) : lines_(absl::StrSplit(text, '\n')) {}

  // The next line without `word`, which it must begin with.
  std::string After(const std::string& word, const char* want) {
    const std::string line = at_ + 1 < lines_.size() ? lines_[at_] : "";
    ++at_;
    if (line.size() <= word.size() || !absl::StartsWith(line, word)) return Wrong(want);
    return line.substr(word.size());
  }
  std::string Wrong(const std::string& want) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(absl::StrCat("line ", at_, ": want ", want));
    return "";
  }
  bool NextBeginsWith(const std::string& word) const { return !AtEnd() && absl::StartsWith(lines_[at_], word); }
  bool AtEnd() const { return at_ + 1 >= lines_.size(); }  // After the last newline stands an empty one.
  const absl::Status& status() const { return status_; }

 private:
  std::vector<std::string> lines_;
  size_t at_ = 0;
  absl::Status status_;
};

std::string DigestAfter(Lines& lines, const std::string& word) {
  const std::string want = absl::StrCat("'", word, "' and 64 small hexadecimal digits");
  const std::string digest = lines.After(word + " ", want.c_str());
  return IsHexDigest(digest) ? digest : lines.Wrong(want);
}

AccessHead AccessOf(Lines& lines) {
  const char want[] = "'access', a number of entries and 64 small hexadecimal digits";
  const std::vector<std::string> parts = absl::StrSplit(lines.After("access ", want), ' ');
  AccessHead head;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &head.entries) || absl::StrCat(head.entries) != parts[0] ||
      !IsHexDigest(parts[1])) {
    lines.Wrong(want);
    return head;
  }
  head.hash = parts[1];
  return head;
}

absl::CivilDay DayOf(Lines& lines, const std::string& text) {
  const auto day = ParseDayText(text);
  if (!day.ok()) lines.Wrong("a day as YYYY-MM-DD");
  return day.value_or(absl::CivilDay());
}

Standing StandingOf(const Signature& signature, const SignedCheckpoint& checkpoint, const trust::v1::PublicKey& key) {
  if (!IsSignatureOf(signature, checkpoint.note.text, key.ed25519())) return Standing::kFalse;
  // A day belongs to a key that was in use at any moment of it.
  const absl::Time begins = clock::LocalTime(absl::CivilSecond(checkpoint.checkpoint.day));
  const absl::Time ends = clock::LocalTime(absl::CivilSecond(checkpoint.checkpoint.day + 1));
  if (key.has_not_before() && FromProto(key.not_before()) >= ends) return Standing::kOutOfTime;
  if (key.has_not_after() && FromProto(key.not_after()) <= begins) return Standing::kOutOfTime;
  if (!key.has_revoked_at()) return Standing::kGood;
  return FromProto(key.revoked_at()) < ends ? Standing::kRevoked : Standing::kRevokedSince;
}

}  // namespace

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::StatusOr<absl::CivilDay> ParseDayText(const std::string& text) {
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day) && DayText(day) == text && text.size() == 10) return day;
  return absl::InvalidArgumentError("no day, want YYYY-MM-DD");
}

std::optional<std::string> AccessProblem(const Checkpoint& before, const Checkpoint& after) {
  if (!before.access.has_value()) return std::nullopt;
  if (!after.access.has_value()) return "says nothing of the access log, and the one before does";
  if (after.access->entries < before.access->entries) return "has fewer entries of the access log than the one before";
  if (after.access->entries > before.access->entries || after.access == before.access) return std::nullopt;
  return "has as many entries of the access log as the one before, and another hash";
}

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text =
      absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n", absl::Base64Escape(checkpoint.root), "\nday ",
                   DayText(checkpoint.day), "\ncatalogue ", checkpoint.catalogue, "\nleaves ", checkpoint.leaves, "\n");
  if (checkpoint.access.has_value()) {
    absl::StrAppend(&text, "access ", checkpoint.access->entries, " ", checkpoint.access->hash, "\n");
  }
  if (checkpoint.previous.has_value()) {
    absl::StrAppend(&text, "previous ", DayText(checkpoint.previous->day), " ", checkpoint.previous->digest, "\n");
  }
  return text;
}

absl::StatusOr<Checkpoint> ParseCheckpoint(const std::string& text) {
  if (!absl::EndsWith(text, "\n")) return absl::InvalidArgumentError("does not end with a newline");
  Lines lines(text);
  Checkpoint checkpoint;
  checkpoint.origin = lines.After("", "the origin");
  if (!CheckSignerName(checkpoint.origin).ok())
    lines.Wrong("an origin of printable ASCII without blanks and plus signs");
  const std::string size = lines.After("", "the number of leaves");
  if (!absl::SimpleAtoi(size, &checkpoint.size) || absl::StrCat(checkpoint.size) != size) {
    lines.Wrong("the number of leaves in decimal digits");
  }
  checkpoint.root = StrictBase64(lines.After("", "the root")).value_or("");
  if (checkpoint.root.size() != kDigestBytes) lines.Wrong("the Base64 of 32 bytes");
  checkpoint.day = DayOf(lines, lines.After("day ", "'day' and a day as YYYY-MM-DD"));
  checkpoint.catalogue = DigestAfter(lines, "catalogue");
  checkpoint.leaves = DigestAfter(lines, "leaves");
  if (lines.NextBeginsWith("access ")) checkpoint.access = AccessOf(lines);
  if (!lines.AtEnd()) {
    const char want[] = "'previous', a day and 64 small hexadecimal digits, or the end";
    const std::vector<std::string> parts = absl::StrSplit(lines.After("previous ", want), ' ');
    if (parts.size() != 2 || !IsHexDigest(parts[1])) {
      lines.Wrong(want);
    } else {
      checkpoint.previous = Previous{.day = DayOf(lines, parts[0]), .digest = parts[1]};
    }
    if (!lines.AtEnd()) {
      lines.After("", "the end");
      lines.Wrong("the end");
    }
  }
  if (!lines.status().ok()) return lines.status();
  return checkpoint;
}

absl::StatusOr<SignedCheckpoint> ParseSignedCheckpoint(const std::string& bytes) {
  absl::StatusOr<Note> note = ParseNote(bytes);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  return SignedCheckpoint{.note = *std::move(note), .checkpoint = *std::move(checkpoint)};
}

std::vector<Signer> SignersOf(const SignedCheckpoint& checkpoint, const signing::KeyList& keys) {
  std::vector<Signer> signers;
  for (const Signature& signature : checkpoint.note.signatures) {
    Signer signer{.name = signature.name};
    for (const auto& [id, key] : keys.keys()) {
      if (key.use() != trust::v1::KEY_USE_CHECKPOINT || key.owner() != signature.name ||
          NoteKeyHash(key.owner(), key.ed25519()) != signature.key_hash) {
        continue;
      }
      signer.key_id = id;
      signer.standing = StandingOf(signature, checkpoint, key);
      if (signer.standing != Standing::kFalse) break;  // Else another key may have the same four bytes.
    }
    signers.push_back(std::move(signer));
  }
  return signers;
}

bool HasSigned(const std::vector<Signer>& signers, const std::string& name) {
  return std::any_of(signers.begin(), signers.end(),
                     [&](const Signer& one) { return one.name == name && one.standing == Standing::kGood; });
}

absl::Status CheckSigned(const SignedCheckpoint& checkpoint, const signing::KeyList& keys) {
  const std::string& origin = checkpoint.checkpoint.origin;
  bool by_ledger = false, revoked_since = false, good = false;
  for (const Signer& signer : SignersOf(checkpoint, keys)) {
    if (signer.standing == Standing::kFalse) {
      return absl::FailedPreconditionError(absl::StrCat("the signature of ", signer.name, " is false"));
    }
    by_ledger |= signer.name == origin && signer.standing == Standing::kGood;
    revoked_since |= signer.name == origin && signer.standing == Standing::kRevokedSince;
    good |= signer.standing == Standing::kGood;
  }
  if (by_ledger || (revoked_since && good)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      revoked_since ? absl::StrCat("the key of ", origin, " was revoked since, and nobody else has signed")
                    : absl::StrCat("has no good signature of ", origin, " by the list of keys"));
}

}  // namespace hoso::checkpoint

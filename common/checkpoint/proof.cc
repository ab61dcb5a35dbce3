#include "common/checkpoint/proof.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/checkpoint/merkle.h"
#include "common/digest/sha256.h"

namespace hoso::checkpoint {
namespace {

constexpr char kInclusion[] = "c2sp.org/tlog-proof@v1";
constexpr char kConsistency[] = "hoso/consistency-proof@v1";
constexpr size_t kMaxProofBytes = 256 << 10;

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(absl::StrCat("proof: ", what)); }

void AppendHashes(std::string& bytes, const std::vector<std::string>& hashes) {
  for (const std::string& hash : hashes) absl::StrAppend(&bytes, absl::Base64Escape(hash), "\n");
}

absl::StatusOr<std::vector<std::string>> ParseHashes(const std::vector<std::string>& lines, size_t first) {
  std::vector<std::string> hashes;
  for (size_t i = first; i < lines.size(); ++i) {
    std::optional<std::string> hash = StrictBase64(lines[i]);
    if (!hash.has_value() || hash->size() != kDigestBytes) {
      return Wrong(absl::StrCat("line ", i + 1, ": want the Base64 of 32 bytes"));
    }
    hashes.push_back(*std::move(hash));
  }
  return hashes;
}

// The value of a line "word value"; empty if it is another.
std::string ValueOf(const std::vector<std::string>& lines, size_t at, const std::string& word) {
  const std::string begin = word + " ";
  return at < lines.size() && absl::StartsWith(lines[at], begin) ? lines[at].substr(begin.size()) : "";
}

// What stands before the first empty line, by line, and what after it.
struct Halves {
  std::vector<std::string> head;
  std::string rest;
};
absl::StatusOr<Halves> Halve(const std::string& bytes, const std::string& first_line) {
  if (bytes.size() > kMaxProofBytes) return Wrong("too long, want at most 256 KB");
  const size_t empty_line = bytes.find("\n\n");
  if (empty_line == std::string::npos || !absl::StartsWith(bytes, first_line + "\n")) {
    return Wrong(absl::StrCat("want the line '", first_line, "' first, and an empty line before the checkpoint"));
  }
  return Halves{.head = absl::StrSplit(bytes.substr(0, empty_line), '\n'), .rest = bytes.substr(empty_line + 2)};
}

}  // namespace

std::string FormatProof(const InclusionProof& proof) {
  std::string bytes =
      absl::StrCat(kInclusion, "\nextra ", absl::Base64Escape(LeafData(proof.leaf)), "\nindex ", proof.index, "\n");
  AppendHashes(bytes, proof.hashes);
  return absl::StrCat(bytes, "\n", FormatNote(proof.checkpoint.note));
}

std::string FormatProof(const ConsistencyProof& proof) {
  std::string bytes = absl::StrCat(kConsistency, "\n");
  AppendHashes(bytes, proof.hashes);
  return absl::StrCat(bytes, "\n", FormatNote(proof.from.note), "\n", FormatNote(proof.until.note));
}

bool IsConsistencyProof(const std::string& bytes) { return absl::StartsWith(bytes, absl::StrCat(kConsistency, "\n")); }

absl::StatusOr<InclusionProof> ParseInclusionProof(const std::string& bytes) {
  const absl::StatusOr<Halves> halves = Halve(bytes, kInclusion);
  if (!halves.ok()) return halves.status();
  InclusionProof proof;
  const std::optional<std::string> data = StrictBase64(ValueOf(halves->head, 1, "extra"));
  absl::StatusOr<Leaf> leaf = ParseLeafData(data.value_or(""));
  if (!leaf.ok()) return Wrong("line 2: want 'extra' and the Base64 of a leaf of 44 bytes");
  proof.leaf = *std::move(leaf);
  const std::string index = ValueOf(halves->head, 2, "index");
  if (!absl::SimpleAtoi(index, &proof.index) || absl::StrCat(proof.index) != index) {
    return Wrong("line 3: want 'index' and decimal digits");
  }
  absl::StatusOr<std::vector<std::string>> hashes = ParseHashes(halves->head, 3);
  if (!hashes.ok()) return hashes.status();
  proof.hashes = *std::move(hashes);
  absl::StatusOr<SignedCheckpoint> checkpoint = ParseSignedCheckpoint(halves->rest);
  if (!checkpoint.ok()) return Wrong(absl::StrCat("its checkpoint: ", checkpoint.status().message()));
  proof.checkpoint = *std::move(checkpoint);
  return proof;
}

absl::StatusOr<ConsistencyProof> ParseConsistencyProof(const std::string& bytes) {
  const absl::StatusOr<Halves> halves = Halve(bytes, kConsistency);
  if (!halves.ok()) return halves.status();
  ConsistencyProof proof;
  absl::StatusOr<std::vector<std::string>> hashes = ParseHashes(halves->head, 1);
  if (!hashes.ok()) return hashes.status();
  proof.hashes = *std::move(hashes);
  // A checkpoint's text has no empty line: the second one ends the older checkpoint.
  const size_t text_ends = halves->rest.find("\n\n");
  const size_t older_ends = text_ends == std::string::npos ? text_ends : halves->rest.find("\n\n", text_ends + 2);
  if (older_ends == std::string::npos) return Wrong("want two checkpoints with an empty line between");
  absl::StatusOr<SignedCheckpoint> from = ParseSignedCheckpoint(halves->rest.substr(0, older_ends + 1));
  if (!from.ok()) return Wrong(absl::StrCat("its older checkpoint: ", from.status().message()));
  absl::StatusOr<SignedCheckpoint> until = ParseSignedCheckpoint(halves->rest.substr(older_ends + 2));
  if (!until.ok()) return Wrong(absl::StrCat("its newer checkpoint: ", until.status().message()));
  proof.from = *std::move(from);
  proof.until = *std::move(until);
  return proof;
}

absl::Status Check(const InclusionProof& proof) {
  const Checkpoint& head = proof.checkpoint.checkpoint;
  if (IsIncluded(HashOf(proof.leaf), proof.index, head.size, proof.hashes, head.root)) return absl::OkStatus();
  return absl::FailedPreconditionError("the proof does not lead from the fact to the root of the checkpoint");
}

absl::Status Check(const ConsistencyProof& proof) {
  const Checkpoint &from = proof.from.checkpoint, &until = proof.until.checkpoint;
  if (from.origin != until.origin) return absl::FailedPreconditionError("the checkpoints are of two ledgers");
  if (IsConsistent(from.size, from.root, until.size, until.root, proof.hashes)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the tree of ", DayText(until.day), " does not begin with the one of ", DayText(from.day)));
}

}  // namespace hoso::checkpoint

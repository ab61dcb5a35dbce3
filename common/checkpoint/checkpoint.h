// The head of the ledger at the end of a day (c2sp.org/tlog-checkpoint): the text that is signed.
//
//   hoso://yen-bai/service/ledger      origin: the name of the key that signs for the ledger
//   8432                               facts in the tree
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//   day 2022-11-02
//   catalogue 5f0c…                    SHA-256 of the catalogue at the time of closing, in hexadecimal digits
//   leaves 77ab…                       SHA-256 of the file with the leaves of this day
//   access 120 3b1e…                   entries of the access log, and the hash of the last; older ones have no such line
//   previous 2022-11-01 90d1…          SHA-256 of the text of the checkpoint before; the first has no such line
//
// Lines in this order, no others, each ended by a newline.
#ifndef HOSO_COMMON_CHECKPOINT_CHECKPOINT_H_
#define HOSO_COMMON_CHECKPOINT_CHECKPOINT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/checkpoint/note.h"
#include "common/signing/key_list.h"

namespace hoso::checkpoint {

struct Previous {
  absl::CivilDay day;
  std::string digest;  // Of its text, 64 hexadecimal digits.
  bool operator==(const Previous&) const = default;
};

// The end of the access log (common/access_log).
struct AccessHead {
  uint64_t entries = 0;
  std::string hash;  // 64 small hexadecimal digits.
  bool operator==(const AccessHead&) const = default;
};

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  std::string root;  // 32 bytes.
  absl::CivilDay day;
  std::string catalogue;  // 64 small hexadecimal digits, as `leaves`.
  std::string leaves;
  std::optional<AccessHead> access;  // None: made before there was one.
  std::optional<Previous> previous;
  bool operator==(const Checkpoint&) const = default;
};

// "2022-11-02"; only this form is read. INVALID_ARGUMENT otherwise.
std::string DayText(absl::CivilDay day);
absl::StatusOr<absl::CivilDay> ParseDayText(const std::string& text);

// In what the access log of `after` does not continue that of `before`, a checkpoint of an earlier day.
std::optional<std::string> AccessProblem(const Checkpoint& before, const Checkpoint& after);

std::string FormatCheckpoint(const Checkpoint& checkpoint);
// INVALID_ARGUMENT naming the line and what was expected. FormatCheckpoint of the outcome is `text` again.
absl::StatusOr<Checkpoint> ParseCheckpoint(const std::string& text);

// A checkpoint with its signatures, as its file holds it.
struct SignedCheckpoint {
  Note note;
  Checkpoint checkpoint;  // What note.text says.
};
absl::StatusOr<SignedCheckpoint> ParseSignedCheckpoint(const std::string& bytes);

// What a signature is worth.
enum class Standing {
  kGood,
  kRevokedSince,  // By a key that was revoked after the day: it stands if somebody else confirms the same head.
  kRevoked,       // By a key that was revoked before the day.
  kOutOfTime,     // By a key that was not yet, or no longer, in use on the day.
  kFalse,         // By a listed key, but not of this text.
  kUnknown,       // By a key that is not in the list.
};

struct Signer {
  std::string name;
  std::string key_id;  // Empty if unknown.
  Standing standing = Standing::kUnknown;
};

// One for each signature, in their order. Keys count if the list has them for checkpoints and under that very name.
std::vector<Signer> SignersOf(const SignedCheckpoint& checkpoint, const signing::KeyList& keys);

// Whether one of `signers` is that name with a good signature.
bool HasSigned(const std::vector<Signer>& signers, const std::string& name);

// OK if the ledger's own signature is good, or good but for a later revocation and confirmed by a good one of somebody
// else, and no signature is false. FAILED_PRECONDITION saying which is wrong.
absl::Status CheckSigned(const SignedCheckpoint& checkpoint, const signing::KeyList& keys);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_CHECKPOINT_H_

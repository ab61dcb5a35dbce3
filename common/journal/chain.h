// The chain of a counter's journal, as hoso.journal.v1 says it.
//
// Pure: no gRPC, no SQL, no clock.
#ifndef HOSO_COMMON_JOURNAL_CHAIN_H_
#define HOSO_COMMON_JOURNAL_CHAIN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hoso/journal/v1/journal_service.pb.h"

namespace hoso::journal {

inline constexpr int kFormat = 1;         // Of what is written now.
inline constexpr int kMostEntries = 100;  // In one call.
inline constexpr size_t kMostBytes = 1 << 20;

// `previous` of the first entry.
std::string NoDigest();

// SHA-256(previous || body).
std::string DigestOf(const std::string& previous, const std::string& body);

// An entry that was read; what it asks for is not looked at.
struct Link {
  v1::JournalBody body;
  std::string previous;
  std::string digest;
};

// One entry: INVALID_ARGUMENT naming `field` and what was expected, for a body that no counter writes. Fields that a
// later release added are passed over.
absl::StatusOr<Link> ReadEntry(const v1::JournalEntry& entry, const std::string& field);

// All of a call: of one journal, in the order of their positions, each that follows another directly chained to it.
absl::StatusOr<std::vector<Link>> ReadEntries(const v1::SyncJournalRequest& request);

// The door that runs the command `kind`: what it begins with; the cash is served by intake.
std::string DoorOf(const std::string& kind);

// How an entry names the token of who was signed in: SHA-256, its first 16 bytes.
std::string SessionOf(const std::string& token);

}  // namespace hoso::journal

#endif  // HOSO_COMMON_JOURNAL_CHAIN_H_

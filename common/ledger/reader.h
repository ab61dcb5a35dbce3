// Look-ups in the ledger, batched: whatever codes wait are read together, with
// two statements in one round trip (dossiers, then facts). For answers to
// people; no transition is ever decided on what a Reader returned.
#ifndef HOSO_COMMON_LEDGER_READER_H_
#define HOSO_COMMON_LEDGER_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/dossier_code.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::ledger {

// A fact as stored: its bytes are what the chain hashed.
struct StoredFact {
  int32_t sequence = 0;
  std::string body;  // A serialised core.v1.Fact.
  std::string hash;
};

struct Found {
  core::v1::Dossier dossier;
  std::vector<StoredFact> facts;  // In sequence; empty unless asked for.
};

// Thread-safe. Destruction answers what waits with UNAVAILABLE.
class Reader {
 public:
  struct Options {
    std::string conninfo;
    int readers = 2;
    int max_batch = 64;
    int max_queue = 4096;  // Beyond it Find answers RESOURCE_EXHAUSTED at once, on the caller's thread.
    std::function<void(int look_ups)> on_batch;  // For metrics.
  };
  static absl::StatusOr<std::unique_ptr<Reader>> Open(Options options);
  virtual ~Reader() = default;
  // Calls `done` once, on a reader's thread. NOT_FOUND: no such dossier.
  // UNAVAILABLE: the database is away. Dossier and facts are of one moment.
  virtual void Find(identity::DossierId id, bool with_facts, std::function<void(absl::StatusOr<Found>)> done) = 0;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_READER_H_

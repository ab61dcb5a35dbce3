// The facts of the ledger in the order of the checkpoints' tree: transaction, dossier, sequence. One snapshot, read in
// parts: memory does not grow with the facts.
#ifndef HOSO_COMMON_LEDGER_LEAF_READER_H_
#define HOSO_COMMON_LEDGER_LEAF_READER_H_

#include <cstdint>
#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "absl/status/statusor.h"
#include "common/checkpoint/leaf.h"

namespace hoso::ledger {

struct LeafOptions {
  std::string conninfo;  // Role hoso_auditor.
  // Only what is below the oldest transaction that may still commit: nothing can come between any more.
  bool complete_only = false;
  bool with_bodies = false;
};

// One thread's.
class LeafReader {
 public:
  // UNAVAILABLE and the like as in common/postgres/error.h. With complete_only FAILED_PRECONDITION, reason
  // TRANSACTION_IDS_BEHIND, when the database gives out transaction ids that are lower than those in the ledger: it was
  // restored from a dump, and new facts would be written among old ones.
  static absl::StatusOr<std::unique_ptr<LeafReader>> Open(const LeafOptions& options);

  // False after the last. Throws what libpqxx throws.
  bool Next(checkpoint::Leaf& leaf, std::string* body = nullptr);

  // Facts that were left out by complete_only.
  int64_t incomplete() const { return incomplete_; }

 private:
  LeafReader(std::unique_ptr<pqxx::connection> connection, bool with_bodies)
      : connection_(std::move(connection)), with_bodies_(with_bodies) {}
  pqxx::result Exec(const std::string& sql) { return pqxx::nontransaction(*connection_).exec(sql); }
  absl::Status Begin(const LeafOptions& options);

  std::unique_ptr<pqxx::connection> connection_;
  const bool with_bodies_;
  int64_t incomplete_ = 0;
  pqxx::result rows_;
  pqxx::result::size_type next_ = 0;
  bool last_part_ = false;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_LEAF_READER_H_

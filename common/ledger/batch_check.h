// What each transaction says it wrote: the rows of ledger.batch, their chains,
// and the remembered answers against them.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_BATCH_CHECK_H_
#define HOSO_COMMON_LEDGER_BATCH_CHECK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/ledger/dossier_check.h"
#include "common/ledger/inventory.h"
#include "common/ledger/verify.h"

namespace hoso::ledger {

struct StoredAnswer {
  std::string request_id;  // 16 bytes.
  std::optional<int64_t> dossier;
  std::string digest;
  absl::Time recorded_at;
  std::string answer;
};

class BatchCheck {
 public:
  explicit BatchCheck(const std::string& ledger_id) : genesis_(GenesisHash(ledger_id)) {}

  // All rows, by writer and number.
  void AddBatch(const BatchRow& row, const std::string& hash);
  // Then all answers, in any order.
  void AddAnswer(const StoredAnswer& answer);
  // Then what was claimed and did not come.
  void Finish();

  // What transactions say they wrote of dossiers, by key and then by last sequence.
  std::map<int64_t, std::vector<Claim>> Claims() const;
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  struct ClaimedAnswer {
    uint64_t tx = 0;
    absl::Time recorded_at;
    std::string digest;
    bool found = false;
  };

  void Find(std::string what) { findings_.push_back({.what = std::move(what)}); }

  std::string genesis_;
  bool any_writer_began_here_ = false;  // Some chain begins with the ledger's id.
  std::string writer_;  // Of the last row.
  int64_t number_ = 0;
  std::string previous_;
  std::map<int64_t, std::vector<Claim>> claims_;
  std::map<std::string, ClaimedAnswer> answers_;
  std::vector<Finding> findings_;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_BATCH_CHECK_H_

// The access log against itself: numbers without gaps, the chain, columns against the bytes of each entry, and its end.
//
// Pure: no SQL.
#ifndef HOSO_COMMON_ACCESS_LOG_CHAIN_CHECK_H_
#define HOSO_COMMON_ACCESS_LOG_CHAIN_CHECK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/access_log/entry.h"

namespace hoso::access_log {

// A row of access.entry.
struct EntryRow {
  int64_t sequence = 0;
  std::string writer;
  absl::Time at;
  std::string dossier;
  std::string staff;
  std::string place;
  int32_t deed = 0;
  std::string hash;
  std::string body;
};

// The columns that `entry`, whose bytes are `body`, is found by; sequence, writer and hash are the database's to give.
EntryRow RowOf(const AccessEntry& entry);

// The end of the log at some time.
struct Head {
  int64_t sequence = 0;            // How many entries there were.
  std::string hash = FirstLink();  // Of the last.
  bool operator==(const Head&) const = default;
};

struct Finding {
  int64_t sequence = 0;  // Of the entry; 0: of none.
  std::string what;
  // "access log, entry 7: …"
  std::string ToString() const;
};

// Takes the rows in the order of their numbers.
class ChainCheck {
 public:
  // `known`: heads that are known from elsewhere, by what they are to be called: "the checkpoint of 2022-11-02".
  explicit ChainCheck(std::map<std::string, Head> known = {});

  void Add(const EntryRow& row);
  // After the last row; `head` is what access.head says. The findings, the first broken entry first.
  std::vector<Finding> Finish(const Head& head);

  int64_t entries() const { return entries_; }

 private:
  void Find(int64_t sequence, std::string what);
  void CheckLink(const EntryRow& row);
  void CheckColumns(const EntryRow& row);
  void CheckMissing(int64_t until);

  std::multimap<int64_t, std::pair<std::string, std::string>> known_;  // By number: hash, name.
  Head last_;
  int64_t entries_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_CHAIN_CHECK_H_

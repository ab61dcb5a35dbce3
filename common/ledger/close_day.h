// Closing a day: a checkpoint over all facts whose transactions are complete and over the end of the access log, as two
// files (common/checkpoint/series.h).
#ifndef HOSO_COMMON_LEDGER_CLOSE_DAY_H_
#define HOSO_COMMON_LEDGER_CLOSE_DAY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/checkpoint/checkpoint.h"
#include "common/signing/key.h"

namespace hoso::ledger {

struct CloseOptions {
  std::string conninfo;   // Role hoso_auditor.
  std::string folder;     // Of the series; must be there.
  absl::CivilDay day;     // Names the files. Which facts are in it does not depend on it.
  std::string name;       // Origin of the checkpoint and name of its signature.
  std::string catalogue;  // Its digest.
};

struct Closed {
  checkpoint::Checkpoint checkpoint;
  uint64_t added = 0;       // Facts that no earlier day has.
  int64_t incomplete = 0;   // Facts of transactions that were not complete: they come with the next day.
  bool was_closed = false;  // The day had been closed with the same facts: nothing was written.
};

// FAILED_PRECONDITION when
//   - the facts or the access log are not those of the earlier checkpoints, or the access log does not hold together, or
//   staff.event does not agree with it: reason LEDGER_CHANGED, naming the first that is not, or the file;
//   - the day was closed with fewer facts, or a later day was closed: reason DAY_CLOSED;
//   - the earlier checkpoints have another origin, or there is something wrong with their files: reason SERIES_BROKEN;
//   - transaction ids are behind: see leaf_reader.h.
// Nothing is written then. ABORTED while another process closes a day in that folder.
absl::StatusOr<Closed> CloseDay(const CloseOptions& options, const signing::PrivateKey& key);

// Closes each day up to `options.day` on which facts were recorded, one checkpoint a day, in one pass: for days that
// passed while nobody closed them, and for a replay. A fact goes with the day of its recorded_at in Vietnam; one that
// stands behind facts of a later day goes with that one, as the tree is in the order of transactions, and one of a day
// that was closed without it with the next. Facts recorded after `options.day`, and what stands behind them, stay open.
// Returns what was closed, which is nothing when nothing was open.
//
// Errors as CloseDay; days that were closed before the error stay closed.
absl::StatusOr<std::vector<Closed>> CloseEachDay(const CloseOptions& options, const signing::PrivateKey& key);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_CLOSE_DAY_H_

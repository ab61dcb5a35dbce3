// The ledger against the checkpoints that were made of it: what Verify cannot find, because whoever forged it computed
// everything again, does not agree with what was signed and kept elsewhere.
#ifndef HOSO_COMMON_LEDGER_CHECKPOINT_CHECK_H_
#define HOSO_COMMON_LEDGER_CHECKPOINT_CHECK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access_log/chain_check.h"
#include "common/checkpoint/series.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/verify.h"
#include "common/signing/key_list.h"

namespace hoso::ledger {

struct CheckpointOptions {
  std::string conninfo;  // Role hoso_auditor.
  std::string folder;    // Of the series.
  signing::KeyList keys;
  identity::AgencyCodes agencies;
  std::vector<std::string> countersigners;  // Names that must have signed every day, beside the ledger itself.
  std::vector<std::string> kept;            // Files of checkpoints that come from elsewhere.
  size_t max_findings = 1000;
};

struct CheckedDay {
  checkpoint::Checkpoint checkpoint;
  std::vector<checkpoint::Signer> signers;
};

struct CheckpointReport {
  std::vector<CheckedDay> days;
  std::map<std::string, access_log::Head> access_heads;  // What the checkpoints say of the access log, for CheckLog.
  std::vector<Finding> findings;
  int64_t findings_in_all = 0;
  int64_t open = 0;  // Facts that no checkpoint has yet.
};

// What a series of checkpoints says of the access log, by "the checkpoint of 2022-11-02".
std::map<std::string, access_log::Head> AccessHeadsOf(const checkpoint::Series& series);

// An error only when ledger or folder cannot be read; what is wrong in them is in the report.
absl::StatusOr<CheckpointReport> CheckCheckpoints(const CheckpointOptions& options);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_CHECKPOINT_CHECK_H_

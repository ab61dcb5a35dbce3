// Scans of papers on this machine: each a file of its own beside the journal, sealed under the device's key, until it
// is recorded at the services and some time longer. A file's name is the scan's id and tells nothing.
//
// Errors: UNAVAILABLE when the disk is full or cannot be written (nothing was kept), DATA_LOSS naming the scan for what
// cannot be read, NOT_FOUND for a scan that is not here.
#ifndef HOSO_CLIENTS_COUNTER_SCANS_H_
#define HOSO_CLIENTS_COUNTER_SCANS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/counter/store.h"
#include "hoso/counter/v1/scans.pb.h"

namespace hoso::counter {

// Of what a scan is: a draft, which becomes the entry of the same id, or a dossier that was taken in before.
struct ScanOf {
  std::string draft_id;
  std::string dossier_code;
  std::string component_id;
};

struct KeptScan {
  std::string scan_id;
  ScanOf of;
  std::string media_type;
  int pages = 0;
  int64_t bytes = 0;
  std::string digest;                 // 32 bytes.
  std::vector<std::string> warnings;  // Reasons: ScanWarning.
  absl::Time scanned_at;
  int64_t bytes_sent = 0;
  v1::ScanState state = v1::SCAN_STATE_KEPT;
  std::string refusal;  // Why it needs review.
};

// Thread-safe.
class Scans {
 public:
  // Makes the folder, and removes files that no scan refers to: those of a write that was cut off. `store` outlives
  // this.
  static absl::StatusOr<std::unique_ptr<Scans>> Open(Store& store, std::string folder);

  // Takes a scan in; it is on the disk when this returns. RESOURCE_EXHAUSTED, reason DOSSIER_FULL, when those of the
  // draft or dossier would be larger than 100 MB together.
  absl::StatusOr<KeptScan> Keep(const ScanOf& of, const std::string& media_type, int pages,
                                const std::vector<std::string>& warnings, const std::string& bytes, absl::Time now);
  // Keeps `pdf`, and takes `images` away, in one step.
  absl::StatusOr<KeptScan> KeepJoined(const std::vector<KeptScan>& images, const std::string& pdf);
  absl::StatusOr<KeptScan> Find(const std::string& scan_id);
  absl::StatusOr<std::string> Bytes(const KeptScan& scan);
  // Those of a draft or dossier, by component and time.
  absl::StatusOr<std::vector<KeptScan>> List(const std::string& draft_id, const std::string& dossier_code);
  // FAILED_PRECONDITION, reason SENT_ALREADY, for one of which something was sent.
  absl::Status Discard(const std::string& scan_id);

  // Those that were not settled and whose dossier is recorded, as far as this machine knows; oldest first.
  absl::StatusOr<std::vector<KeptScan>> ToSend();
  absl::Status NoteSent(const std::string& scan_id, int64_t bytes_sent);
  // `state`: recorded or needs review.
  absl::Status Settle(const std::string& scan_id, v1::ScanState state, const std::string& refusal, absl::Time now);
  // Takes away what was recorded before `before`, and what belongs to a draft that nobody keeps any more and is older.
  // Returns how many.
  absl::StatusOr<int> Sweep(absl::Time before);

 private:
  Scans(Store& store, std::string folder) : store_(store), folder_(std::move(folder)) {}
  std::string PathOf(const std::string& scan_id) const;
  absl::Status RemoveStrays();
  absl::StatusOr<KeptScan> Write(KeptScan scan, const std::string& bytes, const std::vector<KeptScan>& instead);
  absl::Status Exchange(const KeptScan& scan, const std::vector<KeptScan>& instead,
                        const std::vector<std::string>& gone);
  absl::StatusOr<std::vector<KeptScan>> Read(const std::string& where, const std::vector<std::string>& texts)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(store_.mutex());
  absl::Status Remove(const std::vector<std::string>& ids) ABSL_EXCLUSIVE_LOCKS_REQUIRED(store_.mutex());

  Store& store_;
  const std::string folder_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SCANS_H_

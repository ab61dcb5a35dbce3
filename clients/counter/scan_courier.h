// Carries scans to the services in the background, after their dossier is recorded there and only while nothing of the
// journal waits: in small parts, between which the journal goes first. What was kept there already is not sent again.
#ifndef HOSO_CLIENTS_COUNTER_SCAN_COURIER_H_
#define HOSO_CLIENTS_COUNTER_SCAN_COURIER_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/counter/journal.h"
#include "clients/counter/scan_door.h"
#include "clients/counter/scans.h"

namespace hoso::counter {

class ScanCourier {
 public:
  struct Options {
    absl::Duration every = absl::Seconds(5);           // Between looks; zero: no thread, for tests.
    absl::Duration longest_pause = absl::Seconds(60);  // After failures in a row.
    int64_t part = 32 * 1024;                          // Bytes: four seconds of a line of 64 kbit/s.
    int64_t largest_part = 256 * 1024;                 // To which parts grow on a fast line.
    absl::Duration keep = absl::Hours(24 * 7);         // What was recorded, on this disk.
    std::function<bool()> online = [] { return true; };
    std::function<absl::Time()> now;
  };
  // All outlive this.
  ScanCourier(Journal& journal, Scans& scans, ScanDoor& door, Options options);
  ~ScanCourier();
  ScanCourier(const ScanCourier&) = delete;
  ScanCourier& operator=(const ScanCourier&) = delete;

  // One turn: sends what may be sent, until the journal has something. Blocks.
  absl::Status Turn();

 private:
  void Run();
  // The images of one component become pages of one PDF.
  absl::Status JoinImages();
  absl::Status Send(const KeptScan& scan);
  absl::StatusOr<std::string> DossierOf(const KeptScan& scan);
  bool MayGoOn();
  void Took(absl::Duration time);
  absl::Status Refused(const KeptScan& scan, const absl::Status& why);

  Journal& journal_;
  Scans& scans_;
  ScanDoor& door_;
  const Options options_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t part_ = 0;    // Of a turn.
  int failures_ = 0;    // In a row; of the thread.
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SCAN_COURIER_H_

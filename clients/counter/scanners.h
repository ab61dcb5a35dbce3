// Scanners of this machine, by SANE.
//
// SANE is not thread-safe, and a device that hangs hangs the call: all of it happens on one thread, and who asks waits
// for so long and no longer. While that thread hangs, all that is asked is answered with UNAVAILABLE.
#ifndef HOSO_CLIENTS_COUNTER_SCANNERS_H_
#define HOSO_CLIENTS_COUNTER_SCANNERS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/counter/scan_quality.h"
#include "hoso/counter/v1/scans.pb.h"

namespace hoso::counter {

// Thread-safe.
class Scanners {
 public:
  struct Options {
    absl::Duration list_timeout = absl::Seconds(10);
    absl::Duration page_timeout = absl::Seconds(60);  // For each page.
  };
  explicit Scanners(Options options);
  Scanners() : Scanners(Options()) {}
  ~Scanners();
  Scanners(const Scanners&) = delete;
  Scanners& operator=(const Scanners&) = delete;

  // Empty: none is connected.
  absl::StatusOr<std::vector<v1::Scanner>> List();
  // Pages in their order, in colour, 200 dots an inch. NOT_FOUND: no such scanner; FAILED_PRECONDITION, reason
  // NO_PAPER, SCANNER_BUSY or SCANNER_STUCK; UNAVAILABLE: it does not answer.
  absl::StatusOr<std::vector<Image>> Scan(const std::string& name, bool from_feeder);

 private:
  class Worker;
  const Options options_;
  std::shared_ptr<Worker> worker_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SCANNERS_H_

// The page's methods about scans (hoso.counter.v1.PageService), and the two of its paths that carry bytes.
#ifndef HOSO_CLIENTS_COUNTER_SCAN_METHODS_H_
#define HOSO_CLIENTS_COUNTER_SCAN_METHODS_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/counter/page_method.h"
#include "clients/counter/page_server.h"
#include "clients/counter/people.h"
#include "clients/counter/scanners.h"
#include "clients/counter/scans.h"
#include "clients/counter/timekeeper.h"

namespace hoso::counter {

// All outlive the methods.
struct ScanDesk {
  Scans& scans;
  Scanners& scanners;
  People& people;
  Timekeeper& clock;
};

PageMethodMap ScanMethods(ScanDesk desk);

// Takes in what a scanner, a camera or a file gave: the ScanView as JSON. INVALID_ARGUMENT, reason WRONG_TYPE or
// UNREADABLE_SCAN; RESOURCE_EXHAUSTED, reason SCAN_TOO_LARGE or DOSSIER_FULL.
absl::StatusOr<std::string> TakeScan(const ScanDesk& desk, const ScanOf& of, const std::string& bytes);
absl::StatusOr<Printed> ShowScan(const ScanDesk& desk, const std::string& scan_id);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SCAN_METHODS_H_

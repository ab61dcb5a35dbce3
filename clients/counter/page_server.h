// Serves the page to a browser on this machine, and to nothing else.
//
// Whoever opens the page shows a key that was printed at the start and gets a cookie for it. Requests that other pages
// of the browser make are refused: the cookie is for this site alone, methods want a header of ours, and Host and
// Origin have to be this server's, so that no name in the DNS can point here.
#ifndef HOSO_CLIENTS_COUNTER_PAGE_SERVER_H_
#define HOSO_CLIENTS_COUNTER_PAGE_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "clients/counter/page_methods.h"
#include "clients/counter/scans.h"

namespace hoso::counter {

struct Printed {
  std::string content_type;
  std::string bytes;
};

class PageServer {
 public:
  struct Options {
    int port = 0;       // 0: any that is free.
    std::string files;  // Folder of the built page.
    std::string key;    // That opens the page.
    std::map<std::string, PageMethod> methods;
    // What GET /print/POSITION/FORM.pdf shows.
    std::function<absl::StatusOr<Printed>(int64_t position, const std::string& form)> print;
    // POST /packet: from the file's bytes to JSON; and the bytes that GET /packet/NAME shows.
    PageMethod take_packet;
    std::function<absl::StatusOr<std::string>(const std::string& name)> packet;
    // What POST /scan?draft_id=|dossier_code=&component_id= takes in, as JSON, and what GET /scan/ID shows. Without
    // them there are no such paths.
    std::function<absl::StatusOr<std::string>(const ScanOf& of, const std::string& bytes)> take_scan;
    std::function<absl::StatusOr<Printed>(const std::string& scan_id)> show_scan;
  };
  // FAILED_PRECONDITION when the port is taken or the folder is not there.
  static absl::StatusOr<std::unique_ptr<PageServer>> Start(Options options);
  virtual ~PageServer() = default;  // Stops.
  virtual int port() const = 0;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PAGE_SERVER_H_

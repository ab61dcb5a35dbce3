// Stands between a client and PostgreSQL and loses the connection at the worst
// moment: after the server has committed and before the client has heard so.
#ifndef HOSO_COMMON_LEDGER_LOSSY_PROXY_H_
#define HOSO_COMMON_LEDGER_LOSSY_PROXY_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/support/environment.h"

namespace hoso::ledger::testing {

class LossyProxy {
 public:
  // Passes on to the server of `conninfo`, which names a socket folder and a port.
  explicit LossyProxy(const std::string& conninfo);
  ~LossyProxy();

  // The same database, through this proxy.
  const std::string& conninfo() const { return conninfo_; }

  // The next `count` answers that say COMMIT are lost, and their connections with them.
  void LoseCommits(int count) { to_lose_ = count; }
  int lost() const { return lost_; }

 private:
  void Accept();
  void Pass(int client);

  hoso::testing::TempDir folder_;
  std::string server_path_;
  std::string conninfo_;
  int listener_ = -1;
  std::atomic<int> to_lose_ = 0;
  std::atomic<int> lost_ = 0;
  std::atomic<bool> stopping_ = false;
  absl::Mutex mutex_;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  std::thread acceptor_;
};

}  // namespace hoso::ledger::testing

#endif  // HOSO_COMMON_LEDGER_LOSSY_PROXY_H_

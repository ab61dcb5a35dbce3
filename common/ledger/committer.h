// One committer: takes what waits in its lane and commits it, batch after batch.
#ifndef HOSO_COMMON_LEDGER_COMMITTER_H_
#define HOSO_COMMON_LEDGER_COMMITTER_H_

#include <memory>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "common/ledger/batch.h"
#include "common/ledger/ledger.h"
#include "common/ledger/queue.h"
#include "common/ledger/session.h"

namespace hoso::ledger {

class Committer {
 public:
  // All outlive it.
  Committer(const Options& options, Lane lane, CommandQueue& queue, Answerer& answerer)
      : options_(options), lane_(lane), queue_(queue), answerer_(answerer) {}

  // Returns when the queue is closed and what was begun has its outcome.
  void Run();

 private:
  // What to do after an attempt.
  enum class Next {
    kDone,       // Every command has its outcome or waits in the queue again.
    kAgain,      // The same once more.
    kReconnect,  // The connection is lost.
    kContended,  // Lost a race for locks: once more, but not for ever.
    kSplit,      // The database refused: find out which command it was.
  };
  struct Attempt {
    Next next;
    absl::Status status;
  };

  // Brings all of `batch` to an outcome.
  void Process(std::vector<Pending> batch);
  Attempt Try(std::vector<Pending>& batch, bool skip_locked);
  PersonKeys KeysNow() const;
  Attempt Write(std::vector<Pending>& batch, Decided decided);
  Attempt Failed(absl::Status status);
  // Both halves by themselves, or the outcome of a lone command.
  void Split(std::vector<Pending> batch, const absl::Status& status);

  // A connection, or false when the commands of `batch` have lost patience with
  // the database.
  bool Connect(std::vector<Pending>& batch);
  void RefuseExpired(std::vector<Pending>& batch);
  void RefuseImpatient(std::vector<Pending>& batch, const absl::Status& status);
  void PutOff(std::vector<Pending>& batch, const std::set<int64_t>& blocked);
  void MarkInDoubt(std::vector<Pending>& batch, const std::vector<Outcome>& outcomes, const absl::Status& status);
  void Answer(std::vector<Pending>& batch, std::vector<Outcome> outcomes);
  // UNKNOWN for what may have happened all the same.
  void Refuse(std::vector<Pending> batch, const absl::Status& status);
  void Trouble(const absl::Status& status) const;

  const Options& options_;
  const Lane lane_;
  CommandQueue& queue_;
  Answerer& answerer_;
  std::unique_ptr<Session> session_;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_COMMITTER_H_

#include "common/access_log/access_log.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <iterator>
#include <pqxx/pqxx>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/blocking_counter.h"
#include "common/access_log/chain_check.h"
#include "common/postgres/error.h"
#include "common/postgres/parameters.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"
#include "common/rpc/errors.h"

namespace hoso::access_log {

constexpr char kAppend[] = "access_append";
constexpr char kAppendSql[] = "SELECT access.append($1, $2, $3, $4, $5, $6)";

postgres::Parameters ParametersOf(const std::vector<const AccessEntry*>& entries) {
  std::vector<std::string> bodies, dossiers, staff, places;
  std::vector<absl::Time> ats;
  std::vector<int32_t> deeds;
  for (const AccessEntry* entry : entries) {
    EntryRow row = RowOf(*entry);
    bodies.push_back(std::move(row.body));
    dossiers.push_back(std::move(row.dossier));
    staff.push_back(std::move(row.staff));
    places.push_back(std::move(row.place));
    ats.push_back(row.at);
    deeds.push_back(row.deed);
  }
  postgres::Parameters parameters;
  parameters.AddBytes(bodies).Add(ats).Add(dossiers).Add(staff).Add(places).Add(deeds);
  return parameters;
}

namespace {

constexpr absl::Duration kPause = absl::Milliseconds(200);  // Before another attempt that nobody asks for.
constexpr int kAttempts = 2;  // A connection that the server closed meanwhile shows only at its use.

// One statement, and so one transaction: nobody waits for the end of the chain longer than the database needs.
absl::Status Append(pqxx::connection& connection, const std::vector<const AccessEntry*>& entries) {
  return postgres::Guard([&] {
    pqxx::nontransaction tx(connection);
    postgres::ExecPrepared(tx, kAppend, ParametersOf(entries));
    return absl::OkStatus();
  });
}

absl::Status Away(const absl::Status& why) {
  return errors::WithReason(
      absl::UnavailableError(
          absl::StrCat("the access log cannot be written, and nothing is shown without: ", std::string(why.message()))),
      "ACCESS_LOG_AWAY");
}

absl::StatusOr<std::unique_ptr<pqxx::connection>> Connect(const std::string& conninfo, absl::Duration timeout) {
  auto connection =
      postgres::Connect({.conninfo = conninfo, .application_name = "hoso-access-log", .statement_timeout = timeout});
  if (connection.ok()) (*connection)->prepare(kAppend, kAppendSql);  // Sent with its first use.
  return connection;
}

class BatchingLog final : public AccessLog {
 public:
  explicit BatchingLog(Options options) : options_(std::move(options)), thread_([this] { Run(); }) {}

  ~BatchingLog() override {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    thread_.join();
  }

  void Record(AccessEntry entry, std::function<void(absl::Status)> done) override {
    if (Push({.entry = std::move(entry), .done = done})) return;
    done(Away(absl::UnavailableError("too many entries wait, try again in a moment")));
  }

  void RecordSoon(AccessEntry entry, std::function<void(absl::Status)> done) override {
    if (away_) return Record(std::move(entry), std::move(done));
    const bool taken = Push({.entry = std::move(entry)});
    done(taken ? absl::OkStatus() : Away(absl::UnavailableError("too many entries wait, try again in a moment")));
  }

 private:
  struct Waiting {
    AccessEntry entry;
    std::function<void(absl::Status)> done;  // Empty: taken over, and nobody waits.
  };

  bool Push(Waiting one) {
    absl::MutexLock lock(&mutex_);
    if (stopping_ || waiting_.size() >= static_cast<size_t>(options_.max_queue)) return false;
    awaited_ += one.done != nullptr;
    waiting_.push_back(std::move(one));
    return true;
  }

  void Run() {
    std::unique_ptr<pqxx::connection> connection;
    while (true) {
      std::vector<Waiting> batch = Take();
      if (batch.empty()) return;
      if (options_.on_batch) options_.on_batch(static_cast<int>(batch.size()));
      const absl::Status status = Write(connection, batch);
      away_ = !status.ok();
      if (!status.ok()) KeepTakenOver(batch);
      for (Waiting& one : batch) {
        if (one.done) one.done(status.ok() ? status : Away(status));
      }
    }
  }

  // What waits, the oldest first, at most max_batch. Empty: all is over.
  std::vector<Waiting> Take() {
    absl::MutexLock lock(&mutex_);
    const auto any = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
    const auto enough = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopping_ || awaited_ > 0 || (!away_ && waiting_.size() >= static_cast<size_t>(options_.max_batch));
    };
    mutex_.Await(absl::Condition(&any));
    // After a failure somebody's call, or this while, makes another attempt.
    mutex_.AwaitWithTimeout(absl::Condition(&enough), away_ ? kPause : options_.linger);
    if (stopping_ && away_) {  // They cannot be had any more.
      for (const Waiting& one : waiting_) {
        if (one.done) one.done(Away(absl::UnavailableError("the process is ending")));
      }
      return {};
    }
    const auto end = waiting_.begin() + std::min<ptrdiff_t>(options_.max_batch, std::ssize(waiting_));
    std::vector<Waiting> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    for (const Waiting& one : taken) awaited_ -= one.done != nullptr;
    return taken;
  }

  // Back to where they were, without those whose callers are told.
  void KeepTakenOver(const std::vector<Waiting>& batch) {
    absl::MutexLock lock(&mutex_);
    for (auto one = batch.rbegin(); one != batch.rend(); ++one) {
      if (!one->done) waiting_.push_front(*one);
    }
  }

  absl::Status Write(std::unique_ptr<pqxx::connection>& connection, const std::vector<Waiting>& batch) const {
    std::vector<const AccessEntry*> entries;
    for (const Waiting& one : batch) entries.push_back(&one.entry);
    absl::Status status;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      if (connection == nullptr) {
        auto fresh = Connect(options_.conninfo, options_.statement_timeout);
        if (!fresh.ok()) return fresh.status();
        connection = *std::move(fresh);
      }
      status = Append(*connection, entries);
      if (status.ok()) return status;
      connection.reset();
      if (!absl::IsUnavailable(status) && !absl::IsUnknown(status)) return status;
    }
    return status;
  }

  const Options options_;
  std::atomic<bool> away_ = false;  // The last attempt failed.
  absl::Mutex mutex_;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  int awaited_ ABSL_GUARDED_BY(mutex_) = 0;  // Of these, those that somebody waits for.
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace

absl::StatusOr<std::unique_ptr<AccessLog>> AccessLog::Open(Options options) {
  if (options.max_batch < 1 || options.max_queue < 1) {
    return absl::InvalidArgumentError("max_batch, max_queue: want at least 1 of each");
  }
  const auto probe = Connect(options.conninfo, options.statement_timeout);
  if (!probe.ok()) return probe.status();
  return std::make_unique<BatchingLog>(std::move(options));
}

absl::Status AccessLog::RecordAndWait(AccessEntry entry) {
  std::vector<AccessEntry> entries;
  entries.push_back(std::move(entry));
  return RecordAndWait(std::move(entries));
}

absl::Status AccessLog::RecordAndWait(std::vector<AccessEntry> entries) {
  absl::Mutex mutex;
  absl::Status worst;
  absl::BlockingCounter left(static_cast<int>(entries.size()));
  for (AccessEntry& entry : entries) {
    Record(std::move(entry), [&](const absl::Status& status) {
      {
        absl::MutexLock lock(&mutex);
        worst.Update(status);
      }
      left.DecrementCount();
    });
  }
  left.Wait();
  absl::MutexLock lock(&mutex);
  return worst;
}

absl::Status AppendOnce(const std::string& conninfo, const std::vector<AccessEntry>& entries) {
  const auto connection = Connect(conninfo, absl::Seconds(30));
  if (!connection.ok()) return Away(connection.status());
  std::vector<const AccessEntry*> all;
  for (const AccessEntry& entry : entries) all.push_back(&entry);
  const absl::Status status = Append(**connection, all);
  return status.ok() || absl::IsPermissionDenied(status) ? status : Away(status);
}

}  // namespace hoso::access_log

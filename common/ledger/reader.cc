#include "common/ledger/reader.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <pqxx/pqxx>
#include <set>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "common/ledger/settings.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"

namespace hoso::ledger {
namespace {

constexpr char kFind[] = "ledger_find";
constexpr char kFindSql[] = "SELECT key, sequence, bytes1, bytes2 FROM ledger.find($1::bigint[], $2::bigint[])";

struct LookUp {
  identity::DossierId id;
  bool with_facts = false;
  std::function<void(absl::StatusOr<Found>)> done;
};

using FoundByKey = std::map<int64_t, absl::StatusOr<Found>>;

std::string ArrayText(const std::set<int64_t>& keys) { return absl::StrCat("{", absl::StrJoin(keys, ","), "}"); }

absl::StatusOr<std::unique_ptr<pqxx::connection>> Connect(const std::string& conninfo) {
  auto connection = postgres::Connect({.conninfo = conninfo, .application_name = "hoso-reader"});
  if (!connection.ok()) return connection;
  const absl::Status status = postgres::Guard([&] {
    pqxx::nontransaction(**connection).exec(kPlannerSettingsSql);
    (*connection)->prepare(kFind, kFindSql);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return connection;
}

void ReadRow(const pqxx::row& row, FoundByKey& found) {
  const int64_t key = row[0].as<int64_t>();  // In the order of kFindSql.
  const int32_t sequence = row[1].as<int32_t>();
  if (sequence == 0) {
    Found dossier;
    const bool parsed = dossier.dossier.ParseFromString(postgres::GetBytes(row[2]));
    found[key] = parsed ? absl::StatusOr<Found>(std::move(dossier))
                        : absl::DataLossError(absl::StrCat("dossier ", key, ": its state cannot be read"));
    return;
  }
  const auto at = found.find(key);
  if (at == found.end() || !at->second.ok()) return;
  at->second->facts.push_back(
      {.sequence = sequence, .body = postgres::GetBytes(row[2]), .hash = postgres::GetBytes(row[3])});
}

class BatchingReader : public Reader {
 public:
  explicit BatchingReader(Options options) : options_(std::move(options)) {
    for (int i = 0; i < options_.readers; ++i) threads_.emplace_back([this] { Run(); });
  }

  ~BatchingReader() override {
    std::deque<LookUp> left;
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
      left.swap(waiting_);
    }
    for (LookUp& look_up : left) look_up.done(absl::UnavailableError("the reader is closing"));
    for (std::thread& thread : threads_) thread.join();
  }

  void Find(identity::DossierId id, bool with_facts, std::function<void(absl::StatusOr<Found>)> done) override {
    absl::Status refused;
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) {
        refused = absl::UnavailableError("the reader is closing");
      } else if (static_cast<int>(waiting_.size()) >= options_.max_queue) {
        refused = absl::ResourceExhaustedError("too many look-ups wait, try again later");
      } else {
        waiting_.push_back({.id = id, .with_facts = with_facts, .done = std::move(done)});
        return;
      }
    }
    done(refused);
  }

 private:
  void Run() {
    std::unique_ptr<pqxx::connection> connection;
    while (true) {
      std::vector<LookUp> batch = Take();
      if (batch.empty()) return;
      if (options_.on_batch) options_.on_batch(static_cast<int>(batch.size()));
      absl::StatusOr<FoundByKey> found = ReadWithRetry(connection, batch);
      for (auto look_up = batch.begin(); look_up != batch.end(); ++look_up) {
        const bool last = std::none_of(look_up + 1, batch.end(), [&](const LookUp& o) { return o.id == look_up->id; });
        look_up->done(Pick(*look_up, last, found));
      }
    }
  }

  std::vector<LookUp> Take() {
    absl::MutexLock lock(&mutex_);
    const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
    mutex_.Await(absl::Condition(&wanted));
    const auto end = waiting_.begin() + std::min<size_t>(options_.max_batch, waiting_.size());
    std::vector<LookUp> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return taken;
  }

  // A connection that the server closed meanwhile shows only at its use: then
  // once more on a new one.
  absl::StatusOr<FoundByKey> ReadWithRetry(std::unique_ptr<pqxx::connection>& connection,
                                           const std::vector<LookUp>& batch) const {
    absl::StatusOr<FoundByKey> found = absl::UnavailableError("not connected");
    for (int attempt = 0; attempt < 2 && absl::IsUnavailable(found.status()); ++attempt) {
      if (connection == nullptr) {
        absl::StatusOr<std::unique_ptr<pqxx::connection>> fresh = Connect(options_.conninfo);
        if (!fresh.ok()) return fresh.status();
        connection = *std::move(fresh);
      }
      found = Read(*connection, batch);
      if (!found.ok()) connection.reset();
    }
    return found;
  }

  static absl::StatusOr<FoundByKey> Read(pqxx::connection& connection, const std::vector<LookUp>& batch) {
    std::set<int64_t> keys, fact_keys;
    for (const LookUp& look_up : batch) {
      keys.insert(look_up.id.value());
      if (look_up.with_facts) fact_keys.insert(look_up.id.value());
    }
    return postgres::Guard([&]() -> absl::StatusOr<FoundByKey> {
      pqxx::nontransaction tx(connection);
      FoundByKey found;
      for (const pqxx::row& row : tx.exec_prepared(kFind, ArrayText(keys), ArrayText(fact_keys))) ReadRow(row, found);
      return found;
    });
  }

  // `last`: nobody else asks for it.
  static absl::StatusOr<Found> Pick(const LookUp& look_up, bool last, absl::StatusOr<FoundByKey>& found) {
    if (!found.ok()) return found.status();
    const auto at = found->find(look_up.id.value());
    if (at == found->end()) return absl::NotFoundError(absl::StrCat("dossier ", look_up.id.value(), ": not found"));
    if (!at->second.ok()) return at->second.status();
    if (!last) return look_up.with_facts ? *at->second : Found{.dossier = at->second->dossier};
    if (!look_up.with_facts) at->second->facts.clear();
    return std::move(at->second);
  }

  const Options options_;
  absl::Mutex mutex_;
  std::deque<LookUp> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(Options options) {
  if (options.readers < 1 || options.max_batch < 1 || options.max_queue < 1) {
    return absl::InvalidArgumentError("readers, max_batch, max_queue: want at least 1 of each");
  }
  const auto probe = Connect(options.conninfo);
  if (!probe.ok()) return probe.status();
  return std::make_unique<BatchingReader>(std::move(options));
}

}  // namespace hoso::ledger

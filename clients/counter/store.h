// The counter's file on this machine's disk, in which each of its parts keeps its tables: one SQLite database with a
// write-ahead log, synced in full at each commit. What is personal is sealed under the device's key and bound to its
// row.
#ifndef HOSO_CLIENTS_COUNTER_STORE_H_
#define HOSO_CLIENTS_COUNTER_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "clients/counter/sqlite.h"
#include "common/vault/key.h"

namespace hoso::counter {

// The steps by which the file's tables came about; a file of an older release is brought up when it is opened.
const std::vector<const char*>& Formats();

// What is written in the transaction of the journal's entry at `position`, by another part.
using Also = std::function<absl::Status(Sqlite&, int64_t position)>;

class Store {
 public:
  // Opens `path`, or makes a new file there, sealed under `device_key`. FAILED_PRECONDITION, reason JOURNAL_COPIED,
  // when the file is not the one that was written last on this machine: it was copied or set back; FAILED_PRECONDITION
  // for a file of a later release or under another key.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& path, const vault::Key& device_key);
  // Opens a file that was copied or set back, to take over what is in it. NOT_FOUND when it is not there. Else as Open.
  static absl::StatusOr<std::unique_ptr<Store>> OpenCopy(const std::string& path, const vault::Key& device_key);

  // Of the file, drawn when it was made.
  const std::string& journal_id() const { return id_; }

  absl::Mutex& mutex() ABSL_LOCK_RETURNED(mutex_) { return mutex_; }
  // Only under `mutex`.
  Sqlite& database() const { return *database_; }

  // `row` names the place, such as "entry 17 body"; what is sealed opens there alone. DATA_LOSS naming it.
  std::string Seal(const std::string& row, const std::string& plain) const;
  absl::StatusOr<std::string> Unseal(const std::string& row, const std::string& sealed) const;

 private:
  enum class Place { kChecked, kAny };
  static absl::StatusOr<std::unique_ptr<Store>> OpenAt(const std::string& path, const vault::Key& key, Place place);
  Store(std::unique_ptr<Sqlite> database, const vault::Key& key, std::string id);

  absl::Mutex mutex_;
  const std::unique_ptr<Sqlite> database_;
  const vault::Key key_;
  const std::string id_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_STORE_H_

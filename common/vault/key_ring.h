// The key ring: a secret file outside the database (hoso.trust.v1.KeyRing as JSON, mode 0600), with the keys under
// which the data keys of personal records are wrapped, and those of the search index.
//
// Each person record has a data key of its own, which seals its fields (sealed_person.h). What the database keeps of it
// is wrapped under a key of the ring and bound to the record's row. Destroying it makes that record unreadable and
// nothing else; wrapping it anew changes no record.
#ifndef HOSO_COMMON_VAULT_KEY_RING_H_
#define HOSO_COMMON_VAULT_KEY_RING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/vault/key.h"
#include "hoso/trust/v1/vault.pb.h"

namespace hoso::vault {

using trust::v1::DataClass;

// "normal", "criminal_record".
std::string NameOf(DataClass data_class);
// Those that a ring may have keys of.
std::vector<DataClass> AllClasses();

// A row of ledger.person.
struct RowId {
  int64_t dossier = 0;
  int32_t person = 0;
  int32_t version = 0;
};

// A data key as the database keeps it.
struct WrappedKey {
  std::string key_id;   // Of the ring's key.
  std::string wrapped;  // Format, nonce, ciphertext and tag.
};

// Thread-safe: it does not change.
class KeyRing {
 public:
  // INVALID_ARGUMENT naming what is wrong and no key: ids that are not those of their keys, given twice, keys of
  // another length or no class, two active ones or two index keys of a class.
  static absl::StatusOr<KeyRing> Make(const trust::v1::KeyRing& ring);
  static absl::StatusOr<KeyRing> Parse(const std::string& json);

  // FAILED_PRECONDITION, reason KEY_MISSING: the ring has no active key of the class.
  absl::StatusOr<WrappedKey> Wrap(DataClass data_class, const RowId& row, const Key& data_key) const;
  // FAILED_PRECONDITION, reason KEY_MISSING, naming the id: the ring has no such key. DATA_LOSS: it is not that row's,
  // or was changed.
  absl::StatusOr<Key> Unwrap(const RowId& row, const WrappedKey& wrapped) const;

  // FAILED_PRECONDITION, reason KEY_MISSING: the ring has none.
  absl::StatusOr<std::string> ActiveKeyId(DataClass data_class) const;
  absl::StatusOr<DataClass> ClassOf(const std::string& key_id) const;
  // nullptr: the ring has none.
  const Key* IndexKey(DataClass data_class) const;

 private:
  struct Wrapping {
    Key key;
    DataClass data_class;
  };
  std::map<std::string, Wrapping> keys_;
  std::map<DataClass, std::string> active_;
  std::map<DataClass, Key> index_;
};

// A ring with new keys of all classes.
trust::v1::KeyRing NewKeyRing(absl::Time now);
// Adds a new active key for each class that the ring has; those before stay, to open what they wrapped.
void AddActiveKeys(trust::v1::KeyRing& ring, absl::Time now);

// As a file: indented JSON. What is parsed or printed is wiped by the caller if he cares: files are short-lived.
std::string ToJson(const trust::v1::KeyRing& ring);
absl::StatusOr<trust::v1::KeyRing> FromJson(const std::string& json);

// A ring in a file that is read again when it has changed; while a new one cannot be read, the old one counts, and the
// log says so. Thread-safe.
class KeyRingFile {
 public:
  // FAILED_PRECONDITION naming the file: not there, others may read it, or no key ring.
  static absl::StatusOr<std::unique_ptr<KeyRingFile>> Open(std::string path);
  std::shared_ptr<const KeyRing> Current();

 private:
  explicit KeyRingFile(std::string path) : path_(std::move(path)) {}
  const std::string path_;
  absl::Mutex mutex_;
  std::string mark_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const KeyRing> ring_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::vault

#endif  // HOSO_COMMON_VAULT_KEY_RING_H_

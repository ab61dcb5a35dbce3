// The published list of public keys (hoso.trust.v1.KeyList as JSON): what may have signed what, from when to when.
#ifndef HOSO_COMMON_SIGNING_KEY_LIST_H_
#define HOSO_COMMON_SIGNING_KEY_LIST_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/files/file_watch.h"
#include "hoso/trust/v1/keys.pb.h"

namespace hoso::signing {

class KeyList {
 public:
  KeyList() = default;
  // INVALID_ARGUMENT naming the key: ids that are not those of their keys, given twice, or without a use.
  static absl::StatusOr<KeyList> Make(const trust::v1::KeyList& keys);
  static absl::StatusOr<KeyList> Parse(const std::string& json);

  // nullptr for one that is not listed, or for another use.
  const trust::v1::PublicKey* Find(const std::string& key_id, trust::v1::KeyUse use) const;
  const std::map<std::string, trust::v1::PublicKey>& keys() const { return keys_; }

 private:
  std::map<std::string, trust::v1::PublicKey> keys_;
};

// OK if `key` may sign at `when`; else FAILED_PRECONDITION with reason KEY_NOT_YET_VALID, KEY_EXPIRED or KEY_REVOKED. A
// revoked key is refused for any time: who stole it writes what date he likes. Formats that know better (slips) look at
// revoked_at themselves.
absl::Status CheckUsable(const trust::v1::PublicKey& key, absl::Time when);

// An entry for a key that is made now.
trust::v1::PublicKey EntryFor(const std::string& public_key, trust::v1::KeyUse use, const std::string& owner,
                              absl::Time not_before);

std::string ToJson(const trust::v1::KeyList& keys);

// A list in a file that is read again when it has changed; while a new one cannot be read, the old one counts.
// Thread-safe.
class KeyListFile {
 public:
  // FAILED_PRECONDITION naming the file that cannot be read.
  static absl::StatusOr<std::unique_ptr<KeyListFile>> Open(std::string path);
  std::shared_ptr<const KeyList> Current();

 private:
  explicit KeyListFile(std::string path) : path_(std::move(path)), watch_({path_}) {}
  const std::string path_;
  absl::Mutex mutex_;
  files::FileWatch watch_ ABSL_GUARDED_BY(mutex_);
  std::string mark_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const KeyList> list_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::signing

#endif  // HOSO_COMMON_SIGNING_KEY_LIST_H_

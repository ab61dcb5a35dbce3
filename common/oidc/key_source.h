// Where the keys of the identity provider come from: a file that an operator keeps, or the provider itself.
#ifndef HOSO_COMMON_OIDC_KEY_SOURCE_H_
#define HOSO_COMMON_OIDC_KEY_SOURCE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/oidc/key_set.h"

namespace hoso::oidc {

// Thread-safe.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // The keys by which to check a token that names `key_id`, which need not be among them. UNAVAILABLE when there are
  // none.
  virtual absl::StatusOr<std::shared_ptr<const KeySet>> KeysFor(const std::string& key_id, absl::Time now) = 0;
};

// A key set in a file that is read again when it has changed; while a new one cannot be read, the old one counts.
class KeyFile final : public KeySource {
 public:
  // FAILED_PRECONDITION naming the file that cannot be read.
  static absl::StatusOr<std::unique_ptr<KeyFile>> Open(std::string path);
  absl::StatusOr<std::shared_ptr<const KeySet>> KeysFor(const std::string& key_id, absl::Time now) override;

 private:
  explicit KeyFile(std::string path) : path_(std::move(path)) {}
  const std::string path_;
  absl::Mutex mutex_;
  std::string mark_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
};

// Fetched keys are fetched anew when they are older than this, or a key is asked for that is not among them: so a
// provider that changes its keys is followed at once.
inline constexpr absl::Duration kKeysFresh = absl::Hours(1);
// But not more often than this, whatever strangers ask for.
inline constexpr absl::Duration kFetchPause = absl::Seconds(10);
// While fetching fails, the last ones count for so long.
inline constexpr absl::Duration kKeysUsable = absl::Hours(24);

class FetchedKeys final : public KeySource {
 public:
  // Brings a key set as JSON; may block. Called by one thread at a time: others go on with what there is.
  using Fetch = std::function<absl::StatusOr<std::string>()>;
  explicit FetchedKeys(Fetch fetch) : fetch_(std::move(fetch)) {}
  absl::StatusOr<std::shared_ptr<const KeySet>> KeysFor(const std::string& key_id, absl::Time now) override;

 private:
  bool MustFetch(const std::string& key_id, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Renew(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  const Fetch fetch_;
  absl::Mutex mutex_;
  bool fetching_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time tried_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time fetched_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);  // Null: none yet.
};

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_KEY_SOURCE_H_

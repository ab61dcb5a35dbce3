#include "common/oidc/key_source.h"

#include "absl/strings/str_cat.h"
#include "common/files/atomic_file.h"
#include "common/files/file_mark.h"
#include "common/log/log.h"
#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

absl::StatusOr<std::shared_ptr<const KeySet>> Shared(const absl::StatusOr<std::string>& json) {
  if (!json.ok()) return json.status();
  absl::StatusOr<KeySet> keys = KeySet::Parse(*json);
  if (!keys.ok()) return keys.status();
  return std::make_shared<const KeySet>(*std::move(keys));
}

void LogFailure(const absl::Status& status) {
  log::Error("keys of the identity provider", {{"error", std::string(status.message())}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyFile>> KeyFile::Open(std::string path) {
  std::unique_ptr<KeyFile> file(new KeyFile(std::move(path)));
  std::string mark = files::MarkOf(file->path_);
  auto keys = Shared(files::ReadFile(file->path_, kLongestKeySet));
  if (!keys.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(file->path_, ": ", keys.status().message()));
  }
  absl::MutexLock lock(&file->mutex_);
  file->mark_ = std::move(mark);
  file->keys_ = *std::move(keys);
  return file;
}

absl::StatusOr<std::shared_ptr<const KeySet>> KeyFile::KeysFor(const std::string& key_id, absl::Time now) {
  std::string mark = files::MarkOf(path_);
  absl::MutexLock lock(&mutex_);
  if (mark == mark_) return keys_;
  mark_ = std::move(mark);
  auto keys = Shared(files::ReadFile(path_, kLongestKeySet));
  if (keys.ok()) {
    keys_ = *std::move(keys);
    log::Info("keys of the identity provider read again", {{"file", path_}});
  } else {
    LogFailure(keys.status());
  }
  return keys_;
}

bool FetchedKeys::MustFetch(const std::string& key_id, absl::Time now) {
  const bool suits = keys_ != nullptr && now - fetched_at_ < kKeysFresh && keys_->Find(key_id) != nullptr;
  return !suits && !fetching_ && now - tried_at_ >= kFetchPause;
}

void FetchedKeys::Renew(absl::Time now) {
  auto keys = Shared(fetch_());
  if (!keys.ok()) LogFailure(keys.status());
  absl::MutexLock lock(&mutex_);
  fetching_ = false;
  if (!keys.ok()) return;
  keys_ = *std::move(keys);
  fetched_at_ = now;
}

absl::StatusOr<std::shared_ptr<const KeySet>> FetchedKeys::KeysFor(const std::string& key_id, absl::Time now) {
  bool fetch = false;
  {
    absl::MutexLock lock(&mutex_);
    if ((fetch = MustFetch(key_id, now))) {
      fetching_ = true;
      tried_at_ = now;
    }
  }
  if (fetch) Renew(now);
  absl::MutexLock lock(&mutex_);
  if (keys_ != nullptr && now - fetched_at_ < kKeysUsable) return keys_;
  return errors::WithRetryAfter(
      absl::UnavailableError("the identity provider's keys cannot be fetched: try again, or sign in by password"),
      kFetchPause);
}

}  // namespace hoso::oidc

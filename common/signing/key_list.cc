#include "common/signing/key_list.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/file_mark.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/signing/key.h"
#include "google/protobuf/util/json_util.h"

namespace hoso::signing {
namespace {

absl::StatusOr<KeyList> Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be read, want a list of public keys"));
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  absl::StatusOr<KeyList> list = KeyList::Parse(json);
  if (!list.ok()) return absl::FailedPreconditionError(absl::StrCat(path, ": ", list.status().message()));
  return list;
}

}  // namespace

absl::StatusOr<KeyList> KeyList::Make(const trust::v1::KeyList& keys) {
  KeyList list;
  for (const trust::v1::PublicKey& key : keys.keys()) {
    const std::string name = absl::StrCat("key ", errors::Printable(key.key_id(), 40));
    if (key.ed25519().size() != kPublicKeyBytes || KeyIdOf(key.ed25519()) != key.key_id()) {
      return errors::FieldError(name,
                                "its id is not that of its ed25519, want 32 bytes and the beginning of their SHA-256");
    }
    if (key.use() == trust::v1::KEY_USE_UNSPECIFIED || !trust::v1::KeyUse_IsValid(key.use())) {
      return errors::FieldError(name, "has no use, want one of KeyUse");
    }
    if (!list.keys_.emplace(key.key_id(), key).second) return errors::FieldError(name, "stands in the list twice");
  }
  return list;
}

absl::StatusOr<KeyList> KeyList::Parse(const std::string& json) {
  trust::v1::KeyList keys;
  if (!google::protobuf::util::JsonStringToMessage(json, &keys).ok()) {
    return absl::InvalidArgumentError("no list of public keys, want the JSON form of hoso.trust.v1.KeyList");
  }
  return Make(keys);
}

const trust::v1::PublicKey* KeyList::Find(const std::string& key_id, trust::v1::KeyUse use) const {
  const auto found = keys_.find(key_id);
  return found == keys_.end() || found->second.use() != use ? nullptr : &found->second;
}

absl::Status CheckUsable(const trust::v1::PublicKey& key, absl::Time when) {
  const std::string name = absl::StrCat("key ", key.key_id());
  if (key.has_revoked_at()) return errors::Precondition("KEY_REVOKED", absl::StrCat(name, ": revoked"));
  if (key.has_not_before() && when < FromProto(key.not_before())) {
    return errors::Precondition("KEY_NOT_YET_VALID", absl::StrCat(name, ": not yet valid"));
  }
  if (key.has_not_after() && when >= FromProto(key.not_after())) {
    return errors::Precondition("KEY_EXPIRED", absl::StrCat(name, ": expired"));
  }
  return absl::OkStatus();
}

trust::v1::PublicKey EntryFor(const std::string& public_key, trust::v1::KeyUse use, const std::string& owner,
                              absl::Time not_before) {
  trust::v1::PublicKey key;
  key.set_key_id(KeyIdOf(public_key));
  key.set_use(use);
  key.set_owner(owner);
  key.set_ed25519(public_key);
  *key.mutable_not_before() = ToProto(not_before);
  return key;
}

std::string ToJson(const trust::v1::KeyList& keys) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(keys, &json, options);
  return status.ok() ? json : "";  // Cannot fail for a message without Any.
}

absl::StatusOr<std::unique_ptr<KeyListFile>> KeyListFile::Open(std::string path) {
  std::unique_ptr<KeyListFile> file(new KeyListFile(std::move(path)));
  const std::string mark = files::MarkOf(file->path_);
  absl::StatusOr<KeyList> list = Read(file->path_);
  if (!list.ok()) return list.status();
  absl::MutexLock lock(&file->mutex_);
  file->mark_ = mark;
  file->list_ = std::make_shared<const KeyList>(*std::move(list));
  return file;
}

std::shared_ptr<const KeyList> KeyListFile::Current() {
  absl::MutexLock lock(&mutex_);
  if (!watch_.MayHaveChanged(absl::Now())) return list_;
  const std::string mark = files::MarkOf(path_);
  if (mark == mark_) return list_;
  mark_ = mark;
  absl::StatusOr<KeyList> list = Read(path_);
  if (list.ok()) {
    list_ = std::make_shared<const KeyList>(*std::move(list));
    log::Info("public keys read again", {{"file", path_}});
  } else {
    log::Write(log::Level::kError, "public keys", {{"error", std::string(list.status().message())}});
  }
  return list_;
}

}  // namespace hoso::signing

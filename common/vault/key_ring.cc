#include "common/vault/key_ring.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/file_mark.h"
#include "common/files/secret_file.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::vault {
namespace {

constexpr char kWrapFormat = 1;
constexpr char kWrapLabel[] = "hoso data key v1";

absl::Status Wrong(const std::string& what, const std::string& want) {
  return absl::InvalidArgumentError(absl::StrCat("key ring: ", what, ", want ", want));
}

absl::Status Missing(const std::string& what) {
  return errors::Precondition("KEY_MISSING", absl::StrCat("key ring: ", what));
}

// What a wrapped key is bound to.
std::string Place(DataClass data_class, const std::string& key_id, const RowId& row) {
  return absl::StrCat(kWrapLabel, "\n", static_cast<int>(data_class), "\n", key_id, "\nledger.person\n", row.dossier,
                      "\n", row.person, "\n", row.version);
}

bool IsClass(DataClass data_class) {
  return DataClass_IsValid(data_class) && data_class != trust::v1::DATA_CLASS_UNSPECIFIED;
}

void AddActive(trust::v1::KeyRing& ring, DataClass data_class, absl::Time now) {
  const Key key = Key::Random();
  trust::v1::WrappingKey& added = *ring.add_wrapping_keys();
  added.set_key_id(key.Id());
  added.set_data_class(data_class);
  added.set_key(key.Bytes());
  *added.mutable_created_at() = ToProto(now);
  added.set_active(true);
}

absl::StatusOr<KeyRing> Read(const std::string& path) {
  const auto json = files::ReadSecretFile(path);
  if (!json.ok()) return json.status();
  auto ring = KeyRing::Parse(*json);
  if (ring.ok()) return ring;
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", std::string(ring.status().message())));
}

}  // namespace

std::string NameOf(DataClass data_class) {
  switch (data_class) {
    case trust::v1::DATA_CLASS_NORMAL:
      return "normal";
    case trust::v1::DATA_CLASS_CRIMINAL_RECORD:
      return "criminal_record";
    default:
      return "unspecified";
  }
}

std::vector<DataClass> AllClasses() { return {trust::v1::DATA_CLASS_NORMAL, trust::v1::DATA_CLASS_CRIMINAL_RECORD}; }

absl::StatusOr<KeyRing> KeyRing::Make(const trust::v1::KeyRing& ring) {
  KeyRing made;
  for (const trust::v1::WrappingKey& entry : ring.wrapping_keys()) {
    const std::string name = absl::StrCat("wrapping_keys ", errors::Printable(entry.key_id(), 20));
    const auto key = Key::FromBytes(entry.key());
    if (!key.ok()) return Wrong(absl::StrCat(name, ": a key of another length"), "32 bytes");
    if (entry.key_id() != key->Id()) return Wrong(absl::StrCat(name, ": not the id of its key"), key->Id());
    if (!IsClass(entry.data_class())) return Wrong(absl::StrCat(name, ".data_class: none"), "a class of data");
    if (!made.keys_.try_emplace(entry.key_id(), Wrapping{*key, entry.data_class()}).second) {
      return Wrong(absl::StrCat(name, ": given twice"), "each key once");
    }
    if (entry.active() && !made.active_.try_emplace(entry.data_class(), entry.key_id()).second) {
      return Wrong(absl::StrCat("two active keys of class ", NameOf(entry.data_class())), "one");
    }
  }
  for (const trust::v1::IndexKey& entry : ring.index_keys()) {
    const auto key = Key::FromBytes(entry.key());
    if (!key.ok()) return Wrong("index_keys: a key of another length", "32 bytes");
    if (!IsClass(entry.data_class())) return Wrong("index_keys.data_class: none", "a class of data");
    if (!made.index_.try_emplace(entry.data_class(), *key).second) {
      return Wrong(absl::StrCat("two index keys of class ", NameOf(entry.data_class())), "one");
    }
  }
  return made;
}

absl::StatusOr<KeyRing> KeyRing::Parse(const std::string& json) {
  const auto ring = FromJson(json);
  if (!ring.ok()) return ring.status();
  return Make(*ring);
}

absl::StatusOr<WrappedKey> KeyRing::Wrap(DataClass data_class, const RowId& row, const Key& data_key) const {
  const auto key_id = ActiveKeyId(data_class);
  if (!key_id.ok()) return key_id.status();
  const std::string nonce = RandomBytes(kNonceBytes);
  return WrappedKey{.key_id = *key_id,
                    .wrapped = absl::StrCat(
                        std::string(1, kWrapFormat), nonce,
                        Encrypt(keys_.at(*key_id).key, nonce, Place(data_class, *key_id, row), data_key.Bytes()))};
}

absl::StatusOr<Key> KeyRing::Unwrap(const RowId& row, const WrappedKey& wrapped) const {
  const auto found = keys_.find(wrapped.key_id);
  if (found == keys_.end()) {
    return Missing(
        absl::StrCat("has no key ", errors::Printable(wrapped.key_id, 20), ", under which data are wrapped"));
  }
  if (wrapped.wrapped.size() < 1 + kNonceBytes || wrapped.wrapped[0] != kWrapFormat) {
    return absl::DataLossError("a data key of another format");
  }
  const auto bytes = Decrypt(found->second.key, wrapped.wrapped.substr(1, kNonceBytes),
                             Place(found->second.data_class, wrapped.key_id, row),
                             absl::string_view(wrapped.wrapped).substr(1 + kNonceBytes));
  if (!bytes.ok()) return absl::DataLossError(absl::StrCat("data key: ", std::string(bytes.status().message())));
  return Key::FromBytes(*bytes);
}

absl::StatusOr<std::string> KeyRing::ActiveKeyId(DataClass data_class) const {
  const auto found = active_.find(data_class);
  if (found == active_.end()) return Missing(absl::StrCat("has no active key of class ", NameOf(data_class)));
  return found->second;
}

absl::StatusOr<DataClass> KeyRing::ClassOf(const std::string& key_id) const {
  const auto found = keys_.find(key_id);
  if (found == keys_.end()) return Missing(absl::StrCat("has no key ", errors::Printable(key_id, 20)));
  return found->second.data_class;
}

const Key* KeyRing::IndexKey(DataClass data_class) const {
  const auto found = index_.find(data_class);
  return found == index_.end() ? nullptr : &found->second;
}

trust::v1::KeyRing NewKeyRing(absl::Time now) {
  trust::v1::KeyRing ring;
  for (const DataClass data_class : AllClasses()) {
    AddActive(ring, data_class, now);
    trust::v1::IndexKey& index = *ring.add_index_keys();
    index.set_data_class(data_class);
    index.set_key(Key::Random().Bytes());
  }
  return ring;
}

void AddActiveKeys(trust::v1::KeyRing& ring, absl::Time now) {
  std::vector<DataClass> classes;
  for (trust::v1::WrappingKey& key : *ring.mutable_wrapping_keys()) {
    if (key.active()) classes.push_back(key.data_class());
    key.set_active(false);
  }
  for (const DataClass data_class : classes) AddActive(ring, data_class, now);
}

std::string ToJson(const trust::v1::KeyRing& ring) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(ring, &json, options);
  return status.ok() ? json : "";  // Cannot fail for a message without Any.
}

absl::StatusOr<trust::v1::KeyRing> FromJson(const std::string& json) {
  trust::v1::KeyRing ring;
  // What the parser says of a bad file quotes it: not for the log.
  if (google::protobuf::util::JsonStringToMessage(json, &ring).ok()) return ring;
  return Wrong("cannot be read", "the JSON that `hoso vault new` writes");
}

absl::StatusOr<std::unique_ptr<KeyRingFile>> KeyRingFile::Open(std::string path) {
  std::unique_ptr<KeyRingFile> file(new KeyRingFile(std::move(path)));
  const std::string mark = files::MarkOf(file->path_);
  absl::StatusOr<KeyRing> ring = Read(file->path_);
  if (!ring.ok()) return ring.status();
  absl::MutexLock lock(&file->mutex_);
  file->mark_ = mark;
  file->ring_ = std::make_shared<const KeyRing>(*std::move(ring));
  return file;
}

std::shared_ptr<const KeyRing> KeyRingFile::Current() {
  const std::string mark = files::MarkOf(path_);
  absl::MutexLock lock(&mutex_);
  if (mark == mark_) return ring_;
  mark_ = mark;
  absl::StatusOr<KeyRing> ring = Read(path_);
  if (ring.ok()) {
    ring_ = std::make_shared<const KeyRing>(*std::move(ring));
    log::Info("key ring read again", {{"file", path_}});
  } else {
    log::Write(log::Level::kError, "key ring", {{"error", std::string(ring.status().message())}});
  }
  return ring_;
}

}  // namespace hoso::vault

#include "clients/counter/store.h"

#include <sys/stat.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"

namespace hoso::counter {
namespace {

// Which file this is, on which machine: another after it was copied or put back from a backup.
std::string PlaceOf(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return "";
  std::ifstream machine("/etc/machine-id");
  std::string id;
  machine >> id;
  return Sha256Hex(absl::StrCat(id, " ", file.st_ino));
}

absl::StatusOr<std::string> Meta(Sqlite& database, const std::string& name) {
  auto statement = database.Prepare("SELECT value FROM meta WHERE name = ?");
  if (!statement.ok()) return statement.status();
  std::string value;
  absl::Status status = One((*statement)->Text(name), [&] { value = (*statement)->BlobAt(0); });
  if (!status.ok()) return status;
  return value;
}

absl::Status SetMeta(Sqlite& database, const std::string& name, const std::string& value) {
  return Execute(
      database.Prepare("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
      [&](auto& s) { s.Text(name).Blob(value); });
}

// Brings the file from format `from` to the newest.
absl::Status Upgrade(Sqlite& database, size_t from) {
  for (size_t format = from; format < Formats().size(); ++format) {
    if (absl::Status status = database.Run(Formats()[format]); !status.ok()) return status;
  }
  return database.Run(absl::StrCat("PRAGMA user_version = ", Formats().size()));
}

absl::Status Make(Sqlite& database, const std::string& path, const vault::Key& key) {
  return database.Transact([&]() -> absl::Status {
    if (absl::Status status = Upgrade(database, 0); !status.ok()) return status;
    if (absl::Status s = SetMeta(database, "journal_id", rpc::NewRequestId()); !s.ok()) return s;
    if (absl::Status s = SetMeta(database, "key_id", key.Id()); !s.ok()) return s;
    return SetMeta(database, "place", PlaceOf(path));
  });
}

absl::StatusOr<int64_t> FileSchema(Sqlite& database) {
  auto statement = database.Prepare("PRAGMA user_version");
  if (!statement.ok()) return statement.status();
  int64_t version = 0;
  absl::Status status = One(**statement, [&] { version = (*statement)->NumberAt(0); });
  if (!status.ok()) return status;
  return version;
}

absl::Status CheckKey(Sqlite& database, const std::string& path, const vault::Key& key) {
  const auto key_id = Meta(database, "key_id");
  if (!key_id.ok()) return key_id.status();
  if (*key_id != key.Id()) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": sealed under another device's key, ", *key_id));
  }
  return absl::OkStatus();
}

absl::Status CheckPlace(Sqlite& database, const std::string& path) {
  const auto place = Meta(database, "place");
  if (!place.ok()) return place.status();
  if (*place != PlaceOf(path)) {
    return errors::WithReason(
        absl::FailedPreconditionError(
            absl::StrCat(path,
                         ": is not the file that was written here last: it was copied, or put back from a backup. Keep "
                         "both, and tell the supervisor: what was not sent is still in them")),
        "JOURNAL_COPIED");
  }
  return absl::OkStatus();
}

}  // namespace

Store::Store(std::unique_ptr<Sqlite> database, const vault::Key& key, std::string id)
    : database_(std::move(database)), key_(key), id_(std::move(id)) {}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& path, const vault::Key& device_key) {
  return OpenAt(path, device_key, Place::kChecked);
}

absl::StatusOr<std::unique_ptr<Store>> Store::OpenCopy(const std::string& path, const vault::Key& device_key) {
  if (struct stat file{}; stat(path.c_str(), &file) != 0) return errors::NotFound("journal", path);
  return OpenAt(path, device_key, Place::kAny);
}

absl::StatusOr<std::unique_ptr<Store>> Store::OpenAt(const std::string& path, const vault::Key& device_key,
                                                     Place place) {
  auto database = Sqlite::Open(path);
  if (!database.ok()) return database.status();
  const auto schema = FileSchema(**database);
  if (!schema.ok()) return schema.status();
  if (*schema > static_cast<int64_t>(Formats().size())) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": written by a later release, format ", *schema));
  }
  absl::Status status = *schema == 0 ? Make(**database, path, device_key) : CheckKey(**database, path, device_key);
  if (status.ok() && *schema != 0 && place == Place::kChecked) status = CheckPlace(**database, path);
  if (status.ok() && *schema != 0) {
    status = (*database)->Transact([&] { return Upgrade(**database, static_cast<size_t>(*schema)); });
  }
  if (!status.ok()) return status;
  auto id = Meta(**database, "journal_id");
  if (!id.ok()) return id.status();
  return std::unique_ptr<Store>(new Store(*std::move(database), device_key, *std::move(id)));
}

std::string Store::Seal(const std::string& row, const std::string& plain) const {
  const std::string nonce = vault::RandomBytes(vault::kNonceBytes);
  return nonce + vault::Encrypt(key_, nonce, row, plain);
}

absl::StatusOr<std::string> Store::Unseal(const std::string& row, const std::string& sealed) const {
  if (sealed.size() < vault::kNonceBytes) return absl::DataLossError(absl::StrCat("journal: ", row, " is damaged"));
  auto plain = vault::Decrypt(key_, sealed.substr(0, vault::kNonceBytes), row, sealed.substr(vault::kNonceBytes));
  if (!plain.ok()) return absl::DataLossError(absl::StrCat("journal: ", row, " is damaged"));
  return plain;
}

}  // namespace hoso::counter

#include "common/ledger/person_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"
#include "common/vault/person_index.h"
#include "common/vault/sealed_person.h"

namespace hoso::ledger {
namespace {

constexpr size_t kSaltBytes = 16;

}  // namespace

PersonRow NewPerson(int32_t person, int32_t version, core::v1::PersonRecord record) {
  record.DiscardUnknownFields();
  PersonRow row{.person = person,
                .version = version,
                .salt = vault::RandomBytes(kSaltBytes),
                .record = record.SerializeAsString(),
                .data_key = vault::Key::Random()};
  row.sealed = *vault::SealPerson(*row.data_key, row.salt, row.record);
  return row;
}

std::string DigestOf(const PersonRow& row) { return Sha256(absl::StrCat(row.salt, row.record)); }

absl::StatusOr<KeptPerson> Keep(const vault::KeyRing& ring, vault::DataClass data_class, identity::DossierId dossier,
                                const PersonRow& row) {
  if (!row.data_key.has_value()) return absl::InternalError("person: without a data key, want one of NewPerson");
  auto wrapped = ring.Wrap(data_class, {dossier.value(), row.person, row.version}, *row.data_key);
  if (!wrapped.ok()) return wrapped.status();
  auto tokens = IndexOf(ring, data_class, row);
  if (!tokens.ok()) return tokens.status();
  return KeptPerson{.person = row.person,
                    .version = row.version,
                    .sealed = row.sealed,
                    .key = *std::move(wrapped),
                    .tokens = *std::move(tokens)};
}

absl::StatusOr<std::vector<int64_t>> IndexOf(const vault::KeyRing& ring, vault::DataClass data_class,
                                             const PersonRow& row) {
  const vault::Key* key = ring.IndexKey(data_class);
  if (key == nullptr) {
    return errors::Precondition("KEY_MISSING",
                                absl::StrCat("key ring: has no index key of class ", vault::NameOf(data_class)));
  }
  core::v1::PersonRecord record;
  if (!record.ParseFromString(row.record)) return absl::DataLossError("person: its record cannot be read");
  return vault::IndexTokens(*key, record);
}

absl::StatusOr<PersonRow> Open(const vault::KeyRing& ring, int64_t dossier, const KeptPerson& stored) {
  PersonRow row{.person = stored.person, .version = stored.version, .sealed = stored.sealed};
  if (!stored.key.has_value()) return row;
  const auto data_key = ring.Unwrap({dossier, stored.person, stored.version}, *stored.key);
  if (!data_key.ok()) return data_key.status();
  auto opened = vault::OpenPerson(*data_key, stored.sealed);
  if (!opened.ok()) return opened.status();
  row.salt = std::move(opened->salt);
  row.record = std::move(opened->record);
  row.data_key = *data_key;
  return row;
}

}  // namespace hoso::ledger

#include "common/vault/sealed_person.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hoso/trust/v1/vault.pb.h"

namespace hoso::vault {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int kFormat = 1;
constexpr int kSaltColumn = 0;

std::string NonceOf(int column) {
  std::string nonce(kNonceBytes, '\0');
  for (int i = 0; i < 4; ++i) nonce[kNonceBytes - 1 - i] = static_cast<char>(column >> (8 * i) & 0xff);
  return nonce;
}

std::string PlaceOf(int column) { return absl::StrCat("hoso person v1\nledger.person.sealed\n", column); }

// The fields of a serialised message, each as it stands there, by number; nullopt if it cannot be taken apart.
std::optional<std::map<int, std::string>> SplitFields(const std::string& message) {
  std::map<int, std::string> fields;
  CodedInputStream input(reinterpret_cast<const uint8_t*>(message.data()), static_cast<int>(message.size()));
  int begin = 0;
  int last = 0;
  while (const uint32_t tag = input.ReadTag()) {
    const int number = WireFormatLite::GetTagFieldNumber(tag);
    // In ascending order, or what is put together again would be another text.
    if (number < last || !WireFormatLite::SkipField(&input, tag)) return std::nullopt;
    fields[number].append(message, begin, input.CurrentPosition() - begin);
    begin = input.CurrentPosition();
    last = number;
  }
  if (begin != static_cast<int>(message.size())) return std::nullopt;
  return fields;
}

void SealInto(trust::v1::SealedPerson& sealed, const Key& data_key, int column, const std::string& plaintext) {
  trust::v1::SealedField& field = *sealed.add_fields();
  field.set_column(column);
  field.set_sealed(Encrypt(data_key, NonceOf(column), PlaceOf(column), plaintext));
}

absl::StatusOr<trust::v1::SealedPerson> ParseSealed(const std::string& bytes) {
  trust::v1::SealedPerson sealed;
  if (!sealed.ParseFromString(bytes)) return absl::DataLossError("sealed person: cannot be read");
  if (sealed.format() != kFormat) {
    return absl::DataLossError(absl::StrCat("sealed person: format ", sealed.format(), ", want ", kFormat));
  }
  for (int i = 1; i < sealed.fields_size(); ++i) {
    if (sealed.fields(i - 1).column() >= sealed.fields(i).column()) {
      return absl::DataLossError("sealed person: columns out of order");
    }
  }
  return sealed;
}

absl::StatusOr<std::string> OpenField(const Key& data_key, const trust::v1::SealedField& field) {
  auto plaintext = Decrypt(data_key, NonceOf(field.column()), PlaceOf(field.column()), field.sealed());
  if (plaintext.ok()) return plaintext;
  return absl::DataLossError(
      absl::StrCat("sealed person, column ", field.column(), ": ", std::string(plaintext.status().message())));
}

}  // namespace

absl::StatusOr<std::string> SealPerson(const Key& data_key, const std::string& salt, const std::string& record) {
  const auto fields = SplitFields(record);
  if (!fields.has_value()) return absl::InvalidArgumentError("record: is no person record");
  trust::v1::SealedPerson sealed;
  sealed.set_format(kFormat);
  SealInto(sealed, data_key, kSaltColumn, salt);
  for (const auto& [number, bytes] : *fields) SealInto(sealed, data_key, number, bytes);
  return sealed.SerializeAsString();
}

absl::StatusOr<OpenedPerson> OpenPerson(const Key& data_key, const std::string& sealed) {
  const auto parsed = ParseSealed(sealed);
  if (!parsed.ok()) return parsed.status();
  OpenedPerson opened;
  for (const trust::v1::SealedField& field : parsed->fields()) {
    auto bytes = OpenField(data_key, field);
    if (!bytes.ok()) return bytes.status();
    (field.column() == kSaltColumn ? opened.salt : opened.record) += *bytes;
  }
  return opened;
}

absl::StatusOr<core::v1::PersonRecord> OpenFields(const Key& data_key, const std::string& sealed,
                                                  const std::set<int>& fields) {
  const auto parsed = ParseSealed(sealed);
  if (!parsed.ok()) return parsed.status();
  core::v1::PersonRecord record;
  for (const trust::v1::SealedField& field : parsed->fields()) {
    if (field.column() == kSaltColumn || !fields.contains(field.column())) continue;
    const auto bytes = OpenField(data_key, field);
    if (!bytes.ok()) return bytes.status();
    if (!record.MergeFromString(*bytes)) return absl::DataLossError("sealed person: is no person record");
  }
  return record;
}

}  // namespace hoso::vault

#include "services/routing/bag_rows.h"

#include <cstdint>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/postgres/array.h"
#include "common/postgres/time_text.h"
#include "common/proto_time/proto_time.h"

namespace hoso::routing {
namespace {

using core::v1::Bag;

constexpr size_t kColumns = 18;

// Reads one column after another; what is wrong is remembered.
class RowReader {
 public:
  explicit RowReader(const Row& row) : row_(row) {}

  std::string Text() {
    const std::optional<std::string>& value = row_[next_++];
    if (!value.has_value()) bad_ = true;
    return value.value_or("");
  }

  int Number() {
    int number = 0;
    if (!absl::SimpleAtoi(Text(), &number)) bad_ = true;
    return number;
  }

  std::string Bytes() {
    const std::string text = Text();
    if (!absl::StartsWith(text, "\\x")) {
      bad_ = true;
      return "";
    }
    return absl::HexStringToBytes(text.substr(2));
  }

  core::v1::Holder Holder() {
    const auto kind = static_cast<core::v1::HolderKind>(Number());
    return custody::MakeHolder(kind, Text());
  }

  std::optional<google::protobuf::Timestamp> Time() {
    const std::optional<std::string>& value = row_[next_++];
    if (!value.has_value()) return std::nullopt;
    const auto at = postgres::ParseTimeText(*value);
    if (!at.ok()) {
      bad_ = true;
      return std::nullopt;
    }
    return ToProto(*at);
  }

  bool bad() const { return bad_; }

 private:
  const Row& row_;
  size_t next_ = 0;
  bool bad_ = false;
};

void AppendTime(std::string& sql, bool present, const google::protobuf::Timestamp& at) {
  if (!present) {
    absl::StrAppend(&sql, "NULL");
    return;
  }
  postgres::AppendText(sql, postgres::TimeText(FromProto(at)));
}

void AppendHolder(std::string& sql, const core::v1::Holder& holder) {
  absl::StrAppend(&sql, static_cast<int>(holder.kind()), ", ");
  postgres::AppendText(sql, holder.id());
}

std::string ManifestBytes(const Bag& bag) {
  Bag manifest;
  *manifest.mutable_items() = bag.items();
  return manifest.SerializeAsString();
}

std::string SelectBag(const std::string& bag_id) {
  std::string sql = absl::StrCat("SELECT ", kBagColumns, " FROM routing.bag WHERE bag_id = ");
  postgres::AppendText(sql, bag_id);
  return sql;
}

}  // namespace

absl::StatusOr<Bag> BagOfRow(const Row& row) {
  if (row.size() != kColumns) {
    return absl::InternalError(absl::StrCat("a row of ", row.size(), " columns, want the ", kColumns, " of a bag"));
  }
  RowReader reader(row);
  Bag bag;
  bag.set_bag_id(reader.Text());
  bag.set_version(reader.Number());
  bag.set_status(static_cast<core::v1::BagStatus>(reader.Number()));
  *bag.mutable_from() = reader.Holder();
  *bag.mutable_to() = reader.Holder();
  *bag.mutable_custodian() = reader.Holder();
  bag.set_seal_number(reader.Text());
  Bag manifest;
  const bool parsed = manifest.ParseFromString(reader.Bytes());
  bag.mutable_items()->Swap(manifest.mutable_items());
  bag.set_manifest_digest(reader.Bytes());
  if (auto at = reader.Time()) *bag.mutable_sealed_at() = *std::move(at);
  if (auto at = reader.Time()) *bag.mutable_dispatched_at() = *std::move(at);
  if (auto at = reader.Time()) *bag.mutable_opened_at() = *std::move(at);
  if (auto at = reader.Time()) *bag.mutable_expected_at() = *std::move(at);
  bag.set_seal_state(static_cast<core::v1::SealState>(reader.Number()));
  bag.set_packet_digest(reader.Bytes());
  if (reader.bad() || !parsed) {
    return absl::InternalError(absl::StrCat("bag ", bag.bag_id(), ": its row cannot be read"));
  }
  return bag;
}

Row RowOf(const Bag& bag) {
  const auto holder = [](Row& row, const core::v1::Holder& of) {
    row.push_back(absl::StrCat(static_cast<int>(of.kind())));
    row.push_back(of.id());
  };
  const auto time = [](bool present, const google::protobuf::Timestamp& at) -> std::optional<std::string> {
    if (!present) return std::nullopt;
    return postgres::TimeText(FromProto(at));
  };
  const auto bytes = [](const std::string& value) { return "\\x" + absl::BytesToHexString(value); };
  Row row = {bag.bag_id(), absl::StrCat(bag.version()), absl::StrCat(static_cast<int>(bag.status()))};
  holder(row, bag.from());
  holder(row, bag.to());
  holder(row, bag.custodian());
  row.push_back(bag.seal_number());
  row.push_back(bytes(ManifestBytes(bag)));
  row.push_back(bytes(bag.manifest_digest()));
  row.push_back(time(bag.has_sealed_at(), bag.sealed_at()));
  row.push_back(time(bag.has_dispatched_at(), bag.dispatched_at()));
  row.push_back(time(bag.has_opened_at(), bag.opened_at()));
  row.push_back(time(bag.has_expected_at(), bag.expected_at()));
  row.push_back(absl::StrCat(static_cast<int>(bag.seal_state())));
  row.push_back(bytes(bag.packet_digest()));
  return row;
}

std::string FindBagSql(const std::string& bag_id) { return SelectBag(bag_id); }

std::string LockBagSql(const std::string& bag_id) { return absl::StrCat(SelectBag(bag_id), " FOR UPDATE"); }

std::string LockBagsOfSql(const std::string& bag_id, const std::vector<ItemKey>& items) {
  if (items.empty()) return LockBagSql(bag_id);
  std::vector<int64_t> dossiers;
  std::vector<int32_t> numbers;
  for (const ItemKey& key : items) {
    dossiers.push_back(key.dossier.value());
    numbers.push_back(key.item);
  }
  // As one array of ids, and item by item: any other way the planner may read every bag, or every item in one.
  std::string sql = absl::StrCat("SELECT ", kBagColumns,
                                 " FROM routing.bag WHERE bag_id = ANY (ARRAY(SELECT i.holder "
                                 "FROM unnest(");
  postgres::AppendArray(sql, dossiers);
  absl::StrAppend(&sql, ", ");
  postgres::AppendArray(sql, numbers);
  absl::StrAppend(&sql,
                  ") AS found (dossier, item) CROSS JOIN LATERAL (SELECT holder FROM ledger.item "
                  "WHERE dossier = found.dossier AND item = found.item AND holder_kind = ",
                  static_cast<int>(core::v1::HOLDER_KIND_BAG), " OFFSET 0) i) || ");
  postgres::AppendText(sql, bag_id);
  absl::StrAppend(&sql, "::text) ORDER BY bag_id FOR UPDATE");
  return sql;
}

std::string InsertBagSql(const Bag& bag) {
  std::string sql =
      "INSERT INTO routing.bag (bag_id, version, status, from_kind, from_id, to_kind, to_id, custodian_kind, "
      "custodian_id, seal_number, manifest, manifest_digest, packet_digest, sealed_at) VALUES (";
  postgres::AppendText(sql, bag.bag_id());
  absl::StrAppend(&sql, ", ", bag.version(), ", ", static_cast<int>(bag.status()), ", ");
  AppendHolder(sql, bag.from());
  absl::StrAppend(&sql, ", ");
  AppendHolder(sql, bag.to());
  absl::StrAppend(&sql, ", ");
  AppendHolder(sql, bag.custodian());
  absl::StrAppend(&sql, ", ");
  postgres::AppendText(sql, bag.seal_number());
  absl::StrAppend(&sql, ", ");
  postgres::AppendBytes(sql, ManifestBytes(bag));
  absl::StrAppend(&sql, ", ");
  postgres::AppendBytes(sql, bag.manifest_digest());
  absl::StrAppend(&sql, ", ");
  postgres::AppendBytes(sql, bag.packet_digest());
  absl::StrAppend(&sql, ", ");
  AppendTime(sql, true, bag.sealed_at());
  absl::StrAppend(&sql, ")");
  return sql;
}

std::string UpdateBagSql(const Bag& bag, const std::string& seal_number_found) {
  std::string sql = absl::StrCat("UPDATE routing.bag SET version = ", bag.version(),
                                 ", status = ", static_cast<int>(bag.status()), ", (custodian_kind, custodian_id) = (");
  AppendHolder(sql, bag.custodian());
  absl::StrAppend(&sql, "), dispatched_at = ");
  AppendTime(sql, bag.has_dispatched_at(), bag.dispatched_at());
  absl::StrAppend(&sql, ", opened_at = ");
  AppendTime(sql, bag.has_opened_at(), bag.opened_at());
  absl::StrAppend(&sql, ", expected_at = ");
  AppendTime(sql, bag.has_expected_at(), bag.expected_at());
  absl::StrAppend(&sql, ", seal_state = ", static_cast<int>(bag.seal_state()), ", seal_number_found = ");
  postgres::AppendText(sql, seal_number_found);
  absl::StrAppend(&sql, " WHERE bag_id = ");
  postgres::AppendText(sql, bag.bag_id());
  return sql;
}

}  // namespace hoso::routing

#include "common/ledger/verify_rows.h"

#include <limits>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"

namespace hoso::ledger {
namespace {

constexpr int kFetchRows = 5000;

// A time that no row of ours has becomes one that never agrees.
absl::Time TimeOf(const pqxx::field& field) {
  return postgres::ParseTimeText(field.c_str()).value_or(absl::InfinitePast());
}

std::optional<absl::Time> OptionalTimeOf(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return TimeOf(field);
}

uint64_t TxOf(const pqxx::field& field) {
  uint64_t tx = 0;
  return absl::SimpleAtoi(field.c_str(), &tx) ? tx : 0;
}

StoredFactRow FactOf(const pqxx::row& row) {
  return {.row = {.sequence = row["sequence"].as<int32_t>(),
                  .kind = row["kind"].as<int32_t>(),
                  .recorded_at = TimeOf(row["recorded_at"]),
                  .hash = postgres::GetBytes(row["hash"]),
                  .body = postgres::GetBytes(row["body"])},
          .tx = TxOf(row["tx"])};
}

StoredDossierRow DossierOf(const pqxx::row& row) {
  return {.row = {.version = row["version"].as<int32_t>(),
                  .status = row["status"].as<int32_t>(),
                  .closed = row["closed"].as<bool>(),
                  .agency = row["agency"].as<int32_t>(),
                  .office = row["office"].as<std::string>(),
                  .return_office = row["return_office"].as<std::string>(),
                  .procedure = row["procedure"].as<std::string>(),
                  .slip = row["slip"].as<std::string>(),
                  .assigned_to = row["assigned_to"].as<std::string>(),
                  .incoming = row["incoming"].as<bool>(),
                  .accepted_at = OptionalTimeOf(row["accepted_at"]),
                  .due_at = OptionalTimeOf(row["due_at"]),
                  .first_due_at = OptionalTimeOf(row["first_due_at"]),
                  .finished_at = OptionalTimeOf(row["finished_at"]),
                  .result_class = row["result_class"].as<int32_t>(),
                  .open_discrepancies = row["open_discrepancies"].as<int32_t>(),
                  .state = postgres::GetBytes(row["state"])},
          .head = postgres::GetBytes(row["head"])};
}

ItemRow ItemOf(const pqxx::row& row) {
  return {.item = row["item"].as<int32_t>(),
          .kind = row["kind"].as<int32_t>(),
          .holder_kind = row["holder_kind"].as<int32_t>(),
          .holder = row["holder"].as<std::string>(),
          .since = TimeOf(row["since"])};
}

KeptPerson PersonOf(const pqxx::row& row) {
  return {.person = row["person"].as<int32_t>(),
          .version = row["version"].as<int32_t>(),
          .sealed = postgres::GetBytes(row["sealed"])};
}

// Of a bigint[] as text: {1,-2}.
std::vector<int64_t> TokensOf(const pqxx::field& field) {
  std::vector<int64_t> tokens;
  const absl::string_view text = absl::StripSuffix(absl::StripPrefix(field.c_str(), "{"), "}");
  for (const absl::string_view number : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    int64_t token = 0;
    tokens.push_back(absl::SimpleAtoi(number, &token) ? token : 0);
  }
  return tokens;
}

// Of a text[]; what is NULL becomes a text that no scope is.
std::vector<std::string> TextsOf(const pqxx::field& field) {
  std::vector<std::string> texts;
  pqxx::array_parser parser = field.as_array();
  for (auto [juncture, text] = parser.get_next(); juncture != pqxx::array_parser::done;
       std::tie(juncture, text) = parser.get_next()) {
    if (juncture == pqxx::array_parser::string_value) texts.push_back(text);
    if (juncture == pqxx::array_parser::null_value) texts.emplace_back();
  }
  return texts;
}

std::string Of(const char* table, const KeyRange& range, const char* order) {
  return absl::StrCat("SELECT * FROM ledger.", table, " WHERE dossier >= ", range.from, " AND dossier < ", range.until,
                      " ORDER BY dossier, ", order);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Snapshot>> Snapshot::Open(const std::string& conninfo, const std::string& exported) {
  auto connection = postgres::Connect({.conninfo = conninfo,
                                       .application_name = "hoso-verify",
                                       .statement_timeout = absl::ZeroDuration(),
                                       .idle_in_transaction_timeout = absl::ZeroDuration()});
  if (!connection.ok()) return connection.status();
  std::unique_ptr<Snapshot> snapshot(new Snapshot(*std::move(connection)));
  const absl::Status status = postgres::Guard([&] {
    snapshot->Exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (!exported.empty()) snapshot->Exec(absl::StrCat("SET TRANSACTION SNAPSHOT '", exported, "'"));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return snapshot;
}

std::string Snapshot::Export() { return Exec("SELECT pg_export_snapshot()")[0][0].as<std::string>(); }

std::vector<std::string> Snapshot::LedgerIds() {
  std::vector<std::string> ids;
  for (const pqxx::row& row : Exec("SELECT ledger_id FROM ledger.identity")) ids.push_back(UuidBytes(row[0].c_str()));
  return ids;
}

void Snapshot::ForEachRow(const std::string& sql, const std::function<void(const pqxx::row&)>& visit) {
  Exec(absl::StrCat("DECLARE all_rows NO SCROLL CURSOR FOR ", sql));
  while (true) {
    const pqxx::result rows = Exec(absl::StrCat("FETCH ", kFetchRows, " FROM all_rows"));
    for (const pqxx::row& row : rows) visit(row);
    if (rows.size() < kFetchRows) break;
  }
  Exec("CLOSE all_rows");
}

void Snapshot::ForEachBatch(const std::function<void(const BatchRow&, const std::string& hash)>& visit) {
  ForEachRow("SELECT * FROM ledger.batch ORDER BY writer, number", [&](const pqxx::row& row) {
    visit({.writer = UuidBytes(row["writer"].c_str()),
           .number = row["number"].as<int64_t>(),
           .tx = TxOf(row["tx"]),
           .recorded_at = TimeOf(row["recorded_at"]),
           .inventory = postgres::GetBytes(row["inventory"])},
          postgres::GetBytes(row["hash"]));
  });
}

void Snapshot::ForEachAnswer(const std::function<void(const StoredAnswer&)>& visit) {
  ForEachRow("SELECT * FROM ledger.answer", [&](const pqxx::row& row) {
    visit({.request_id = UuidBytes(row["request_id"].c_str()),
           .dossier = postgres::GetOptional<int64_t>(row["dossier"]),
           .digest = postgres::GetBytes(row["digest"]),
           .recorded_at = TimeOf(row["recorded_at"]),
           .answer = postgres::GetBytes(row["answer"])});
  });
}

std::vector<KeyRange> Snapshot::Ranges(int size) {
  std::vector<KeyRange> ranges;
  int64_t from = std::numeric_limits<int64_t>::min();
  for (const pqxx::row& row : Exec(absl::StrCat("SELECT dossier FROM (SELECT dossier, row_number() OVER (ORDER BY "
                                                "dossier) AS number FROM ledger.dossier) AS d"
                                                " WHERE number % ",
                                                size, " = 0 ORDER BY dossier"))) {
    const int64_t until = row[0].as<int64_t>();
    ranges.push_back({.from = from, .until = until});
    from = until;
  }
  ranges.push_back({.from = from, .until = std::numeric_limits<int64_t>::max()});
  return ranges;
}

std::map<int64_t, StoredDossier> Snapshot::Read(const KeyRange& range) {
  std::map<int64_t, StoredDossier> dossiers;
  const auto at = [&](const pqxx::row& row) -> StoredDossier& {
    const int64_t key = row["dossier"].as<int64_t>();
    StoredDossier& dossier = dossiers[key];
    dossier.key = key;
    return dossier;
  };
  for (const pqxx::row& row : Exec(Of("fact", range, "sequence"))) at(row).facts.push_back(FactOf(row));
  for (const pqxx::row& row : Exec(Of("dossier", range, "version"))) at(row).dossier = DossierOf(row);
  for (const pqxx::row& row : Exec(Of("item", range, "item"))) at(row).items.push_back(ItemOf(row));
  for (const pqxx::row& row : Exec(Of("person", range, "person, version"))) at(row).persons.push_back(PersonOf(row));
  for (const pqxx::row& row : Exec(Of("person_key", range, "person, version"))) {
    at(row).data_keys[{row["person"].as<int>(), row["version"].as<int>()}] = {
        .key_id = row["key_id"].as<std::string>(), .wrapped = postgres::GetBytes(row["wrapped"])};
  }
  for (const pqxx::row& row : Exec(Of("person_index", range, "person, version"))) {
    at(row).index[{row["person"].as<int>(), row["version"].as<int>()}] = {.tokens = TokensOf(row["tokens"]),
                                                                          .scopes = TextsOf(row["scopes"])};
  }
  return dossiers;
}

TableCheck::Rows Snapshot::Rows(const std::string& sql) {
  TableCheck::Rows rows;
  for (const pqxx::row& row : Exec(sql)) {
    auto& texts = rows.emplace_back();
    for (const pqxx::field& field : row) texts.push_back(postgres::GetOptional<std::string>(field));
  }
  return rows;
}

}  // namespace hoso::ledger

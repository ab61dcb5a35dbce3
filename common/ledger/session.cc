#include "common/ledger/session.h"

#include <algorithm>
#include <map>
#include <pqxx/pqxx>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/ledger/settings.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"

namespace hoso::ledger {
namespace {

constexpr char kIntroduceSql[] = "SELECT ledger_id, gen_random_uuid() FROM ledger.identity";
// LoadSql executes it: a batch's load is planned once a connection, and still goes out in one string with what is before.
constexpr char kPrepareLoadSql[] =
    "PREPARE ledger_load (bigint[], bigint[], uuid[], boolean) AS SELECT * FROM ledger.load($1, $2, $3, $4)";
constexpr char kMonthsSql[] = "SELECT month FROM ledger.partition_month";

std::string UuidOf(const pqxx::field& field) { return UuidBytes(field.as<std::string>()); }

KeptPerson PersonOf(const pqxx::row& row) {
  KeptPerson person{.person = row["n1"].as<int32_t>(),
                    .version = row["n2"].as<int32_t>(),
                    .sealed = postgres::GetBytes(row["bytes1"])};
  if (!row["text1"].is_null()) {
    person.key = {.key_id = row["text1"].as<std::string>(), .wrapped = postgres::GetBytes(row["bytes2"])};
  }
  return person;
}

std::vector<std::vector<std::optional<std::string>>> TextRows(const pqxx::result& result) {
  std::vector<std::vector<std::optional<std::string>>> rows;
  for (const pqxx::row& row : result) {
    std::vector<std::optional<std::string>>& texts = rows.emplace_back();
    for (const pqxx::field& field : row) texts.push_back(postgres::GetOptional<std::string>(field));
  }
  return rows;
}

std::vector<int64_t> Keys(std::span<const Pending> commands, bool with_persons_only) {
  std::vector<int64_t> keys;
  for (const Pending& pending : commands) {
    if (with_persons_only && !pending.command.load_persons) continue;
    for (const identity::DossierId id : pending.command.dossiers) keys.push_back(id.value());
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<std::string> RequestIds(std::span<const Pending> commands) {
  std::vector<std::string> ids;
  for (const Pending& pending : commands) {
    if (!pending.request_id.empty()) ids.push_back(UuidText(pending.request_id));
  }
  return ids;
}

// Reads the rows of ledger.load, which says what each means. Returns the keys of
// dossiers that exist.
std::set<int64_t> ReadLoad(const pqxx::result& rows, LoadResult& loaded) {
  std::set<int64_t> existing;
  for (const pqxx::row& row : rows) {
    switch (row["what"].c_str()[0]) {
      case 't':
        loaded.tx = row["key"].as<uint64_t>();
        break;
      case 'd':
        loaded.dossiers[row["key"].as<int64_t>()] = {.state = postgres::GetBytes(row["bytes1"]),
                                                     .head = postgres::GetBytes(row["bytes2"])};
        break;
      case 'k':
        existing.insert(row["key"].as<int64_t>());
        break;
      case 'a':
        loaded.answers[UuidOf(row["request"])] = {.digest = postgres::GetBytes(row["bytes1"]),
                                                  .answer = postgres::GetBytes(row["bytes2"])};
        break;
      case 'p':
        loaded.persons[row["key"].as<int64_t>()].push_back(PersonOf(row));
        break;
      default:
        break;
    }
  }
  return existing;
}

}  // namespace

class Session::Connection {
 public:
  explicit Connection(std::unique_ptr<pqxx::connection> connection) : connection_(std::move(connection)) {}

  // Several statements in one round trip; the result of the last.
  pqxx::result Exec(const std::string& sql) { return pqxx::nontransaction(*connection_).exec(sql); }

  // Prepared when it is first seen.
  void Exec(const Statement& statement) {
    auto [prepared, is_new] = prepared_.try_emplace(statement.sql, absl::StrCat("append_", prepared_.size()));
    if (is_new) connection_->prepare(prepared->second, statement.sql);
    pqxx::nontransaction tx(*connection_);
    postgres::ExecPrepared(tx, prepared->second, statement.parameters);
  }

 private:
  std::unique_ptr<pqxx::connection> connection_;
  std::map<std::string, std::string> prepared_;  // Names by statement.
};

bool LostConnection(const absl::Status& status) {
  // A server that became a standby (25006) will not take a write again.
  return absl::IsUnavailable(status) || absl::IsUnknown(status) || postgres::SqlState(status) == "25006";
}

Session::Session(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

Session::~Session() = default;

absl::StatusOr<std::unique_ptr<Session>> Session::Open(const Options& options) {
  absl::StatusOr<std::unique_ptr<pqxx::connection>> connection =
      postgres::Connect({.conninfo = options.conninfo,
                         .application_name = options.application_name,
                         .lock_timeout = options.lock_timeout});
  if (!connection.ok()) return connection.status();
  std::unique_ptr<Session> session(new Session(std::make_unique<Connection>(*std::move(connection))));
  if (absl::Status status = session->Introduce(); !status.ok()) return status;
  return session;
}

absl::Status Session::Introduce() {
  return postgres::Guard([&]() -> absl::Status {
    connection_->Exec(kPlannerSettingsSql);
    connection_->Exec(kPrepareLoadSql);
    const pqxx::result rows = connection_->Exec(kIntroduceSql);
    if (rows.size() != 1) return absl::FailedPreconditionError("ledger.identity: has no row; run `hoso ledger verify`");
    last_hash_ = GenesisHash(UuidOf(rows[0][0]));
    writer_ = UuidOf(rows[0][1]);
    for (const pqxx::row& row : connection_->Exec(kMonthsSql)) {
      months_.insert(absl::CivilMonth(postgres::GetDay(row[0])));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<LoadResult> Session::Load(std::span<const Pending> commands, bool skip_locked,
                                         std::set<int64_t>& blocked) {
  return postgres::Guard([&]() -> absl::StatusOr<LoadResult> {
    LoadResult loaded;
    const std::string& side_load = commands.front().command.side_load;
    std::string begin = "BEGIN; ";
    if (!side_load.empty()) {
      loaded.side_rows = TextRows(connection_->Exec(begin + side_load));
      begin.clear();
    }
    const std::vector<int64_t> keys = Keys(commands, /*with_persons_only=*/false);
    const pqxx::result rows = connection_->Exec(
        begin + LoadSql(keys, Keys(commands, /*with_persons_only=*/true), RequestIds(commands), skip_locked));
    blocked = ReadLoad(rows, loaded);
    for (const auto& [key, dossier] : loaded.dossiers) blocked.erase(key);
    tx_ = loaded.tx;
    return loaded;
  });
}

absl::Status Session::Append(const Writes& writes) {
  BatchRow batch{.writer = writer_,
                 .number = batches_ + 1,
                 .tx = tx_,
                 .recorded_at = absl::FromUnixMicros(absl::ToUnixMicros(absl::Now())),
                 .inventory = EncodeInventory(InventoryOf(writes))};
  const std::string hash = BatchHash(last_hash_, batch);
  absl::Status status = postgres::Guard([&] {
    connection_->Exec(AppendStatement(writes, batch, hash));
    connection_->Exec(absl::StrCat(writes.side_write, writes.side_write.empty() ? "" : "; ", "COMMIT"));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  ++batches_;
  last_hash_ = hash;
  return status;
}

void Session::Rollback() {
  postgres::Guard([&] {
    connection_->Exec("ROLLBACK");
    return absl::OkStatus();
  }).IgnoreError();
}

absl::Status Session::MakeMonth(absl::CivilMonth month) {
  absl::Status status = postgres::Guard([&] {
    const std::string day = postgres::ToSql(absl::CivilDay(month));
    connection_->Exec(absl::StrCat("SELECT ledger.ensure_partitions('", day, "', '", day, "')"));
    return absl::OkStatus();
  });
  if (status.ok()) months_.insert(month);
  return status;
}

}  // namespace hoso::ledger

#include "services/intake/intake_store.h"

#include <optional>
#include <pqxx/pqxx>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/identity/dossier_code.h"
#include "common/postgres/array.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

// Keys of advisory locks: one agency's day, and one replica.
constexpr char kLockDaySql[] = "SELECT pg_advisory_xact_lock(hashtextextended('intake.day ' || $1 || ' ' || $2, 0))";
constexpr char kTryLockReplicaSql[] = "SELECT pg_try_advisory_lock(hashtextextended('intake.' || $1, 0))";
// A replica that runs holds its lock; ours ends with the transaction.
constexpr char kDeadReplicasSql[] =
    "SELECT holder FROM (SELECT DISTINCT holder FROM intake.lease WHERE closed_at IS NULL AND holder LIKE $1 || '%') "
    "AS replicas WHERE pg_try_advisory_xact_lock(hashtextextended('intake.' || holder, 0))";

constexpr char kColumns[] = "lease_id, agency, day, lower(numbers), upper(numbers) - 1, holder, closed_at IS NULL";

constexpr char kCloseSql[] =
    "WITH closed AS (UPDATE intake.lease SET closed_at = $1, close_reason = $2 WHERE closed_at IS NULL AND %s "
    "RETURNING lease_id, agency, day, intake.unused_numbers(agency, day, numbers) AS unused), "
    "voided AS (INSERT INTO intake.void_code (lease_id, agency, day, numbers, voided_at, reason) "
    "SELECT lease_id, agency, day, unused, $1, $2 FROM closed WHERE NOT isempty(unused)) "
    "SELECT count(*) FROM closed";

constexpr char kCheckVoidSql[] =
    "WITH looked AS (SELECT v.lease_id, intake.unused_numbers(l.agency, l.day, l.numbers) AS unused "
    "FROM intake.void_code v JOIN intake.lease l USING (lease_id) WHERE v.lease_id = ANY ($1::uuid[])), "
    "gone AS (DELETE FROM intake.void_code v USING looked WHERE v.lease_id = looked.lease_id AND isempty(unused) "
    "RETURNING 1), "
    "less AS (UPDATE intake.void_code v SET numbers = unused FROM looked WHERE v.lease_id = looked.lease_id "
    "AND NOT isempty(unused) AND v.numbers <> unused RETURNING 1) "
    "SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM less)";

std::string CloseSql(const std::string& condition) {
  std::string sql = kCloseSql;
  return sql.replace(sql.find("%s"), 2, condition);
}

Lease ReadLease(const pqxx::row& row) {
  Lease lease;
  lease.id = row[0].as<std::string>();
  lease.agency = row[1].as<int>();
  lease.day = postgres::GetDay(row[2]);
  lease.first = row[3].as<int>();
  lease.last = row[4].as<int>();
  lease.holder = row[5].as<std::string>();
  lease.open = row[6].as<bool>();
  return lease;
}

std::string UuidArray(const std::vector<std::string>& ids) {
  std::string array = "{";
  for (const std::string& id : ids) absl::StrAppend(&array, array.size() > 1 ? "," : "", id);
  return array + "}";
}

absl::Status Reused(const std::string& request_id) {
  return errors::WithReason(
      absl::InvalidArgumentError(absl::StrCat("request_id: ", request_id, " was used for another request")),
      "REQUEST_ID_REUSED");
}

pqxx::binarystring Bytes(const std::string& bytes) { return pqxx::binarystring(bytes.data(), bytes.size()); }

// The lease that this request opened before.
absl::StatusOr<std::optional<Lease>> Remembered(pqxx::work& tx, const IntakeStore::Wanted& wanted) {
  const pqxx::result rows = tx.exec_params(
      absl::StrCat("SELECT ", kColumns, ", digest = $2 FROM intake.lease WHERE request_id = $1"), wanted.request_id,
      Bytes(wanted.digest));
  if (rows.empty()) return std::optional<Lease>();
  if (!rows[0][7].as<bool>()) return Reused(wanted.request_id);
  Lease lease = ReadLease(rows[0]);
  lease.open = true;  // As it was when the request was answered.
  return std::optional<Lease>(std::move(lease));
}

std::vector<int> VoidNumbers(pqxx::work& tx, const std::string& lease_id) {
  std::vector<int> numbers;
  const pqxx::result rows = tx.exec_params(
      "SELECT generate_series(lower(r), upper(r) - 1) AS number "
      "FROM intake.void_code v, unnest(v.numbers) AS r WHERE v.lease_id = $1 ORDER BY number",
      lease_id);
  for (const pqxx::row& row : rows) numbers.push_back(row[0].as<int>());
  return numbers;
}

// Whether this very request closed the lease before; an error if it may not close it.
absl::StatusOr<bool> WasClosedBy(pqxx::work& tx, const IntakeStore::Closing& closing, const Lease& lease) {
  const pqxx::result rows =
      tx.exec_params("SELECT lease_id = $2, close_digest = $3 FROM intake.lease WHERE close_request_id = $1",
                     closing.request_id, closing.lease_id, Bytes(closing.digest));
  if (!rows.empty()) {
    if (!rows[0][0].as<bool>() || !rows[0][1].as<bool>()) return Reused(closing.request_id);
    return true;
  }
  if (lease.open) return false;
  return errors::Precondition("LEASE_CLOSED", absl::StrCat("lease ", lease.id, " is closed"));
}

}  // namespace

struct IntakeStore::Database {
  explicit Database(const std::string& conninfo, int connections)
      : connect{.conninfo = conninfo, .application_name = "hoso-intake"},
        pool({.connect = connect, .size = connections}) {}

  const postgres::ConnectOptions connect;
  postgres::Pool pool;
  std::string replica_id;
  std::unique_ptr<pqxx::connection> replica;

  absl::Mutex mutex;
  std::set<absl::CivilMonth> months ABSL_GUARDED_BY(mutex);  // Whose partitions are known to exist.

  absl::Status EnsurePartition(absl::CivilDay day) {
    {
      absl::MutexLock lock(&mutex);
      if (months.contains(absl::CivilMonth(day))) return absl::OkStatus();
    }
    absl::Status status = postgres::Transact(pool, [&](pqxx::work& tx) -> absl::Status {
      tx.exec_params("SELECT ledger.ensure_partitions($1::date, $1::date)", postgres::ToSql(day));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    absl::MutexLock lock(&mutex);
    months.insert(absl::CivilMonth(day));
    return absl::OkStatus();
  }
};

IntakeStore::IntakeStore(const std::string& conninfo, int connections)
    : database_(std::make_unique<Database>(conninfo, connections)) {}
IntakeStore::~IntakeStore() = default;

absl::StatusOr<Lease> IntakeStore::Open(const Wanted& wanted) {
  if (absl::Status status = database_->EnsurePartition(wanted.day); !status.ok()) return status;
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<Lease> {
    // Who asks for a block of the same day waits here, so that what the next statement reads is the latest.
    tx.exec_params(kLockDaySql, wanted.agency, postgres::ToSql(wanted.day));
    auto remembered = Remembered(tx, wanted);
    if (!remembered.ok()) return remembered.status();
    if (remembered->has_value()) return **std::move(remembered);
    const int first = tx.exec_params1(
                            "SELECT coalesce(max(upper(numbers)), 1) FROM intake.lease WHERE agency = $1 AND day = $2",
                            wanted.agency, postgres::ToSql(wanted.day))[0].as<int>();
    if (first > identity::kMaxRegularNumber) {
      return absl::ResourceExhaustedError(absl::StrCat("day ", postgres::DayText(wanted.day), ": all ",
                                                       identity::kMaxRegularNumber, " numbers of agency ",
                                                       wanted.agency, " are given out"));
    }
    const int end = std::min(first + wanted.count, identity::kMaxRegularNumber + 1);
    return ReadLease(tx.exec_params1(
        absl::StrCat("INSERT INTO intake.lease (agency, day, numbers, holder, request_id, digest, opened_at) "
                     "VALUES ($1, $2, int4range($3, $4), $5, $6, $7, $8) RETURNING ",
                     kColumns),
        wanted.agency, postgres::ToSql(wanted.day), first, end, wanted.holder, wanted.request_id,
        Bytes(wanted.digest), postgres::ToSql(wanted.now)));
  });
}

absl::StatusOr<Lease> IntakeStore::Find(const std::string& lease_id) {
  return postgres::Read(database_->pool, [&](pqxx::nontransaction& tx) -> absl::StatusOr<Lease> {
    const pqxx::result rows =
        tx.exec_params(absl::StrCat("SELECT ", kColumns, " FROM intake.lease WHERE lease_id = $1"), lease_id);
    if (rows.empty()) return errors::NotFound("lease", lease_id);
    return ReadLease(rows[0]);
  });
}

absl::StatusOr<ClosedLease> IntakeStore::Close(const Closing& closing) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<ClosedLease> {
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("SELECT ", kColumns, " FROM intake.lease WHERE lease_id = $1 FOR UPDATE"), closing.lease_id);
    if (rows.empty()) return errors::NotFound("lease", closing.lease_id);
    ClosedLease closed;
    closed.lease = ReadLease(rows[0]);
    const absl::StatusOr<bool> before = WasClosedBy(tx, closing, closed.lease);
    if (!before.ok()) return before.status();
    if (!*before) {
      tx.exec_params("UPDATE intake.lease SET close_request_id = $2, close_digest = $3 WHERE lease_id = $1",
                     closing.lease_id, closing.request_id, Bytes(closing.digest));
      tx.exec_params(CloseSql("lease_id = $3"), postgres::ToSql(closing.now), closing.reason, closing.lease_id);
    }
    closed.lease.open = false;
    closed.void_numbers = VoidNumbers(tx, closing.lease_id);
    return closed;
  });
}

absl::StatusOr<int> IntakeStore::CloseAll(const std::vector<std::string>& lease_ids, const std::string& reason,
                                          absl::Time now) {
  if (lease_ids.empty()) return 0;
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<int> {
    return tx.exec_params1(CloseSql("lease_id = ANY ($3::uuid[])"), postgres::ToSql(now), reason,
                           UuidArray(lease_ids))[0].as<int>();
  });
}

absl::StatusOr<int> IntakeStore::CloseAllOf(const std::string& holder, const std::string& reason, absl::Time now) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<int> {
    return tx.exec_params1(CloseSql("holder = $3"), postgres::ToSql(now), reason, holder)[0].as<int>();
  });
}

absl::StatusOr<int> IntakeStore::CloseAllBefore(absl::CivilDay day, const std::string& reason, absl::Time now) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<int> {
    return tx.exec_params1(CloseSql("day < $3::date AND NOT holder LIKE $4 || '%'"), postgres::ToSql(now), reason,
                           postgres::ToSql(day), kReplicaPrefix)[0].as<int>();
  });
}

absl::StatusOr<int> IntakeStore::CheckVoid(const std::vector<std::string>& lease_ids) {
  if (lease_ids.empty()) return 0;
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<int> {
    return tx.exec_params1(kCheckVoidSql, UuidArray(lease_ids))[0].as<int>();
  });
}

absl::Status IntakeStore::HoldReplica(const std::string& id) {
  auto connection = postgres::Connect(database_->connect);
  if (!connection.ok()) return connection.status();
  // The connection of a process that was killed takes the database a moment to notice.
  const absl::Time until = absl::Now() + absl::Seconds(5);
  for (;;) {
    const absl::StatusOr<bool> held = postgres::Guard([&]() -> absl::StatusOr<bool> {
      pqxx::nontransaction tx(**connection);
      return tx.exec_params1(kTryLockReplicaSql, kReplicaPrefix + id)[0].as<bool>();
    });
    if (!held.ok()) return held.status();
    if (*held) break;
    if (absl::Now() > until) {
      return absl::FailedPreconditionError(absl::StrCat("replica ", id, " runs already, want an id of its own"));
    }
    absl::SleepFor(absl::Milliseconds(50));
  }
  database_->replica = *std::move(connection);
  database_->replica_id = id;
  return absl::OkStatus();
}

absl::Status IntakeStore::KeepReplica() {
  const absl::Status held = postgres::Guard([&]() -> absl::Status {
    pqxx::nontransaction(*database_->replica).exec("SELECT 1");
    return absl::OkStatus();
  });
  return held.ok() ? held : HoldReplica(database_->replica_id);
}

absl::StatusOr<std::vector<std::string>> IntakeStore::DeadReplicas() {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> dead;
    for (const pqxx::row& row : tx.exec_params(kDeadReplicasSql, kReplicaPrefix)) dead.push_back(row[0].as<std::string>());
    return dead;
  });
}

}  // namespace hoso::intake

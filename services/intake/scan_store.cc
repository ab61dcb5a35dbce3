#include "services/intake/scan_store.h"

#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "common/rpc/errors.h"
#include "common/scans/content.h"

namespace hoso::intake {
namespace {

constexpr char kFindSql[] =
    "SELECT s.dossier, s.said, s.recorded_at IS NOT NULL, k.key_id, k.wrapped,"
    " (SELECT coalesce(sum(c.length), 0) FROM ledger.scan_chunk c WHERE c.scan_id = s.scan_id)"
    " FROM ledger.scan s LEFT JOIN ledger.scan_key k USING (scan_id) WHERE s.scan_id = $1::uuid";
// Uploads of one dossier begin one after the other: together they may not be too large.
constexpr char kLockSql[] = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.scan ' || $1::bigint, 0))";
constexpr char kAddSql[] =
    "INSERT INTO ledger.scan_chunk (scan_id, first, length, sealed) SELECT $1::uuid, $2::bigint, $3::integer, $4"
    " WHERE $2::bigint = (SELECT coalesce(sum(length), 0) FROM ledger.scan_chunk WHERE scan_id = $1::uuid)";

pqxx::binarystring Bytes(const std::string& bytes) { return pqxx::binarystring(bytes.data(), bytes.size()); }

absl::Status Full(int64_t kept) {
  return errors::WithReason(absl::ResourceExhaustedError(absl::StrCat("dossier_code: ", kept,
                                                                      " bytes of scans are kept already, want at most ",
                                                                      scans::kLargestDossier, " with this one")),
                            "DOSSIER_FULL");
}

absl::Status Raced() { return absl::AbortedError("scan_id: something else was added to it meanwhile, ask FindUpload"); }

}  // namespace

struct ScanStore::Database {
  Database(const std::string& conninfo, int connections)
      : pool({.connect = {.conninfo = conninfo, .application_name = "hoso-intake-scans"}, .size = connections}) {}
  postgres::Pool pool;
};

ScanStore::ScanStore(const std::string& conninfo, int connections)
    : database_(std::make_unique<Database>(conninfo, connections)) {}
ScanStore::~ScanStore() = default;

absl::StatusOr<std::optional<KeptScan>> ScanStore::Find(const std::string& scan_id) {
  return postgres::Read(database_->pool, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::optional<KeptScan>> {
    const pqxx::result rows = tx.exec_params(kFindSql, scan_id);
    if (rows.empty()) return std::optional<KeptScan>();
    const pqxx::row row = rows[0];
    KeptScan kept{.dossier = row[0].as<int64_t>(),
                  .said = postgres::GetBytes(row[1]),
                  .bytes_kept = row[5].as<int64_t>(),
                  .recorded = row[2].as<bool>()};
    if (!row[3].is_null()) {
      kept.key = vault::WrappedKey{.key_id = row[3].as<std::string>(), .wrapped = postgres::GetBytes(row[4])};
    }
    return std::optional<KeptScan>(std::move(kept));
  });
}

absl::Status ScanStore::Begin(const std::string& scan_id, int64_t dossier, const std::string& said, int64_t bytes,
                              const vault::WrappedKey& key, absl::Time now) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params(kLockSql, dossier);
    const auto kept = tx.exec_params(
        "SELECT coalesce(sum(bytes), 0), coalesce(bool_or(scan_id = $2::uuid), false)"
        " FROM ledger.scan WHERE dossier = $1",
        dossier, scan_id)[0];
    if (kept[1].as<bool>()) return absl::OkStatus();
    if (kept[0].as<int64_t>() + bytes > scans::kLargestDossier) return Full(kept[0].as<int64_t>());
    tx.exec_params("INSERT INTO ledger.scan (scan_id, dossier, said, bytes, begun_at) VALUES ($1, $2, $3, $4, $5)",
                   scan_id, dossier, Bytes(said), bytes, postgres::ToSql(now));
    tx.exec_params("INSERT INTO ledger.scan_key (scan_id, dossier, key_id, wrapped) VALUES ($1, $2, $3, $4)", scan_id,
                   dossier, key.key_id, Bytes(key.wrapped));
    return absl::OkStatus();
  });
}

absl::Status ScanStore::Add(const std::string& scan_id, const SealedChunk& chunk, int64_t length) {
  const absl::Status added = postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::Status {
    const auto rows = tx.exec_params(kAddSql, scan_id, chunk.first, length, Bytes(chunk.sealed)).affected_rows();
    return rows == 1 ? absl::OkStatus() : Raced();
  });
  return absl::IsAlreadyExists(added) ? Raced() : added;
}

absl::StatusOr<std::vector<SealedChunk>> ScanStore::Read(const std::string& scan_id) {
  return postgres::Read(database_->pool, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<SealedChunk>> {
    std::vector<SealedChunk> chunks;
    for (const pqxx::row& row : tx.exec_params(
             "SELECT first, sealed FROM ledger.scan_chunk WHERE scan_id = $1::uuid ORDER BY first", scan_id)) {
      chunks.push_back({.first = row[0].as<int64_t>(), .sealed = postgres::GetBytes(row[1])});
    }
    return chunks;
  });
}

absl::Status ScanStore::MarkRecorded(const std::string& scan_id, absl::Time now) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params("UPDATE ledger.scan SET recorded_at = $2 WHERE scan_id = $1::uuid AND recorded_at IS NULL", scan_id,
                   postgres::ToSql(now));
    return absl::OkStatus();
  });
}

absl::Status ScanStore::Drop(const std::string& scan_id) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params("SELECT ledger.drop_upload($1::uuid)", scan_id);
    return absl::OkStatus();
  });
}

}  // namespace hoso::intake

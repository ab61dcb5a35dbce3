#include "common/ledger/person_keys.h"

#include <memory>
#include <pqxx/pqxx>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/postgres/array.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"
#include "common/scans/sealed_chunk.h"

namespace hoso::ledger {
namespace {

constexpr int kAtOnce = 500;

absl::StatusOr<std::unique_ptr<pqxx::connection>> Connect(const std::string& conninfo) {
  return postgres::Connect({.conninfo = conninfo, .application_name = "hoso-vault"});
}

template <typename T>
std::string Array(const std::vector<T>& values) {
  std::string sql;
  postgres::AppendArray(sql, std::span<const T>(values));
  return sql;
}

std::vector<std::string> ActiveKeyIds(const vault::KeyRing& ring) {
  std::vector<std::string> ids;
  for (const vault::DataClass data_class : vault::AllClasses()) {
    const auto id = ring.ActiveKeyId(data_class);
    if (id.ok()) ids.push_back(*id);
  }
  return ids;
}

// Data keys that were wrapped anew, as columns.
struct Rewrapped {
  std::vector<int64_t> dossiers;
  std::vector<int32_t> persons, versions;
  std::vector<std::string> key_ids, wrapped;
};

absl::Status Rewrap(const vault::KeyRing& ring, const pqxx::row& row, Rewrapped& columns) {
  const vault::RowId id{row["dossier"].as<int64_t>(), row["person"].as<int32_t>(), row["version"].as<int32_t>()};
  const vault::WrappedKey old{row["key_id"].as<std::string>(), postgres::GetBytes(row["wrapped"])};
  const auto data_key = ring.Unwrap(id, old);
  if (!data_key.ok()) return data_key.status();
  const auto data_class = ring.ClassOf(old.key_id);
  if (!data_class.ok()) return data_class.status();
  auto fresh = ring.Wrap(*data_class, id, *data_key);
  if (!fresh.ok()) return fresh.status();
  columns.dossiers.push_back(id.dossier);
  columns.persons.push_back(id.person);
  columns.versions.push_back(id.version);
  columns.key_ids.push_back(std::move(fresh->key_id));
  columns.wrapped.push_back(std::move(fresh->wrapped));
  return absl::OkStatus();
}

std::string UpdateSql(const Rewrapped& columns) {
  std::string wrapped;
  postgres::AppendBytesArray(wrapped, std::span<const std::string>(columns.wrapped));
  return absl::StrCat("UPDATE ledger.person_key AS k SET key_id = u.key_id, wrapped = u.wrapped FROM unnest(",
                      Array(columns.dossiers), ", ", Array(columns.persons), ", ", Array(columns.versions), ", ",
                      Array(columns.key_ids), ", ", wrapped,
                      ") AS u (dossier, person, version, key_id, wrapped)"
                      " WHERE k.dossier = u.dossier AND k.person = u.person AND k.version = u.version");
}

// At most kAtOnce of those under `old`, in one transaction; returns how many. Throws what libpqxx throws.
absl::StatusOr<int64_t> RewrapSome(pqxx::connection& connection, const vault::KeyRing& ring, const std::string& old) {
  pqxx::work tx(connection);
  const pqxx::result rows = tx.exec(absl::StrCat(
      "SELECT dossier, person, version, key_id, wrapped FROM ledger.person_key WHERE key_id = ", tx.quote(old),
      " LIMIT ", kAtOnce, " FOR UPDATE"));
  Rewrapped columns;
  for (const pqxx::row& row : rows) {
    if (absl::Status status = Rewrap(ring, row, columns); !status.ok()) return status;
  }
  if (!rows.empty()) tx.exec(UpdateSql(columns));
  tx.commit();
  return static_cast<int64_t>(rows.size());
}

// The same of one scan's key; returns how many.
absl::StatusOr<int64_t> RewrapScan(pqxx::connection& connection, const vault::KeyRing& ring, const std::string& old) {
  pqxx::work tx(connection);
  const pqxx::result rows = tx.exec(
      absl::StrCat("SELECT scan_id, dossier, key_id, wrapped FROM ledger.scan_key WHERE key_id = ", tx.quote(old),
                   " LIMIT 1 FOR UPDATE"));
  if (rows.empty()) return 0;
  const auto id = rows[0][0].as<std::string>();
  const vault::RowId row = scans::RowOf(rows[0][1].as<int64_t>(), id);
  const vault::WrappedKey wrapped{rows[0][2].as<std::string>(), postgres::GetBytes(rows[0][3])};
  const auto data_key = ring.Unwrap(row, wrapped);
  if (!data_key.ok()) return data_key.status();
  const auto data_class = ring.ClassOf(wrapped.key_id);
  if (!data_class.ok()) return data_class.status();
  const auto fresh = ring.Wrap(*data_class, row, *data_key);
  if (!fresh.ok()) return fresh.status();
  tx.exec_params("UPDATE ledger.scan_key SET key_id = $2, wrapped = $3 WHERE scan_id = $1::uuid", id, fresh->key_id,
                 pqxx::binarystring(fresh->wrapped.data(), fresh->wrapped.size()));
  tx.commit();
  return 1;
}

// All of one table that are not wrapped under an active key, key by key, through the index on it.
template <typename Some>
absl::StatusOr<int64_t> RewrapAll(pqxx::connection& connection, const vault::KeyRing& ring, const std::string& table,
                                  Some some) {
  const std::string others =
      absl::StrCat("SELECT DISTINCT key_id FROM ", table, " WHERE key_id <> ALL (", Array(ActiveKeyIds(ring)), ")");
  int64_t done = 0;
  for (const pqxx::row& old : pqxx::nontransaction(connection).exec(others)) {
    while (true) {
      const absl::StatusOr<int64_t> rewrapped = some(connection, ring, old[0].as<std::string>());
      if (!rewrapped.ok()) return rewrapped.status();
      if (*rewrapped == 0) break;
      done += *rewrapped;
    }
  }
  return done;
}

}  // namespace

absl::StatusOr<std::map<std::string, int64_t>> CountPersonKeys(const std::string& conninfo) {
  const auto connection = Connect(conninfo);
  if (!connection.ok()) return connection.status();
  return postgres::Guard([&]() -> absl::StatusOr<std::map<std::string, int64_t>> {
    std::map<std::string, int64_t> counts;
    for (const pqxx::row& row : pqxx::nontransaction(**connection)
                                    .exec("SELECT key_id, count(*) FROM (SELECT key_id FROM ledger.person_key UNION ALL"
                                          " SELECT key_id FROM ledger.scan_key) AS keys GROUP BY key_id")) {
      counts[row[0].as<std::string>()] = row[1].as<int64_t>();
    }
    return counts;
  });
}

absl::StatusOr<int64_t> RewrapPersonKeys(const std::string& conninfo, const vault::KeyRing& ring) {
  const auto connection = Connect(conninfo);
  if (!connection.ok()) return connection.status();
  return postgres::Guard([&]() -> absl::StatusOr<int64_t> {
    const auto persons = RewrapAll(**connection, ring, "ledger.person_key", RewrapSome);
    if (!persons.ok()) return persons.status();
    const auto scans = RewrapAll(**connection, ring, "ledger.scan_key", RewrapScan);
    if (!scans.ok()) return scans.status();
    return *persons + *scans;
  });
}

absl::StatusOr<std::vector<Destroyed>> DestroyPersonKeys(const std::string& conninfo,
                                                         const std::function<bool(const core::v1::Dossier&)>& passed) {
  const auto connection = Connect(conninfo);
  if (!connection.ok()) return connection.status();
  return postgres::Guard([&]() -> absl::StatusOr<std::vector<Destroyed>> {
    std::vector<Destroyed> destroyed;
    int64_t after = 0;
    while (true) {
      pqxx::work tx(**connection);
      const pqxx::result rows = tx.exec(absl::StrCat(
          "SELECT d.dossier, d.state, (SELECT count(*) FROM ledger.person_key k WHERE k.dossier = d.dossier)"
          " + (SELECT count(*) FROM ledger.scan_key k WHERE k.dossier = d.dossier) AS keys"
          " FROM ledger.dossier d WHERE d.dossier > ",
          after,
          " AND (EXISTS (SELECT FROM ledger.person_key k WHERE k.dossier = d.dossier)"
          " OR EXISTS (SELECT FROM ledger.scan_key k WHERE k.dossier = d.dossier)) ORDER BY d.dossier LIMIT ",
          kAtOnce));
      if (rows.empty()) return destroyed;
      std::vector<int64_t> keys;
      std::vector<Destroyed> these;
      for (const pqxx::row& row : rows) {
        after = row["dossier"].as<int64_t>();
        core::v1::Dossier dossier;
        if (!dossier.ParseFromString(postgres::GetBytes(row["state"])) || !passed(dossier)) continue;
        keys.push_back(after);
        these.push_back({.dossier_code = dossier.dossier_code(), .records = row["keys"].as<int>()});
      }
      if (keys.empty()) continue;
      tx.exec(absl::StrCat("DELETE FROM ledger.person_index WHERE dossier = ANY (", Array(keys), ")"));
      tx.exec(absl::StrCat("DELETE FROM ledger.scan_key WHERE dossier = ANY (", Array(keys), ")"));
      tx.exec(absl::StrCat("DELETE FROM ledger.person_key WHERE dossier = ANY (", Array(keys), ")"));
      tx.commit();
      destroyed.insert(destroyed.end(), these.begin(), these.end());
    }
  });
}

}  // namespace hoso::ledger

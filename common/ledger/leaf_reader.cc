#include "common/ledger/leaf_reader.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"
#include "common/rpc/errors.h"

namespace hoso::ledger {
namespace {

constexpr int kFetchLeaves = 20'000;  // Some 100 bytes each.
constexpr int kFetchBodies = 2'000;   // Some KB each.

// The oldest transaction that may still commit, the first that has not begun, the newest that wrote a fact.
constexpr char kHorizonSql[] =
    "SELECT pg_snapshot_xmin(now), pg_snapshot_xmax(now),"
    " (SELECT tx FROM ledger.fact ORDER BY tx DESC LIMIT 1)"
    " FROM (SELECT pg_current_snapshot() AS now) AS s";

uint64_t TxOf(const pqxx::field& field) {
  uint64_t tx = 0;
  if (field.is_null()) return 0;
  if (!absl::SimpleAtoi(field.c_str(), &tx)) throw std::runtime_error("want a transaction id");
  return tx;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LeafReader>> LeafReader::Open(const LeafOptions& options) {
  auto connection = postgres::Connect({.conninfo = options.conninfo,
                                       .application_name = "hoso-leaves",
                                       .statement_timeout = absl::ZeroDuration(),
                                       .idle_in_transaction_timeout = absl::ZeroDuration()});
  if (!connection.ok()) return connection.status();
  std::unique_ptr<LeafReader> reader(new LeafReader(*std::move(connection), options.with_bodies));
  const absl::Status status = postgres::Guard([&] { return reader->Begin(options); });
  if (!status.ok()) return status;
  return reader;
}

absl::Status LeafReader::Begin(const LeafOptions& options) {
  Exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  std::string below;
  if (options.complete_only) {
    const pqxx::result horizon = Exec(kHorizonSql);
    if (TxOf(horizon[0][2]) >= TxOf(horizon[0][1])) {
      return errors::Precondition(
          "TRANSACTION_IDS_BEHIND",
          absl::StrCat("the database is at transaction ", TxOf(horizon[0][1]),
                       ", and the ledger has facts of transaction ", TxOf(horizon[0][2]),
                       ": restored from a dump; raise the ids with pg_resetwal -x before anything is written"));
    }
    below = absl::StrCat(" WHERE tx < '", TxOf(horizon[0][0]), "'::xid8");
    incomplete_ =
        Exec(absl::StrCat("SELECT count(*) FROM ledger.fact WHERE tx >= '", TxOf(horizon[0][0]), "'::xid8"))[0][0]
            .as<int64_t>();
  }
  Exec(absl::StrCat("DECLARE leaves NO SCROLL CURSOR FOR SELECT tx, dossier, sequence, hash",
                    options.with_bodies ? ", body" : "", " FROM ledger.fact", below,
                    " ORDER BY tx, dossier, sequence"));
  return absl::OkStatus();
}

bool LeafReader::Next(checkpoint::Leaf& leaf, std::string* body) {
  if (next_ == rows_.size()) {
    if (last_part_) return false;
    const int part = with_bodies_ ? kFetchBodies : kFetchLeaves;
    rows_ = Exec(absl::StrCat("FETCH ", part, " FROM leaves"));
    next_ = 0;
    last_part_ = static_cast<int>(rows_.size()) < part;
    if (rows_.empty()) return false;
  }
  const pqxx::row row = rows_[next_++];
  leaf.transaction = TxOf(row[0]);
  leaf.dossier = row[1].as<int64_t>();
  leaf.sequence = row[2].as<int32_t>();
  leaf.hash = postgres::GetBytes(row[3]);
  if (body != nullptr) *body = postgres::GetBytes(row[4]);
  return true;
}

}  // namespace hoso::ledger

#include "services/returns/returns_store.h"

#include <pqxx/pqxx>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"

namespace hoso::returns {
namespace {

// $1 office, $2 and $3 position or NULL, $4 limit. Holder kind 1 is an office, item kind 3 an old paper taken back;
// statuses 3, 7, 8 and 9 are refused, withdrawn, stopped and decided.
constexpr char kListHeldSql[] = R"sql(
  SELECT held.dossier, held.arrived, d.state
  FROM (SELECT dossier, max(since) AS arrived FROM ledger.item
        WHERE holder_kind = 1 AND holder = $1 AND kind <> 3
        GROUP BY dossier) AS held
  JOIN ledger.dossier AS d ON d.dossier = held.dossier
  WHERE d.status IN (3, 7, 8, 9)
    AND ($2::timestamptz IS NULL OR (held.arrived, held.dossier) > ($2::timestamptz, $3::bigint))
  ORDER BY held.arrived, held.dossier
  LIMIT $4
)sql";

class PostgresReturnsStore : public ReturnsStore {
 public:
  explicit PostgresReturnsStore(const StoreOptions& options)
      : pool_({.connect = {.conninfo = options.conninfo, .application_name = "hoso-returns"},
               .size = options.connections,
               .on_change = options.on_pool_change}) {}

  absl::StatusOr<std::vector<HeldDossier>> ListHeld(const std::string& office, const std::optional<Position>& after,
                                                    int limit, absl::Time deadline) override {
    std::optional<std::string> arrived;
    if (after.has_value()) arrived = postgres::ToSql(after->arrived);
    const int64_t dossier = after.has_value() ? after->dossier : 0;
    return postgres::Read(
        pool_,
        [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<HeldDossier>> {
          std::vector<HeldDossier> held;
          for (const pqxx::row& row : tx.exec_params(kListHeldSql, office, arrived, dossier, limit)) {
            HeldDossier& one = held.emplace_back();
            one.position = {postgres::GetTime(row[1]), row[0].as<int64_t>()};
            if (!one.dossier.ParseFromString(postgres::GetBytes(row[2]))) {
              return absl::DataLossError(absl::StrCat("dossier ", one.position.dossier, ": its state cannot be read"));
            }
          }
          return held;
        },
        deadline);
  }

 private:
  postgres::Pool pool_;
};

}  // namespace

std::unique_ptr<ReturnsStore> ReturnsStore::Open(const StoreOptions& options) {
  return std::make_unique<PostgresReturnsStore>(options);
}

}  // namespace hoso::returns

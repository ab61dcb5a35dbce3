#include "services/routing/tracking_store.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/postgres/array.h"
#include "common/postgres/transact.h"
#include "common/rpc/errors.h"
#include "services/routing/bag_rows.h"
#include "services/routing/read_sql.h"

namespace hoso::routing {
namespace {

constexpr int kVisitBatch = 1000;

// The conditions stand as literals, so that each question has the plan of its own index.
std::string ListDossiersSql(const DossierFilter& filter, int64_t before, int limit) {
  std::string sql = absl::StrCat("SELECT dossier, state FROM ledger.dossier WHERE dossier < ", before);
  if (filter.offices.has_value()) {
    absl::StrAppend(&sql, " AND office = ANY (");
    postgres::AppendArray(sql, *filter.offices);
    absl::StrAppend(&sql, ")");
  }
  if (filter.agencies.has_value()) {
    absl::StrAppend(&sql, " AND agency = ANY (");
    postgres::AppendArray(sql, *filter.agencies);
    absl::StrAppend(&sql, ")");
  }
  if (!filter.slip.empty()) {
    absl::StrAppend(&sql, " AND slip <> '' AND slip = ");
    postgres::AppendText(sql, filter.slip);
  }
  if (filter.status != core::v1::STATUS_UNSPECIFIED) {
    absl::StrAppend(&sql, " AND status = ", static_cast<int>(filter.status));
  }
  absl::StrAppend(&sql, " ORDER BY dossier DESC LIMIT ", limit);
  return sql;
}

constexpr char kListItems[] = "list_items";
constexpr char kListItemsSql[] =
    "SELECT i.dossier, i.item, d.state FROM ledger.item i JOIN ledger.dossier d ON d.dossier = i.dossier"
    " WHERE i.holder_kind = $1::smallint AND i.holder = $2::text AND (i.dossier, i.item) > ($3::bigint, $4::smallint)"
    " ORDER BY i.dossier, i.item LIMIT $5::integer";

constexpr char kVisitSql[] =
    "SELECT dossier, state FROM ledger.dossier WHERE dossier > $1::bigint AND ($2::integer = 0 OR agency = $2::integer)"
    " ORDER BY dossier LIMIT $3::integer";

void AppendHolderCondition(std::string& sql, const char* prefix, const std::optional<core::v1::Holder>& holder) {
  if (!holder.has_value()) return;
  absl::StrAppend(&sql, " AND ", prefix, "_kind = ", static_cast<int>(holder->kind()), " AND ", prefix, "_id = ");
  postgres::AppendText(sql, holder->id());
}

// A bag of which one of `holders` knows.
void AppendOfCondition(std::string& sql, const std::vector<core::v1::Holder>& holders) {
  std::map<core::v1::HolderKind, std::vector<std::string>> ids;
  for (const core::v1::Holder& holder : holders) ids[holder.kind()].push_back(holder.id());
  absl::StrAppend(&sql, " AND (false");
  for (const auto& [kind, of_kind] : ids) {
    for (const char* prefix : {"from", "to", "custodian"}) {
      absl::StrAppend(&sql, " OR ", prefix, "_kind = ", static_cast<int>(kind), " AND ", prefix, "_id = ANY (");
      postgres::AppendArray(sql, of_kind);
      absl::StrAppend(&sql, ")");
    }
  }
  absl::StrAppend(&sql, ")");
}

// The conditions stand as literals, so that the partial indexes fit.
std::string ListBagsSql(const BagFilter& filter, const std::string& after, int limit) {
  std::string sql = absl::StrCat("SELECT ", kBagColumns, " FROM routing.bag WHERE ");
  if (filter.status == core::v1::BAG_STATUS_OPENED) {
    absl::StrAppend(&sql, "status = 3");
  } else {
    absl::StrAppend(&sql, "status < 3");
    if (filter.status != core::v1::BAG_STATUS_UNSPECIFIED) {
      absl::StrAppend(&sql, " AND status = ", static_cast<int>(filter.status));
    }
  }
  if (filter.of.has_value()) AppendOfCondition(sql, *filter.of);
  AppendHolderCondition(sql, "to", filter.to);
  AppendHolderCondition(sql, "custodian", filter.custodian);
  absl::StrAppend(&sql, " AND bag_id > ");
  postgres::AppendText(sql, after);
  absl::StrAppend(&sql, " ORDER BY bag_id LIMIT ", limit);
  return sql;
}

absl::StatusOr<core::v1::Bag> BagOf(const pqxx::row& columns) {
  Row row;
  for (const pqxx::field& field : columns) row.push_back(postgres::GetOptional<std::string>(field));
  return BagOfRow(row);
}

}  // namespace

absl::StatusOr<std::vector<StoredDossier>> TrackingStore::ListDossiers(const DossierFilter& filter, int64_t before,
                                                                       int limit, absl::Time deadline) {
  return postgres::Read(
      pool_,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<StoredDossier>> {
        std::vector<StoredDossier> found;
        for (const pqxx::row& row : tx.exec(ListDossiersSql(filter, before, limit))) {
          const int64_t id = row[0].as<int64_t>();
          found.push_back({.id = id, .state = ParseState(row[1], id)});
        }
        return found;
      },
      deadline);
}

absl::StatusOr<std::vector<StoredItem>> TrackingStore::ListItems(const core::v1::Holder& holder, int64_t after_dossier,
                                                                 int32_t after_item, int limit, absl::Time deadline) {
  return postgres::Read(
      pool_,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<StoredItem>> {
        tx.conn().prepare(kListItems, kListItemsSql);
        std::vector<StoredItem> found;
        for (const pqxx::row& row : tx.exec_prepared(kListItems, static_cast<int>(holder.kind()), holder.id(),
                                                     after_dossier, after_item, limit)) {
          const int64_t id = row[0].as<int64_t>();
          found.push_back({.dossier = id, .item = row[1].as<int32_t>(), .state = ParseState(row[2], id)});
        }
        return found;
      },
      deadline);
}

absl::StatusOr<core::v1::Bag> TrackingStore::FindBag(const std::string& bag_id, absl::Time deadline) {
  return postgres::Read(
      pool_,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<core::v1::Bag> {
        const pqxx::result rows = tx.exec(FindBagSql(bag_id));
        if (rows.empty()) return errors::NotFound("bag", bag_id);
        return BagOf(rows[0]);
      },
      deadline);
}

absl::StatusOr<std::vector<core::v1::Bag>> TrackingStore::ListBags(const BagFilter& filter, const std::string& after,
                                                                   int limit, absl::Time deadline) {
  return postgres::Read(
      pool_,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<core::v1::Bag>> {
        std::vector<core::v1::Bag> found;
        for (const pqxx::row& row : tx.exec(ListBagsSql(filter, after, limit))) {
          absl::StatusOr<core::v1::Bag> bag = BagOf(row);
          if (!bag.ok()) return bag.status();
          found.push_back(*std::move(bag));
        }
        return found;
      },
      deadline);
}

absl::Status TrackingStore::VisitDossiers(std::optional<int> agency,
                                          const std::function<void(const core::v1::Dossier&)>& visit,
                                          absl::Time deadline) {
  return ReadSnapshot(pool_, deadline, [&](pqxx::work& tx) -> absl::Status {
    int64_t after = 0;
    while (true) {
      const pqxx::result rows = tx.exec_params(kVisitSql, after, agency.value_or(0), kVisitBatch);
      for (const pqxx::row& row : rows) {
        after = row[0].as<int64_t>();
        visit(ParseState(row[1], after));
      }
      if (rows.size() < kVisitBatch) return absl::OkStatus();
      if (absl::Now() >= deadline) return absl::DeadlineExceededError("the report takes longer than the call may");
    }
  });
}

}  // namespace hoso::routing

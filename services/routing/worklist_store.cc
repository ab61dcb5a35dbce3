#include <limits>

#include "absl/strings/str_cat.h"
#include "common/dossier/summary.h"
#include "common/postgres/transact.h"
#include "services/routing/read_sql.h"
#include "services/routing/worklist.h"

namespace hoso::routing {
namespace {

// What a view shows of the open dossiers. The statuses are those in which the
// agency, or the applicant on its request, has to act.
std::string ViewCondition(v1::WorklistView view) {
  const std::string open = " AND agency = $1::integer AND NOT closed AND status IN (2, 4, 5, 6)";
  if (view == v1::WORKLIST_VIEW_MINE) return absl::StrCat(open, " AND assigned_to = $6::text");
  if (view == v1::WORKLIST_VIEW_INCOMING) return absl::StrCat(open, " AND (status = 2 OR incoming)");
  return open;
}

// Two stretches of one index: what is due, after ($2, $3), and what waits, after
// $4; the second is only begun when the first did not fill the page. It names
// due_at in its order too, so that no other index offers itself.
std::string WorklistSql(v1::WorklistView view) {
  const std::string columns = "SELECT dossier, due_at, state FROM ledger.dossier WHERE ";
  const std::string rest = absl::StrCat(ViewCondition(view), " ORDER BY due_at, dossier LIMIT $5::integer)");
  return absl::StrCat("(", columns, "(due_at, dossier) > ($2::timestamptz, $3::bigint)", rest, " UNION ALL (", columns,
                      "due_at IS NULL AND dossier > $4::bigint", rest, " LIMIT $5::integer");
}

WorklistPosition StartOf(const WorklistQuery& query) {
  if (query.after.has_value()) return *query.after;
  if (query.view == v1::WORKLIST_VIEW_PAUSED) return {.due_at = std::nullopt, .dossier = 0};
  return {.due_at = absl::InfinitePast(), .dossier = 0};
}

pqxx::result RunStatement(pqxx::nontransaction& tx, const WorklistQuery& query, int limit) {
  const std::string name = absl::StrCat("worklist_", static_cast<int>(query.view));
  tx.conn().prepare(name, WorklistSql(query.view));
  const WorklistPosition at = StartOf(query);
  const bool waits = !at.due_at.has_value();
  const std::string due_after = postgres::ToSql(at.due_at.value_or(absl::InfiniteFuture()));
  const int64_t of_due = waits ? std::numeric_limits<int64_t>::max() : at.dossier;
  const int64_t of_waiting = waits ? at.dossier : 0;
  if (query.view == v1::WORKLIST_VIEW_MINE) {
    return tx.exec_prepared(name, query.agency, due_after, of_due, of_waiting, limit, query.staff);
  }
  return tx.exec_prepared(name, query.agency, due_after, of_due, of_waiting, limit);
}

}  // namespace

absl::StatusOr<v1::ListWorklistResponse> WorklistStore::List(const WorklistQuery& query, absl::Time deadline) {
  return postgres::Read(
      pool_,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<v1::ListWorklistResponse> {
        v1::ListWorklistResponse response;
        WorklistPosition last;
        // One row more than a page tells whether another page follows.
        for (const pqxx::row& row : RunStatement(tx, query, query.page_size + 1)) {
          if (response.dossiers_size() == query.page_size) {
            response.set_next_page_token(WorklistToken(query, last));
            break;
          }
          const int64_t id = row[0].as<int64_t>();
          *response.add_dossiers() = dossier::Summarize(ParseState(row[2], id));
          last = {.due_at = postgres::GetOptionalTime(row[1]), .dossier = id};
        }
        return response;
      },
      deadline);
}

}  // namespace hoso::routing

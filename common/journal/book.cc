#include "common/journal/book.h"

#include <pqxx/pqxx>
#include <span>

#include "absl/strings/str_cat.h"
#include "common/postgres/array.h"
#include "common/postgres/pool.h"
#include "common/postgres/time_text.h"
#include "common/postgres/transact.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::journal {
namespace {

// Holds the journal's row, so that two doors look at one journal one after the other.
constexpr char kJournalSql[] =
    "INSERT INTO journal.journal (journal_id, machine, device, first_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (journal_id) DO UPDATE SET forked_at = journal.journal.forked_at RETURNING machine, forked_at IS NOT "
    "NULL";

// The offered entries are put in; then those that contradict what stands there, at their position or beside it, are
// counted.
std::string NoteSql(const std::vector<Link>& links, const std::string& now) {
  std::vector<int64_t> positions;
  std::vector<std::string> digests, previous, kinds;
  std::vector<absl::Time> occurred;
  std::vector<int32_t> doubts;
  for (const Link& link : links) {
    positions.push_back(link.body.position());
    digests.push_back(link.digest);
    previous.push_back(link.previous);
    kinds.push_back(errors::Printable(link.body.kind(), 64));
    occurred.push_back(FromProto(link.body.occurred_at()));
    doubts.push_back(link.body.clock_doubt());
  }
  std::string offered = "unnest(";
  postgres::AppendArray(offered, std::span<const int64_t>(positions));
  offered += ", ";
  postgres::AppendBytesArray(offered, std::span<const std::string>(digests));
  offered += ", ";
  postgres::AppendBytesArray(offered, std::span<const std::string>(previous));
  offered += ", ";
  postgres::AppendArray(offered, std::span<const std::string>(kinds));
  offered += ", ";
  postgres::AppendArray(offered, std::span<const absl::Time>(occurred));
  offered += ", ";
  postgres::AppendArray(offered, std::span<const int32_t>(doubts));
  offered += ") AS o (position, digest, previous, kind, occurred_at, doubt)";
  const std::string journal = absl::StrCat("'", links[0].body.journal_id(), "'::uuid");
  return absl::StrCat(
      "WITH offered AS MATERIALIZED (SELECT * FROM ", offered, "), wrong AS MATERIALIZED (",
      "SELECT 1 FROM offered o JOIN journal.entry e ON e.journal_id = ", journal,
      " AND ((e.position = o.position AND e.digest <> o.digest)",
      " OR (e.position = o.position - 1 AND e.digest <> o.previous)",
      " OR (e.position = o.position + 1 AND e.previous <> o.digest))), put AS (",
      "INSERT INTO journal.entry (journal_id, position, digest, previous, kind, occurred_at, doubt, first_at) SELECT ",
      journal, ", o.position, o.digest, o.previous, o.kind, o.occurred_at, o.doubt, '", now,
      "' FROM offered o WHERE NOT EXISTS (SELECT 1 FROM wrong) ON CONFLICT DO NOTHING) SELECT count(*) FROM wrong");
}

Book::Outcomes OutcomesOf(pqxx::work& tx, const std::string& journal_id, const std::vector<Link>& links) {
  Book::Outcomes outcomes;
  for (const pqxx::row& row : tx.exec_params(
           "SELECT position, outcome FROM journal.entry WHERE journal_id = $1 AND position BETWEEN $2 AND $3 "
           "AND outcome <> 0",
           journal_id, links.front().body.position(), links.back().body.position())) {
    outcomes[row[0].as<int64_t>()] = static_cast<v1::EntryOutcome::Outcome>(row[1].as<int>());
  }
  return outcomes;
}

absl::Status OfAnother() {
  return errors::WithReason(absl::FailedPreconditionError("journal: is another machine's"), "JOURNAL_OF_ANOTHER");
}

absl::Status Forked() {
  return errors::WithReason(
      absl::FailedPreconditionError("journal: says otherwise than what it handed over before: its disk was copied or "
                                    "set back. Take nothing in there "
                                    "any more and tell the supervisor; what it did not hand over is still in it"),
      "JOURNAL_FORKED");
}

}  // namespace

struct Book::Database {
  explicit Database(const std::string& conninfo, int connections)
      : pool({.connect = {.conninfo = conninfo, .application_name = "hoso-journal"}, .size = connections}) {}
  postgres::Pool pool;
};

Book::Book(const std::string& conninfo, int connections)
    : database_(std::make_unique<Database>(conninfo, connections)) {}

Book::~Book() = default;

absl::StatusOr<Book::Outcomes> Book::Note(const From& from, const std::vector<Link>& links, absl::Time now) {
  const std::string& id = links[0].body.journal_id();
  const std::string at = postgres::TimeText(now);
  bool forked = false;
  Outcomes before;
  absl::Status status = postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::Status {
    forked = false;
    const pqxx::row journal = tx.exec_params1(kJournalSql, id, from.machine, from.device, at);
    if (journal[0].as<std::string>() != from.machine) {
      return OfAnother();
    }
    before = OutcomesOf(tx, id, links);
    forked = tx.exec1(NoteSql(links, at))[0].as<int64_t>() > 0;
    if (forked) {
      tx.exec_params("UPDATE journal.journal SET forked_at = coalesce(forked_at, $2) WHERE journal_id = $1", id, at);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (forked) return Forked();
  return before;
}

absl::Status Book::Void(const From& from, const Voiding& entry, absl::Time now) {
  const std::string at = postgres::TimeText(now);
  std::string sql =
      "INSERT INTO journal.entry AS e (journal_id, position, digest, previous, kind, occurred_at, doubt, first_at, "
      "outcome, reason, settled_at, voided_by, ground) VALUES ($1, $2, ";
  postgres::AppendBytes(sql, entry.digest);
  sql += ", ";
  postgres::AppendBytes(sql, entry.previous);
  sql +=
      ", $3, $4, 0, $5, 5, 'ENTRY_VOIDED', $5, $6, $7) ON CONFLICT (journal_id, position) DO UPDATE SET outcome = 5, "
      "reason = excluded.reason, settled_at = excluded.settled_at, voided_by = excluded.voided_by, ground = "
      "excluded.ground WHERE e.digest = excluded.digest AND e.outcome NOT IN (1, 2, 5)";
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::Status {
    const pqxx::row journal = tx.exec_params1(kJournalSql, entry.journal_id, from.machine, from.device, at);
    if (journal[0].as<std::string>() != from.machine) return OfAnother();
    const auto done = tx.exec_params(sql, entry.journal_id, entry.position, errors::Printable(entry.kind, 64),
                                     postgres::TimeText(entry.occurred_at), at, entry.by, entry.ground);
    if (done.affected_rows() == 1) return absl::OkStatus();
    std::string as_it_is = "SELECT digest = ";
    postgres::AppendBytes(as_it_is, entry.digest);
    as_it_is += ", outcome FROM journal.entry WHERE journal_id = $1 AND position = $2";
    const pqxx::row there = tx.exec_params1(as_it_is, entry.journal_id, entry.position);
    if (!there[0].as<bool>()) return Forked();
    if (there[1].as<int>() == v1::EntryOutcome::OUTCOME_VOIDED) return absl::OkStatus();
    return errors::Precondition("ENTRY_RECORDED", "position: was recorded: it is sent again to learn as what");
  });
}

absl::Status Book::Settle(const std::string& journal_id, const std::vector<Settled>& settled, absl::Time now) {
  std::vector<int64_t> positions;
  std::vector<int32_t> outcomes;
  std::vector<std::string> reasons;
  for (const Settled& one : settled) {
    positions.push_back(one.position);
    outcomes.push_back(one.outcome);
    reasons.push_back(one.reason);
  }
  std::string sql = "UPDATE journal.entry e SET outcome = s.outcome, reason = s.reason, settled_at = $2 FROM unnest(";
  postgres::AppendArray(sql, std::span<const int64_t>(positions));
  sql += ", ";
  postgres::AppendArray(sql, std::span<const int32_t>(outcomes));
  sql += ", ";
  postgres::AppendArray(sql, std::span<const std::string>(reasons));
  sql +=
      ") AS s (position, outcome, reason) WHERE e.journal_id = $1 AND e.position = s.position AND e.outcome NOT IN (1, "
      "2) AND (e.outcome <> 5 OR s.outcome IN (1, 2))";
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) {
    tx.exec_params(sql, journal_id, postgres::TimeText(now));
    return absl::OkStatus();
  });
}

}  // namespace hoso::journal

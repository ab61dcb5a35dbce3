#include "common/access_log/access_reader.h"

#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access_log/staff_changes.h"
#include "common/files/atomic_file.h"
#include "common/postgres/array.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "google/protobuf/util/delimited_message_util.h"

namespace hoso::access_log {
namespace {

constexpr int kFetchRows = 5000;

std::string ListSql(const Filter& filter, int64_t before, int limit) {
  std::string sql = absl::StrCat("SELECT sequence, writer, body FROM access.entry WHERE sequence < ", before);
  const auto equals = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    absl::StrAppend(&sql, " AND ", column, " = ");
    postgres::AppendText(sql, value);
  };
  if (!filter.dossier.empty()) absl::StrAppend(&sql, " AND dossier <> ''");  // The index is a partial one.
  equals("dossier", filter.dossier);
  equals("staff", filter.staff);
  equals("place", filter.place);
  if (filter.from.has_value()) absl::StrAppend(&sql, " AND at >= '", postgres::TimeText(*filter.from), "'");
  if (filter.until.has_value()) absl::StrAppend(&sql, " AND at < '", postgres::TimeText(*filter.until), "'");
  if (filter.deed != 0) absl::StrAppend(&sql, " AND deed = ", filter.deed);
  return absl::StrCat(sql, " ORDER BY sequence DESC LIMIT ", limit);
}

EntryRow RowOf(const pqxx::row& row) {
  return {.sequence = row["sequence"].as<int64_t>(),
          .writer = row["writer"].as<std::string>(),
          .at = postgres::ParseTimeText(row["at"].c_str()).value_or(absl::InfinitePast()),
          .dossier = row["dossier"].as<std::string>(),
          .staff = row["staff"].as<std::string>(),
          .place = row["place"].as<std::string>(),
          .deed = row["deed"].as<int32_t>(),
          .hash = postgres::GetBytes(row["hash"]),
          .body = postgres::GetBytes(row["body"])};
}

// A head that is not there is none that agrees.
Head HeadOf(const pqxx::result& rows) {
  if (rows.size() != 1) return {.sequence = -1};
  return {.sequence = rows[0][0].as<int64_t>(), .hash = postgres::GetBytes(rows[0][1])};
}

absl::StatusOr<std::unique_ptr<pqxx::connection>> Connect(const std::string& conninfo) {
  return postgres::Connect({.conninfo = conninfo,
                            .application_name = "hoso-access-reader",
                            .statement_timeout = absl::ZeroDuration(),
                            .idle_in_transaction_timeout = absl::ZeroDuration()});
}

// The rows of staff.event that stand in the log.
void VisitStaffChanges(pqxx::transaction_base& tx, StaffChangesCheck& check) {
  for (const pqxx::row& row : tx.exec("SELECT entry, at, what, staff_id, by_staff, machine, detail FROM staff.event "
                                      "WHERE entry IS NOT NULL ORDER BY entry")) {
    check.AddEvent(row[0].as<int64_t>(), {.at = postgres::ParseTimeText(row[1].c_str()).value_or(absl::InfinitePast()),
                                          .what = row[2].as<std::string>(),
                                          .staff_id = row[3].as<std::string>(),
                                          .by_staff = row[4].as<std::string>(),
                                          .machine = row[5].as<std::string>(),
                                          .detail = row[6].as<std::string>()});
  }
}

// Visits all entries by number, of one moment, and then what else is asked of that moment. Returns the head. Throws
// what libpqxx throws.
Head VisitAll(pqxx::connection& connection, const std::function<void(const EntryRow&)>& visit,
              const std::function<void(pqxx::transaction_base&)>& then = nullptr) {
  pqxx::nontransaction tx(connection);
  tx.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const Head head = HeadOf(tx.exec("SELECT sequence, hash FROM access.head"));
  tx.exec("DECLARE entries NO SCROLL CURSOR FOR SELECT * FROM access.entry ORDER BY sequence");
  for (bool more = true; more;) {
    const pqxx::result rows = tx.exec(absl::StrCat("FETCH ", kFetchRows, " FROM entries"));
    for (const pqxx::row& row : rows) visit(RowOf(row));
    more = rows.size() == kFetchRows;
  }
  if (then) then(tx);
  tx.exec("COMMIT");
  return head;
}

}  // namespace

struct Store::State {
  postgres::Pool pool;
};

Store::Store(const std::string& conninfo, int connections)
    : state_(new State{postgres::Pool(
          {.connect = {.conninfo = conninfo, .application_name = "hoso-access-list"}, .size = connections})}) {}

Store::~Store() = default;

absl::StatusOr<std::vector<Listed>> Store::List(const Filter& filter, int64_t before, int limit, absl::Time deadline) {
  return postgres::Read(
      state_->pool,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<Listed>> {
        std::vector<Listed> listed;
        for (const pqxx::row& row : tx.exec(ListSql(filter, before, limit))) {
          Listed& one = listed.emplace_back(
              Listed{.sequence = row[0].as<int64_t>(), .writer = row[1].as<std::string>(), .entry = {}});
          if (!one.entry.ParseFromString(postgres::GetBytes(row[2]))) {
            return absl::DataLossError(
                absl::StrCat("access log, entry ", one.sequence, ": cannot be read; run `hoso ledger verify`"));
          }
        }
        return listed;
      },
      deadline);
}

absl::StatusOr<CheckReport> CheckLog(const std::string& conninfo, std::map<std::string, Head> known) {
  const auto connection = Connect(conninfo);
  if (!connection.ok()) return connection.status();
  return postgres::Guard([&]() -> absl::StatusOr<CheckReport> {
    ChainCheck check(std::move(known));
    StaffChangesCheck staff;
    const Head head = VisitAll(
        **connection,
        [&](const EntryRow& row) {
          check.Add(row);
          staff.AddEntry(row);
        },
        [&](pqxx::transaction_base& tx) { VisitStaffChanges(tx, staff); });
    CheckReport report{.entries = check.entries(), .head = head, .findings = check.Finish(head)};
    for (Finding& finding : staff.Finish()) report.findings.push_back(std::move(finding));
    return report;
  });
}

absl::StatusOr<int64_t> ExportLog(const std::string& conninfo, const std::string& path) {
  const auto connection = Connect(conninfo);
  if (!connection.ok()) return connection.status();
  const auto file = files::AtomicFile::Create(path);
  if (!file.ok()) return file.status();
  int64_t entries = 0;
  const absl::Status status = postgres::Guard([&] {
    VisitAll(**connection, [&](const EntryRow& row) {
      access::v1::AccessRow exported;
      exported.set_sequence(row.sequence);
      exported.set_writer(row.writer);
      exported.set_hash(row.hash);
      exported.set_body(row.body);
      std::ostringstream bytes;
      google::protobuf::util::SerializeDelimitedToOstream(exported, &bytes);
      (*file)->Write(bytes.str());
      ++entries;
    });
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (absl::Status committed = (*file)->Commit(files::Existing::kReplace); !committed.ok()) return committed;
  return entries;
}

}  // namespace hoso::access_log

#include "clients/counter/numbers.h"

#include "absl/strings/str_format.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

int64_t DayOf(absl::CivilDay day) { return day - absl::CivilDay(1970, 1, 1); }
absl::CivilDay ToDay(int64_t number) { return absl::CivilDay(1970, 1, 1) + number; }

}  // namespace

absl::Status Numbers::AddLease(const CodeLease& lease) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(
      store_.database().Prepare("INSERT INTO lease (lease_id, agency_key, day, first, last, next, first_code) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
      [&](auto& s) {
        s.Text(lease.id).Text(lease.agency_key).Number(DayOf(lease.day));
        s.Number(lease.first).Number(lease.last).Number(lease.first).Text(lease.first_code);
      });
}

Also Numbers::Take(const CodeLease& lease, int number) {
  return [id = lease.id, number](Sqlite& database, int64_t) -> absl::Status {
    absl::Status taken =
        Execute(database.Prepare("UPDATE lease SET next = ?2 + 1 WHERE lease_id = ?1 AND next <= ?2 AND last >= ?2"),
                [&](auto& s) { s.Text(id).Number(number); });
    if (!taken.ok() || database.changed() == 1) return taken;
    return errors::WithReason(absl::AbortedError("journal: the number was used meanwhile"), "CODE_TAKEN");
  };
}

absl::StatusOr<std::vector<CodeLease>> Numbers::Leases(const std::string& agency_key, absl::CivilDay day) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(
      "SELECT lease_id, first, last, next, first_code FROM lease WHERE agency_key = ? AND day = ? AND next <= last "
      "ORDER BY first");
  if (!statement.ok()) return statement.status();
  Sqlite::Statement& row = (*statement)->Text(agency_key).Number(DayOf(day));
  std::vector<CodeLease> leases;
  absl::Status status = All(row, [&] {
    leases.push_back({.id = row.TextAt(0),
                      .agency_key = agency_key,
                      .day = day,
                      .first = static_cast<int>(row.NumberAt(1)),
                      .last = static_cast<int>(row.NumberAt(2)),
                      .next = static_cast<int>(row.NumberAt(3)),
                      .first_code = row.TextAt(4)});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return leases;
}

absl::StatusOr<std::vector<CodeLease>> Numbers::Past(absl::CivilDay today) {
  absl::MutexLock lock(&store_.mutex());
  // By agency and day: what they begin a code with, up to its last hyphen.
  auto statement = store_.database().Prepare(
      "SELECT lease_id, agency_key, day, first, last, next, first_code FROM lease WHERE closed = 0 AND day < ? AND "
      "NOT EXISTS (SELECT 1 FROM entry WHERE state IN (1, 2, 4, 5, 6) AND state <> 4 AND "
      "substr(entry.dossier_code, 1, length(first_code) - 4) = substr(first_code, 1, length(first_code) - 4)) "
      "ORDER BY day, first");
  if (!statement.ok()) return statement.status();
  Sqlite::Statement& row = (*statement)->Number(DayOf(today));
  std::vector<CodeLease> leases;
  absl::Status status = All(row, [&] {
    leases.push_back({.id = row.TextAt(0),
                      .agency_key = row.TextAt(1),
                      .day = ToDay(row.NumberAt(2)),
                      .first = static_cast<int>(row.NumberAt(3)),
                      .last = static_cast<int>(row.NumberAt(4)),
                      .next = static_cast<int>(row.NumberAt(5)),
                      .first_code = row.TextAt(6)});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return leases;
}

absl::Status Numbers::MarkClosed(const std::string& lease_id) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(store_.database().Prepare("UPDATE lease SET closed = 1 WHERE lease_id = ?"),
                 [&](auto& s) { s.Text(lease_id); });
}

absl::StatusOr<std::vector<Numbers::Free>> Numbers::FreeCodes(absl::CivilDay day) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(
      "SELECT agency_key, day, sum(last + 1 - next) FROM lease WHERE day >= ? GROUP BY 1, 2 ORDER BY 2, 1");
  if (!statement.ok()) return statement.status();
  Sqlite::Statement& row = (*statement)->Number(DayOf(day));
  std::vector<Free> free;
  absl::Status status = All(row, [&] {
    free.push_back(
        {.agency_key = row.TextAt(0), .day = ToDay(row.NumberAt(1)), .codes = static_cast<int>(row.NumberAt(2))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return free;
}

absl::StatusOr<int> Numbers::BusiestDay(const std::string& agency_key, absl::CivilDay since) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(
      "SELECT coalesce(max(used), 0) FROM (SELECT sum(next - first) AS used FROM lease WHERE agency_key = ? AND day >= "
      "? "
      "GROUP BY day)");
  if (!statement.ok()) return statement.status();
  int most = 0;
  absl::Status status = One((*statement)->Text(agency_key).Number(DayOf(since)),
                            [&] { most = static_cast<int>((*statement)->NumberAt(0)); });
  if (!status.ok()) return status;
  return most;
}

absl::StatusOr<int64_t> Numbers::NextNumber(const std::string& series) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(
      "INSERT INTO series (name, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last");
  if (!statement.ok()) return statement.status();
  int64_t number = 0;
  absl::Status status = One((*statement)->Text(series), [&] { number = (*statement)->NumberAt(0); });
  if (!status.ok()) return status;
  if (absl::Status done = (*statement)->Step().status(); !done.ok()) return done;
  return number;
}

absl::StatusOr<std::string> Numbers::NextReceipt(const std::string& device_id) {
  const auto number = NextNumber("receipt");
  if (!number.ok()) return number.status();
  return absl::StrFormat("BL-%s-%06d", device_id, *number);
}

}  // namespace hoso::counter

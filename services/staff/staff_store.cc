#include "services/staff/staff_store.h"

#include <pqxx/pqxx>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/access_log/append.h"
#include "common/access_log/staff_changes.h"
#include "common/clock/zone.h"
#include "common/dossier/two_persons.h"
#include "common/postgres/array.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/staff/lockout.h"

namespace hoso::staff {
namespace {

constexpr char kMemberColumns[] =
    "staff_id, password, password_first, oidc_issuer, oidc_subject, coalesce(code_secret, ''), code_confirmed, "
    "code_step, added_by";
constexpr char kAssignmentColumns[] =
    "a.assignment_id, a.staff_id, a.role, a.office, a.agency, a.carrier, a.first_day, a.last_day, a.cover_for, a.made_by";

std::string Quoted(const std::string& text) {
  std::string sql;
  postgres::AppendText(sql, text);
  return sql;
}

Member ReadMember(const pqxx::row& row) {
  return {.staff_id = row[0].as<std::string>(),
          .password = row[1].as<std::string>(),
          .password_first = row[2].as<bool>(),
          .oidc_issuer = row[3].as<std::string>(),
          .oidc_subject = postgres::GetOptional<std::string>(row[4]),
          .code_secret = postgres::GetBytes(row[5]),
          .code_confirmed = row[6].as<bool>(),
          .code_step = row[7].as<int64_t>(),
          .added_by = row[8].as<std::string>()};
}

v1::Assignment ReadAssignment(const pqxx::row& row) {
  v1::Assignment assignment;
  assignment.set_assignment_id(row[0].as<std::string>());
  assignment.set_staff_id(row[1].as<std::string>());
  assignment.set_role(static_cast<trust::v1::Role>(row[2].as<int>()));
  assignment.set_office_id(row[3].as<std::string>());
  assignment.set_agency_key(row[4].as<std::string>());
  assignment.set_carrier_id(row[5].as<std::string>());
  *assignment.mutable_from() = ToProto(postgres::GetDay(row[6]));
  if (const auto last = postgres::GetOptionalDay(row[7]); last.has_value()) *assignment.mutable_until() = ToProto(*last);
  assignment.set_cover_for(row[8].as<std::string>());
  assignment.set_made_by(row[9].as<std::string>());
  return assignment;
}

std::vector<v1::Assignment> ReadAssignments(const pqxx::result& rows) {
  std::vector<v1::Assignment> assignments;
  for (const pqxx::row& row : rows) assignments.push_back(ReadAssignment(row));
  return assignments;
}

std::string InForce(absl::CivilDay day) {
  const std::string at = Quoted(postgres::ToSql(day));
  return absl::StrCat("a.ended_at IS NULL AND a.first_day <= ", at, " AND coalesce(a.last_day, 'infinity') >= ", at);
}

// What gives somebody else the means to sign in as a member. The index event_credentials names them, too.
constexpr char kGivesCredentials[] =
    "e.what IN ('AddStaff', 'BindSubject', 'ResetPassword', 'Unlock') AND e.by_staff <> ''";

// Changes of credentials and roles, which stand in the access log, too.
bool IsChange(const std::string& what) {
  static const auto* const changes =
      new std::set<std::string>({"AddStaff", "Assign", "BindSubject", "EndAssignment", "EndStaff", "FirstAdministrator",
                                 "ResetPassword", "SetPassword", "SetUpOneTimeCodes", "UnbindSubject", "Unlock"});
  return changes->contains(what);
}

// Comes last in its transaction: it may hold the end of the access log.
void Insert(pqxx::transaction_base& tx, const Event& event) {
  std::optional<int64_t> entry;
  if (IsChange(event.what)) {
    const access_log::AccessEntry change = access_log::EntryOfChange({.at = event.at,
                                                                      .what = event.what,
                                                                      .staff_id = event.staff_id,
                                                                      .by_staff = event.by_staff,
                                                                      .machine = event.machine,
                                                                      .detail = event.detail});
    entry = tx.exec1(access_log::AppendSql({change}))[0].as<int64_t>();
  }
  tx.exec_params(
      "INSERT INTO staff.event (at, what, staff_id, by_staff, machine, detail, entry)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      postgres::ToSql(event.at), event.what, event.staff_id, event.by_staff, event.machine, event.detail, entry);
}

// Those that began by the identity provider.
void EndProvidedSessions(pqxx::transaction_base& tx, const std::string& staff_id, absl::Time at) {
  tx.exec_params("UPDATE staff.session SET ended_at = $2 WHERE staff_id = $1 AND method = $3 AND ended_at IS NULL",
                 staff_id, postgres::ToSql(at), static_cast<int>(trust::v1::SIGN_IN_METHOD_OIDC));
}

absl::Status Locked(absl::Time until) {
  return errors::WithReason(
      absl::ResourceExhaustedError(absl::StrCat("too many wrong attempts on this machine, try again at ",
                                                absl::FormatTime("%H:%M:%S", until, clock::LocalZone()))),
      "SIGN_IN_LOCKED", {{"until", absl::FormatTime(absl::RFC3339_sec, until, absl::UTCTimeZone())}});
}

}  // namespace

StaffStore::StaffStore(Options options)
    : pool_(std::make_unique<postgres::Pool>(
          postgres::PoolOptions{.connect = {.conninfo = std::move(options.conninfo), .application_name = "hoso-staff"},
                                .size = options.connections})) {}

StaffStore::~StaffStore() = default;

absl::Status StaffStore::BeginAttempt(const std::string& staff_id, const std::string& machine, absl::Time now) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params("DELETE FROM staff.attempt WHERE last_at < $1", postgres::ToSql(now - kForgottenAfter));
    // One statement: between two, a sign-in that is proved right could forget the row.
    const pqxx::row row = tx.exec_params1(
        "INSERT INTO staff.attempt AS a VALUES ($1, $2, 0, $3) "
        "ON CONFLICT (staff_id, machine) DO UPDATE SET failures = a.failures RETURNING failures, last_at",
        staff_id, machine, postgres::ToSql(now));
    const absl::Time until = LockedUntil(row[0].as<int>(), postgres::GetTime(row[1]));
    if (now < until) return Locked(until);
    tx.exec_params("UPDATE staff.attempt SET failures = failures + 1, last_at = $3 WHERE staff_id = $1 AND machine = $2",
                   staff_id, machine, postgres::ToSql(now));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<Member>> StaffStore::FindMember(const std::string& staff_id) {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::optional<Member>> {
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("SELECT ", kMemberColumns, " FROM staff.member WHERE staff_id = $1 AND ended_at IS NULL"), staff_id);
    return rows.empty() ? std::nullopt : std::optional(ReadMember(rows[0]));
  });
}

absl::StatusOr<std::optional<Member>> StaffStore::FindMemberBySubject(const std::string& oidc_issuer,
                                                                      const std::string& oidc_subject) {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::optional<Member>> {
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("SELECT ", kMemberColumns,
                     " FROM staff.member WHERE oidc_issuer = $1 AND oidc_subject = $2 AND ended_at IS NULL"),
        oidc_issuer, oidc_subject);
    return rows.empty() ? std::nullopt : std::optional(ReadMember(rows[0]));
  });
}

absl::Status StaffStore::AddNonce(const std::string& nonce, const std::string& machine, absl::Time now,
                                  absl::Time expires_at) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params("DELETE FROM staff.nonce WHERE expires_at <= $1", postgres::ToSql(now));
    tx.exec_params("INSERT INTO staff.nonce (nonce, machine, expires_at) VALUES ($1, $2, $3)", nonce, machine,
                   postgres::ToSql(expires_at));
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> StaffStore::UseNonce(const std::string& nonce, const std::string& machine, absl::Time now) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::StatusOr<bool> {
    const auto used = tx.exec_params("DELETE FROM staff.nonce WHERE nonce = $1 AND machine = $2 AND expires_at > $3",
                                     nonce, machine, postgres::ToSql(now));
    return used.affected_rows() == 1;
  });
}

absl::StatusOr<std::vector<v1::Assignment>> StaffStore::AssignmentsOf(const std::string& staff_id, absl::CivilDay day) {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<v1::Assignment>> {
    return ReadAssignments(tx.exec_params(absl::StrCat("SELECT ", kAssignmentColumns, " FROM staff.assignment a WHERE ",
                                                       InForce(day), " AND a.staff_id = $1 ORDER BY a.first_day"),
                                          staff_id));
  });
}

absl::Status StaffStore::BeginSession(const NewSession& session, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    if (session.code_step > 0) {
      const auto used = tx.exec_params(
          "UPDATE staff.member SET code_step = $2, code_confirmed = true WHERE staff_id = $1 AND code_step < $2",
          session.staff_id, session.code_step);
      if (used.affected_rows() == 0) return errors::Precondition("CODE_USED", "the one-time code was used before");
    }
    if (!session.new_password.empty()) {
      tx.exec_params("UPDATE staff.member SET password = $2, password_first = false WHERE staff_id = $1",
                     session.staff_id, session.new_password);
    }
    tx.exec_params("DELETE FROM staff.attempt WHERE staff_id = $1 AND machine = $2", session.staff_id, session.machine);
    tx.exec_params(
        "INSERT INTO staff.session (session_id, staff_id, assignment_id, machine, method, began_at, ends_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        session.session_id, session.staff_id, session.assignment_id, session.machine, static_cast<int>(session.method),
        postgres::ToSql(session.began_at), postgres::ToSql(session.ends_at));
    Insert(tx, event);
    if (!session.new_password.empty()) {
      Event password = event;
      password.what = "SetPassword";
      Insert(tx, password);
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<StaffStore::OpenSession>> StaffStore::FindSession(const std::string& session_id,
                                                                               absl::Time now) {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::optional<OpenSession>> {
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("SELECT ", kAssignmentColumns, ", s.ends_at FROM staff.session s",
                     " JOIN staff.assignment a USING (assignment_id) JOIN staff.member m ON m.staff_id = s.staff_id",
                     " WHERE s.session_id = $1 AND s.ended_at IS NULL AND s.ends_at > $2 AND m.ended_at IS NULL AND ",
                     InForce(clock::LocalDay(now))),
        session_id, postgres::ToSql(now));
    if (rows.empty()) return std::optional<OpenSession>();
    const v1::Assignment assignment = ReadAssignment(rows[0]);
    return std::optional<OpenSession>({assignment.staff_id(), assignment, postgres::GetTime(rows[0][10])});
  });
}

absl::Status StaffStore::EndSession(const std::string& session_id, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params("UPDATE staff.session SET ended_at = $2 WHERE session_id = $1 AND ended_at IS NULL", session_id,
                   postgres::ToSql(event.at));
    Insert(tx, event);
    return absl::OkStatus();
  });
}

absl::Status StaffStore::SetCodes(const std::string& staff_id, const std::optional<std::string>& secret,
                                  const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    std::string value = "NULL";
    if (secret.has_value()) {
      value.clear();
      postgres::AppendBytes(value, *secret);
    }
    tx.exec_params(absl::StrCat("UPDATE staff.member SET code_secret = ", value,
                                ", code_confirmed = false, code_step = 0 WHERE staff_id = $1"),
                   staff_id);
    Insert(tx, event);
    return absl::OkStatus();
  });
}

absl::Status StaffStore::AddMember(const Member& member, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    const auto added = tx.exec_params(
        "INSERT INTO staff.member (staff_id, password, password_first, oidc_issuer, oidc_subject, added_at, added_by) "
        "VALUES ($1, $2, true, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        member.staff_id, member.password, member.oidc_issuer, member.oidc_subject, postgres::ToSql(event.at),
        member.added_by);
    if (added.affected_rows() == 0) {
      return errors::AlreadyExists("staff", member.staff_id, "this staff id was given before, or the subject is bound");
    }
    Insert(tx, event);
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> StaffStore::BindSubject(const std::string& staff_id, const std::string& oidc_issuer,
                                             const std::string& oidc_subject, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::StatusOr<bool> {
    const auto others =
        tx.exec_params("SELECT FROM staff.member WHERE oidc_issuer = $1 AND oidc_subject = $2 AND staff_id <> $3",
                       oidc_issuer, oidc_subject, staff_id);
    if (!others.empty()) {
      return errors::AlreadyExists("subject", "oidc_subject", "bound to another member, or to one who has left");
    }
    const auto bound = tx.exec_params(
        "UPDATE staff.member SET oidc_issuer = $2, oidc_subject = $3 WHERE staff_id = $1 AND ended_at IS NULL",
        staff_id, oidc_issuer, oidc_subject);
    if (bound.affected_rows() == 0) return false;
    EndProvidedSessions(tx, staff_id, event.at);
    Insert(tx, event);
    return true;
  });
}

absl::StatusOr<bool> StaffStore::UnbindSubject(const std::string& staff_id, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::StatusOr<bool> {
    const auto unbound =
        tx.exec_params("UPDATE staff.member SET oidc_issuer = '', oidc_subject = NULL WHERE staff_id = $1", staff_id);
    if (unbound.affected_rows() == 0) return false;
    EndProvidedSessions(tx, staff_id, event.at);
    Insert(tx, event);
    return true;
  });
}

absl::StatusOr<bool> StaffStore::EndMember(const std::string& staff_id, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::StatusOr<bool> {
    const std::string at = postgres::ToSql(event.at);
    const auto ended =
        tx.exec_params("UPDATE staff.member SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL", staff_id, at);
    if (ended.affected_rows() == 0) return false;
    tx.exec_params("UPDATE staff.assignment SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL", staff_id, at);
    tx.exec_params("UPDATE staff.session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL", staff_id, at);
    Insert(tx, event);
    return true;
  });
}

absl::StatusOr<bool> StaffStore::SetFirstPassword(const std::string& staff_id, const std::string& hash,
                                                  const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::StatusOr<bool> {
    const auto set = tx.exec_params(
        "UPDATE staff.member SET password = $2, password_first = true WHERE staff_id = $1 AND ended_at IS NULL",
        staff_id, hash);
    if (set.affected_rows() == 0) return false;
    tx.exec_params("UPDATE staff.session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL", staff_id,
                   postgres::ToSql(event.at));
    tx.exec_params("DELETE FROM staff.attempt WHERE staff_id = $1", staff_id);
    Insert(tx, event);
    return true;
  });
}

absl::Status StaffStore::Unlock(const std::string& staff_id, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    tx.exec_params("DELETE FROM staff.attempt WHERE staff_id = $1", staff_id);
    Insert(tx, event);
    return absl::OkStatus();
  });
}

absl::Status StaffStore::AddAssignment(v1::Assignment& assignment, const Event& event) {
  const auto from = FromProto(assignment.from(), "assignment.from");
  if (!from.ok()) return from.status();
  std::optional<std::string> until;
  if (assignment.has_until()) {
    const auto last = FromProto(assignment.until(), "assignment.until");
    if (!last.ok()) return last.status();
    until = postgres::ToSql(*last);
  }
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    const pqxx::result rows = tx.exec_params(
        "INSERT INTO staff.assignment (staff_id, role, office, agency, carrier, first_day, last_day, cover_for, made_by,"
        " made_at) SELECT staff_id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM staff.member"
        " WHERE staff_id = $1 AND ended_at IS NULL RETURNING assignment_id",
        assignment.staff_id(), static_cast<int>(assignment.role()), assignment.office_id(), assignment.agency_key(),
        assignment.carrier_id(), postgres::ToSql(*from), until, assignment.cover_for(), assignment.made_by(),
        postgres::ToSql(event.at));
    if (rows.empty()) return errors::NotFound("staff", assignment.staff_id());
    assignment.set_assignment_id(rows[0][0].as<std::string>());
    Event named = event;
    absl::StrAppend(&named.detail, named.detail.empty() ? "" : " ", assignment.assignment_id());
    Insert(tx, named);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<v1::Assignment>> StaffStore::FindAssignment(const std::string& assignment_id) {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::optional<v1::Assignment>> {
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("SELECT ", kAssignmentColumns,
                     " FROM staff.assignment a WHERE assignment_id::text = $1 AND ended_at IS NULL"),
        assignment_id);
    return rows.empty() ? std::nullopt : std::optional(ReadAssignment(rows[0]));
  });
}

absl::Status StaffStore::EndAssignment(const std::string& assignment_id, const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    const std::string at = postgres::ToSql(event.at);
    tx.exec_params("UPDATE staff.assignment SET ended_at = $2 WHERE assignment_id = $1 AND ended_at IS NULL",
                   assignment_id, at);
    tx.exec_params("UPDATE staff.session SET ended_at = $2 WHERE assignment_id = $1 AND ended_at IS NULL",
                   assignment_id, at);
    Insert(tx, event);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<v1::Assignment>> StaffStore::ListAssignments(const AssignmentFilter& filter,
                                                                        absl::CivilDay day, const std::string& after,
                                                                        int limit) {
  std::string sql = absl::StrCat("SELECT ", kAssignmentColumns, " FROM staff.assignment a WHERE a.ended_at IS NULL",
                                 " AND coalesce(a.last_day, 'infinity') >= ", Quoted(postgres::ToSql(day)));
  const std::pair<const char*, const std::string&> conditions[] = {
      {"a.staff_id", filter.staff_id}, {"a.office", filter.office}, {"a.agency", filter.agency}};
  for (const auto& [column, value] : conditions) {
    if (!value.empty()) absl::StrAppend(&sql, " AND ", column, " = ", Quoted(value));
  }
  if (!after.empty()) absl::StrAppend(&sql, " AND a.assignment_id::text > ", Quoted(after));
  absl::StrAppend(&sql, " ORDER BY a.assignment_id::text LIMIT ", limit);
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<v1::Assignment>> {
    return ReadAssignments(tx.exec(sql));
  });
}

// A link counts only if it was there when the next was made: who gave S a password after S gave one to C cannot have
// been S then.
absl::StatusOr<std::vector<std::string>> StaffStore::CredentialsBy(const std::string& staff_id, absl::Time since) {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<std::string>> {
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("WITH RECURSIVE giver (staff_id, at) AS ("
                     " SELECT $1::text, 'infinity'::timestamptz UNION",
                     " SELECT e.by_staff, e.at FROM staff.event e JOIN giver g ON e.staff_id = g.staff_id",
                     " WHERE e.at >= $2 AND e.at <= g.at AND ", kGivesCredentials, ")",
                     " SELECT DISTINCT staff_id COLLATE \"C\" FROM giver WHERE staff_id <> $1 ORDER BY 1 LIMIT ",
                     kMostCredentialsBy + 1),
        staff_id, postgres::ToSql(since));
    std::vector<std::string> givers;
    for (const pqxx::row& row : rows) givers.push_back(row[0].as<std::string>());
    if (givers.size() > kMostCredentialsBy) return std::vector<std::string>{dossier::kAnyone};
    return givers;
  });
}

absl::StatusOr<bool> StaffStore::HasAdministrator() {
  return postgres::Read(*pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<bool> {
    return !tx.exec(absl::StrCat("SELECT FROM staff.assignment WHERE ended_at IS NULL AND role = ",
                                 static_cast<int>(trust::v1::ROLE_ADMINISTRATOR), " LIMIT 1"))
                .empty();
  });
}

absl::Status StaffStore::Record(const Event& event) {
  return postgres::Transact(*pool_, [&](pqxx::work& tx) -> absl::Status {
    Insert(tx, event);
    return absl::OkStatus();
  });
}

}  // namespace hoso::staff

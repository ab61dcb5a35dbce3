#include "services/intake/cash_store.h"

#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

// Two doors that are asked about one device answer one after the other.
constexpr char kLockSql[] = "SELECT pg_advisory_xact_lock(hashtextextended('intake.cash ' || $1, 0))";
constexpr char kColumns[] =
    "kind, coalesce(shift_id::text, ''), office, device, staff, supervisor, amount_vnd, since, occurred_at, content, "
    "held";
// For how long after it was taken in a dossier's payments are looked for.
constexpr int kPaidWithinDays = 60;
// Payments of dossiers that were taken in here, or are handed out here.
constexpr char kPaymentsSql[] =
    "SELECT f.dossier, d.procedure, f.body FROM ledger.dossier d JOIN ledger.fact f ON f.dossier = d.dossier "
    "AND f.dossier >= ledger.first_key($2::date) WHERE (d.office = $1 OR d.return_office = $1) "
    "AND d.dossier >= ledger.first_key($2::date) AND f.kind = $3";

pqxx::binarystring Bytes(const std::string& bytes) { return pqxx::binarystring(bytes.data(), bytes.size()); }

CashEvent ReadEvent(const pqxx::row& row) {
  CashEvent event{.kind = static_cast<CashKind>(row[0].as<int>()),
                  .shift_id = row[1].as<std::string>(),
                  .office = row[2].as<std::string>(),
                  .device = row[3].as<std::string>(),
                  .staff = row[4].as<std::string>(),
                  .supervisor = row[5].as<std::string>(),
                  .amount_vnd = row[6].as<int64_t>(),
                  .since = postgres::GetOptionalTime(row[7]),
                  .occurred_at = postgres::GetTime(row[8]),
                  .content = postgres::GetBytes(row[9])};
  (void)event.held.ParseFromString(postgres::GetBytes(row[10]));
  return event;
}

template <typename Transaction>
std::vector<PaymentFact> ReadPayments(Transaction& tx, const std::string& office, absl::CivilDay day) {
  std::vector<PaymentFact> payments;
  const pqxx::result rows = tx.exec_params(kPaymentsSql, office, postgres::ToSql(day),
                                           static_cast<int>(core::v1::Fact::kPaymentRecordedFieldNumber));
  for (const pqxx::row& row : rows) {
    PaymentFact payment{.dossier = row[0].as<int64_t>(), .procedure = row[1].as<std::string>()};
    if (payment.fact.ParseFromString(postgres::GetBytes(row[2]))) payments.push_back(std::move(payment));
  }
  return payments;
}

// The answer that this request got before.
absl::StatusOr<std::optional<std::string>> Remembered(pqxx::work& tx, const CashStore::Asked& asked) {
  const pqxx::result rows = tx.exec_params("SELECT digest = $2, answer FROM intake.cash_event WHERE request_id = $1",
                                           asked.request_id, Bytes(asked.digest));
  if (rows.empty()) return std::optional<std::string>();
  if (rows[0][0].as<bool>()) return std::optional<std::string>(postgres::GetBytes(rows[0][1]));
  return errors::WithReason(
      absl::InvalidArgumentError(absl::StrCat("request_id: ", asked.request_id, " was used for another request")),
      "REQUEST_ID_REUSED");
}

CashBook ReadBook(pqxx::work& tx, const CashStore::Asked& asked) {
  CashBook book;
  if (!asked.shift_id.empty()) {
    const pqxx::result rows =
        tx.exec_params(absl::StrCat("SELECT ", kColumns, " FROM intake.cash_event WHERE shift_id = $1 ORDER BY number"),
                       asked.shift_id);
    for (const pqxx::row& row : rows) book.shift.push_back(ReadEvent(row));
  }
  const pqxx::result last =
      tx.exec_params("SELECT held FROM intake.cash_event WHERE device = $1 ORDER BY number DESC LIMIT 1", asked.device);
  if (!last.empty()) (void)book.held.ParseFromString(postgres::GetBytes(last[0][0]));
  const pqxx::result shift = tx.exec_params(
      "SELECT kind, shift_id, occurred_at FROM intake.cash_event WHERE device = $1 AND kind IN (1, 3) "
      "ORDER BY number DESC LIMIT 1",
      asked.device);
  if (!shift.empty() && shift[0][0].as<int>() == 1) book.open_shift = shift[0][1].as<std::string>();
  if (!shift.empty() && shift[0][0].as<int>() == 3) book.last_close = postgres::GetTime(shift[0][2]);
  if (asked.with_payments) {
    const absl::Time opened = book.shift.empty() ? asked.now : book.shift.front().occurred_at;
    book.payments = ReadPayments(tx, asked.office, clock::LocalDay(opened) - kPaidWithinDays);
  }
  return book;
}

void Insert(pqxx::work& tx, const CashStore::Asked& asked, const CashDecision& decision) {
  const CashEvent& event = decision.event;
  tx.exec_params(
      "INSERT INTO intake.cash_event (request_id, digest, kind, shift_id, office, device, staff, supervisor, "
      "amount_vnd, since, occurred_at, recorded_at, content, held, answer) VALUES ($1, $2, $3, nullif($4, '')::uuid, "
      "$5, $6, $7, $8, $9, nullif($10, '')::timestamptz, $11, $12, $13, $14, $15)",
      asked.request_id, Bytes(asked.digest), static_cast<int>(event.kind), event.shift_id, event.office, event.device,
      event.staff, event.supervisor, event.amount_vnd, event.since.has_value() ? postgres::ToSql(*event.since) : "",
      postgres::ToSql(event.occurred_at), postgres::ToSql(asked.now), Bytes(event.content),
      Bytes(event.held.SerializeAsString()), Bytes(decision.answer));
}

}  // namespace

struct CashStore::Database {
  postgres::Pool pool;
};

CashStore::CashStore(const std::string& conninfo, int connections)
    : database_(new Database{postgres::Pool(
          {.connect = {.conninfo = conninfo, .application_name = "hoso-intake"}, .size = connections})}) {}
CashStore::~CashStore() = default;

absl::StatusOr<std::string> CashStore::Record(const Asked& asked, const Decide& decide) {
  return postgres::Transact(database_->pool, [&](pqxx::work& tx) -> absl::StatusOr<std::string> {
    tx.exec_params(kLockSql, asked.device);
    auto remembered = Remembered(tx, asked);
    if (!remembered.ok()) return remembered.status();
    if (remembered->has_value()) return **std::move(remembered);
    const auto decision = decide(ReadBook(tx, asked));
    if (!decision.ok()) return decision.status();
    Insert(tx, asked, *decision);
    return decision->answer;
  });
}

absl::StatusOr<CashStore::Found> CashStore::List(const std::string& office, absl::CivilDay from, absl::CivilDay until) {
  return postgres::Read(database_->pool, [&](pqxx::nontransaction& tx) -> absl::StatusOr<Found> {
    Found found;
    const std::string first = postgres::ToSql(clock::LocalTime(absl::CivilSecond(from)));
    const std::string end = postgres::ToSql(clock::LocalTime(absl::CivilSecond(until + 1)));
    const pqxx::result rows = tx.exec_params(
        absl::StrCat("SELECT ", kColumns, " FROM intake.cash_event WHERE office = $1 AND (shift_id IN (",
                     "SELECT shift_id FROM intake.cash_event WHERE office = $1 AND kind = 1 AND occurred_at >= $2 ",
                     "AND occurred_at < $3) OR (kind = 4 AND occurred_at >= $2 AND occurred_at < $3)) ORDER BY number"),
        office, first, end);
    for (const pqxx::row& row : rows) found.events.push_back(ReadEvent(row));
    found.payments = ReadPayments(tx, office, from - kPaidWithinDays);
    return found;
  });
}

}  // namespace hoso::intake

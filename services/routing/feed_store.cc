#include "services/routing/feed_store.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/postgres/transact.h"
#include "services/routing/read_sql.h"

namespace hoso::routing {
namespace {

constexpr char kChannel[] = "hoso_feed";
constexpr absl::Duration kReconnectPause = absl::Milliseconds(500);

constexpr char kLedgerIdSql[] = "SELECT ledger_id FROM ledger.identity";

constexpr char kHorizon[] = "feed_horizon";
constexpr char kHorizonSql[] =
    "SELECT pg_snapshot_xmin(s.now), pg_snapshot_xmax(s.now),"
    " EXISTS (SELECT 1 FROM ledger.fact WHERE tx >= pg_snapshot_xmin(s.now))"
    " FROM (SELECT pg_current_snapshot() AS now) AS s";

// The agency stands in the key. Bodies of others are not even read.
constexpr char kReadPage[] = "feed_page";
constexpr char kReadPageSql[] =
    "SELECT tx, dossier, sequence, CASE WHEN mine THEN body END, CASE WHEN mine THEN hash END FROM ("
    " SELECT tx, dossier, sequence, body, hash,"
    "  $5::integer = 0 OR ((dossier >> 16) & 65535) = $5::integer AS mine FROM ledger.fact"
    " WHERE tx >= $1::xid8 AND tx < $4::xid8 AND (tx, dossier, sequence) > ($1::xid8, $2::bigint, $3::integer)"
    " ORDER BY tx, dossier, sequence LIMIT $6::integer) AS next ORDER BY tx, dossier, sequence";

uint64_t TxOf(const pqxx::field& field) {
  uint64_t tx = 0;
  if (!absl::SimpleAtoi(field.c_str(), &tx)) throw std::runtime_error("want a transaction id");
  return tx;
}

class Receiver : public pqxx::notification_receiver {
 public:
  Receiver(pqxx::connection_base& connection, const std::function<void()>& wake)
      : pqxx::notification_receiver(connection, kChannel), wake_(wake) {}
  void operator()(const std::string& payload, int backend_pid) override { wake_(); }

 private:
  const std::function<void()>& wake_;
};

}  // namespace

absl::StatusOr<std::string> FeedStore::LedgerId() {
  return postgres::Read(pool_, [](pqxx::nontransaction& tx) -> absl::StatusOr<std::string> {
    return tx.exec1(kLedgerIdSql)[0].as<std::string>();
  });
}

absl::StatusOr<FeedHorizon> FeedStore::Horizon() {
  return postgres::Read(pool_, [](pqxx::nontransaction& tx) -> absl::StatusOr<FeedHorizon> {
    tx.conn().prepare(kHorizon, kHorizonSql);
    const pqxx::row row = tx.exec_prepared1(kHorizon);
    return FeedHorizon{.complete_below = TxOf(row[0]), .begun_below = TxOf(row[1]), .held_up = row[2].as<bool>()};
  });
}

absl::StatusOr<FeedPage> FeedStore::Read(const FeedPosition& after, uint64_t below, int agency, int limit) {
  return postgres::Read(pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<FeedPage> {
    tx.conn().prepare(kReadPage, kReadPageSql);
    const pqxx::result rows = tx.exec_prepared(kReadPage, absl::StrCat(after.tx), after.dossier, after.sequence,
                                               absl::StrCat(below), agency, limit);
    FeedPage page;
    page.scanned = after;
    page.complete = static_cast<int>(rows.size()) < limit;
    for (const pqxx::row& row : rows) {
      page.scanned = {.tx = TxOf(row[0]), .dossier = row[1].as<int64_t>(), .sequence = row[2].as<int32_t>()};
      if (row[3].is_null()) continue;
      page.facts.push_back(
          {.position = page.scanned, .body = postgres::GetBytes(row[3]), .hash = postgres::GetBytes(row[4])});
    }
    return page;
  });
}

absl::Status FeedStore::ListenOnce(const std::atomic<bool>& stop, const std::function<void()>& wake) {
  auto connection = postgres::Connect(pool_.options().connect);
  if (!connection.ok()) return connection.status();
  return postgres::Guard([&]() -> absl::Status {
    const Receiver receiver(**connection, wake);
    wake();  // What was committed before we listened.
    while (!stop.load()) (*connection)->await_notification(0, 200 * 1000);
    return absl::OkStatus();
  });
}

void FeedStore::Listen(const std::atomic<bool>& stop, const std::function<void()>& wake) {
  while (!stop.load()) {
    const absl::Status status = ListenOnce(stop, wake);
    if (status.ok()) continue;
    log::Warn("feed: notices of commits interrupted", {{"error", std::string(status.message())}});
    absl::SleepFor(kReconnectPause);
  }
}

}  // namespace hoso::routing

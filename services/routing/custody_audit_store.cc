#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/custody/custody.h"
#include "hoso/core/v1/fact.pb.h"
#include "services/routing/custody_audit.h"
#include "services/routing/read_sql.h"

namespace hoso::routing {
namespace {

constexpr int kBatch = 1000;

constexpr char kDossiersSql[] =
    "SELECT dossier, state, open_discrepancies FROM ledger.dossier WHERE dossier > $1::bigint ORDER BY dossier"
    " LIMIT $2::integer";
// The kinds that ItemsBroughtBy knows.
static_assert(core::v1::Fact::kAccepted == 11 && core::v1::Fact::kSupplemented == 17 &&
              core::v1::Fact::kDecided == 23 && core::v1::Fact::kHandedOut == 26);
constexpr char kFactsSql[] =
    "SELECT dossier, body FROM ledger.fact WHERE dossier > $1::bigint AND dossier <= $2::bigint"
    " AND kind IN (11, 17, 23, 26)";
constexpr char kItemsSql[] =
    "SELECT dossier, item, holder_kind, holder FROM ledger.item WHERE dossier > $1::bigint AND dossier <= $2::bigint"
    " ORDER BY dossier, item";
constexpr char kHoldersSql[] = "SELECT holder_kind, holder, count(*) FROM ledger.item GROUP BY 1, 2 ORDER BY 1, 2";
constexpr char kStraysSql[] =
    "SELECT 'item', dossier, count(*) FROM ledger.item i"
    " WHERE NOT EXISTS (SELECT 1 FROM ledger.dossier d WHERE d.dossier = i.dossier) GROUP BY 2"
    " UNION ALL SELECT 'fact', dossier, count(*) FROM ledger.fact f"
    " WHERE NOT EXISTS (SELECT 1 FROM ledger.dossier d WHERE d.dossier = f.dossier) GROUP BY 2 ORDER BY 1, 2";
constexpr char kBagsSql[] =
    "SELECT i.dossier, i.item, i.holder, b.status IS NULL FROM ledger.item i"
    " LEFT JOIN routing.bag b ON b.bag_id = i.holder"
    " WHERE i.holder_kind = 2 AND (b.status IS NULL OR b.status = 3) ORDER BY 1, 2";

class Audit {
 public:
  Audit(pqxx::work& tx, absl::Time deadline) : tx_(tx), deadline_(deadline) {}

  absl::StatusOr<tracking::v1::AuditCustodyResponse> Run() {
    if (absl::Status status = Dossiers(); !status.ok()) return status;
    Holders();
    Strays();
    Bags();
    if (problems_ > kMostProblemsNamed) {
      response_.add_problems(absl::StrCat("and ", problems_ - kMostProblemsNamed, " more"));
    }
    return std::move(response_);
  }

 private:
  void Problem(const std::string& what) {
    if (++problems_ <= kMostProblemsNamed) response_.add_problems(what);
  }

  absl::Status Dossiers() {
    int64_t after = 0;
    while (true) {
      const pqxx::result dossiers = tx_.exec_params(kDossiersSql, after, kBatch);
      if (dossiers.empty()) return absl::OkStatus();
      const int64_t last = dossiers.back()[0].as<int64_t>();
      Compare(dossiers, tx_.exec_params(kFactsSql, after, last), tx_.exec_params(kItemsSql, after, last));
      after = last;
      if (absl::Now() >= deadline_) return absl::DeadlineExceededError("the audit takes longer than the call may");
    }
  }

  void Compare(const pqxx::result& dossiers, const pqxx::result& facts, const pqxx::result& items) {
    std::map<int64_t, int> brought;
    for (const pqxx::row& row : facts) {
      core::v1::Fact fact;
      const int64_t id = row[0].as<int64_t>();
      if (!fact.ParseFromString(postgres::GetBytes(row[1]))) {
        Problem(absl::StrCat("dossier ", id, ": a fact cannot be read; run `hoso ledger verify`"));
        continue;
      }
      brought[id] += ItemsBroughtBy(fact);
    }
    std::map<int64_t, std::vector<BookedItem>> booked;
    for (const pqxx::row& row : items) {
      const auto kind = static_cast<core::v1::HolderKind>(row[2].as<int>());
      booked[row[0].as<int64_t>()].push_back(
          {.item = row[1].as<int32_t>(), .holder = custody::MakeHolder(kind, row[3].as<std::string>())});
    }
    for (const pqxx::row& row : dossiers) {
      const int64_t id = row[0].as<int64_t>();
      response_.set_items_existing(response_.items_existing() + brought[id]);
      response_.set_open_discrepancies(response_.open_discrepancies() + row[2].as<int64_t>());
      for (const std::string& problem : CompareCustody(ParseState(row[1], id), brought[id], booked[id])) {
        Problem(problem);
      }
    }
  }

  void Holders() {
    for (const pqxx::row& row : tx_.exec(kHoldersSql)) {
      tracking::v1::HolderCount& count = *response_.add_holders();
      *count.mutable_holder() =
          custody::MakeHolder(static_cast<core::v1::HolderKind>(row[0].as<int>()), row[1].as<std::string>());
      count.set_items(row[2].as<int64_t>());
      response_.set_items_held(response_.items_held() + count.items());
    }
  }

  void Strays() {
    for (const pqxx::row& row : tx_.exec(kStraysSql)) {
      Problem(absl::StrCat("dossier ", row[1].as<int64_t>(), ": ", row[2].as<int64_t>(), " ", row[0].c_str(),
                           "(s) of a dossier that does not exist"));
    }
  }

  void Bags() {
    for (const pqxx::row& row : tx_.exec(kBagsSql)) {
      Problem(absl::StrCat("dossier ", row[0].as<int64_t>(), ": item ", row[1].as<int>(), " is in bag ",
                           row[2].as<std::string>(),
                           row[3].as<bool>() ? ", which was never sealed" : ", which was opened"));
    }
  }

  pqxx::work& tx_;
  const absl::Time deadline_;
  int problems_ = 0;
  tracking::v1::AuditCustodyResponse response_;
};

}  // namespace

absl::StatusOr<tracking::v1::AuditCustodyResponse> AuditCustody(postgres::Pool& pool, absl::Time deadline) {
  return ReadSnapshot(pool, deadline, [&](pqxx::work& tx) { return Audit(tx, deadline).Run(); });
}

}  // namespace hoso::routing

// The custody audit after someone wrote behind the ledger's back, on a real
// PostgreSQL.
#include <gmock/gmock.h>

#include <pqxx/pqxx>

#include "common/postgres/pool.h"
#include "services/routing/custody_audit.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using hoso::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CustodyAuditDbTest : public ::testing::Test {
 protected:
  void AsSuperuser(const std::string& sql) {
    pqxx::connection connection(database_.Conninfo("postgres"));
    pqxx::nontransaction(connection).exec(sql);
  }
  absl::StatusOr<tracking::v1::AuditCustodyResponse> Audit() { return AuditCustody(pool_, absl::InfiniteFuture()); }

  hoso::testing::TestDatabase database_;
  postgres::Pool pool_{{.connect = {.conninfo = database_.Conninfo("hoso_routing")}, .size = 1}};
};

// 01/11/2022, agency 1, number 1.
constexpr char kItem[] =
    "INSERT INTO ledger.item (dossier, item, kind, holder_kind, holder, since)"
    " VALUES (82879983976449, 1, 1, 2, 'T-0009', now())";
constexpr char kKey[] = "82879983976449";

TEST_F(CustodyAuditDbTest, AnEmptyLedgerHasNoProblems) {
  const auto audit = Audit();
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->items_existing(), 0);
  EXPECT_THAT(audit->problems(), IsEmpty());
}

TEST_F(CustodyAuditDbTest, NamesAnItemOfNoDossierInABagThatWasNeverSealed) {
  AsSuperuser(kItem);
  const auto audit = Audit();
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->items_existing(), 0);
  EXPECT_EQ(audit->items_held(), 1);
  EXPECT_THAT(audit->problems(),
              ElementsAre(std::string("dossier ") + kKey + ": 1 item(s) of a dossier that does not exist",
                          std::string("dossier ") + kKey + ": item 1 is in bag T-0009, which was never sealed"));
}

TEST_F(CustodyAuditDbTest, NamesAnItemInABagThatWasOpened) {
  AsSuperuser(kItem);
  AsSuperuser(
      "INSERT INTO routing.bag (bag_id, version, status, from_kind, from_id, to_kind, to_id, custodian_kind,"
      " custodian_id, seal_number, manifest, manifest_digest, sealed_at, opened_at) VALUES ('T-0009', 3, 3, 1, 'a', 4,"
      " 'b', 4, 'b', 's', '', sha256('x'), now(), now())");
  EXPECT_EQ(Audit()->problems(1), std::string("dossier ") + kKey + ": item 1 is in bag T-0009, which was opened");
}

}  // namespace
}  // namespace hoso::routing

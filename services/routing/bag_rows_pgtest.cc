// A bag's row in a real PostgreSQL: there and back, and what may change of it.
#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "common/custody/custody.h"
#include "common/custody/manifest.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/bag_rows.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using hoso::testing::IsOk;
using hoso::testing::StatusIs;

core::v1::Bag ABag() {
  core::v1::Bag bag;
  bag.set_bag_id("TUI-1");
  bag.set_version(1);
  bag.set_status(core::v1::BAG_STATUS_SEALED);
  *bag.mutable_from() = custody::Office("YB-CP-04378");
  *bag.mutable_to() = custody::Agency("SGTVT");
  *bag.mutable_custodian() = bag.from();
  bag.set_seal_number("NP-'1'\\");
  bag.add_items()->set_dossier_code("H15.05-221107-0001");
  bag.mutable_items(0)->set_item(1);
  bag.set_packet_digest(std::string("\0packet", 7) + std::string(25, 'p'));
  bag.set_manifest_digest(custody::ManifestDigest(bag));
  *bag.mutable_sealed_at() = ToProto(absl::FromUnixMicros(1667800000000001));
  return bag;
}

class BagRowsTest : public ::testing::Test {
 protected:
  absl::Status Run(const std::string& sql) {
    return postgres::Transact(pool_, [&](pqxx::work& tx) -> absl::Status {
      rows_ = tx.exec(sql);
      return absl::OkStatus();
    });
  }

  core::v1::Bag Find() {
    EXPECT_THAT(Run(FindBagSql("TUI-1")), IsOk());
    Row row;
    for (const pqxx::field& field : rows_[0]) {
      row.push_back(field.is_null() ? std::nullopt : std::optional<std::string>(field.c_str()));
    }
    const auto bag = BagOfRow(row);
    EXPECT_THAT(bag, IsOk());
    return bag.ok() ? *bag : core::v1::Bag();
  }

  hoso::testing::TestDatabase database_;
  postgres::Pool pool_{{.connect = {.conninfo = database_.Conninfo("hoso_routing")}, .size = 1}};
  pqxx::result rows_;
};

TEST_F(BagRowsTest, ABagComesBackAsItWasWritten) {
  core::v1::Bag bag = ABag();
  ASSERT_THAT(Run(InsertBagSql(bag)), IsOk());
  EXPECT_EQ(Find().SerializeAsString(), bag.SerializeAsString());

  bag.set_version(2);
  bag.set_status(core::v1::BAG_STATUS_OPENED);
  *bag.mutable_custodian() = custody::Carrier("YB-BUUTA");
  bag.set_seal_state(core::v1::SEAL_STATE_DIFFERENT);
  *bag.mutable_dispatched_at() = bag.sealed_at();
  *bag.mutable_opened_at() = bag.sealed_at();
  *bag.mutable_expected_at() = bag.sealed_at();
  ASSERT_THAT(Run(UpdateBagSql(bag, "NP-2")), IsOk());
  EXPECT_EQ(Find().SerializeAsString(), bag.SerializeAsString());
}

TEST_F(BagRowsTest, WhatWasSignedForCannotBeChangedNorTakenAway) {
  ASSERT_THAT(Run(InsertBagSql(ABag())), IsOk());
  for (const char* sql :
       {"UPDATE routing.bag SET manifest = ''", "UPDATE routing.bag SET manifest_digest = manifest_digest",
        "UPDATE routing.bag SET packet_digest = ''", "UPDATE routing.bag SET to_id = 'STP'",
        "UPDATE routing.bag SET sealed_at = now()", "DELETE FROM routing.bag"}) {
    EXPECT_THAT(Run(sql), StatusIs(absl::StatusCode::kPermissionDenied)) << sql;
  }
}

TEST_F(BagRowsTest, ABagIdIsThereOnce) {
  ASSERT_THAT(Run(InsertBagSql(ABag())), IsOk());
  EXPECT_THAT(Run(InsertBagSql(ABag())), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST(BagRowTest, ARowIsMadeOfABagWithoutADatabase) {
  core::v1::Bag bag = ABag();
  EXPECT_EQ(BagOfRow(RowOf(bag))->SerializeAsString(), bag.SerializeAsString());
  *bag.mutable_custodian() = custody::Carrier("YB-BUUTA");
  *bag.mutable_opened_at() = bag.sealed_at();
  bag.set_seal_state(core::v1::SEAL_STATE_DIFFERENT);
  bag.set_packet_digest(std::string(32, 'p'));
  EXPECT_EQ(BagOfRow(RowOf(bag))->SerializeAsString(), bag.SerializeAsString());
}

TEST(BagRowTest, ARowThatIsNoneIsSaidSo) {
  EXPECT_THAT(BagOfRow({"TUI-1"}), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(BagOfRow(Row(17)), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace hoso::routing

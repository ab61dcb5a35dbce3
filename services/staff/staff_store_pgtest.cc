#include "services/staff/staff_store.h"

#include <gtest/gtest.h>

#include <future>
#include <pqxx/pqxx>
#include <string>

#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::staff {
namespace {

using absl::StatusCode;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;

constexpr char kWho[] = "GDV-1";
constexpr char kMachine[] = "hoso://yen-bai/office/YB-CP-04378";
const absl::Time kNow = absl::FromUnixSeconds(1668391200);

class StaffStoreTest : public ::testing::Test {
 protected:
  hoso::testing::TestDatabase database_;
  StaffStore store_{{.conninfo = database_.Conninfo("hoso_staff"), .connections = 4}};
};

TEST_F(StaffStoreTest, WrongAttemptsLockOneMachineForAWhile) {
  for (int i = 0; i < 5; ++i) EXPECT_THAT(store_.BeginAttempt(kWho, kMachine, kNow), IsOk());
  EXPECT_THAT(store_.BeginAttempt(kWho, kMachine, kNow),
              AllOf(StatusIs(StatusCode::kResourceExhausted), HasReason("SIGN_IN_LOCKED")));
  EXPECT_THAT(store_.BeginAttempt(kWho, "hoso://yen-bai/office/YB-II-133", kNow), IsOk());
  EXPECT_THAT(store_.BeginAttempt(kWho, kMachine, kNow + absl::Seconds(15)), IsOk());
}

// Somebody signs in, which forgets the attempts, in the middle of another attempt.
TEST_F(StaffStoreTest, AnAttemptWhoseCountIsForgottenMeanwhileIsTheFirst) {
  for (int i = 0; i < 5; ++i) ASSERT_THAT(store_.BeginAttempt(kWho, kMachine, kNow), IsOk());
  pqxx::connection other(database_.Conninfo("hoso_staff"));
  pqxx::work signs_in(other);
  signs_in.exec("SELECT FROM staff.attempt FOR UPDATE");

  auto attempt = std::async(std::launch::async, [&] { return store_.BeginAttempt(kWho, kMachine, kNow); });
  pqxx::connection watch(database_.Conninfo("postgres"));
  EXPECT_TRUE(hoso::testing::Eventually(absl::Seconds(10), [&] {
    pqxx::nontransaction tx(watch);
    return tx.exec1("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")[0]
               .as<int>() == 1;
  }));
  signs_in.exec("DELETE FROM staff.attempt");
  signs_in.commit();

  EXPECT_THAT(attempt.get(), IsOk());
  for (int i = 0; i < 4; ++i) EXPECT_THAT(store_.BeginAttempt(kWho, kMachine, kNow), IsOk());
  EXPECT_THAT(store_.BeginAttempt(kWho, kMachine, kNow), HasReason("SIGN_IN_LOCKED"));
}

}  // namespace
}  // namespace hoso::staff

// The cash of counters with a real PostgreSQL.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/ledger/testing.h"
#include "services/intake/cash_store.h"
#include "services/intake/testing.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::intake {
namespace {

using namespace cash::v1;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::IsOkAndHolds;
using intake::testing::NewUuid;
using intake::testing::RealCatalogue;

constexpr char kHere[] = "YB-CP-04378", kDevice[] = "YB-CP-04378-Q1";
const absl::Time kNow = absl::FromUnixSeconds(1'678'060'800);

class CashStoreTest : public ::testing::Test {
 protected:
  CashStore::Asked Asked(const std::string& request_id, const std::string& shift_id = "") const {
    return {.request_id = request_id,
            .digest = Sha256(request_id),
            .shift_id = shift_id,
            .office = kHere,
            .device = kDevice,
            .with_payments = true,
            .now = kNow};
  }
  static CashAsker Asker() { return {.office = kHere, .device = kDevice, .staff = "GDV-1", .occurred_at = kNow}; }

  absl::StatusOr<std::string> Open(const std::string& id) {
    return store_.Record(Asked(id), [&](const CashBook& book) {
      OpenShiftRequest request;
      request.set_request_id(id);
      request.add_notes()->set_value_vnd(500'000);
      request.mutable_notes(0)->set_count(1);
      return DecideOpening(book, Asker(), request);
    });
  }
  absl::StatusOr<std::string> Count(const std::string& id, const std::string& shift) {
    return store_.Record(Asked(id, shift), [&](const CashBook& book) {
      CountCashRequest request;
      request.set_shift_id(shift);
      request.add_notes()->set_value_vnd(100'000);
      request.mutable_notes(0)->set_count(5);
      return DecideCount(book, Asker(), request);
    });
  }
  absl::StatusOr<std::string> Close(const std::string& id, const std::string& shift) {
    return store_.Record(Asked(id, shift), [&](const CashBook& book) {
      CloseShiftRequest request;
      request.set_shift_id(shift);
      return DecideClosing(RealCatalogue(), book, Asker(), request);
    });
  }
  std::string Ask(const std::string& sql) { return ledger::testing::Ask(database_.Conninfo("postgres"), sql); }

  hoso::testing::TestDatabase database_;
  CashStore store_{database_.Conninfo("hoso_intake"), 2};
};

TEST_F(CashStoreTest, AShiftIsOpenedCountedAndClosedOnceHoweverOftenItIsSent) {
  const std::string shift = NewUuid(), count = NewUuid(), close = NewUuid();
  for (int times = 0; times < 3; ++times) {
    EXPECT_THAT(Open(shift), IsOk());
    EXPECT_THAT(Count(count, shift), IsOk());
    EXPECT_THAT(Close(close, shift), IsOk());
  }
  EXPECT_EQ(Ask("SELECT string_agg(kind::text, ' ' ORDER BY number) FROM intake.cash_event"), "1 2 3");
  EXPECT_THAT(Close(NewUuid(), shift), HasReason("SHIFT_CLOSED"));
  EXPECT_THAT(Open(NewUuid()), IsOk());
  EXPECT_THAT(Open(NewUuid()), HasReason("SHIFT_OPEN"));
  EXPECT_EQ(Ask("SELECT count(*) FROM intake.cash_event WHERE since IS NOT NULL"), "1");
  const auto found = store_.List(kHere, absl::CivilDay(2023, 3, 6), absl::CivilDay(2023, 3, 6));
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(ShiftRecords(RealCatalogue(), found->events, found->payments).shifts_size(), 2);
  EXPECT_EQ(store_.List(kHere, absl::CivilDay(2023, 3, 7), absl::CivilDay(2023, 3, 8))->events.size(), 0u);
}

TEST_F(CashStoreTest, ARequestIdIsForOneRequest) {
  const std::string shift = NewUuid();
  ASSERT_THAT(Open(shift), IsOk());
  CashStore::Asked other = Asked(shift);
  other.digest = Sha256("another");
  EXPECT_THAT(store_.Record(other, [](const CashBook&) { return absl::InternalError("not asked"); }),
              HasReason("REQUEST_ID_REUSED"));
}

TEST_F(CashStoreTest, NobodyChangesWhatWasCounted) {
  const std::string shift = NewUuid();
  ASSERT_THAT(Open(shift), IsOk());
  for (const std::string role : {"hoso_intake", "hoso_owner", "hoso_auditor"}) {
    for (const std::string sql : {"UPDATE intake.cash_event SET amount_vnd = 0", "DELETE FROM intake.cash_event",
                                  "TRUNCATE intake.cash_event"}) {
      EXPECT_THROW(ledger::testing::Ask(database_.Conninfo(role), sql), std::exception) << role << ": " << sql;
    }
  }
  EXPECT_EQ(Ask("SELECT amount_vnd FROM intake.cash_event"), "500000");
}

TEST_F(CashStoreTest, HeldFeesGoFromEntryToEntry) {
  const auto hand_over = [&](int64_t amount) {
    return store_.Record(Asked(NewUuid()), [&](const CashBook& book) {
      HandOverFeesRequest request;
      request.set_agency_key("SGTVT");
      request.set_amount_vnd(amount);
      return DecideHandOver(RealCatalogue(), book, Asker(), request);
    });
  };
  HandOverFeesResponse expected;
  expected.set_held_vnd(-100);
  EXPECT_THAT(hand_over(100), IsOkAndHolds(expected.SerializeAsString()));
  expected.set_held_vnd(-300);
  EXPECT_THAT(hand_over(200), IsOkAndHolds(expected.SerializeAsString()));
}

}  // namespace
}  // namespace hoso::intake

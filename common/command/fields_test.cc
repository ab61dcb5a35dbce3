#include "common/command/fields.h"

#include "common/proto_time/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "tests/support/catalogue.h"

namespace hoso::command {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1667264400);

std::string Wrong(const std::function<void(Fields&)>& check) {
  Fields fields(hoso::testing::TheCatalogue(), kNow);
  check(fields);
  return std::string(fields.ToStatus().message());
}

TEST(FieldsTest, RequestIdsAreUuids) {
  EXPECT_THAT(Wrong([](Fields& f) { f.RequestId("3f2c9a1e-5b7d-4c1a-9f0e-2d6b8a4c7e10"); }), IsEmpty());
  for (const char* bad : {"", "1", "3f2c9a1e5b7d4c1a9f0e2d6b8a4c7e10", "3f2c9a1e-5b7d-4c1a-9f0e-2d6b8a4c7e1g"}) {
    EXPECT_THAT(Wrong([&](Fields& f) { f.RequestId(bad); }), HasSubstr("request_id")) << bad;
  }
}

TEST(FieldsTest, ATypoInACodeIsNamed) {
  EXPECT_THAT(Wrong([](Fields& f) { EXPECT_TRUE(f.DossierCode("H15.05-221101-0001").has_value()); }), IsEmpty());
  for (const char* bad : {"H15.05-221301-0001", "H15.05-221101", "H15.99-221101-0001", "H15.05-221101-0000", ""}) {
    EXPECT_THAT(Wrong([&](Fields& f) { EXPECT_FALSE(f.DossierCode(bad).has_value()); }), HasSubstr("dossier_code"))
        << bad;
  }
}

TEST(FieldsTest, ANumberOfAPersonIsNoIdAndIsNotEchoed) {
  EXPECT_THAT(Wrong([](Fields& f) { f.Id("YB-CP-04378", "desk"); }), IsEmpty());
  for (const char* number : {"015090000123", "0977.404.417"}) {
    EXPECT_THAT(Wrong([&](Fields& f) { f.Id(number, "desk"); }), HasSubstr("desk: has the digits of"));
    EXPECT_THAT(Wrong([&](Fields& f) { f.Id(number, "desk"); }), ::testing::Not(HasSubstr(number)));
    EXPECT_THAT(Wrong([&](Fields& f) { f.RequestId(number); }), ::testing::Not(HasSubstr(number)));
    EXPECT_THAT(Wrong([&](Fields& f) { f.DossierCode(number); }), ::testing::Not(HasSubstr(number)));
  }
}

TEST(FieldsTest, ThingsHappenNeitherInTheFutureNorAYearAgo) {
  const auto wrong = [](absl::Time at) {
    intake::v1::AcceptDossierRequest request;
    *request.mutable_occurred_at() = ToProto(at);
    return Wrong([&](Fields& f) { f.OccurredAt(request); });
  };
  EXPECT_THAT(wrong(kNow), IsEmpty());
  EXPECT_THAT(wrong(kNow - absl::Hours(24 * 29)), IsEmpty());
  EXPECT_THAT(wrong(kNow + absl::Minutes(6)), HasSubstr("future"));
  EXPECT_THAT(wrong(kNow - absl::Hours(24 * 365)), HasSubstr("too far back"));
}

TEST(FieldsTest, AnAbsentMomentIsNow) {
  Fields fields(hoso::testing::TheCatalogue(), kNow);
  EXPECT_EQ(fields.OccurredAt(intake::v1::AcceptDossierRequest()), kNow);
}

TEST(FieldsTest, AllThatIsWrongIsToldAtOnce) {
  Fields fields(hoso::testing::TheCatalogue(), kNow);
  fields.Text("", "reason");
  fields.Id("a b", "bag_id");
  core::v1::Date date;
  date.set_year(2023);
  date.set_month(2);
  date.set_day(30);
  fields.Date(date, "new_date");
  fields.Given(core::v1::OUTCOME_UNSPECIFIED, core::v1::Outcome_IsValid, "outcome");
  const auto violations = errors::FieldViolations(fields.ToStatus());
  ASSERT_EQ(violations.size(), 4u);
  EXPECT_EQ(violations[0].field, "reason");
  EXPECT_EQ(violations[1].field, "bag_id");
  EXPECT_EQ(violations[2].field, "new_date");
  EXPECT_EQ(violations[3].field, "outcome");
}

}  // namespace
}  // namespace hoso::command

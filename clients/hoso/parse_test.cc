#include "clients/hoso/parse.h"

#include <gtest/gtest.h>

#include "clients/hoso/output.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "tests/support/matchers.h"

namespace hoso::cli {
namespace {

using absl::StatusCode;
using hoso::testing::IsOk;
using hoso::testing::IsOkAndHolds;
using hoso::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kWrong = StatusCode::kInvalidArgument;

TEST(ParseCode, ForgivesBlanksAndSmallLettersOnly) {
  EXPECT_THAT(ParseCode(" h15.05-240426-0001 "), IsOkAndHolds("H15.05-240426-0001"));
  for (const char* typo : {"H15.05-240431-0001", "H15.05-240426-0000", "H15.05-240426-001", "H15.05_240426_0001", ""}) {
    EXPECT_THAT(ParseCode(typo), StatusIs(kWrong)) << typo;
  }
}

TEST(ParseDate, DayMustExist) {
  EXPECT_EQ(ShowDate(*ParseDate("2024-02-29")), "2024-02-29");
  EXPECT_THAT(ParseDate("2023-02-29"), StatusIs(kWrong));
  EXPECT_THAT(ParseDate("29/02/2024"), StatusIs(kWrong));
}

TEST(ParseTime, IsTheCountersWallClockUnlessAZoneIsGiven) {
  const absl::Time expected = clock::LocalTime(absl::CivilSecond(2024, 4, 26, 8, 30, 0));
  EXPECT_THAT(ParseTime("2024-04-26T08:30"), IsOkAndHolds(expected));
  EXPECT_THAT(ParseTime("2024-04-26T08:30:00"), IsOkAndHolds(expected));
  EXPECT_THAT(ParseTime("2024-04-26T01:30:00Z"), IsOkAndHolds(expected));
  EXPECT_EQ(ShowTime(ToProto(expected)), "2024-04-26 08:30");
  EXPECT_THAT(ParseTime("2024-02-30T08:30"), StatusIs(kWrong));
  EXPECT_THAT(ParseTime("08:30"), StatusIs(kWrong));
}

TEST(ParseHolder, ReadsWhatShowHolderWrites) {
  for (const char* holder : {"office:YB-II-136", "agency:SGTVT", "carrier:BC-1", "bag:T-1"}) {
    const auto parsed = ParseHolder(holder);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(ShowHolder(*parsed), holder);
  }
  for (const char* wrong : {"YB-II-136", "office:", "applicant:1", "missing:BB-1", "counter:1"}) {
    EXPECT_THAT(ParseHolder(wrong), StatusIs(kWrong, HasSubstr("office:ID"))) << wrong;
  }
}

TEST(ParseItemRef, IsCodeAndNumber) {
  const auto ref = ParseItemRef("H15.05-240426-0001/2");
  ASSERT_THAT(ref, IsOk());
  EXPECT_EQ(ref->dossier_code(), "H15.05-240426-0001");
  EXPECT_EQ(ref->item(), 2);
  for (const char* wrong : {"H15.05-240426-0001", "H15.05-240426-0001/0", "H15.05-240426-0001/x", "X/1"}) {
    EXPECT_THAT(ParseItemRef(wrong), StatusIs(kWrong)) << wrong;
  }
}

TEST(ParseComponent, CountsAndMarks) {
  const auto full = ParseComponent("id_copy=1/2/3+shown");
  ASSERT_THAT(full, IsOk());
  EXPECT_EQ(full->component_id(), "id_copy");
  EXPECT_EQ(full->originals(), 1);
  EXPECT_EQ(full->certified_copies(), 2);
  EXPECT_EQ(full->photocopies(), 3);
  EXPECT_TRUE(full->original_shown());
  EXPECT_TRUE(ParseComponent("photo=+captured")->captured());
  EXPECT_EQ(ParseComponent("form=1")->originals(), 1);
  for (const char* wrong : {"form", "=1", "form=", "form=a", "form=-1", "form=1/1/1/1", "form=1+seen"}) {
    EXPECT_THAT(ParseComponent(wrong), StatusIs(kWrong)) << wrong;
  }
}

TEST(ParseFee, AmountIsNotNegative) {
  EXPECT_EQ(ParseFee("STANDARD=135000")->amount_vnd(), 135000);
  for (const char* wrong : {"STANDARD", "STANDARD=-1", "STANDARD=135.000", "=1"}) {
    EXPECT_THAT(ParseFee(wrong), StatusIs(kWrong)) << wrong;
  }
}

TEST(ParseResult, HasLabelNumberAndDay) {
  const auto result = ParseResult("GPLX hạng A1;790123456789;2022-11-04");
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->label(), "GPLX hạng A1");
  EXPECT_EQ(result->document_number(), "790123456789");
  EXPECT_THAT(ParseResult("GPLX;790123456789"), StatusIs(kWrong));
  EXPECT_THAT(ParseResult("GPLX;1;2022-11-31"), StatusIs(kWrong));
}

TEST(Words, AreTheEnumsNamesAsPeopleTypeThem) {
  EXPECT_THAT(WordsOf(*core::v1::IntakeChannel_descriptor()), ElementsAre("counter", "online", "public-post"));
  EXPECT_THAT(ParseWord(*core::v1::IntakeChannel_descriptor(), "public-post"),
              IsOkAndHolds(static_cast<int>(core::v1::INTAKE_CHANNEL_PUBLIC_POST)));
  EXPECT_THAT(ParseWord(*core::v1::IntakeChannel_descriptor(), "unspecified"), StatusIs(kWrong, HasSubstr("online")));
}

}  // namespace
}  // namespace hoso::cli

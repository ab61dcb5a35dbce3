#include "common/rpc/page_token.h"

#include <gmock/gmock.h>

#include "hoso/tracking/v1/tracking_service.pb.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

tracking::v1::ListDossiersRequest OfOffice(const std::string& office) {
  tracking::v1::ListDossiersRequest request;
  request.set_office_id(office);
  return request;
}

TEST(PageTokenTest, GivesBackThePositionForTheSameQuestion) {
  const std::string question = QuestionOf(OfOffice("YB-II-136"));
  const std::string token = MakePageToken(question, {"2024-04-26 07:20:00+00", "84000000001"});
  EXPECT_THAT(ReadPageToken(question, token, 2), IsOkAndHolds(ElementsAre("2024-04-26 07:20:00+00", "84000000001")));
}

TEST(PageTokenTest, EmptyTokenIsTheFirstPage) { EXPECT_THAT(ReadPageToken("any", "", 2), IsOkAndHolds(IsEmpty())); }

TEST(PageTokenTest, AnotherPageSizeIsTheSameQuestion) {
  tracking::v1::ListDossiersRequest second = OfOffice("YB-II-136");
  second.set_page_size(7);
  second.set_page_token("whatever");
  EXPECT_EQ(QuestionOf(OfOffice("YB-II-136")), QuestionOf(second));
}

TEST(PageTokenTest, TokenOfAnotherFilterIsRefused) {
  const std::string token = MakePageToken(QuestionOf(OfOffice("YB-II-136")), {"1"});
  EXPECT_THAT(ReadPageToken(QuestionOf(OfOffice("YB-II-132")), token, 1), HasFieldViolation("page_token"));
}

TEST(PageTokenTest, TokenOfAnotherMethodIsRefused) {
  const std::string token = MakePageToken(QuestionOf(tracking::v1::ListDossiersRequest()), {"1"});
  EXPECT_THAT(ReadPageToken(QuestionOf(tracking::v1::ListBagsRequest()), token, 1), HasFieldViolation("page_token"));
}

TEST(PageTokenTest, TokenOfAnotherScopeIsRefused) {
  const std::string token = MakePageToken(QuestionOf(OfOffice("YB-II-136"), "staff NV01"), {"1"});
  EXPECT_THAT(ReadPageToken(QuestionOf(OfOffice("YB-II-136"), "staff NV02"), token, 1),
              HasFieldViolation("page_token"));
}

TEST(PageTokenTest, EveryChangedCharacterIsFound) {
  const std::string question = QuestionOf(OfOffice("YB-II-136"));
  const std::string token = MakePageToken(question, {"84000000001"});
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto read = ReadPageToken(question, changed, 1);
    // The last character of base64 has bits that mean nothing.
    if (i + 1 == token.size() && read.ok()) continue;
    EXPECT_THAT(read, HasFieldViolation("page_token")) << "at " << i;
  }
}

TEST(PageTokenTest, RubbishIsRefused) {
  for (const std::string token : {"1", "????", "AAAAAAAAAAAAAAAAAAAAAAAA", "eA=="}) {
    EXPECT_THAT(ReadPageToken("any", token, 1), HasFieldViolation("page_token")) << token;
  }
  EXPECT_THAT(ReadPageToken("any", std::string(5000, 'A'), 1), HasFieldViolation("page_token"));
}

TEST(PageSizeTest, AbsentIsTheDefaultAndTheBoundsHold) {
  EXPECT_THAT(PageSize(0, 50, 200), IsOkAndHolds(50));
  EXPECT_THAT(PageSize(1, 50, 200), IsOkAndHolds(1));
  EXPECT_THAT(PageSize(200, 50, 200), IsOkAndHolds(200));
  EXPECT_THAT(PageSize(201, 50, 200), HasFieldViolation("page_size"));
  EXPECT_THAT(PageSize(-1, 50, 200), HasFieldViolation("page_size"));
}

}  // namespace
}  // namespace hoso::rpc

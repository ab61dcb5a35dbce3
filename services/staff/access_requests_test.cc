#include "services/staff/access_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/proto_time/proto_time.h"
#include "common/rpc/page_token.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"

namespace hoso::staff {
namespace {

using access::v1::ListAccessesRequest;
using hoso::testing::HasFieldViolation;
using hoso::testing::IsOk;
using hoso::testing::TheCatalogue;

TEST(AccessRequestsTest, AFilterNamesWhatIsWrongWithIt) {
  ListAccessesRequest request;
  request.set_dossier_code("H15.05-221101");
  request.set_office_id("YB-NOWHERE");
  request.set_agency_key("SGTVT");
  request.set_staff_id(std::string(41, 'x'));
  *request.mutable_from() = ToProto(absl::FromUnixSeconds(8));
  *request.mutable_until() = ToProto(absl::FromUnixSeconds(8));
  request.set_deed(static_cast<access::v1::Deed>(99));
  const auto page = PlanListAccesses(TheCatalogue(), request);
  for (const char* field : {"dossier_code", "office_id", "staff_id", "until", "deed"}) {
    EXPECT_THAT(page.status(), HasFieldViolation(field));
  }
}

TEST(AccessRequestsTest, AnInstantIsOne) {
  ListAccessesRequest request;
  request.mutable_from()->set_seconds(1LL << 60);
  request.mutable_until()->set_nanos(-1);
  const auto page = PlanListAccesses(TheCatalogue(), request);
  EXPECT_THAT(page.status(), HasFieldViolation("from"));
  EXPECT_THAT(page.status(), HasFieldViolation("until"));
}

TEST(AccessRequestsTest, TheEntryAboutAListSaysWhatItWentByAndNotWhatWasTyped) {
  ListAccessesRequest request;
  request.set_dossier_code("h15.05-221101-0001");
  request.set_staff_id("Nguyễn Văn Quán");
  request.set_page_size(3);
  const auto page = PlanListAccesses(TheCatalogue(), request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->asked, "dossier_code staff_id");
  EXPECT_EQ(page->filter.dossier, "H15.05-221101-0001");
  EXPECT_EQ(page->size, 3);
}

TEST(AccessRequestsTest, APageGoesOnForTheSameQuestionOnly) {
  ListAccessesRequest request;
  request.set_staff_id("NV-1");
  const auto first = PlanListAccesses(TheCatalogue(), request);
  ASSERT_THAT(first, IsOk());
  request.set_page_token(rpc::MakePageToken(first->question, {"41"}));
  const auto second = PlanListAccesses(TheCatalogue(), request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->before, 41);
  request.set_staff_id("NV-2");
  EXPECT_THAT(PlanListAccesses(TheCatalogue(), request).status(), HasFieldViolation("page_token"));
}

}  // namespace
}  // namespace hoso::staff

#include "services/routing/public_view.h"

#include <gmock/gmock.h>

#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/vietnamese.h"
#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const catalogue::Catalogue& Real() {
  static const auto& loaded =
      *new absl::StatusOr<std::shared_ptr<const catalogue::Catalogue>>(
          catalogue::Catalogue::Load(testing::SourceDir() + "/catalogue"));
  if (!loaded.ok()) ADD_FAILURE() << loaded.status();
  return **loaded;
}

absl::Time At(int day, int hour) { return clock::LocalTime(absl::CivilSecond(2024, 5, day, hour, 0, 0)); }

// A licence exchange in the making, fact by fact.
class Story {
 public:
  Story() { dossier_.set_dossier_code("H15.05-240502-0001"); }

  Story& Then(core::v1::Fact fact, int day, int hour = 9) {
    fact.set_dossier_code(dossier_.dossier_code());
    fact.set_sequence(dossier_.version() + 1);
    *fact.mutable_occurred_at() = ToProto(At(day, hour));
    *fact.mutable_recorded_at() = ToProto(At(day, hour));
    EXPECT_THAT(dossier::Apply(dossier_, fact), testing::IsOk());
    facts_.push_back(fact);
    return *this;
  }

  Story& Accepted(core::v1::ReturnChannel channel = core::v1::RETURN_CHANNEL_OFFICE) {
    core::v1::Fact fact;
    core::v1::Accepted& accepted = *fact.mutable_accepted();
    accepted.set_procedure_version("GPLX_DOI@2022-11-01");
    accepted.set_procedure_key("GPLX_DOI");
    accepted.set_agency_key("SGTVT");
    accepted.set_office_id("YB-II-136");
    accepted.set_return_channel(channel);
    accepted.set_return_office_id("YB-CP-04378");
    *accepted.mutable_accepted_at() = ToProto(At(2, 8));
    *accepted.mutable_appointment()->mutable_date() = ToProto(absl::CivilDay(2024, 5, 9));
    *accepted.mutable_appointment()->mutable_due_at() = ToProto(At(9, 17));
    accepted.mutable_papers()->set_number(1);
    accepted.mutable_papers()->set_kind(core::v1::ITEM_KIND_PAPERS);
    *accepted.mutable_papers()->mutable_holder() = custody::Office("YB-II-136");
    return Then(fact, 2, 8);
  }

  Story& Received() {
    core::v1::Fact fact;
    fact.mutable_received_by_agency()->set_agency_key("SGTVT");
    return Then(fact, 3);
  }

  Story& SupplementRequested() {
    core::v1::Fact fact;
    auto& component = *fact.mutable_supplement_requested()->add_components();
    component.set_component_id("health");
    component.set_originals(1);
    fact.mutable_supplement_requested()->set_reason("Ông Nguyễn Văn A thiếu giấy");
    *fact.mutable_supplement_requested()->mutable_supply_until() = ToProto(absl::CivilDay(2024, 5, 20));
    return Then(fact, 6);
  }

  Story& Decided() {
    core::v1::Fact fact;
    fact.mutable_decided()->set_outcome(core::v1::OUTCOME_GRANTED);
    auto& item = *fact.mutable_decided()->add_results()->mutable_item();
    item.set_number(2);
    item.set_kind(core::v1::ITEM_KIND_RESULT);
    *item.mutable_holder() = custody::Agency("SGTVT");
    *fact.mutable_decided()->mutable_decided_at() = ToProto(At(8, 9));
    return Then(fact, 8);
  }

  Story& AtThePoint() {
    core::v1::Fact fact;
    fact.mutable_results_received()->set_office_id("YB-CP-04378");
    return Then(fact, 9);
  }

  tracking::v1::LookUpResponse View() const { return PublicView(Real(), dossier_, facts_); }
  std::vector<std::string> Steps() const {
    std::vector<std::string> steps;
    const tracking::v1::LookUpResponse view = View();
    for (const auto& step : view.steps()) steps.push_back((step.has_at() ? "✓ " : "○ ") + step.what_vi());
    return steps;
  }

  core::v1::Dossier& dossier() { return dossier_; }

 private:
  core::v1::Dossier dossier_;
  std::vector<core::v1::Fact> facts_;
};

TEST(PublicViewTest, ShowsWhatHappenedAndWhatIsToCome) {
  Story story;
  story.Accepted().Received();
  EXPECT_THAT(story.Steps(),
              ElementsAre("✓ Đã nhận hồ sơ tại Bưu cục cấp II Văn Yên",
                          "✓ Đã đến Sở Giao thông vận tải tỉnh Yên Bái", "○ Có kết quả",
                          "○ Trả kết quả: Điểm bưu điện tại xã Lang Thíp"));
  const auto view = story.View();
  EXPECT_EQ(view.status_vi(), "Đang xử lý");
  EXPECT_EQ(view.next_step_vi(), "Ông/bà chưa phải làm gì. Đừng đến trước khi có tin báo kết quả.");
  EXPECT_EQ(view.return_place_vi(), "Điểm bưu điện tại xã Lang Thíp");
  EXPECT_EQ(view.appointment_date().day(), 9);
}

TEST(PublicViewTest, WhileWaitingSaysWhatToSupplyWhereAndUntilWhen) {
  Story story;
  const auto view = story.Accepted().Received().SupplementRequested().View();
  EXPECT_THAT(view.next_step_vi(), AllOf(HasSubstr("nộp bổ sung: "), HasSubstr("(1 bản chính)"),
                                         HasSubstr("Nộp tại: Bưu cục cấp II Văn Yên."),
                                         HasSubstr("Chậm nhất: Thứ Hai 20/05/2024.")));
  EXPECT_THAT(view.next_step_vi(), Not(HasSubstr("health"))) << "the paper's name and not its id";
  EXPECT_FALSE(view.has_appointment_date()) << "no date is promised while the clock waits";
}

TEST(PublicViewTest, WhatPeopleWroteFreelyIsNotShown) {
  Story story;
  story.Accepted().Received().SupplementRequested();
  EXPECT_THAT(story.View().DebugString(), Not(HasSubstr("Nguy")));
  EXPECT_THAT(story.View().next_step_vi(), Not(HasSubstr("Nguyễn")));
}

TEST(PublicViewTest, WhileAFeeIsDueSaysHowMuchAndWhere) {
  core::v1::Fact fact;
  fact.mutable_payment_requested()->add_fees()->set_amount_vnd(100000);
  fact.mutable_payment_requested()->add_fees()->set_amount_vnd(35000);
  Story story;
  const auto view = story.Accepted().Received().Then(fact, 6).View();
  EXPECT_EQ(view.next_step_vi(),
            "Ông/bà cần nộp thêm phí, lệ phí: 135.000 đ. Nộp tại: Bưu cục cấp II Văn Yên.");
}

TEST(PublicViewTest, DoNotComeUntilTheResultLiesAtThePoint) {
  Story story;
  EXPECT_THAT(story.Accepted().Received().Decided().View().next_step_vi(), HasSubstr("Đừng đến trước khi có tin"));
  EXPECT_EQ(story.AtThePoint().View().next_step_vi(),
            "Mời ông/bà đến nhận kết quả tại: Điểm bưu điện tại xã Lang Thíp; mang theo Giấy hẹn trả kết quả và giấy tờ "
            "tùy thân, cùng giấy tờ cũ phải đổi.");
}

TEST(PublicViewTest, CollectedAtTheAgencyIsReadyOnceDecided) {
  Story story;
  EXPECT_THAT(story.Accepted(core::v1::RETURN_CHANNEL_AGENCY).Received().Decided().View().next_step_vi(),
              HasSubstr("đến nhận kết quả tại: Sở Giao thông vận tải"));
}

TEST(PublicViewTest, DeliveryDoesNotShowTheAddress) {
  Story story;
  const auto view = story.Accepted(core::v1::RETURN_CHANNEL_DELIVERY).Received().Decided().AtThePoint().View();
  EXPECT_THAT(view.next_step_vi(), HasSubstr("Bưu điện sẽ giao kết quả đến địa chỉ đã đăng ký"));
  EXPECT_EQ(view.return_place_vi(), "Giao tận nơi, địa chỉ đã đăng ký khi nộp hồ sơ");
}

TEST(PublicViewTest, RefusedSaysWhyInTheCataloguesWordsAndWhereThePapersAre) {
  const std::string ground = Real().FindVersion("GPLX_DOI@2022-11-01")->version->refusal_grounds(0).id();
  core::v1::Fact fact;
  fact.mutable_refused()->set_ground_id(ground);
  fact.mutable_refused()->set_explanation("bà Trần Thị B");
  Story story;
  const auto view = story.Accepted().Then(fact, 3).View();
  EXPECT_THAT(view.next_step_vi(), AllOf(HasSubstr("Lý do: "), HasSubstr("nhận lại giấy tờ tại"),
                                         Not(HasSubstr("Trần Thị B"))));
  EXPECT_TRUE(view.steps(view.steps_size() - 1).has_at()) << "nothing is to come";
}

TEST(VietnameseTest, DaysAndMoney) {
  EXPECT_EQ(DayVi(ToProto(absl::CivilDay(2024, 5, 7))), "Thứ Ba 07/05/2024");
  EXPECT_EQ(DayVi(ToProto(absl::CivilDay(2024, 5, 5))), "Chủ Nhật 05/05/2024");
  EXPECT_EQ(MoneyVi(0), "0 đ");
  EXPECT_EQ(MoneyVi(999), "999 đ");
  EXPECT_EQ(MoneyVi(1000), "1.000 đ");
  EXPECT_EQ(MoneyVi(1135000), "1.135.000 đ");
}

}  // namespace
}  // namespace hoso::routing

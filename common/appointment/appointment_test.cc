#include "common/appointment/appointment.h"

#include "common/appointment/lateness.h"
#include "common/clock/zone.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/catalogue.h"

namespace hoso::appointment {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using hoso::testing::TheCatalogue;

absl::Time At(int year, int month, int day, int hour, int minute = 0) {
  return clock::LocalTime(absl::CivilSecond(year, month, day, hour, minute, 0));
}

absl::CivilDay DayOf(const core::v1::Appointment& appointment) {
  return *hoso::FromProto(appointment.date(), "date");
}

core::v1::Fact Envelope(core::v1::Fact fact, const core::v1::Dossier& dossier, absl::Time at) {
  fact.set_dossier_code("H15.05-221101-0001");
  fact.set_sequence(dossier.version() + 1);
  *fact.mutable_occurred_at() = hoso::ToProto(at);
  *fact.mutable_recorded_at() = hoso::ToProto(at);
  return fact;
}

// A dossier of `procedure` accepted at `at`, with its facts so far.
struct Story {
  core::v1::Dossier dossier;
  std::vector<core::v1::Fact> facts;

  void Add(core::v1::Fact payload, absl::Time at) {
    const core::v1::Fact fact = Envelope(std::move(payload), dossier, at);
    const absl::Status status = dossier::Apply(dossier, fact);
    ASSERT_TRUE(status.ok()) << status;
    facts.push_back(fact);
  }
};

Story AcceptedAt(const std::string& procedure, const std::string& agency, clock::Term term, absl::Time at) {
  Story story;
  story.dossier.set_dossier_code("H15.05-221101-0001");
  core::v1::Fact fact;
  core::v1::Accepted& accepted = *fact.mutable_accepted();
  accepted.set_procedure_version(procedure);
  accepted.set_agency_key(agency);
  accepted.set_office_id("YB-II-136");
  *accepted.mutable_accepted_at() = hoso::ToProto(at);
  *accepted.mutable_term() = ToProto(term);
  *accepted.mutable_appointment() = *Promise(TheCatalogue(), agency, term, at);
  accepted.mutable_papers()->set_number(1);
  accepted.mutable_papers()->set_kind(core::v1::ITEM_KIND_PAPERS);
  accepted.mutable_papers()->mutable_holder()->set_kind(core::v1::HOLDER_KIND_OFFICE);
  accepted.mutable_papers()->mutable_holder()->set_id("YB-II-136");
  story.Add(fact, at);
  return story;
}

core::v1::Fact SupplementRequested() {
  core::v1::Fact fact;
  fact.mutable_supplement_requested()->add_components()->set_component_id("form");
  return fact;
}

core::v1::Fact Supplemented(const Story& story, absl::Time at) {
  core::v1::Fact fact;
  *fact.mutable_supplemented()->mutable_appointment() = *PromiseAfterWait(TheCatalogue(), story.dossier, at);
  core::v1::Item& papers = *fact.mutable_supplemented()->mutable_papers();
  papers.set_number(2);
  papers.set_kind(core::v1::ITEM_KIND_SUPPLEMENT);
  papers.mutable_holder()->set_kind(core::v1::HOLDER_KIND_OFFICE);
  papers.mutable_holder()->set_id("YB-II-136");
  return fact;
}

TEST(AppointmentTest, ThePromiseIsTheClocksUnderTheCataloguesCalendar) {
  const auto promise = Promise(TheCatalogue(), "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2024, 4, 26, 14, 20));
  ASSERT_TRUE(promise.ok()) << promise.status();
  EXPECT_EQ(DayOf(*promise), absl::CivilDay(2024, 5, 7));
  EXPECT_EQ(hoso::FromProto(promise->due_at()), At(2024, 5, 7, 17));
  EXPECT_THAT(promise->derivation_vi(), HasSubstr("hẹn 07/05/2024"));
  EXPECT_NE(promise->calendar_version(), "");
}

TEST(AppointmentTest, ALicenceIsPausedAndABadgeBeginsAgain) {
  const absl::Time asked = At(2022, 11, 8, 9);
  const absl::Time supplied = At(2022, 11, 10, 9);
  Story licence = AcceptedAt("GPLX_DOI@2022-11-01", "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  licence.Add(SupplementRequested(), asked);
  EXPECT_EQ(DayOf(*PromiseAfterWait(TheCatalogue(), licence.dossier, supplied)), absl::CivilDay(2022, 11, 16));
  Story badge = AcceptedAt("PHUHIEU@2022-11-01", "SGTVT", {2, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  badge.Add(SupplementRequested(), asked);
  EXPECT_EQ(DayOf(*PromiseAfterWait(TheCatalogue(), badge.dossier, supplied)), absl::CivilDay(2022, 11, 14));
}

TEST(AppointmentTest, WhoDoesNotWaitHasNoNewPromise) {
  const Story story = AcceptedAt("GPLX_DOI@2022-11-01", "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  EXPECT_EQ(PromiseAfterWait(TheCatalogue(), story.dossier, At(2022, 11, 8, 9)).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(AppointmentTest, PromisesAmongFactsAreComputedAgain) {
  Story story = AcceptedAt("GPLX_DOI@2022-11-01", "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  story.Add(SupplementRequested(), At(2022, 11, 8, 9));
  story.Add(Supplemented(story, At(2022, 11, 10, 9)), At(2022, 11, 10, 9));
  EXPECT_THAT(CheckPromises(TheCatalogue(), story.facts), IsEmpty());
  story.facts[2].mutable_supplemented()->mutable_appointment()->mutable_date()->set_day(18);
  const auto differences = CheckPromises(TheCatalogue(), story.facts);
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_THAT(differences[0], HasSubstr("fact 3"));
}

TEST(LatenessTest, TheClassIsAgainstTheLawfulPromise) {
  const Story story = AcceptedAt("GPLX_DOI@2022-11-01", "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  EXPECT_EQ(ClassOf(story.dossier, At(2022, 11, 11, 16)), core::v1::RESULT_CLASS_AHEAD);
  EXPECT_EQ(ClassOf(story.dossier, At(2022, 11, 14, 16)), core::v1::RESULT_CLASS_ON_TIME);
  EXPECT_EQ(ClassOf(story.dossier, At(2022, 11, 14, 17, 1)), core::v1::RESULT_CLASS_LATE);
}

TEST(LatenessTest, ThePostAnswersForWhatItTookBeyondThePlannedWay) {
  Story story = AcceptedAt("GPLX_DOI@2022-11-01", "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  core::v1::Fact received;
  received.mutable_received_by_agency()->set_agency_key("SGTVT");
  Story slow_post = story;
  slow_post.Add(received, At(2022, 11, 21, 9));
  EXPECT_EQ(*LateCauseOf(TheCatalogue(), slow_post.dossier, At(2022, 11, 22, 9)), core::v1::PARTY_POST);
  Story slow_agency = story;
  slow_agency.Add(received, At(2022, 11, 8, 9));
  EXPECT_EQ(*LateCauseOf(TheCatalogue(), slow_agency.dossier, At(2022, 11, 22, 9)), core::v1::PARTY_AGENCY);
}

TEST(LatenessTest, SharesAreOfficeTimeOfEachParty) {
  Story story = AcceptedAt("GPLX_DOI@2022-11-01", "SGTVT", {5, clock::TermUnit::kWorkingDay}, At(2022, 11, 7, 9));
  core::v1::Fact received;
  received.mutable_received_by_agency()->set_agency_key("SGTVT");
  story.Add(received, At(2022, 11, 8, 9));
  story.Add(SupplementRequested(), At(2022, 11, 8, 10));
  const auto shares = SharesOf(TheCatalogue(), story.dossier, At(2022, 11, 9, 10));
  ASSERT_TRUE(shares.ok()) << shares.status();
  EXPECT_EQ(shares->post, absl::Hours(7.5));
  EXPECT_EQ(shares->agency, absl::Hours(1));
  EXPECT_EQ(shares->applicant, absl::Hours(7.5));
}

}  // namespace
}  // namespace hoso::appointment

#include "common/catalogue/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "common/catalogue/catalogue.h"

namespace hoso::catalogue {
namespace {

using ::absl::CivilDay;
using ::testing::HasSubstr;

const v1::ProcedureVersion& Version(const std::string& id) {
  static const auto* const kCatalogue = new std::shared_ptr<const Catalogue>(
      Catalogue::Load(std::string(std::getenv("HOSO_SOURCE_DIR")) + "/catalogue").value());
  return *(*kCatalogue)->FindVersion(id).value().version;
}

const v1::ProcedureVersion& Gplx() { return Version("GPLX_DOI@2022-11-01"); }
const v1::ProcedureVersion& Gpkd() { return Version("GPKD_VT@2022-11-01"); }
const v1::ProcedureVersion& Phuhieu() { return Version("PHUHIEU@2022-11-01"); }
const v1::ProcedureVersion& Lltp() { return Version("LLTP@2022-11-01"); }
const v1::ProcedureVersion& Merit() { return Version("BK_CONGTRANG@2022-11-01"); }

Choice Chosen(std::vector<std::string> cases = {}, v1::SubmitterKind submitter = v1::SUBMITTER_KIND_OWNER,
              int units = 1) {
  return {.day = CivilDay(2023, 3, 1), .cases = std::move(cases), .submitter = submitter, .units = units};
}

Choice Complete(const v1::ProcedureVersion& version, const Choice& choice) {
  return CompleteChoice(version, choice).value();
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

std::vector<TalliedComponent> LicencePapers() {
  return {{.id = "form", .originals = 1},
          {.id = "health", .originals = 1},
          {.id = "licence_copy", .photocopies = 1, .original_shown = true},
          {.id = "id_copy", .photocopies = 1, .original_shown = true},
          {.id = "photo", .captured = true}};
}

TEST(ChoiceTest, WhatIsLeftOutTakesTheFirstCaseAndTheFeeThatNeedsNoProof) {
  const Choice choice = Complete(Lltp(), Chosen());
  EXPECT_THAT(choice.cases, testing::ElementsAre("NO_1"));
  EXPECT_EQ(choice.fee, "STANDARD");
}

TEST(ChoiceTest, WhatTheVersionDoesNotAllowIsRefusedNamingTheField) {
  struct Row {
    const v1::ProcedureVersion& version;
    Choice choice;
    const char* message;
  };
  Choice wrong_fee = Chosen();
  wrong_fee.fee = "GIFT";
  Choice other_channel_fee = Chosen();
  other_channel_fee.fee = "STANDARD_ONLINE";
  const std::vector<Row> rows = {
      {Gplx(), Chosen({"A1_A3", "B2"}), "cases[1]: B2, want OTHER_CLASSES, A1_A3, SPLIT_UNLIMITED"},
      {Gplx(), Chosen({"A1_A3", "OTHER_CLASSES"}), "cases[1]: OTHER_CLASSES besides A1_A3, want one of licence_class"},
      {Merit(), Chosen({"NEW"}, v1::SUBMITTER_KIND_STATE_AGENCY), "cases[0]: NEW, want none"},
      {Gplx(), Chosen({}, v1::SUBMITTER_KIND_AUTHORISED_PERSON),
       "submitter: SUBMITTER_KIND_AUTHORISED_PERSON, want SUBMITTER_KIND_OWNER"},
      {Merit(), Chosen(), "submitter: SUBMITTER_KIND_OWNER, want SUBMITTER_KIND_STATE_AGENCY"},
      {Lltp(), Chosen({"NO_2"}, v1::SUBMITTER_KIND_PARENT), "no proxy may file NO_2"},
      {Lltp(), Chosen({"NO_2"}, v1::SUBMITTER_KIND_AUTHORISED_PERSON), "no proxy may file NO_2"},
      {Lltp(), Chosen({}, v1::SUBMITTER_KIND_OWNER, 0), "units: 0, want 1 to 20"},
      {Lltp(), Chosen({}, v1::SUBMITTER_KIND_OWNER, 10000), "units: 10000, want 1 to 20"},
      {Gplx(), Chosen({}, v1::SUBMITTER_KIND_OWNER, 2), "units: 2, want 1 for"},
      {Lltp(), wrong_fee,
       "fee: GIFT is not for this channel, day and case of LLTP@2022-11-01, want STANDARD, REDUCED, EXEMPT"},
      {Gplx(), other_channel_fee, "fee: STANDARD_ONLINE"},
  };
  for (const Row& row : rows) {
    const absl::Status status = CompleteChoice(row.version, row.choice).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.message;
    EXPECT_THAT(Message(status), HasSubstr(row.message));
  }
}

TEST(ComponentsTest, TheHealthCertificateIsForOtherClassesOnly) {
  EXPECT_TRUE(CheckComponents(Gplx(), Complete(Gplx(), Chosen()), LicencePapers()).ok());
  EXPECT_THAT(Message(CheckComponents(Gplx(), Complete(Gplx(), Chosen({"A1_A3"})), LicencePapers())),
              HasSubstr("components[1].id: health is surplus"));
  std::vector<TalliedComponent> without = LicencePapers();
  without.erase(without.begin() + 1);
  EXPECT_TRUE(CheckComponents(Gplx(), Complete(Gplx(), Chosen({"SPLIT_UNLIMITED"})), without).ok());
  EXPECT_THAT(Message(CheckComponents(Gplx(), Complete(Gplx(), Chosen()), without)),
              HasSubstr("components: health missing, want 1 original"));
}

TEST(ComponentsTest, EveryDifferenceIsReported) {
  std::vector<TalliedComponent> papers = LicencePapers();
  papers[0].originals = 0;
  papers[2].original_shown = false;
  papers[3].photocopies = 3;
  papers[4].captured = false;
  papers.push_back({.id = "form", .originals = 1});
  papers.push_back({.id = "birthday_card", .originals = 1});
  const std::string message = Message(CheckComponents(Gplx(), Complete(Gplx(), Chosen()), papers));
  for (const char* part : {"components[0].originals: 0, want 1", "components[2].original_shown: false, want true",
                           "components[3]: 3 papers, want 1", "components[4].captured: false, want true",
                           "components[5].id: form twice", "components[6].id: birthday_card, want a component of"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST(ComponentsTest, ABetterFormDoesForAWorseOneAndACertifiedCopyForShowingWhereAllowed) {
  const Choice choice = Complete(Lltp(), Chosen());
  EXPECT_TRUE(
      CheckComponents(Lltp(), choice, {{.id = "form", .originals = 1}, {.id = "id_copy", .certified_copies = 1}}).ok());
  EXPECT_THAT(
      Message(CheckComponents(Lltp(), choice, {{.id = "form", .originals = 1}, {.id = "id_copy", .photocopies = 1}})),
      HasSubstr("components[1].original_shown: false, want true"));
  EXPECT_THAT(Message(CheckComponents(
                  Lltp(), choice,
                  {{.id = "form", .photocopies = 1}, {.id = "id_copy", .photocopies = 1, .original_shown = true}})),
              HasSubstr("components[0].originals: 0, want 1"));
  std::vector<TalliedComponent> papers = LicencePapers();
  papers[2] = {.id = "licence_copy", .certified_copies = 1};
  EXPECT_THAT(Message(CheckComponents(Gplx(), Complete(Gplx(), Chosen()), papers)), HasSubstr("original_shown: false"));
}

TEST(ComponentsTest, ANegativeCountIsRefusedEvenIfTheSumIsRight) {
  std::vector<TalliedComponent> papers = LicencePapers();
  papers[2].photocopies = -1;
  papers[2].originals = 2;
  EXPECT_THAT(Message(CheckComponents(Gplx(), Complete(Gplx(), Chosen()), papers)),
              HasSubstr("components[2].photocopies: -1, want 0"));
}

TEST(ComponentsTest, PapersPerVehicleAndPerNomineeAreCountedSo) {
  const Choice fleet = Complete(Phuhieu(), Chosen({"NOT_OWN"}, v1::SUBMITTER_KIND_ENTERPRISE, 3));
  EXPECT_TRUE(
      CheckComponents(
          Phuhieu(), fleet,
          {{.id = "form", .originals = 1}, {.id = "vehicle_reg", .photocopies = 3}, {.id = "lease", .photocopies = 3}})
          .ok());
  EXPECT_THAT(Message(CheckComponents(Phuhieu(), fleet,
                                      {{.id = "form", .originals = 1},
                                       {.id = "vehicle_reg", .photocopies = 2},
                                       {.id = "lease", .photocopies = 3}})),
              HasSubstr("components[1].photocopies: 2, want 3"));
  EXPECT_EQ(ResultCount(Phuhieu(), 3), 3);
  EXPECT_EQ(ResultCount(Merit(), 3), 4);  // The decision and three certificates.
  EXPECT_EQ(ResultCount(Gplx(), 1), 1);
}

TEST(ComponentsTest, ConditionsMayDependOnTheSubmitterAndTheFee) {
  const auto need = [](const v1::ProcedureVersion& version, const char* id, const Choice& choice) {
    for (const v1::Component& component : version.components()) {
      if (component.id() == id) return NeedOf(component, Complete(version, choice));
    }
    ADD_FAILURE() << id;
    return Need::kNotNeeded;
  };
  EXPECT_EQ(need(Lltp(), "authorisation", Chosen()), Need::kNotNeeded);
  EXPECT_EQ(need(Lltp(), "authorisation", Chosen({}, v1::SUBMITTER_KIND_SPOUSE)), Need::kNotNeeded);
  EXPECT_EQ(need(Lltp(), "authorisation", Chosen({}, v1::SUBMITTER_KIND_AUTHORISED_PERSON)), Need::kRequired);
  Choice reduced = Chosen();
  reduced.fee = "REDUCED";
  EXPECT_EQ(need(Lltp(), "fee_exemption", reduced), Need::kRequired);
  EXPECT_EQ(need(Lltp(), "fee_exemption", Chosen()), Need::kNotNeeded);
  EXPECT_EQ(need(Gpkd(), "household_reg", Chosen({}, v1::SUBMITTER_KIND_BUSINESS_HOUSEHOLD)), Need::kRequired);
  EXPECT_EQ(need(Version("GPKD_VT@2026-01-01"), "manager_assignment", Chosen({}, v1::SUBMITTER_KIND_ENTERPRISE)),
            Need::kClerkDecides);
}

TEST(ProxyTest, NumberOneMayBeFiledByProxyAndRelativesNeedNoAuthorisation) {
  EXPECT_EQ(AuthorisationNeeded(Lltp(), Complete(Lltp(), Chosen())), v1::AUTHORISATION_NONE);
  EXPECT_EQ(AuthorisationNeeded(Lltp(), Complete(Lltp(), Chosen({}, v1::SUBMITTER_KIND_CHILD))),
            v1::AUTHORISATION_NONE);
  EXPECT_EQ(AuthorisationNeeded(Lltp(), Complete(Lltp(), Chosen({}, v1::SUBMITTER_KIND_AUTHORISED_PERSON))),
            v1::AUTHORISATION_NOTARISED);
}

TEST(ProxyTest, WhoMayCollectDependsOnTheCase) {
  const Choice one = Complete(Lltp(), Chosen({"NO_1"}));
  const Choice two = Complete(Lltp(), Chosen({"NO_2"}));
  EXPECT_EQ(AuthorisationToCollect(Lltp(), one, v1::SUBMITTER_KIND_OWNER), v1::AUTHORISATION_NONE);
  EXPECT_EQ(AuthorisationToCollect(Lltp(), one, v1::SUBMITTER_KIND_AUTHORISED_PERSON), v1::AUTHORISATION_NOTARISED);
  EXPECT_EQ(AuthorisationToCollect(Lltp(), two, v1::SUBMITTER_KIND_AUTHORISED_PERSON), v1::AUTHORISATION_FORBIDDEN);
  EXPECT_EQ(AuthorisationToCollect(Lltp(), two, v1::SUBMITTER_KIND_SPOUSE), v1::AUTHORISATION_FORBIDDEN);
}

TEST(TermTest, TermsFollowTheCaseAndMayBeExtended) {
  EXPECT_EQ(TermFor(Gplx(), Complete(Gplx(), Chosen())).value().value, 5);
  EXPECT_EQ(TermFor(Gpkd(), Complete(Gpkd(), Chosen({"REISSUE_LOST"}, v1::SUBMITTER_KIND_ENTERPRISE))).value().value,
            3);
  const Choice lltp = Complete(Lltp(), Chosen());
  EXPECT_EQ(TermFor(Lltp(), lltp).value().unit, clock::TermUnit::kCalendarDay);
  EXPECT_EQ(TermFor(Lltp(), lltp, /*extended=*/true).value().value, 15);
  EXPECT_EQ(TermFor(Gplx(), Chosen(), /*extended=*/true).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(SupplementEffectOf(Gplx()), clock::SupplementEffect::kPause);
  EXPECT_EQ(SupplementEffectOf(Gpkd()), clock::SupplementEffect::kRestart);
}

TEST(FeeTest, AmountsFollowChannelDayCaseAndNumber) {
  struct Row {
    const v1::ProcedureVersion& version;
    v1::Channel channel;
    CivilDay day;
    std::vector<std::string> cases;
    v1::SubmitterKind submitter;
    int units;
    const char* fee;
    int64_t amount;
  };
  const CivilDay day(2023, 3, 1);
  const auto owner = v1::SUBMITTER_KIND_OWNER, firm = v1::SUBMITTER_KIND_ENTERPRISE;
  const std::vector<Row> rows = {
      {Gplx(), v1::CHANNEL_POST, day, {}, owner, 1, "", 135000},
      {Gplx(), v1::CHANNEL_ONLINE, CivilDay(2023, 11, 30), {}, owner, 1, "", 135000},
      {Gplx(), v1::CHANNEL_ONLINE, CivilDay(2023, 12, 1), {}, owner, 1, "", 115000},
      {Version("GPLX_DOI@2025-03-01"), v1::CHANNEL_ONLINE, CivilDay(2025, 12, 31), {}, owner, 1, "", 115000},
      {Version("GPLX_DOI@2025-03-01"), v1::CHANNEL_ONLINE, CivilDay(2026, 1, 1), {}, owner, 1, "", 135000},
      {Gpkd(), v1::CHANNEL_POST, day, {"NEW"}, firm, 1, "", 200000},
      {Gpkd(), v1::CHANNEL_POST, day, {"REISSUE_LOST"}, firm, 1, "", 50000},
      {Lltp(), v1::CHANNEL_POST, day, {}, owner, 2, "", 200000},
      {Lltp(), v1::CHANNEL_POST, day, {}, owner, 3, "", 205000},
      {Lltp(), v1::CHANNEL_POST, day, {}, owner, 5, "REDUCED", 115000},
      {Lltp(), v1::CHANNEL_POST, day, {}, owner, 5, "EXEMPT", 0},
  };
  for (const Row& row : rows) {
    const Choice choice = Complete(row.version, {.channel = row.channel,
                                                 .day = row.day,
                                                 .cases = row.cases,
                                                 .submitter = row.submitter,
                                                 .fee = row.fee,
                                                 .units = row.units});
    EXPECT_EQ(FeeAmount(row.version, choice).value(), row.amount) << row.version.id() << " " << row.day;
  }
}

}  // namespace
}  // namespace hoso::catalogue

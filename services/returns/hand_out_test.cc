#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/returns/testing.h"
#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using absl::StatusCode;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace hoso::returns::testing;  // NOLINT: the builders.

v1::HandOutResponse AnswerOf(const ledger::Decision& decision) {
  v1::HandOutResponse response;
  response.ParseFromString(decision.answer);
  return response;
}

core::v1::Authorisation Paper(bool notarised, absl::CivilDay until) {
  core::v1::Authorisation paper;
  paper.set_document_number("UQ-12/2022");
  paper.set_notarised(notarised);
  *paper.mutable_issued_on() = ToProto(absl::CivilDay(2022, 11, 1));
  *paper.mutable_valid_until() = ToProto(until);
  return paper;
}

v1::HandOutRequest ByProxy(const World& world, core::v1::Relation relation) {
  v1::HandOutRequest request = HandOutToOwner(world.code());
  *request.mutable_recipient() = Citizen(kStrangerNumber);
  request.set_relation(relation);
  return request;
}

v1::HandOutRequest WithoutExchange(v1::HandOutRequest request) {
  request.clear_exchanged();
  return request;
}

TEST(HandOut, OwnerTakesTheLastResultAndTheDossierIsReturned) {
  World world;
  const auto decision = Act(world, Clerk(), HandOutToOwner(world.code()));
  ASSERT_THAT(decision, IsOk());
  const v1::HandOutResponse answer = AnswerOf(*decision);
  EXPECT_TRUE(answer.last());
  EXPECT_EQ(answer.dossier().status(), core::v1::STATUS_RETURNED);
  const core::v1::HandedOut fact = FactOf(*decision).handed_out();
  EXPECT_TRUE(custody::Same(fact.moves(0).to(), custody::Applicant()));
  ASSERT_EQ(fact.exchanged_size(), 1);
  EXPECT_TRUE(custody::Same(fact.exchanged(0).holder(), custody::Office(kOffice)));
}

TEST(HandOut, RecipientIsANewPersonOfWhichTheFactHoldsOnlyADigest) {
  World world;
  const auto decision = Act(world, Clerk(), HandOutToOwner(world.code()));
  ASSERT_THAT(decision, IsOk());
  ASSERT_EQ(decision->appends[0].persons.size(), 1u);
  const ledger::PersonRow& row = decision->appends[0].persons[0];
  EXPECT_EQ(row.person, 3);
  const core::v1::Fact fact = FactOf(*decision);
  EXPECT_EQ(fact.handed_out().recipient().person(), 3);
  EXPECT_THAT(decision->appends[0].change.facts()[0].body, Not(HasSubstr(kOwnerNumber)));
  EXPECT_THAT(row.record, HasSubstr(kOwnerNumber));
}

TEST(HandOut, StrangerWhoSaysToBeTheOwnerGetsNothingAndLearnsNothing) {
  World world;
  const auto decision = Act(world, Clerk(), ByProxy(world, core::v1::RELATION_SELF));
  EXPECT_THAT(decision, AllOf(StatusIs(StatusCode::kPermissionDenied, Not(HasSubstr(kOwnerNumber))),
                              StatusIs(StatusCode::kPermissionDenied, Not(HasSubstr(kStrangerNumber))),
                              HasReason("WRONG_PERSON")));
  EXPECT_EQ(errors::ReasonMetadata(decision.status())["why"], "NOT_THE_OWNER");
}

TEST(HandOut, AbsentRelationMeansTheOwner) {
  World world;
  v1::HandOutRequest request = ByProxy(world, core::v1::RELATION_UNSPECIFIED);
  EXPECT_THAT(Act(world, Clerk(), request), HasReason("WRONG_PERSON"));
  *request.mutable_recipient() = Citizen(kOwnerNumber);
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, OwnerIsKnownByTheOldNumberToo) {
  World world;
  core::v1::PersonRecord owner = Citizen("060123456");
  owner.set_identity_kind(core::v1::IDENTITY_KIND_CMND);
  world.SetOwner(owner);
  v1::HandOutRequest request = HandOutToOwner(world.code());
  request.mutable_recipient()->set_former_identity_number("060123456");
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, BlanksInTheNumberDoNotMakeAnotherPerson) {
  World world;
  v1::HandOutRequest request = HandOutToOwner(world.code());
  request.mutable_recipient()->set_identity_number(" 0150 9000 0123 ");
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, ProxyNeedsAWrittenAuthorisationThatIsStillValid) {
  World world;
  v1::HandOutRequest request = ByProxy(world, core::v1::RELATION_AUTHORISED);
  const auto refused = Act(world, Clerk(), request);
  EXPECT_THAT(refused, HasReason("WRONG_PERSON"));
  EXPECT_EQ(errors::ReasonMetadata(refused.status())["why"], "NO_AUTHORISATION");
  *request.mutable_authorisation() = Paper(false, absl::CivilDay(2022, 11, 13));
  EXPECT_EQ(errors::ReasonMetadata(Act(world, Clerk(), request).status())["why"], "AUTHORISATION_NOT_VALID");
  *request.mutable_authorisation() = Paper(false, absl::CivilDay(2022, 11, 14));
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, CertificateNumberOneGoesToAProxyWithANotarisedAuthorisationOnly) {
  World world("LLTP@2022-11-01");
  world.dossier().add_cases("NO_1");
  v1::HandOutRequest request = WithoutExchange(ByProxy(world, core::v1::RELATION_AUTHORISED));
  *request.mutable_authorisation() = Paper(false, absl::CivilDay(2022, 12, 31));
  EXPECT_EQ(errors::ReasonMetadata(Act(world, Clerk(), request).status())["why"], "AUTHORISATION_NOT_NOTARISED");
  request.mutable_authorisation()->set_notarised(true);
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, CertificateNumberOneGoesToParentSpouseAndChildWithoutOne) {
  World world("LLTP@2022-11-01");
  world.dossier().add_cases("NO_1");
  for (auto relation : {core::v1::RELATION_PARENT, core::v1::RELATION_SPOUSE, core::v1::RELATION_CHILD}) {
    EXPECT_THAT(Act(world, Clerk(), WithoutExchange(ByProxy(world, relation))), IsOk());
  }
}

TEST(HandOut, CertificateNumberTwoGoesToNobodyButTheOwner) {
  World world("LLTP@2022-11-01");
  world.dossier().add_cases("NO_2");
  v1::HandOutRequest request = WithoutExchange(ByProxy(world, core::v1::RELATION_AUTHORISED));
  *request.mutable_authorisation() = Paper(true, absl::CivilDay(2022, 12, 31));
  EXPECT_EQ(errors::ReasonMetadata(Act(world, Clerk(), request).status())["why"], "NOT_ENTITLED");
  EXPECT_THAT(Act(world, Clerk(), WithoutExchange(ByProxy(world, core::v1::RELATION_SPOUSE))),
              HasReason("WRONG_PERSON"));
  EXPECT_THAT(Act(world, Clerk(), WithoutExchange(HandOutToOwner(world.code()))), IsOk());
}

TEST(HandOut, BodyIsRepresentedByWhoFiledOrByALetter) {
  World world("PHUHIEU@2022-11-01");
  core::v1::PersonRecord owner = Citizen("0100109106");
  owner.set_kind(core::v1::OWNER_KIND_ENTERPRISE);
  owner.set_identity_kind(core::v1::IDENTITY_KIND_TAX_CODE);
  world.SetOwner(owner);
  world.SetSubmitter(Citizen(kSubmitterNumber), core::v1::RELATION_REPRESENTATIVE);
  v1::HandOutRequest request = WithoutExchange(ByProxy(world, core::v1::RELATION_REPRESENTATIVE));
  EXPECT_EQ(errors::ReasonMetadata(Act(world, Clerk(), request).status())["why"], "NO_AUTHORISATION");
  request.set_identity_check(core::v1::IDENTITY_CHECK_INTRODUCTION);
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
  request.set_identity_check(core::v1::IDENTITY_CHECK_CARD);
  *request.mutable_recipient() = Citizen(kSubmitterNumber);
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, WithoutTheOwnersRecordNobodyGetsAnything) {
  World world;
  world.loaded.persons.clear();
  EXPECT_THAT(Act(world, Clerk(), HandOutToOwner(world.code())), StatusIs(StatusCode::kDataLoss));
}

TEST(HandOut, OwnersRecordChangedBehindTheLedgersBackIsFound) {
  World world;
  core::v1::PersonRecord record = Citizen(kStrangerNumber);
  world.loaded.persons[0].record = record.SerializeAsString();
  EXPECT_THAT(Act(world, Clerk(), ByProxy(world, core::v1::RELATION_SELF)), StatusIs(StatusCode::kDataLoss));
}

TEST(HandOut, SeveralResultsGoOneAfterAnother) {
  World world("PHUHIEU@2022-11-01", 2);
  v1::HandOutRequest request = WithoutExchange(HandOutToOwner(world.code()));
  request.set_slip_returned(false);
  request.set_slip_missing_reason("còn một phù hiệu");
  auto first = Act(world, Clerk(), request);
  ASSERT_THAT(first, IsOk());
  EXPECT_FALSE(AnswerOf(*first).last());
  EXPECT_EQ(AnswerOf(*first).dossier().status(), core::v1::STATUS_DECIDED);
  Commit(world, *first);
  EXPECT_THAT(Act(world, Clerk(), request), HasReason("NOT_HERE"));

  request.set_items(0, 3);
  auto second = Act(world, Clerk(), request);
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(AnswerOf(*second).last());
  EXPECT_EQ(FactOf(*second).handed_out().recipient().person(), 4);
}

TEST(HandOut, OldLicenceIsDueBeforeTheNewOneGoesOut) {
  World world;
  v1::HandOutRequest request = WithoutExchange(HandOutToOwner(world.code()));
  const auto refused = Act(world, Clerk(), request);
  EXPECT_THAT(refused, AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("EXCHANGE_DUE")));
  EXPECT_EQ(errors::ReasonMetadata(refused.status())["paper"], "licence_copy");
  request.set_exchange_waived_reason("mất, có đơn báo");
  const auto waived = Act(world, Clerk(), request);
  ASSERT_THAT(waived, IsOk());
  EXPECT_EQ(FactOf(*waived).handed_out().exchange_waived_reason(), "mất, có đơn báo");
}

TEST(HandOut, NothingIsTakenBackWhereTheProcedureTakesNothing) {
  World world("PHUHIEU@2022-11-01");
  EXPECT_THAT(Act(world, Clerk(), HandOutToOwner(world.code())), HasReason("NO_EXCHANGE"));
}

TEST(HandOut, OldLicenceStaysWithTheOwnerWhenTheExchangeWasDenied) {
  World world;
  world.dossier().set_outcome(core::v1::OUTCOME_DENIED);
  EXPECT_THAT(Act(world, Clerk(), HandOutToOwner(world.code())), HasReason("NO_EXCHANGE"));
  EXPECT_THAT(Act(world, Clerk(), WithoutExchange(HandOutToOwner(world.code()))), IsOk());
}

TEST(HandOut, FeesAreDueBefore) {
  World world;
  world.dossier().set_fees_due_vnd(135000);
  world.dossier().set_fees_paid_vnd(100000);
  const auto refused = Act(world, Clerk(), HandOutToOwner(world.code()));
  EXPECT_THAT(refused, AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("35000")), HasReason("FEE_DUE")));
  EXPECT_EQ(errors::ReasonMetadata(refused.status())["amount_vnd"], "35000");
  world.dossier().set_fees_paid_vnd(135000);
  EXPECT_THAT(Act(world, Clerk(), HandOutToOwner(world.code())), IsOk());
}

TEST(HandOut, PapersOfAWithdrawnDossierGoBackWhateverWasDue) {
  World world;
  world.dossier().set_status(core::v1::STATUS_WITHDRAWN);
  world.dossier().clear_outcome();
  world.dossier().mutable_items()->DeleteSubrange(1, 1);
  *world.item(1).mutable_holder() = custody::Office(kOffice);
  world.dossier().set_fees_due_vnd(135000);
  v1::HandOutRequest request = WithoutExchange(HandOutToOwner(world.code()));
  request.set_items(0, 1);
  const auto decision = Act(world, Clerk(), request);
  ASSERT_THAT(decision, IsOk());
  EXPECT_TRUE(AnswerOf(*decision).last());
  EXPECT_EQ(AnswerOf(*decision).dossier().status(), core::v1::STATUS_WITHDRAWN);
}

TEST(HandOut, OnlyWhatIsHeldWhereTheCallerStands) {
  World world;
  const auto elsewhere = Act(world, Clerk(kOtherOffice), HandOutToOwner(world.code()));
  EXPECT_THAT(elsewhere, AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("NOT_HERE")));
  EXPECT_EQ(errors::ReasonMetadata(elsewhere.status())["holder"], "office YB-CP-04378");
  *world.item(2).mutable_holder() = custody::Bag("T-1");
  EXPECT_THAT(Act(world, Clerk(), HandOutToOwner(world.code())), HasReason("NOT_HERE"));
  v1::HandOutRequest unknown = HandOutToOwner(world.code());
  unknown.set_items(0, 9);
  EXPECT_THAT(Act(world, Clerk(), unknown), StatusIs(StatusCode::kNotFound));
}

TEST(HandOut, AgencyHandsOutAtItsDeskAndOnlyItsOwn) {
  World world;
  *world.item(2).mutable_holder() = custody::Agency("SGTVT");
  v1::HandOutRequest request = HandOutToOwner(world.code());
  request.set_channel(core::v1::RETURN_CHANNEL_AGENCY);
  EXPECT_THAT(Act(world, Clerk(), request), StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-agency")));
  EXPECT_THAT(Act(world, Officer("STP"), request), StatusIs(StatusCode::kPermissionDenied));
  const auto decision = Act(world, Officer("SGTVT"), request);
  ASSERT_THAT(decision, IsOk());
  EXPECT_TRUE(custody::Same(FactOf(*decision).handed_out().exchanged(0).holder(), custody::Agency("SGTVT")));
  EXPECT_THAT(Act(world, Officer("SXD"), request), IsOk()) << "the successor acts for the dossier's agency";
}

TEST(HandOut, CarrierHandsOutAtTheDoor) {
  World world;
  *world.item(2).mutable_holder() = custody::Carrier("BT-7");
  v1::HandOutRequest request = HandOutToOwner(world.code());
  EXPECT_THAT(Act(world, Clerk(), request), HasReason("NOT_HERE"));
  request.set_channel(core::v1::RETURN_CHANNEL_DELIVERY);
  const auto decision = Act(world, Carrier("BT-7"), request);
  ASSERT_THAT(decision, IsOk());
  EXPECT_TRUE(custody::Same(FactOf(*decision).handed_out().exchanged(0).holder(), custody::Carrier("BT-7")));
}

TEST(HandOut, OldPaperTakenBackIsNotGivenOutAgain) {
  World world;
  core::v1::Item& old = *world.dossier().add_items();
  old.set_number(3);
  old.set_kind(core::v1::ITEM_KIND_EXCHANGED);
  *old.mutable_holder() = custody::Office(kOffice);
  v1::HandOutRequest request = HandOutToOwner(world.code());
  request.set_items(0, 3);
  EXPECT_THAT(Act(world, Clerk(), request), HasFieldViolation("items[0]", HasSubstr("in exchange")));
}

TEST(HandOut, StaleVersionIsRefused) {
  World world;
  v1::HandOutRequest request = HandOutToOwner(world.code());
  request.set_expected_version(5);
  EXPECT_THAT(Act(world, Clerk(), request), AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
  request.set_expected_version(6);
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
}

TEST(HandOut, WhileTheAgencyStillWorksTheLifecycleRefuses) {
  World world;
  world.dossier().set_status(core::v1::STATUS_PROCESSING);
  world.dossier().clear_outcome();
  EXPECT_THAT(Act(world, Clerk(), WithoutExchange(HandOutToOwner(world.code()))),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("PROCESSING")));
}

TEST(HandOut, CallerMustSayWhoAndWhere) {
  World world;
  core::v1::Actor nobody;
  EXPECT_THAT(Act(world, nobody, HandOutToOwner(world.code())),
              StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-office")));
  nobody.set_office_id(kOffice);
  EXPECT_THAT(Act(world, nobody, HandOutToOwner(world.code())),
              StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-staff")));
  EXPECT_THAT(Act(world, Clerk("YB-XX"), HandOutToOwner(world.code())), HasFieldViolation("hoso-office"));
}

}  // namespace
}  // namespace hoso::returns

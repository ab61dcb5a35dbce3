#include "common/dossier/dossier_change.h"

#include "common/dossier/fold.h"
#include "common/dossier/testing.h"
#include "common/proto_time/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::dossier {
namespace {

using namespace testing;  // NOLINT: the builders of this folder.

const std::string kNoHead(32, '\0');

DossierChange NewChange() {
  core::v1::Dossier dossier;
  dossier.set_dossier_code(kCode);
  return DossierChange(dossier, kNoHead, core::v1::Actor(), Start() + absl::Nanoseconds(1500), Start());
}

TEST(DossierChangeTest, FactsAreChainedFromThirtyTwoZeroBytes) {
  DossierChange change = NewChange();
  ASSERT_TRUE(change.Add(Accepted(Start())).ok());
  ASSERT_TRUE(change.Add(Withdrawn()).ok());
  ASSERT_EQ(change.facts().size(), 2u);
  const NewFact& first = change.facts()[0];
  const NewFact& second = change.facts()[1];
  EXPECT_EQ(first.hash, ChainHash(kNoHead, first.body));
  EXPECT_EQ(second.hash, ChainHash(first.hash, second.body));
  EXPECT_EQ(change.head(), second.hash);
  EXPECT_EQ(first.sequence, 1);
  EXPECT_EQ(second.kind, core::v1::Fact::kWithdrawn);
}

TEST(DossierChangeTest, ReplayingTheBodiesGivesTheSameState) {
  DossierChange change = NewChange();
  ASSERT_TRUE(change.Add(Accepted(Start())).ok());
  ASSERT_TRUE(change.Add(PaymentRecorded(135000, Start())).ok());
  core::v1::Dossier replayed;
  replayed.set_dossier_code(kCode);
  for (const NewFact& stored : change.facts()) {
    core::v1::Fact fact;
    ASSERT_TRUE(fact.ParseFromString(stored.body));
    ASSERT_TRUE(Apply(replayed, fact).ok());
  }
  EXPECT_EQ(replayed.SerializeAsString(), change.dossier().SerializeAsString());
}

TEST(DossierChangeTest, ARefusedFactLeavesTheChangeAsItWas) {
  DossierChange change = NewChange();
  ASSERT_TRUE(change.Add(Accepted(Start())).ok());
  const std::string before = change.dossier().SerializeAsString();
  const std::string head = change.head();
  EXPECT_FALSE(change.Add(Decided(change.dossier(), 1, Start())).ok());
  EXPECT_EQ(change.dossier().SerializeAsString(), before);
  EXPECT_EQ(change.head(), head);
  EXPECT_EQ(change.facts().size(), 1u);
}

TEST(DossierChangeTest, TimesAreKeptToTheMicrosecond) {
  DossierChange change = NewChange();
  ASSERT_TRUE(change.Add(Accepted(Start())).ok());
  core::v1::Fact fact;
  ASSERT_TRUE(fact.ParseFromString(change.facts()[0].body));
  EXPECT_EQ(fact.occurred_at().nanos(), 1000);
}

TEST(DossierChangeTest, OneBitOfABodyChangesItsLink) {
  DossierChange change = NewChange();
  ASSERT_TRUE(change.Add(Accepted(Start())).ok());
  std::string body = change.facts()[0].body;
  body[body.size() / 2] ^= 1;
  EXPECT_NE(ChainHash(kNoHead, body), change.facts()[0].hash);
}

}  // namespace
}  // namespace hoso::dossier

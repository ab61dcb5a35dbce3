#include "common/ledger/bag_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "common/custody/custody.h"
#include "common/custody/manifest.h"
#include "common/proto_time/proto_time.h"

namespace hoso::ledger {
namespace {

using core::v1::Fact;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kFirst[] = "H15.05-221101-0001";
constexpr char kSecond[] = "H15.05-221101-0002";

core::v1::Bag SignedBag() {
  core::v1::Bag bag;
  bag.set_bag_id("T-1");
  *bag.mutable_from() = custody::Office("YB-II-136");
  *bag.mutable_to() = custody::Agency("SGTVT");
  bag.set_seal_number("N-7");
  for (const char* code : {kFirst, kSecond}) {
    core::v1::ItemRef& item = *bag.add_items();
    item.set_dossier_code(code);
    item.set_item(1);
  }
  bag.set_manifest_digest(custody::ManifestDigest(bag));
  return bag;
}

Fact At(int minute, const char* code, int sequence) {
  Fact fact;
  fact.set_dossier_code(code);
  fact.set_sequence(sequence);
  *fact.mutable_occurred_at() = ToProto(absl::FromUnixSeconds(1667264400 + 60 * minute));
  return fact;
}

Fact Sealed(const char* code) {
  Fact fact = At(1, code, 2);
  core::v1::BagSealed& sealed = *fact.mutable_bag_sealed();
  sealed.set_bag_id("T-1");
  *sealed.mutable_to() = custody::Agency("SGTVT");
  sealed.set_seal_number("N-7");
  sealed.set_manifest_digest(SignedBag().manifest_digest());
  *sealed.add_moves() = custody::MakeMove(1, custody::Office("YB-II-136"), custody::Bag("T-1"));
  return fact;
}

Fact Dispatched(const char* code) {
  Fact fact = At(2, code, 3);
  fact.mutable_bag_dispatched()->set_bag_id("T-1");
  *fact.mutable_bag_dispatched()->mutable_carrier() = custody::Carrier("X-1");
  return fact;
}

Fact Opened(const char* code) {
  Fact fact = At(3, code, 4);
  core::v1::BagOpened& opened = *fact.mutable_bag_opened();
  opened.set_bag_id("T-1");
  *opened.mutable_at() = custody::Agency("SGTVT");
  opened.set_seal_state(core::v1::SEAL_STATE_INTACT);
  opened.set_manifest_digest(SignedBag().manifest_digest());
  return fact;
}

TEST(BagCheckTest, FactsOfAllDossiersInAnyOrderMakeTheBag) {
  BagCheck check;
  for (const Fact& fact :
       {Opened(kFirst), Dispatched(kSecond), Sealed(kSecond), Dispatched(kFirst), Sealed(kFirst), Opened(kSecond)}) {
    ASSERT_TRUE(BagCheck::Concerns(fact));
    check.Add(fact);
  }
  EXPECT_THAT(check.Finish(), IsEmpty());
  const core::v1::Bag& bag = check.bags().at("T-1");
  EXPECT_EQ(bag.status(), core::v1::BAG_STATUS_OPENED);
  EXPECT_EQ(custody::Name(bag.custodian()), custody::Name(custody::Agency("SGTVT")));
  EXPECT_EQ(custody::Name(bag.from()), custody::Name(custody::Office("YB-II-136")));
  EXPECT_EQ(bag.items_size(), 2);
  EXPECT_EQ(custody::ManifestDigest(bag), SignedBag().manifest_digest());
}

TEST(BagCheckTest, ADossierThatWasNotPutInShowsAtEveryoneWhoSigned) {
  BagCheck check;
  check.Add(Sealed(kFirst));
  check.Add(Opened(kFirst));
  const auto findings = check.Finish();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].dossier_code, kFirst);
  EXPECT_THAT((std::vector<int>{findings[0].sequence, findings[1].sequence}), ElementsAre(2, 4));
}

TEST(BagCheckTest, AnOpenedBagThatNobodySealedIsNamed) {
  BagCheck check;
  check.Add(Opened(kFirst));
  const auto findings = check.Finish();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].what, ::testing::HasSubstr("bag T-1"));
}

TEST(BagCheckTest, OtherFactsDoNotConcernBags) { EXPECT_FALSE(BagCheck::Concerns(At(1, kFirst, 1))); }

}  // namespace
}  // namespace hoso::ledger

#include "common/custody/manifest.h"

#include "common/custody/custody.h"
#include "common/digest/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::custody {
namespace {

using core::v1::ItemRef;
using testing::ElementsAre;
using testing::IsEmpty;

ItemRef Ref(const std::string& code, int item) {
  ItemRef ref;
  ref.set_dossier_code(code);
  ref.set_item(item);
  return ref;
}

MATCHER_P2(IsRef, code, item, "") { return arg.dossier_code() == code && arg.item() == item; }

core::v1::Bag MakeBag() {
  core::v1::Bag bag;
  bag.set_bag_id("T-1");
  *bag.mutable_from() = Office("YB-CP-04249");
  *bag.mutable_to() = Office("YB-II-132");
  bag.set_seal_number("S77");
  *bag.add_items() = Ref("A-221101-0001", 1);
  *bag.add_items() = Ref("A-221101-0002", 1);
  return bag;
}

TEST(ManifestTest, DigestChangesWithEveryPart) {
  const core::v1::Bag bag = MakeBag();
  const std::string digest = ManifestDigest(bag);
  EXPECT_EQ(digest.size(), 32u);
  core::v1::Bag other = bag;
  other.set_bag_id("T-2");
  EXPECT_NE(ManifestDigest(other), digest);
  other = bag;
  other.set_seal_number("S78");
  EXPECT_NE(ManifestDigest(other), digest);
  other = bag;
  *other.mutable_to() = Agency("SGTVT");
  EXPECT_NE(ManifestDigest(other), digest);
  other = bag;
  other.mutable_items(1)->set_item(2);
  EXPECT_NE(ManifestDigest(other), digest);
  other = bag;
  other.mutable_items()->RemoveLast();
  EXPECT_NE(ManifestDigest(other), digest);
  other = bag;
  other.set_packet_digest(std::string(32, 'p'));
  EXPECT_NE(ManifestDigest(other), digest);
  EXPECT_EQ(ManifestDigest(MakeBag()), digest);
}

TEST(ManifestTest, ABagWithoutAPacketIsDigestedAsBeforeThereWerePackets) {
  EXPECT_EQ(ManifestDigest(MakeBag()),
            Sha256("hoso bag manifest v1\nT-1\noffice YB-CP-04249\noffice YB-II-132\nS77\nA-221101-0001 1\n"
                   "A-221101-0002 1\n"));
}

TEST(ManifestTest, OrderIsByCodeAndItem) {
  std::vector<ItemRef> items = {Ref("B", 1), Ref("A", 2), Ref("A", 1)};
  ASSERT_TRUE(OrderManifest(items).ok());
  EXPECT_THAT(items, ElementsAre(IsRef("A", 1), IsRef("A", 2), IsRef("B", 1)));
}

TEST(ManifestTest, EmptyLongAndRepeatedManifestsAreRefused) {
  std::vector<ItemRef> none;
  EXPECT_EQ(OrderManifest(none).code(), absl::StatusCode::kInvalidArgument);
  std::vector<ItemRef> twice = {Ref("A", 1), Ref("B", 1), Ref("A", 1)};
  EXPECT_THAT(std::string(OrderManifest(twice).message()), testing::HasSubstr("items[2]"));
  std::vector<ItemRef> many;
  for (int i = 1; i <= 1001; ++i) many.push_back(Ref("A", i));
  EXPECT_EQ(OrderManifest(many).code(), absl::StatusCode::kInvalidArgument);
}

TEST(ManifestTest, CountNamesWhatIsMissingAndWhatIsExtra) {
  const std::vector<ItemRef> manifest = {Ref("A", 1), Ref("B", 1), Ref("C", 1)};
  Count count;
  ASSERT_TRUE(CompareManifest(manifest, {Ref("C", 1), Ref("D", 2), Ref("A", 1)}, count).ok());
  EXPECT_THAT(count.present, ElementsAre(IsRef("C", 1), IsRef("A", 1)));
  EXPECT_THAT(count.missing, ElementsAre(IsRef("B", 1)));
  EXPECT_THAT(count.surplus, ElementsAre(IsRef("D", 2)));
  ASSERT_TRUE(CompareManifest(manifest, manifest, count).ok());
  EXPECT_THAT(count.missing, IsEmpty());
  EXPECT_THAT(count.surplus, IsEmpty());
}

TEST(ManifestTest, AnItemFoundTwiceIsRefused) {
  Count count;
  const absl::Status status = CompareManifest({Ref("A", 1)}, {Ref("A", 1), Ref("A", 1)}, count);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("found[1]"));
}

}  // namespace
}  // namespace hoso::custody

#include "common/packet/packet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/barcodes/qr_code.h"
#include "common/digest/sha256.h"
#include "common/journal/chain.h"
#include "common/packet/cover.h"
#include "common/packet/squeeze.h"
#include "common/proto_time/proto_time.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "tests/support/matchers.h"

namespace hoso::packet {
namespace {

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using journal::v1::JournalEntry;
using journal::v1::SyncJournalRequest;
using ::testing::AnyOf;

const absl::Time kNow = absl::FromUnixSeconds(1'678'064'400);
constexpr char kName[] = "NGUYỄN VĂN KHÔNG AI ĐỌC";
constexpr char kHere[] = "YB-II-136", kThere[] = "YB-CP-04378";
constexpr char kJournal[] = "10000000-0000-4000-8000-000000000001";

std::string NameOf(const std::string& office) { return absl::StrCat("hoso://yen-bai/office/", office); }

// As long as they come: every field filled, a submitter, twelve papers.
intake::v1::AcceptDossierRequest Longest() {
  intake::v1::AcceptDossierRequest request;
  request.set_dossier_code("H15.05-230306-0001");
  request.set_lease_id("20000000-7a6b-4c5d-8e9f-0a1b2c3d4e5f");
  request.set_procedure("GPLX_DOI");
  for (auto* person : {request.mutable_owner(), request.mutable_submitter()}) {
    person->set_full_name("NGUYỄN PHẠM HOÀNG TRƯỜNG THIÊN BẢO NGỌC KHÁNH LINH PHƯƠNG");
    person->set_identity_number("015090000123");
    person->set_phone("0912345678");
    person->set_email("mot.dia.chi.thu.dien.tu.that.la.dai@buudien.example.vn");
    person->set_address("Số nhà 123, ngõ 45, thôn Khe Sanh Thượng, khu tái định cư phía Bắc");
    person->set_commune_code("04378");
  }
  for (int i = 0; i < 12; ++i) {
    auto& count = *request.add_components();
    count.set_component_id(absl::StrCat("a_component_of_many_", i));
    count.set_originals(1);
    count.set_photocopies(2);
    count.set_original_shown(true);
  }
  request.set_receipt_number("BL-YB-CP-04378-Q1-000123");
  request.set_lookup_secret("ABCDEFGH");
  return request;
}

JournalEntry EntryAt(int64_t position, const std::string& previous, const std::string& request = kName) {
  journal::v1::JournalBody body;
  body.set_format(1);
  body.set_journal_id(kJournal);
  body.set_position(position);
  body.set_entry_id(absl::StrCat("30000000-0000-4000-8000-00000000000", position));
  body.set_kind("intake.AcceptDossier");
  body.set_request(request);
  *body.mutable_occurred_at() = ToProto(kNow);
  body.set_session(std::string(16, 's'));
  JournalEntry entry;
  entry.set_body(body.SerializeAsString());
  entry.set_previous(previous);
  return entry;
}

class PacketTest : public ::testing::Test {
 protected:
  PacketTest() {
    trust::v1::KeyList list;
    *list.add_keys() = signing::EntryFor(counter_.public_key(), trust::v1::KEY_USE_SLIP, NameOf(kThere), kNow);
    *list.add_keys() = to_;
    keys_ = *signing::KeyList::Make(list);
    std::string previous = journal::NoDigest();
    for (int64_t position = 1; position <= 5; ++position) {
      SyncJournalRequest& part = parts_[position <= 3 ? 0 : 1];
      *part.add_entries() = EntryAt(position, previous);
      const JournalEntry& entry = *part.entries().rbegin();
      previous = journal::DigestOf(entry.previous(), entry.body());
    }
    parts_[0].add_tokens("a-token");
  }
  Making By() const {
    return {.to_office_id = kHere, .to_key = to_, .device = "YB-CP-04378-Q1", .key = &counter_, .made_at = kNow};
  }
  std::string File() const { return *Make(By(), parts_); }

  const signing::PrivateKey office_ = signing::PrivateKey::Generate(), counter_ = signing::PrivateKey::Generate();
  const trust::v1::PublicKey to_ =
      signing::EntryFor(office_.public_key(), trust::v1::KEY_USE_PACKET, NameOf(kHere), kNow);
  signing::KeyList keys_;
  std::vector<SyncJournalRequest> parts_ = std::vector<SyncJournalRequest>(2);
};

TEST_F(PacketTest, IsReadByTheOfficeItIsForAndNobodyElse) {
  const std::string file = File();
  EXPECT_FALSE(absl::StrContains(file, kName));
  const auto packet = Read(file);
  ASSERT_THAT(packet, IsOk());
  EXPECT_EQ(packet->label().device(), "YB-CP-04378-Q1");
  EXPECT_EQ(packet->label().first_position(), 1);
  EXPECT_EQ(packet->label().last_position(), 5);
  EXPECT_EQ(packet->label().entries(), 5);
  EXPECT_EQ(CheckSignature(packet->label(), packet->signature(), keys_, kNow).value_or(""), NameOf(kThere));
  EXPECT_EQ(OfficeOfKey(packet->label().to_key_id(), keys_, kNow).value_or(""), kHere);
  const auto contents = Open(*packet, office_);
  ASSERT_THAT(contents, IsOk());
  ASSERT_EQ(contents->parts_size(), 2);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(contents->parts(i).SerializeAsString(), parts_[i].SerializeAsString());
  EXPECT_THAT(Open(*packet, signing::PrivateKey::Generate()).status(), HasReason(kForAnotherOffice));
}

TEST_F(PacketTest, CutShortAnywhereItIsSaidToBe) {
  const std::string file = File();
  for (size_t size = 0; size < file.size(); ++size) {
    ASSERT_THAT(Read(file.substr(0, size)).status(), HasReason(kCutShort)) << size;
  }
}

TEST_F(PacketTest, TellsApartWhatIsNoPacketAndWhatALaterReleaseWrote) {
  EXPECT_THAT(Read("%PDF-1.7 and so on").status(), HasReason(kUnreadable));
  EXPECT_THAT(Read("hoso packet x\n").status(), HasReason(kUnreadable));
  EXPECT_THAT(Read("hoso packet 2\nand so on").status(), HasReason(kLaterFormat));
  EXPECT_THAT(Read(File() + "x").status(), HasReason(kDamaged));
}

TEST_F(PacketTest, ABitThatFlippedAnywhereIsNoticed) {
  const std::string file = File();
  for (size_t at = 0; at < file.size(); ++at) {
    std::string flipped = file;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    const auto packet = Read(flipped);
    if (!packet.ok()) continue;
    const auto signed_by = CheckSignature(packet->label(), packet->signature(), keys_, kNow);
    ASSERT_THAT(signed_by.status(), AnyOf(HasReason(kSignatureWrong), HasReason(kKeyUnknown))) << at;
  }
}

TEST_F(PacketTest, SaysWhatIsWrongWithTheKeyOfTheCounter) {
  const auto packet = Read(File());
  ASSERT_THAT(packet, IsOk());
  const auto why = [&](const trust::v1::PublicKey& key) {
    trust::v1::KeyList list;
    *list.add_keys() = key;
    return CheckSignature(packet->label(), packet->signature(), *signing::KeyList::Make(list), kNow).status();
  };
  const auto entry = [this](const signing::PrivateKey& key, trust::v1::KeyUse use, const std::string& owner) {
    return signing::EntryFor(key.public_key(), use, owner, kNow - absl::Hours(1));
  };
  EXPECT_THAT(why(entry(office_, trust::v1::KEY_USE_SLIP, NameOf(kThere))), HasReason(kKeyUnknown));
  EXPECT_THAT(why(entry(counter_, trust::v1::KEY_USE_TOKEN, NameOf(kThere))), HasReason(kKeyUnknown));
  // A service signs slips, but has no journal.
  EXPECT_THAT(why(entry(counter_, trust::v1::KEY_USE_SLIP, "hoso://yen-bai/service/intake")), HasReason(kKeyUnknown));
  trust::v1::PublicKey revoked = entry(counter_, trust::v1::KEY_USE_SLIP, NameOf(kThere));
  *revoked.mutable_revoked_at() = ToProto(kNow + absl::Hours(1));
  EXPECT_THAT(why(revoked), HasReason(kKeyRevoked));
  EXPECT_THAT(CheckSignature(packet->label(), std::string(64, 'x'), keys_, kNow).status(), HasReason(kSignatureWrong));
}

TEST_F(PacketTest, WhoSignsAnothersContentsAnewDoesNotMakeThemTheirs) {
  const auto packet = Read(File());
  ASSERT_THAT(packet, IsOk());
  journal::v1::Packet stolen = *packet;
  stolen.mutable_label()->set_key_id(office_.key_id());
  stolen.set_signature(office_.Sign(SignedText(stolen.label())));
  // Its entries still name their own journal and sessions; who signs is known from the key, and it is another machine.
  EXPECT_THAT(CheckSignature(stolen.label(), stolen.signature(), keys_, kNow).status(), HasReason(kKeyUnknown));
}

TEST_F(PacketTest, WantsEntriesOfOneJournalInTheirOrder) {
  std::swap(parts_[0], parts_[1]);
  EXPECT_THAT(Make(By(), parts_).status(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Make(By(), {}).status(), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(PacketTest, FindsTheNewestKeyOfAnOffice) {
  const signing::PrivateKey newer = signing::PrivateKey::Generate();
  trust::v1::KeyList list;
  *list.add_keys() = to_;
  *list.add_keys() =
      signing::EntryFor(newer.public_key(), trust::v1::KEY_USE_PACKET, NameOf(kHere), kNow + absl::Hours(1));
  const auto key_at = [&](absl::Time now) { return KeyOfOffice(kHere, *signing::KeyList::Make(list), now)->key_id(); };
  EXPECT_EQ(key_at(kNow + absl::Minutes(1)), office_.key_id());
  EXPECT_EQ(key_at(kNow + absl::Hours(2)), newer.key_id());
  *list.mutable_keys(1)->mutable_revoked_at() = ToProto(kNow);
  EXPECT_EQ(key_at(kNow + absl::Hours(2)), office_.key_id());
  EXPECT_THAT(KeyOfOffice(kThere, keys_, kNow).status(), HasReason(kKeyUnknown));
}

TEST_F(PacketTest, ACoverSheetIsAPacketOfOneEntry) {
  const auto text = MakeCover(By(), parts_[1].entries(0), "a-token");
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(KeyOfCover(*text).value_or(""), office_.key_id());
  std::string in_lines = *text;
  in_lines.insert(20, "\r\n ");
  for (const std::string& read : {*text, in_lines}) {
    const auto cover = OpenCover(read, office_);
    ASSERT_THAT(cover, IsOk());
    EXPECT_EQ(CheckSignature(cover->label, cover->signature, keys_, kNow).value_or(""), NameOf(kThere));
    EXPECT_EQ(cover->part.entries(0).SerializeAsString(), parts_[1].entries(0).SerializeAsString());
    EXPECT_EQ(cover->part.tokens(0), "a-token");
    EXPECT_EQ(cover->label.to_office_id(), kHere);
    EXPECT_EQ(PartDigest(cover->part), cover->label.part_digests(0));
  }
  EXPECT_THAT(OpenCover(*text, counter_).status(), HasReason(kForAnotherOffice));
  EXPECT_THAT(OpenCover("HOSO1:ABC", office_).status(), HasReason(kUnreadable));
  for (size_t size = 7; size < text->size(); ++size) {
    ASSERT_THAT(OpenCover(text->substr(0, size), office_).status(), AnyOf(HasReason(kCutShort), HasReason(kDamaged)));
  }
}

TEST_F(PacketTest, TheCoverSheetOfTheLongestDossierFitsItsCode) {
  // A token is base64 of random bytes: nothing makes it smaller.
  std::string random;
  for (int i = 0; i < 12; ++i) random += Sha256(absl::StrCat(i));
  const std::string token = absl::WebSafeBase64Escape(random);
  const auto text = MakeCover(By(), EntryAt(1, journal::NoDigest(), Longest().SerializeAsString()), token);
  ASSERT_THAT(text, IsOk());
  EXPECT_TRUE(barcodes::EncodeQr(*text).ok()) << text->size();
  EXPECT_TRUE(barcodes::EncodeQr(std::string(kLongestCover, 'A')).ok());
  EXPECT_FALSE(barcodes::EncodeQr(std::string(kLongestCover + 1, 'A')).ok());
  RecordProperty("signs", static_cast<int>(text->size()));
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += Sha256(absl::StrCat(i));
  EXPECT_THAT(MakeCover(By(), EntryAt(1, journal::NoDigest(), endless), token).status(),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(SqueezeTest, GivesBackWhatItTookAndNoMoreThanAsked) {
  for (const size_t size : {0u, 1u, 70'000u, 300'000u}) {
    std::string bytes;
    while (bytes.size() < size) bytes += Sha256(absl::StrCat(bytes.size() % 97));
    const std::string squeezed = Squeeze(bytes);
    EXPECT_EQ(Unsqueeze(squeezed, bytes.size()).value_or("nothing"), bytes);
    if (size == 0) continue;
    EXPECT_THAT(Unsqueeze(squeezed, bytes.size() - 1).status(), StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(Unsqueeze(squeezed.substr(0, squeezed.size() - 1), bytes.size()).status(),
                StatusIs(absl::StatusCode::kDataLoss));
  }
  EXPECT_FALSE(Unsqueeze("", 10).ok());
}

}  // namespace
}  // namespace hoso::packet

#include "common/journal/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"

namespace hoso::journal {
namespace {

using ::testing::HasSubstr;

constexpr char kJournal[] = "0b6b8c9a-5b0e-4a52-8f3b-0d2d1c7b9a10";

v1::JournalBody Body(int64_t position) {
  v1::JournalBody body;
  body.set_format(1);
  body.set_journal_id(kJournal);
  body.set_position(position);
  body.set_entry_id("7f1d0c52-4a0f-4a5a-9d53-1f4a5e3b2c01");
  body.set_kind("intake.AcceptDossier");
  body.mutable_occurred_at()->set_seconds(1'668'391'200);
  return body;
}

v1::JournalEntry Entry(const v1::JournalBody& body, const std::string& previous) {
  v1::JournalEntry entry;
  entry.set_body(body.SerializeAsString());
  entry.set_previous(previous);
  return entry;
}

v1::SyncJournalRequest ThreeEntries() {
  v1::SyncJournalRequest request;
  std::string previous = NoDigest();
  for (int64_t position = 1; position <= 3; ++position) {
    *request.add_entries() = Entry(Body(position), previous);
    previous = DigestOf(previous, request.entries().rbegin()->body());
  }
  return request;
}

std::string MessageOf(const v1::SyncJournalRequest& request) {
  return std::string(ReadEntries(request).status().message());
}

TEST(ChainTest, ReadsWhatACounterWrites) {
  const auto links = ReadEntries(ThreeEntries());
  ASSERT_TRUE(links.ok()) << links.status();
  ASSERT_EQ(links->size(), 3u);
  EXPECT_EQ((*links)[2].body.position(), 3);
  EXPECT_EQ((*links)[2].previous, (*links)[1].digest);
  EXPECT_EQ((*links)[0].digest, Sha256(std::string(32, '\0') + ThreeEntries().entries(0).body()));
}

TEST(ChainTest, MayLeaveOutWhatIsAnotherDoors) {
  v1::SyncJournalRequest request = ThreeEntries();
  request.mutable_entries()->DeleteSubrange(1, 1);
  EXPECT_TRUE(ReadEntries(request).ok());
}

TEST(ChainTest, NamesWhatIsWrong) {
  EXPECT_THAT(MessageOf({}), HasSubstr("entries: 0, want 1 to 100"));
  v1::SyncJournalRequest request = ThreeEntries();
  request.mutable_entries()->SwapElements(0, 1);
  EXPECT_THAT(MessageOf(request), HasSubstr("entries[1].body.position: 1, want more than 2"));
  request = ThreeEntries();
  request.mutable_entries(1)->mutable_body()->append("\x18\x02");  // Position 2, said twice: another spelling.
  EXPECT_THAT(MessageOf(request), HasSubstr("entries[2].previous: is not the digest"));
  request = ThreeEntries();
  request.mutable_entries(0)->set_body("\xff");
  EXPECT_THAT(MessageOf(request), HasSubstr("entries[0].body: want a serialised JournalBody"));
  request = ThreeEntries();
  request.mutable_entries(2)->set_previous("short");
  EXPECT_THAT(MessageOf(request), HasSubstr("entries[2].previous: 5 bytes, want 32"));
}

TEST(ChainTest, ChecksEachFieldOfABody) {
  const auto message = [](auto change) {
    v1::JournalBody body = Body(1);
    change(body);
    return std::string(ReadEntry(Entry(body, NoDigest()), "entry").status().message());
  };
  EXPECT_THAT(message([](auto& body) { body.set_format(2); }), HasSubstr("entry.body.format: 2, want 1 to 1"));
  EXPECT_THAT(message([](auto& body) { body.set_journal_id("x"); }), HasSubstr("entry.body.journal_id"));
  EXPECT_THAT(message([](auto& body) { body.set_position(0); }), HasSubstr("entry.body.position: 0"));
  EXPECT_THAT(message([](auto& body) { body.clear_entry_id(); }), HasSubstr("entry.body.entry_id"));
  EXPECT_THAT(message([](auto& body) { body.clear_kind(); }), HasSubstr("entry.body.kind"));
  EXPECT_THAT(message([](auto& body) { body.clear_occurred_at(); }), HasSubstr("entry.body.occurred_at"));
}

TEST(ChainTest, TakesFieldsOfLaterReleases) {
  const std::string later = Body(1).SerializeAsString() + "\xa2\x06\x03new";  // Field 100.
  v1::JournalEntry entry;
  entry.set_body(later);
  entry.set_previous(NoDigest());
  const auto link = ReadEntry(entry, "entry");
  ASSERT_TRUE(link.ok()) << link.status();
  EXPECT_EQ(link->digest, DigestOf(NoDigest(), later));
}

}  // namespace
}  // namespace hoso::journal

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/access_log/chain_check.h"
#include "common/access_log/entry.h"
#include "common/access_log/staff_changes.h"
#include "common/rpc/errors.h"

namespace hoso::access_log {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

AccessEntry EntryAbout(int number) {
  core::v1::Actor actor;
  actor.set_staff_id("NV-1");
  actor.set_office_id("YB-II-136");
  AccessEntry entry =
      MakeEntry(access::v1::DEED_VIEW, actor, "hoso://yen-bai/office/YB-II-136", "id", absl::FromUnixSeconds(number));
  entry.set_dossier_code(absl::StrCat("H15.05-221101-000", number));
  return entry;
}

std::vector<EntryRow> Rows(int count) {
  std::vector<EntryRow> rows;
  std::string link = FirstLink();
  for (int number = 1; number <= count; ++number) {
    EntryRow row = RowOf(EntryAbout(number));
    row.sequence = number;
    row.writer = "hoso_routing";
    row.hash = link = LinkOf(link, number, row.writer, row.body);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> Check(const std::vector<EntryRow>& rows, const Head& head,
                               std::map<std::string, Head> known = {}) {
  ChainCheck check(std::move(known));
  for (const EntryRow& row : rows) check.Add(row);
  std::vector<std::string> texts;
  for (const Finding& finding : check.Finish(head)) texts.push_back(finding.ToString());
  return texts;
}

Head HeadOf(const std::vector<EntryRow>& rows) { return {.sequence = rows.back().sequence, .hash = rows.back().hash}; }

// Written from AccessRow.hash by another hand: sha256sum over the bytes.
TEST(EntryTest, IsLinkedAsTheContractSays) {
  EXPECT_EQ(absl::BytesToHexString(LinkOf(FirstLink(), 258, "hoso_routing", "abc")),
            "36d5999bc08eb1dfd01e7b29e63633393720a488ec12ab7714a967a36374e2c2");
}

TEST(EntryTest, AReferenceIsADocumentsNumberAndNoPerson) {
  for (const char* good : {"", "1203/QĐ-SGTVT", "12/CV", "1203.2022/qđ-UBND", "0000000"}) {
    EXPECT_TRUE(CheckPurpose(access::v1::PURPOSE_CONTACT, good).ok()) << good;
  }
  for (const std::string& bad : {std::string("Nguyễn Văn Quán"), std::string("Quán 12"), std::string("Quán"),
                                 std::string("015090000123"), std::string("CMND-151234567"), std::string("công-văn-12"),
                                 std::string("1\n2"), std::string(41, '1'), std::string(38, 'a') + "123"}) {
    const absl::Status status = CheckPurpose(access::v1::PURPOSE_CONTACT, bad);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(bad)));
  }
  for (const int none : {0, -1, 10}) {
    EXPECT_THAT(std::string(CheckPurpose(none, "").message()), HasSubstr("purpose: ")) << none;
  }
}

TEST(EntryTest, EveryWordHasALabelInBothLanguages) {
  for (const auto* words : {access::v1::Purpose_descriptor(), access::v1::Deed_descriptor()}) {
    for (int i = 1; i < words->value_count(); ++i) {
      EXPECT_NE(Label(*words->value(i), true), words->value(i)->name());
      EXPECT_NE(Label(*words->value(i), false), words->value(i)->name());
      EXPECT_NE(Label(*words->value(i), true), Label(*words->value(i), false));
    }
  }
  EXPECT_EQ(Label(*access::v1::Purpose_descriptor()->FindValueByNumber(4), true), "Trả kết quả");
}

TEST(EntryTest, TimesAreCutToWhatTheDatabaseKeeps) {
  const AccessEntry entry =
      MakeEntry(access::v1::DEED_VIEW, {}, "", "", absl::FromUnixSeconds(7) + absl::Nanoseconds(1999));
  EXPECT_EQ(RowOf(entry).at, absl::FromUnixSeconds(7) + absl::Microseconds(1));
}

TEST(ChainCheckTest, AWholeLogHasNothingToSay) {
  EXPECT_THAT(Check({}, Head()), IsEmpty());
  const auto rows = Rows(5);
  EXPECT_THAT(Check(rows, HeadOf(rows), {{"a", HeadOf(Rows(3))}, {"b", HeadOf(rows)}, {"c", Head()}}), IsEmpty());
}

TEST(ChainCheckTest, EveryChangeOfARowIsFoundAndTheFirstBrokenEntryNamed) {
  const Head head = HeadOf(Rows(5));
  const auto changed = [&](auto change) {
    auto rows = Rows(5);
    change(rows[2]);
    return Check(rows, head);
  };
  const auto broken = ElementsAre(HasSubstr("access log, entry 3: its hash is not that of its bytes"));
  EXPECT_THAT(changed([](EntryRow& row) { row.writer = "hoso_auditor"; }), broken);
  EXPECT_THAT(changed([](EntryRow& row) { row.hash[0] ^= 1; }),
              ElementsAre(HasSubstr("entry 3: its hash"), HasSubstr("entry 4: its hash")));
  EXPECT_THAT(changed([](EntryRow& row) { row.body += row.body; }), broken);
  EXPECT_THAT(changed([](EntryRow& row) { row.body = "\xff"; }),
              ElementsAre(HasSubstr("entry 3: its hash"), HasSubstr("entry 3: its bytes are no entry")));
  EXPECT_THAT(changed([](EntryRow& row) { row.at += absl::Microseconds(1); }), ElementsAre(HasSubstr("column at")));
  EXPECT_THAT(changed([](EntryRow& row) { row.dossier += "0"; }), ElementsAre(HasSubstr("column dossier")));
  EXPECT_THAT(changed([](EntryRow& row) { row.staff.clear(); }), ElementsAre(HasSubstr("column staff")));
  EXPECT_THAT(changed([](EntryRow& row) { row.place = "SGTVT"; }), ElementsAre(HasSubstr("column place")));
  EXPECT_THAT(changed([](EntryRow& row) { row.deed = 2; }), ElementsAre(HasSubstr("entry 3: column deed")));
}

TEST(ChainCheckTest, WhatIsTakenAwayOrPutInIsFound) {
  const auto whole = Rows(5);
  for (size_t taken = 0; taken < whole.size(); ++taken) {
    auto rows = whole;
    rows.erase(rows.begin() + static_cast<ptrdiff_t>(taken));
    EXPECT_THAT(Check(rows, HeadOf(whole)), ElementsAre(absl::StrCat("access log, entry ", taken + 1, ": is missing")));
  }
  EXPECT_THAT(Check({whole[0], whole[1]}, HeadOf(whole)),
              ElementsAre("access log, entry 3: and all until entry 5: are missing"));
  EXPECT_THAT(Check({}, HeadOf(whole)), ElementsAre(HasSubstr("entry 1: and all until entry 5")));
  EXPECT_THAT(Check(whole, HeadOf(Rows(4))), ElementsAre(HasSubstr("ends with entry 5, and its head says 4")));
  EXPECT_THAT(Check(whole, Head{.sequence = -1}), ElementsAre(HasSubstr("ends with entry 5")));
  auto more = whole;
  more.insert(more.begin() + 2, whole[1]);
  EXPECT_THAT(Check(more, HeadOf(whole)), ElementsAre("access log, entry 2: stands twice, or before the first"));
}

TEST(ChainCheckTest, AThousandRandomChangesAreFound) {
  std::mt19937 random(7);
  const auto below = [&](size_t end) { return random() % end; };
  const auto whole = Rows(20);
  for (int round = 0; round < 1000; ++round) {
    auto rows = whole;
    const size_t at = below(rows.size());
    EntryRow& row = rows[at];
    const auto spoil = [&](std::string& bytes) {
      const size_t place = below(bytes.size() + 1);
      const char byte = static_cast<char>(1 + below(255));
      if (place == bytes.size()) return bytes.push_back(byte);
      bytes[place] = static_cast<char>(bytes[place] ^ byte);
    };
    const size_t kind = below(10);
    std::string* const texts[] = {&row.writer, &row.dossier, &row.staff, &row.place, &row.hash, &row.body};
    if (kind < 6) {
      spoil(*texts[kind]);
    } else if (kind == 6) {
      row.at += absl::Microseconds(1 + below(1000000));
    } else if (kind == 7) {
      row.deed += static_cast<int32_t>(1 + below(100));
    } else if (kind == 8) {
      rows.erase(rows.begin() + static_cast<ptrdiff_t>(at));
    } else {
      rows.insert(rows.begin() + static_cast<ptrdiff_t>(at), rows[below(rows.size())]);
    }
    EXPECT_THAT(Check(rows, HeadOf(whole)), Not(IsEmpty()))
        << "round " << round << ", kind " << kind << ", entry " << at + 1;
  }
}

TEST(ChainCheckTest, WhoComputesTheChainAgainIsFoundByAHeadThatIsKnown) {
  const auto before = Rows(5);
  auto rows = before;
  std::string link = rows[1].hash;
  for (size_t i = 2; i < rows.size(); ++i) {
    if (i == 2) rows[i].writer = "hoso_auditor";
    rows[i].hash = link = LinkOf(link, rows[i].sequence, rows[i].writer, rows[i].body);
  }
  EXPECT_THAT(Check(rows, HeadOf(rows)), IsEmpty());
  EXPECT_THAT(Check(rows, HeadOf(rows), {{"the checkpoint of 2022-11-02", HeadOf(before)}}),
              ElementsAre("access log, entry 5: it, or one before it, was changed since the checkpoint of 2022-11-02"));
  const auto shorter = Rows(3);
  EXPECT_THAT(
      Check(shorter, HeadOf(shorter), {{"the checkpoint of 2022-11-02", HeadOf(before)}}),
      ElementsAre("access log: ends with entry 3, and the checkpoint of 2022-11-02 has 5: the last were taken away"));
}

StaffChange AReset() {
  return {.at = absl::FromUnixMicros(1667284200000001),
          .what = "ResetPassword",
          .staff_id = "GDV-1",
          .by_staff = "KSV-1",
          .machine = "hoso://yen-bai/office/YB-II-136",
          .detail = ""};
}

EntryRow RowOfChange(int64_t sequence, const StaffChange& change) {
  EntryRow row = RowOf(EntryOfChange(change));
  row.sequence = sequence;
  return row;
}

TEST(StaffChangesTest, AnEntrySaysWhoChangedWhat) {
  const AccessEntry entry = EntryOfChange(AReset());
  EXPECT_EQ(entry.actor().staff_id(), "KSV-1");
  EXPECT_EQ(entry.scope(), "ResetPassword GDV-1");
}

TEST(StaffChangesTest, WhatAgreesIsNoFinding) {
  StaffChangesCheck check;
  EntryRow view;
  view.sequence = 1;
  view.deed = access::v1::DEED_VIEW;
  check.AddEntry(view);
  check.AddEntry(RowOfChange(2, AReset()));
  check.AddEvent(2, AReset());
  EXPECT_THAT(check.Finish(), IsEmpty());
}

TEST(StaffChangesTest, EachDifferenceIsFound) {
  StaffChange changed[] = {AReset(), AReset(), AReset(), AReset(), AReset(), AReset()};
  changed[0].at += absl::Microseconds(1);
  changed[1].what = "Unlock";
  changed[2].staff_id = "GDV-2";
  changed[3].by_staff = "KSV-2";
  changed[4].machine = "hoso://yen-bai/office/YB-II-133";
  changed[5].detail = "1";
  for (const StaffChange& change : changed) {
    StaffChangesCheck check;
    check.AddEntry(RowOfChange(2, AReset()));
    check.AddEvent(2, change);
    const auto findings = check.Finish();
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_THAT(findings[0].ToString(), HasSubstr("entry 2: staff.event tells of this change of staff otherwise"));
  }
}

TEST(StaffChangesTest, WhatStandsInOneAloneIsFound) {
  StaffChangesCheck check;
  check.AddEntry(RowOfChange(2, AReset()));
  check.AddEvent(3, AReset());
  const auto findings = check.Finish();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].sequence, 3);
  EXPECT_THAT(findings[1].ToString(), HasSubstr("entry 2: its change of staff is missing"));
}

}  // namespace
}  // namespace hoso::access_log

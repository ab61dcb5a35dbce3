#include "common/identity/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace hoso::identity {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::string> Name(const std::string& text) { return NormalizeText(text, {.field = "owner.name"}); }

TEST(TextTest, DecomposedNamesAreComposedAndKeepTheirToneMarks) {
  // Minh Quân and Minh Quán, each typed decomposed.
  EXPECT_EQ(Name("Minh Qua\u0302n").value(), "Minh Quân");
  EXPECT_EQ(Name("Minh Qua\u0301n").value(), "Minh Quán");
  EXPECT_EQ(Name("Nguye\u0302\u0303n Thi\u0323 Đa\u0323\u0306ng").value(), Name("Nguyễn Thị Đặng").value());
  EXPECT_EQ(Name("Nguyễn Thị Đặng").value(), "Nguyễn Thị Đặng");
}

TEST(TextTest, BlanksAroundAreDroppedAndRunsOfThemFolded) {
  EXPECT_EQ(Name("  Lò Văn A\u00a0 ").value(), "Lò Văn A");
  EXPECT_EQ(Name("Lò \t Văn\u00a0A").value(), "Lò Văn A");
  EXPECT_EQ(Name("   ").value(), "");
  EXPECT_EQ(Name("").value(), "");
}

TEST(TextTest, WhatIsNoTextIsRefusedNamingTheField) {
  struct Row {
    std::string text;
    const char* message;
  };
  const std::vector<Row> rows = {
      {"\xff", "owner.name: invalid UTF-8"},
      {"Nguy\xe1\xbb", "owner.name: invalid UTF-8"},  // Cut in a character.
      {"\xed\xa0\x80", "owner.name: invalid UTF-8"},  // A surrogate.
      {"\xc0\xaf", "owner.name: invalid UTF-8"},      // Overlong.
      {std::string("a\0b", 3), "control character U+0000"},
      {"a\nb", "control character U+000a"},
      {"a\x1b[31mb", "control character U+001b"},
      {"a\u202eb", "control character U+202e"},
      {"a\u200bb", "control character U+200b"},
      {std::string(201, 'a'), "201 characters, want at most 200"},
      {std::string(1 << 20, 'a'), "1048576 bytes, want at most 200 characters"},
  };
  for (const Row& row : rows) {
    const absl::Status status = Name(row.text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.message));
  }
}

TEST(TextTest, LengthIsCountedInCharactersAfterComposition) {
  std::string ten;
  for (int i = 0; i < 10; ++i) ten += "a\u0323\u0306";
  EXPECT_TRUE(NormalizeText(ten, {.field = "f", .max_length = 10}).ok());
  EXPECT_FALSE(NormalizeText(ten + "a", {.field = "f", .max_length = 10}).ok());
  EXPECT_TRUE(NormalizeText("  " + ten + "  ", {.field = "f", .max_length = 10}).ok());
}

TEST(TextTest, RequiredTextMustHaveSomethingInIt) {
  EXPECT_THAT(std::string(NormalizeText(" ", {.field = "reason", .required = true}).status().message()),
              HasSubstr("reason: empty, want a text"));
}

TEST(TextTest, LinesAreKeptWhereAllowed) {
  EXPECT_EQ(NormalizeText("một\nhai\n", {.field = "note", .multi_line = true}).value(), "một\nhai");
  EXPECT_EQ(NormalizeText("một \n\n  hai", {.field = "note", .multi_line = true}).value(), "một\n\nhai");
  EXPECT_FALSE(NormalizeText("một\rhai", {.field = "note", .multi_line = true}).ok());
}

TEST(PhoneTest, NumbersComeOutInTheNationalForm) {
  for (const char* text : {"0912345678", "+84912345678", "091 234 5678", "0912.345.678", "+84 912-345-678"}) {
    EXPECT_EQ(NormalizePhone(text, "phone").value(), "0912345678") << text;
  }
  EXPECT_EQ(NormalizePhone("0216 3852 123", "phone").value(), "02163852123");
}

TEST(PhoneTest, OtherNumbersAreRefusedNamingTheFieldOnly) {
  for (const char* text : {"", "912345678", "091234567", "09123456789", "0112345678", "021638521", "+85912345678",
                           "09123x5678", "84912345678"}) {
    const absl::Status status = NormalizePhone(text, "owner.phone").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("owner.phone: "));
  }
}

}  // namespace
}  // namespace hoso::identity

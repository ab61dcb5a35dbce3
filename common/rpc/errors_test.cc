#include "common/rpc/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/matchers.h"

namespace hoso::errors {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(FieldErrorsTest, NoViolationIsOk) { EXPECT_THAT(FieldErrors().ToStatus(), IsOk()); }

TEST(FieldErrorsTest, OneViolationNamesFieldAndExpectation) {
  const absl::Status status = FieldError("components[2].originals", "0, want 1");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "components[2].originals: 0, want 1"));
  EXPECT_THAT(status, HasFieldViolation("components[2].originals", "0, want 1"));
}

TEST(FieldErrorsTest, AllViolationsAreCarriedInOrder) {
  FieldErrors errors;
  errors.Add("procedure", "missing");
  errors.Add("copies", "10000, want 1..9999");
  const absl::Status status = errors.ToStatus();
  EXPECT_THAT(FieldViolations(status),
              ElementsAre(FieldViolation{"procedure", "missing"}, FieldViolation{"copies", "10000, want 1..9999"}));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("(and 1 more)")));
}

TEST(FieldErrorsTest, AtMostTwentyViolationsAreCarriedAndAllAreCounted) {
  FieldErrors errors;
  for (int i = 0; i < 100; ++i) errors.Add("field", "wrong");
  EXPECT_THAT(FieldViolations(errors.ToStatus()), SizeIs(20));
  EXPECT_THAT(errors.ToStatus(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("(and 99 more)")));
}

TEST(FieldErrorsTest, WhatAStrangerSentIsCutAndMadeValid) {
  const absl::Status status = FieldError("name", std::string(1 << 20, 'x') + "\xff");
  ASSERT_THAT(FieldViolations(status), SizeIs(1));
  EXPECT_LE(FieldViolations(status)[0].description.size(), 200u);
}

TEST(ReasonTest, StaleVersionTellsBothVersions) {
  const absl::Status status = StaleVersion("dossier 11.03-240426-0001", 3, 5);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted, HasSubstr("expected_version 3, now at 5")));
  EXPECT_THAT(status, HasReason("STALE_VERSION"));
  EXPECT_THAT(ReasonMetadata(status),
              ElementsAre(Pair("actual", "5"), Pair("expected", "3"), Pair("resource", "dossier 11.03-240426-0001")));
}

TEST(ReasonTest, AStatusWithoutDetailsHasNone) {
  EXPECT_EQ(Reason(absl::InternalError("x")), "");
  EXPECT_THAT(FieldViolations(absl::InternalError("x")), SizeIs(0));
}

TEST(ReasonTest, NotFoundNamesTheResource) {
  EXPECT_THAT(NotFound("dossier", "D1"), StatusIs(absl::StatusCode::kNotFound, "dossier D1: not found"));
}

TEST(EchoTest, ShowsIdsAndHidesWhatMayBePersonal) {
  for (const std::string id : {"YB-CP-04378", "H15.05-221101-0001", "3f2c9a1e-5b7d-4c1a-9f0e-123456789012",
                               "hoso://yen-bai/office/YB-I-01", "12345678", ""}) {
    EXPECT_EQ(Echo(id), id);
  }
  EXPECT_EQ(Echo("015090000123"), "(12 characters)");
  EXPECT_EQ(Echo("x060771199"), "(10 characters)");
  EXPECT_EQ(Echo("0977.404.417"), "(12 characters)");
  EXPECT_EQ(Echo("0977 404"), "(8 characters)");
  EXPECT_EQ(Echo("Quỳnh"), "(5 characters)");
  EXPECT_EQ(Echo("Dang Thi"), "(8 characters)");
  EXPECT_EQ(Echo("a@b.vn"), "(6 characters)");
  EXPECT_EQ(Echo(std::string("a\0b", 3)), "(3 characters)");
  EXPECT_EQ(Echo("abcdefghij", 6), "abc...");
}

TEST(ErrorsTest, WhatIsNotFoundIsNamedUnlessItMayBePersonal) {
  EXPECT_EQ(NotFound("staff", "015090000123").message(), "staff (12 characters): not found");
  EXPECT_EQ(NotFound("bag", "T-1").message(), "bag T-1: not found");
}

TEST(PrintableTest, KeepsVietnamese) { EXPECT_EQ(Printable("Nguyễn Thị Hạnh"), "Nguyễn Thị Hạnh"); }

TEST(PrintableTest, ReplacesWhatIsNotText) {
  EXPECT_EQ(Printable("a\nb\x7f"), "a?b?");
  EXPECT_EQ(Printable(std::string("a\0b", 3)), "a?b");
  EXPECT_EQ(Printable("\xc2\x85"), "?");             // NEL, a control character of two bytes.
  EXPECT_EQ(Printable("\xc0\xaf"), "??");            // An overlong slash.
  EXPECT_EQ(Printable("\xed\xa0\x80"), "???");       // A surrogate.
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "????");  // Above U+10FFFF.
  EXPECT_EQ(Printable("\xe1\xbb"), "??");            // Cut in the middle.
  EXPECT_EQ(Printable("\xf0\x9f\x93\xae"), "\xf0\x9f\x93\xae");
}

TEST(PrintableTest, CutsBetweenCharacters) {
  for (size_t limit = 0; limit < 20; ++limit) {
    const std::string cut = Printable("ễễễễễễễễ", limit);
    EXPECT_LE(cut.size(), limit);
    EXPECT_EQ(Printable(cut, 100), cut) << limit;
  }
  EXPECT_EQ(Printable("ễễễễ", 9), "ễễ...");
  EXPECT_EQ(Printable("ễễễ", 9), "ễễễ");
}

}  // namespace
}  // namespace hoso::errors

#include "common/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/cord.h"
#include "common/rpc/credentials.h"
#include "common/rpc/errors.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(StatusTest, CodesAndDetailsSurviveTheWire) {
  absl::Status sent = errors::FieldError("copies", "0, want 1..9999");
  sent = errors::WithReason(sent, "TOO_FEW", {{"limit", "1"}});
  const absl::Status received = FromGrpc(ToGrpc(sent));
  EXPECT_THAT(received, StatusIs(absl::StatusCode::kInvalidArgument, "copies: 0, want 1..9999"));
  EXPECT_THAT(received, HasFieldViolation("copies", "0, want 1..9999"));
  EXPECT_THAT(received, HasReason("TOO_FEW"));
  EXPECT_THAT(errors::ReasonMetadata(received), UnorderedElementsAre(Pair("limit", "1")));
}

TEST(StatusTest, OkIsOk) {
  EXPECT_THAT(FromGrpc(ToGrpc(absl::OkStatus())), IsOk());
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
}

TEST(StatusTest, EveryCodeOfTheOneIsThatOfTheOther) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "x");
    EXPECT_EQ(static_cast<int>(ToGrpc(status).error_code()), code);
    EXPECT_EQ(FromGrpc(ToGrpc(status)).code(), status.code());
  }
}

TEST(StatusTest, WhatBelongsToTheProcessStaysThere) {
  absl::Status status = absl::AlreadyExistsError("x");
  status.SetPayload("hoso/sqlstate", absl::Cord("23505"));
  EXPECT_EQ(ToGrpc(status).error_details(), "");
}

TEST(StatusTest, TheLargestErrorFitsIntoAHeader) {
  errors::FieldErrors violations;
  for (int i = 0; i < 100; ++i) violations.Add(std::string(300, 'f'), std::string(1000, 'x') + "\xff");
  absl::Status status = violations.ToStatus();
  status = errors::WithReason(status, "R", {{"key", std::string(5000, 'y')}});
  const grpc::Status sent = ToGrpc(status);
  // Percent-encoding triples, base64 adds a third; the limit is 8192.
  EXPECT_LT(3 * sent.error_message().size() + sent.error_details().size() * 4 / 3, 8000u);
  EXPECT_THAT(FromGrpc(sent), HasReason("R"));
}

TEST(StatusTest, BytesThatAreNoTextBecomePrintable) {
  const absl::Status received = FromGrpc(ToGrpc(absl::NotFoundError("dossier \xff\xfe\n")));
  EXPECT_THAT(received, StatusIs(absl::StatusCode::kNotFound, "dossier ???"));
}

TEST(ForCallerTest, InternalTextsStayInTheLog) {
  const absl::Status inside = errors::WithReason(absl::InternalError("password of db is 1234"), "SECRET");
  const absl::Status outside = ForCaller(inside, "r-1");
  EXPECT_THAT(outside, StatusIs(absl::StatusCode::kInternal, "internal error; request id r-1"));
  EXPECT_THAT(outside, HasReason(""));
  EXPECT_THAT(ForCaller(absl::DataLossError("row 5"), "r-1"),
              StatusIs(absl::StatusCode::kDataLoss, Not(HasSubstr("5"))));
}

TEST(ForCallerTest, OtherTextsGoOut) {
  EXPECT_EQ(ForCaller(absl::AbortedError("stale"), "r-1"), absl::AbortedError("stale"));
}

TEST(CheckLoopbackAddressTest, LoopbackIsAllowed) {
  for (const char* address : {"127.0.0.1:0", "127.0.0.1:7001", "127.1.2.3:65535", "localhost:1", "[::1]:7001"}) {
    EXPECT_THAT(CheckLoopbackAddress(address), IsOk()) << address;
  }
}

TEST(CheckLoopbackAddressTest, AnythingElseIsRefused) {
  for (const char* address : {"0.0.0.0:7001", "10.0.0.1:1", "example.org:443", "[::]:1", ":7001", "127.0.0.1", "",
                              "127.0.0.1:", "127.0.0.1:x", "127.evil.org:1", "127.0.0.1:123456"}) {
    EXPECT_THAT(CheckLoopbackAddress(address), StatusIs(absl::StatusCode::kInvalidArgument)) << address;
  }
}

}  // namespace
}  // namespace hoso::rpc

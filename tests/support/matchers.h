// Matchers for absl::Status and absl::StatusOr.
//
//   EXPECT_THAT(status, IsOk());
//   EXPECT_THAT(Find("x"), IsOkAndHolds(Eq(3)));
//   EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("dossier")));
//   EXPECT_THAT(status, HasFieldViolation("components[2].originals", HasSubstr("want 1")));
//   EXPECT_THAT(status, HasReason("STALE_VERSION"));
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/errors.h"

namespace hoso::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return arg.ok();
}

MATCHER_P2(StatusIs, code, message,
           "has code " + absl::StatusCodeToString(code) + " and a message that " +
               ::testing::DescribeMatcher<const std::string&>(message)) {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         ::testing::Matches(::testing::SafeMatcherCast<const std::string&>(message))(std::string(status.message()));
}

MATCHER_P(StatusIs, code, "has code " + absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

MATCHER_P(IsOkAndHolds, inner, "") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  using Value = std::decay_t<decltype(*arg)>;
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<const Value&>(inner), *arg, result_listener);
}

MATCHER_P2(HasFieldViolation, field, description,
           "has a violation of a field that " + ::testing::DescribeMatcher<const std::string&>(field) +
               " with a description that " + ::testing::DescribeMatcher<const std::string&>(description)) {
  *result_listener << StatusOf(arg).ToString();
  for (const auto& violation : errors::FieldViolations(StatusOf(arg))) {
    if (::testing::Matches(::testing::SafeMatcherCast<const std::string&>(field))(violation.field) &&
        ::testing::Matches(::testing::SafeMatcherCast<const std::string&>(description))(violation.description)) {
      return true;
    }
  }
  return false;
}

MATCHER_P(HasFieldViolation, field, "") {
  return ::testing::ExplainMatchResult(HasFieldViolation(field, ::testing::_), arg, result_listener);
}

MATCHER_P(HasReason, reason, "") {
  *result_listener << StatusOf(arg).ToString() << ", reason " << errors::Reason(StatusOf(arg));
  return ::testing::Matches(::testing::SafeMatcherCast<const std::string&>(reason))(errors::Reason(StatusOf(arg)));
}

}  // namespace hoso::testing

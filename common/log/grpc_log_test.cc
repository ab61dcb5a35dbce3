#include "common/log/grpc_log.h"

#include <gmock/gmock.h>
#include <grpc/support/log.h>
#include <gtest/gtest.h>

#include <string>

#include "common/log/log.h"

namespace hoso::log {
namespace {

TEST(CaptureGrpcLogTest, ErrorsOfGrpcAreJsonLines) {
  CaptureGrpcLog();
  ::testing::internal::CaptureStderr();
  gpr_log("x.cc", 7, GPR_LOG_SEVERITY_ERROR, "cannot \"bind\"");
  gpr_log("x.cc", 8, GPR_LOG_SEVERITY_INFO, "chatter");
  const std::string written = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(written, ::testing::HasSubstr(
                           R"("level":"error","service":"hoso","msg":"grpc","error":"cannot \"bind\"","file":"x.cc")"));
  EXPECT_THAT(written, ::testing::Not(::testing::HasSubstr("chatter")));
}

}  // namespace
}  // namespace hoso::log

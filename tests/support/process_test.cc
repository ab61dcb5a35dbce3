#include "tests/support/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::testing {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> Shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

TEST(ProcessTest, RunReturnsCodeAndBothOutputs) {
  const Ran ran = RunProgram(Shell("echo value; echo words >&2; exit 3"));
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.output, "value\n");
  EXPECT_EQ(ran.errors, "words\n");
}

TEST(ProcessTest, WaitForPortReadsTheFileOnceItIsThere) {
  TempDir dir;
  Process process(Shell("sleep 0.1; echo 4711 > " + dir.File("port") + "; exec sleep 60"));
  EXPECT_THAT(process.WaitForPort(dir.File("port"), absl::Seconds(20)), IsOkAndHolds(4711));
  EXPECT_TRUE(process.Running());
}

TEST(ProcessTest, WaitForPortTellsWhyAProgramEnded) {
  TempDir dir;
  Process process(Shell("echo no such catalogue >&2; exit 1"));
  EXPECT_THAT(process.WaitForPort(dir.File("port"), absl::Seconds(20)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no such catalogue")));
}

TEST(ProcessTest, TerminateAndKillAreToldApart) {
  Process terminated(Shell("exec sleep 60"));
  terminated.Terminate();
  EXPECT_THAT(terminated.Wait(absl::Seconds(20)), IsOkAndHolds(128 + 15));
  Process killed(Shell("exec sleep 60"));
  killed.Kill();
  EXPECT_THAT(killed.Wait(absl::Seconds(20)), IsOkAndHolds(128 + 9));
}

TEST(ProcessTest, WaitGivesUpAtItsLimit) {
  Process process(Shell("exec sleep 60"));
  EXPECT_THAT(process.Wait(absl::Milliseconds(20)), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

}  // namespace
}  // namespace hoso::testing

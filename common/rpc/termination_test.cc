// The end of a process: SIGTERM and SIGINT reach main(), also when it was
// started with SIGINT ignored, as a shell does in the background.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/rpc/server.h"

namespace hoso::rpc {
namespace {

// The exit code of a child that waits for its termination and gets `sent`
// first: the number of the signal that it received.
int Received(int sent) {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGINT, SIG_IGN);
    BlockTerminationSignals();
    raise(sent);
    _exit(WaitForTermination());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(TerminationTest, BothSignalsAreReceivedAndToldApart) {
  EXPECT_EQ(Received(SIGTERM), SIGTERM);
  EXPECT_EQ(Received(SIGINT), SIGINT);
}

}  // namespace
}  // namespace hoso::rpc

// Does wrong, once, what its argument says, so that hardening_test.py sees it ended for that. Without an argument it
// does nothing. Sizes are hidden from the compiler, as those of mistakes are.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "common/process/private_memory.h"

namespace {

void Use(void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

// Past the end of a frame's buffer, without the C library: only the canary can tell.
__attribute__((noipa)) void SmashStack(size_t bytes) {
  char buffer[16];
  volatile char* at = buffer;
  for (size_t i = 0; i < bytes; ++i) at[i] = 'x';
  Use(buffer);
}

// More than fits into memory whose size is known at run time only: level 3 of the fortified library.
__attribute__((noipa)) void OverflowHeap(size_t size, const std::string& text) {
  char* buffer = static_cast<char*>(malloc(size));
  memcpy(buffer, text.data(), text.size());
  Use(buffer);
  free(buffer);
}

__attribute__((noipa)) void ReadPastEnd(const std::vector<int>& numbers) {
  std::printf("%d\n", numbers[numbers.size()]);
}

// A frame of many pages, each of which the compiler has to touch.
__attribute__((noipa)) void TakeLargeFrame() {
  char frame[1 << 16];
  Use(frame);
}

// As a service begins. Says how it stands, and then ends in a way that would leave a core dump.
int EndWithPrivateMemory() {
  if (!hoso::process::KeepMemoryPrivate().ok()) return 1;
  rlimit core = {};
  getrlimit(RLIMIT_CORE, &core);
  std::printf("dumpable %d, core %lu\n", prctl(PR_GET_DUMPABLE), static_cast<unsigned long>(core.rlim_max));
  std::fflush(stdout);
  std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mistake = argc > 1 ? argv[1] : "";
  if (mistake == "stack") SmashStack(256);
  if (mistake == "heap") OverflowHeap(16, std::string(256, 'x'));
  if (mistake == "private") return EndWithPrivateMemory();
  if (mistake == "index") ReadPastEnd(std::vector<int>(16));
  TakeLargeFrame();
  return 0;
}

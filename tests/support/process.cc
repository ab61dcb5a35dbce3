#include "tests/support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/support/eventually.h"

extern char** environ;

namespace hoso::testing {
namespace {

std::string ReadIfThere(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

int ExitCode(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

Process::Process(std::vector<std::string> argv) {
  char directory[] = "/tmp/hoso-process.XXXXXX";
  if (mkdtemp(directory) == nullptr) abort();
  directory_ = directory;

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, (directory_ + "/out").c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&files, 2, (directory_ + "/err").c_str(), O_WRONLY | O_CREAT, 0600);

  // A fresh start: the parent's blocked and ignored signals are not inherited.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int error = posix_spawn(&pid_, arguments[0], &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    fprintf(stderr, "%s: cannot be started: %s\n", argv[0].c_str(), strerror(error));
    abort();
  }
}

Process::~Process() {
  if (Running()) {
    Terminate();
    if (!Wait(absl::Seconds(15)).ok()) Kill();
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

absl::StatusOr<int> Process::WaitForPort(const std::string& port_file, absl::Duration limit) {
  int port = 0;
  const bool done = Eventually(limit, [&] { return absl::SimpleAtoi(ReadIfThere(port_file), &port) || !Running(); });
  if (port != 0) return port;
  if (done)
    return absl::UnavailableError(absl::StrCat("ended with code ", exit_code_, " before it served: ", Errors()));
  return absl::DeadlineExceededError(absl::StrCat(port_file, ": not written; so far: ", Errors()));
}

void Process::Terminate() {
  if (Running()) kill(pid_, SIGTERM);
}

void Process::Kill() {
  if (!Running()) return;
  kill(pid_, SIGKILL);
  int wait_status = 0;
  while (waitpid(pid_, &wait_status, 0) < 0 && errno == EINTR) {
  }
  ended_ = true;
  exit_code_ = ExitCode(wait_status);
}

absl::StatusOr<int> Process::Wait(absl::Duration limit) {
  if (Eventually(limit, [&] { return !Running(); })) return exit_code_;
  return absl::DeadlineExceededError(absl::StrCat("process ", pid_, " still runs after ", absl::FormatDuration(limit)));
}

bool Process::Running() {
  if (ended_) return false;
  int wait_status = 0;
  if (waitpid(pid_, &wait_status, WNOHANG) != pid_) return true;
  ended_ = true;
  exit_code_ = ExitCode(wait_status);
  return false;
}

std::string Process::Output() const { return ReadIfThere(directory_ + "/out"); }

std::string Process::Errors() const { return ReadIfThere(directory_ + "/err"); }

Ran RunProgram(std::vector<std::string> argv, absl::Duration limit) {
  const std::string command = absl::StrJoin(argv, " ");
  Process process(std::move(argv));
  const absl::StatusOr<int> code = process.Wait(limit);
  if (!code.ok()) {
    process.Kill();
    fprintf(stderr, "%s: %s\n", command.c_str(), std::string(code.status().message()).c_str());
  }
  return {.exit_code = code.ok() ? *code : -1, .output = process.Output(), .errors = process.Errors()};
}

}  // namespace hoso::testing

// A program of ours as a process of its own.
//
//   Process intake({ProgramPath("hoso-intake"), "--listen", "127.0.0.1:0", "--port-file", dir.File("port"), …});
//   ASSERT_THAT(intake.WaitForPort(dir.File("port"), absl::Seconds(20)), IsOkAndHolds(Gt(0)));
//   intake.Kill();
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::testing {

class Process {
 public:
  // Starts argv[0]. Standard output and error go to files that Output() and
  // Errors() read. Fails the process if it cannot be started.
  explicit Process(std::vector<std::string> argv);
  // Terminates it if it still runs, and kills it after 15 seconds.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  // The number in `port_file` once the program has written it. UNAVAILABLE,
  // with what it said on standard error, if it ended first; DEADLINE_EXCEEDED
  // after `limit`.
  absl::StatusOr<int> WaitForPort(const std::string& port_file, absl::Duration limit);

  void Terminate();  // SIGTERM.
  void Kill();       // SIGKILL, and waits for the end.

  // The exit code once it has ended, 128 + signal if it was killed;
  // DEADLINE_EXCEEDED after `limit`.
  absl::StatusOr<int> Wait(absl::Duration limit);
  bool Running();

  std::string Output() const;
  std::string Errors() const;

 private:
  pid_t pid_ = -1;
  int exit_code_ = -1;
  bool ended_ = false;
  std::string directory_;
};

// Runs a program to its end and returns its exit code and what it said.
struct Ran {
  int exit_code = -1;
  std::string output;
  std::string errors;
};
Ran RunProgram(std::vector<std::string> argv, absl::Duration limit = absl::Seconds(60));

}  // namespace hoso::testing

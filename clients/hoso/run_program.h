// Runs the built hoso for tests, as a user would.
#ifndef HOSO_CLIENTS_HOSO_RUN_PROGRAM_H_
#define HOSO_CLIENTS_HOSO_RUN_PROGRAM_H_

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace hoso::cli {

struct ProgramResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

inline std::string ReadAndRemove(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

// Arguments are passed as they are: no shell reads them.
inline ProgramResult RunHoso(const std::vector<std::string>& arguments) {
  const std::string program = std::string(std::getenv("HOSO_BIN_DIR")) + "/hoso";
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  const std::string base = std::filesystem::temp_directory_path() / ("hoso-cli-test-" + std::to_string(getpid()));
  const std::string out = base + ".out", err = base + ".err";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ProgramResult result;
  int status = 0;
  if (failed == 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  result.out = ReadAndRemove(out);
  result.err = ReadAndRemove(err);
  return result;
}

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_RUN_PROGRAM_H_

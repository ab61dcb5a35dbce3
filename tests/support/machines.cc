#include "tests/support/machines.h"

#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/process.h"

namespace hoso::testing {
namespace {

void Run(std::vector<std::string> words) {
  std::vector<std::string> argv = {"/bin/bash", SourceDir() + "/deploy/ca/ca.sh"};
  argv.insert(argv.end(), words.begin(), words.end());
  const Ran ran = RunProgram(std::move(argv));
  if (ran.exit_code == 0) return;
  std::cerr << "ca.sh " << words[0] << ": " << ran.exit_code << "\n" << ran.errors;
  std::abort();
}

}  // namespace

Authority::Authority() { Run({"init", directory_.path()}); }

std::string Authority::Issue(const std::string& name, int days) {
  Run({"issue", directory_.path(), name, "--days", absl::StrCat(days)});
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return directory_.File(absl::StrCat("machines/", parts[3], "/", parts[4]));
}

void Authority::Revoke(const std::string& name) { Run({"revoke", directory_.path(), name}); }

}  // namespace hoso::testing

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

void Run(std::vector<std::string> words, const std::string& script = "ca.sh") {
  std::vector<std::string> argv = {"/bin/bash", SourceDir() + "/deploy/ca/" + script};
  argv.insert(argv.end(), words.begin(), words.end());
  const Ran ran = RunProgram(std::move(argv));
  if (ran.exit_code == 0) return;
  std::cerr << script << " " << words[0] << ": " << ran.exit_code << "\n" << ran.errors;
  std::abort();
}

}  // namespace

Authority::Authority() { Run({"init", directory_.path()}); }

std::string Authority::Issue(const std::string& name, int days) {
  Run({"issue", directory_.path(), name, "--days", absl::StrCat(days)});
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return directory_.File(absl::StrCat("machines/", parts[3], "/", parts[4]));
}

void Authority::MakeSigningKey(const std::string& folder, const std::string& use, const std::string& owner,
                               const std::string& name) {
  Run({folder, use, owner, name}, "sign-key.sh");
}

void Authority::Revoke(const std::string& name) { Run({"revoke", directory_.path(), name}); }

}  // namespace hoso::testing

// The catalogue's text: whoever edits it may write anything, and is told file and line of what is wrong.
#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/catalogue/check.h"
#include "common/catalogue/files.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso::catalogue;
  std::vector<Problem> problems;
  Files files;
  auto file = ParseFile("fuzz.textproto", std::string(reinterpret_cast<const char*>(data), size), problems);
  if (file == nullptr) {
    HOSO_ALWAYS(!problems.empty());
    return -1;
  }
  files.push_back(std::move(file));
  const CheckResult result = CheckFiles(files, std::move(problems));
  HOSO_ALWAYS(result.problems.empty() == (result.catalogue != nullptr));
  for (const Problem& problem : result.problems) {
    HOSO_ALWAYS(!problem.file.empty() && !problem.message.empty() && problem.line >= 0);
    HOSO_ALWAYS(problem.line == 0 || absl::StartsWith(FormatProblem(problem), "fuzz.textproto:"));
  }
  return 0;
}

#include "tests/support/environment.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace hoso::testing {
namespace {

std::string FromEnvironment(const char* name, const char* otherwise) {
  const char* value = getenv(name);
  return value != nullptr ? value : otherwise;
}

}  // namespace

std::string SourceDir() { return FromEnvironment("HOSO_SOURCE_DIR", HOSO_DEFAULT_SOURCE_DIR); }

std::string ProgramPath(const std::string& name) {
  return FromEnvironment("HOSO_BIN_DIR", HOSO_DEFAULT_BIN_DIR) + "/" + name;
}

TempDir::TempDir() {
  std::string path = FromEnvironment("TMPDIR", "/tmp") + "/hoso-test.XXXXXX";
  if (mkdtemp(path.data()) == nullptr) {
    perror(path.c_str());
    abort();
  }
  path_ = path;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    ADD_FAILURE() << path << ": cannot be read";
    return "";
  }
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

}  // namespace hoso::testing

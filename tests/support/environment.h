// Where things are while a test runs.
#pragma once

#include <string>

namespace hoso::testing {

// The root of the source tree (HOSO_SOURCE_DIR, set by ctest).
std::string SourceDir();

// The path of a program of this build: ProgramPath("hoso-intake").
std::string ProgramPath(const std::string& name);

// A new empty folder that is removed, with all in it, at the end of its life.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The whole file. Fails the test and returns "" if it cannot be read.
std::string ReadFile(const std::string& path);

}  // namespace hoso::testing

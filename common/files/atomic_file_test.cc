#include "common/files/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/files/folder_lock.h"

namespace hoso::files {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public ::testing::Test {
 protected:
  AtomicFileTest() : folder_(::testing::TempDir() + "atomic_file_test") {
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }
  ~AtomicFileTest() override { fs::remove_all(folder_); }
  size_t Files() { return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), {})); }

  const std::string folder_;
  const std::string path_ = folder_ + "/file";
};

TEST_F(AtomicFileTest, IsThereInFullOnceCommitted) {
  const std::string large(3 << 20, 'x');
  auto file = AtomicFile::Create(path_, 0600);
  ASSERT_TRUE(file.ok()) << file.status();
  (*file)->Write("begin ");
  (*file)->Write(large);
  EXPECT_FALSE(fs::exists(path_));
  ASSERT_TRUE((*file)->Commit(Existing::kRefuse).ok());
  EXPECT_EQ(*ReadFile(path_, 4 << 20), "begin " + large);
  struct stat found = {};
  ASSERT_EQ(stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  EXPECT_EQ(Files(), 1u);
}

TEST_F(AtomicFileTest, WhatIsNotCommittedLeavesNothing) {
  {
    auto file = AtomicFile::Create(path_);
    ASSERT_TRUE(file.ok()) << file.status();
    (*file)->Write("half");
  }
  EXPECT_EQ(Files(), 0u);
}

TEST_F(AtomicFileTest, AnotherFileIsReplacedOnlyWhenThatIsWanted) {
  ASSERT_TRUE(WriteFile(path_, "old", Existing::kRefuse).ok());
  EXPECT_EQ(WriteFile(path_, "new", Existing::kRefuse).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadFile(path_, 10), "old");
  ASSERT_TRUE(WriteFile(path_, "new", Existing::kReplace).ok());
  EXPECT_EQ(*ReadFile(path_, 10), "new");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(AtomicFileTest, WhatCannotBeWrittenOrReadIsNamed) {
  EXPECT_EQ(AtomicFile::Create(folder_ + "/none/file").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadFile(path_, 10).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadFile(folder_, 10).status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(WriteFile(path_, "12345", Existing::kRefuse).ok());
  EXPECT_EQ(ReadFile(path_, 4).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(AtomicFileTest, AFolderIsHeldByOne) {
  {
    const auto first = FolderLock::Take(folder_);
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ(FolderLock::Take(folder_).status().code(), absl::StatusCode::kAborted);
  }
  EXPECT_TRUE(FolderLock::Take(folder_).ok());
  EXPECT_EQ(FolderLock::Take(folder_ + "/none").status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace hoso::files

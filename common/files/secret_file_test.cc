#include "common/files/secret_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "common/files/file_mark.h"

namespace hoso::files {
namespace {

using ::testing::HasSubstr;

std::string Written(const std::string& name, const std::string& content, mode_t mode) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path) << content;
  chmod(path.c_str(), mode);
  return path;
}

TEST(SecretFileTest, ReadsWhatOnlyItsOwnerMayRead) {
  const std::string path = Written("secret", "s3cret\n", 0600);
  EXPECT_TRUE(CheckSecretFile(path).ok());
  EXPECT_EQ(*ReadSecretFile(path), "s3cret\n");
}

TEST(SecretFileTest, RefusesWhatOthersMayRead) {
  for (const mode_t mode : {0640, 0604, 0620, 0644}) {
    const std::string path = Written("open", "s3cret", mode);
    const absl::Status status = ReadSecretFile(path).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr("want mode 0600"));
    EXPECT_THAT(std::string(status.message()), ::testing::Not(HasSubstr("s3cret")));
    EXPECT_EQ(CheckSecretFile(path), status);
  }
}

TEST(SecretFileTest, RefusesFoldersMissingFilesAndLargeOnes) {
  EXPECT_THAT(std::string(ReadSecretFile(::testing::TempDir()).status().message()), HasSubstr("no plain file"));
  EXPECT_THAT(std::string(ReadSecretFile(::testing::TempDir() + "none").status().message()), HasSubstr("none: cannot"));
  const std::string path = Written("large", "0123456789", 0600);
  EXPECT_THAT(std::string(ReadSecretFile(path, 9).status().message()), HasSubstr("at most 9 bytes"));
  EXPECT_EQ(*ReadSecretFile(path, 10), "0123456789");
}

TEST(SecretFileTest, WritesWhatItThenReads) {
  const std::string path = ::testing::TempDir() + "written";
  ASSERT_TRUE(WriteSecretFile(path, "one").ok());
  chmod(path.c_str(), 0644);
  ASSERT_TRUE(WriteSecretFile(path, "two").ok()) << "in place of what was there";
  EXPECT_EQ(*ReadSecretFile(path), "two");
  EXPECT_THAT(std::string(WriteSecretFile(::testing::TempDir() + "none/secret", "s3cret").message()),
              ::testing::AllOf(HasSubstr("none/secret: cannot be written"), ::testing::Not(HasSubstr("s3cret"))));
}

TEST(FileMarkTest, ChangesWithTheFile) {
  const std::string path = Written("marked", "one", 0600);
  const std::string before = MarkOf(path);
  EXPECT_EQ(MarkOf(path), before);
  std::ofstream(path, std::ios::app) << "more";
  EXPECT_NE(MarkOf(path), before);
  EXPECT_EQ(MarkOf(path + "-absent"), "");
}

}  // namespace
}  // namespace hoso::files

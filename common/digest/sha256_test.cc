#include "common/digest/sha256.h"

#include <gtest/gtest.h>

namespace hoso {
namespace {

// The examples of FIPS 180-4.
TEST(Sha256Test, AgreesWithThePublishedExamples) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("abc").substr(0, 3), "\xba\x78\x16");
}

TEST(Sha256Test, IsTheSameOverParts) {
  Sha256Stream stream;
  for (const char* part : {"a", "", "bc"}) stream.Add(part);
  EXPECT_EQ(stream.Digest(), Sha256("abc"));
  EXPECT_EQ(stream.Digest(), Sha256("")) << "nothing was added since";
}

}  // namespace
}  // namespace hoso

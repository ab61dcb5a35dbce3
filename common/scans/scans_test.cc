#include <gtest/gtest.h>

#include "common/rpc/request_id.h"
#include "common/scans/content.h"
#include "common/scans/sealed_chunk.h"
#include "common/scans/upload.h"
#include "tests/support/matchers.h"

namespace hoso::scans {
namespace {

using absl::StatusCode;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;

constexpr char kId[] = "11111111-2222-4333-8444-555555555555";

std::string Pdf(const std::string& version) {
  return "%PDF-" + version + "\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
}
const std::string kPngHead("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x02\0\0\0", 29);
const std::string kJpegHead("\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\x01\0\xc8\0\xc8\0\0", 20);

TEST(MediaTypeTest, IsWhatTheBytesAre) {
  EXPECT_EQ(*MediaTypeOf(Pdf("1.4")), kPdf);
  EXPECT_EQ(*MediaTypeOf(Pdf("1.7")), kPdf);
  EXPECT_EQ(*MediaTypeOf(Pdf("2.0")), kPdf);
  EXPECT_EQ(*MediaTypeOf(kPngHead), kPng);
  EXPECT_EQ(*MediaTypeOf(kJpegHead), kJpeg);
}

TEST(MediaTypeTest, RefusesEverythingElse) {
  for (const std::string& bytes :
       {std::string(), std::string("not a scan"), std::string("MZ\x90\0\x03\0\0\0", 8), std::string("PK\x03\x04", 4),
        std::string("<html><script>"), Pdf("1.3"), Pdf("1.40"), std::string("%PDF-1.7\nno end"), "x" + Pdf("1.7")}) {
    EXPECT_THAT(MediaTypeOf(bytes).status(), HasReason("WRONG_TYPE")) << bytes;
  }
}

TEST(SealedChunkTest, OpensWhereItWasSealedAndNowhereElse) {
  const vault::Key key = vault::Key::Random(), other = vault::Key::Random();
  const std::string sealed = SealChunk(key, kId, 4096, "what is on the paper");
  EXPECT_EQ(*OpenChunk(key, kId, 4096, sealed), "what is on the paper");
  EXPECT_EQ(sealed.find("paper"), std::string::npos);
  EXPECT_THAT(OpenChunk(key, kId, 0, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(OpenChunk(key, rpc::NewRequestId(), 4096, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(OpenChunk(other, kId, 4096, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(OpenChunk(key, kId, 4096, sealed.substr(0, 10)), StatusIs(StatusCode::kDataLoss));
  std::string changed = sealed;
  changed.back() ^= 1;
  EXPECT_THAT(OpenChunk(key, kId, 4096, changed), StatusIs(StatusCode::kDataLoss));
}

TEST(SealedChunkTest, KeysOfScansAreBoundApartFromThoseOfPersons) {
  const vault::RowId row = RowOf(77, kId), other = RowOf(77, rpc::NewRequestId());
  EXPECT_LT(row.person, 0);
  EXPECT_GE(row.version, 0);
  EXPECT_NE(std::make_pair(row.person, row.version), std::make_pair(other.person, other.version));
}

v1::NewScan Scan() {
  v1::NewScan scan;
  scan.set_scan_id(kId);
  scan.set_component_id("identity_card");
  scan.set_digest(std::string(32, 'd'));
  scan.set_bytes(kLargestScan);
  scan.set_media_type(kPdf);
  scan.set_pages(2);
  return scan;
}

TEST(NewScanTest, NamesEachFieldThatIsWrong) {
  EXPECT_THAT(CheckNewScan(Scan()), IsOk());
  v1::NewScan scan = Scan();
  scan.set_scan_id("1");
  scan.set_component_id("../x");
  scan.set_digest("short");
  scan.set_bytes(kLargestScan + 1);
  scan.set_media_type("text/html");
  scan.set_pages(0);
  scan.set_replaces("x");
  const absl::Status status = CheckNewScan(scan);
  for (const char* field : {"scan_id", "component_id", "digest", "bytes", "media_type", "pages", "replaces"}) {
    EXPECT_THAT(status, HasFieldViolation(field)) << field;
  }
}

TEST(ChunkTest, GoesOnWhereTheScanIsKeptUpTo) {
  v1::ScanChunk chunk;
  chunk.set_offset(8192);
  chunk.set_content(std::string(kSmallestChunk, 'x'));
  EXPECT_THAT(CheckChunk(chunk, 8192, 100000), IsOk());
  EXPECT_THAT(CheckChunk(chunk, 4096, 100000), HasReason("WRONG_OFFSET"));
  EXPECT_THAT(CheckChunk(chunk, 8192, 8192 + 100), HasFieldViolation("chunk.content"));
  chunk.set_content("x");
  EXPECT_THAT(CheckChunk(chunk, 8192, 100000), HasFieldViolation("chunk.content"));
  EXPECT_THAT(CheckChunk(chunk, 8192, 8193), IsOk()) << "the last may be short";
  chunk.set_content(std::string(kLargestChunk + 1, 'x'));
  EXPECT_THAT(CheckChunk(chunk, 8192, kLargestScan), HasFieldViolation("chunk.content"));
}

}  // namespace
}  // namespace hoso::scans

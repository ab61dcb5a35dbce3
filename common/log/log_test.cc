#include "common/log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace hoso::log {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

nlohmann::json Parsed(const std::string& message, const Fields& fields) {
  const std::string line = Render(absl::UnixEpoch(), Level::kInfo, "intake", message, fields);
  EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  return nlohmann::json::parse(line);
}

TEST(RenderTest, ALineHasTheFourFixedFieldsAndTypedOnes) {
  EXPECT_EQ(Render(absl::FromUnixMicros(1'700'000'000'000'001), Level::kWarn, "intake", "call",
                   {{"method", "AcceptDossier"}, {"rows", 3}, {"latency_ms", 1.5}, {"again", true}}),
            R"({"ts":"2023-11-14T22:13:20.000001Z","level":"warn","service":"intake","msg":"call",)"
            R"("method":"AcceptDossier","rows":3,"latency_ms":1.5,"again":true})");
}

TEST(RenderTest, HostileTextsStayOneValidLine) {
  const std::vector<std::string> hostile = {"quote \" backslash \\ slash /",
                                            "line\nbreak\r\n\ttab",
                                            std::string("nul\0byte", 8),
                                            "\x01\x1f\x7f",
                                            "\xff\xfe\xc0\xaf",
                                            "\xed\xa0\x80",
                                            "hồ sơ",
                                            "\",\"level\":\"forged",
                                            "%s %n {} {0}",
                                            "\u2028\u2029"};
  for (const std::string& text : hostile) {
    const nlohmann::json line = Parsed(text, {{text, text}, {"field", text}});
    EXPECT_EQ(line["level"], "info") << text;
    EXPECT_TRUE(line["msg"].is_string()) << text;
    EXPECT_TRUE(line["field"].is_string()) << text;
  }
}

TEST(RenderTest, TextsComeBackAsTheyWere) {
  const std::string text = "quote \" backslash \\ line\nbreak hồ sơ";
  EXPECT_EQ(Parsed(text, {{"field", text}})["msg"], text);
  EXPECT_EQ(Parsed(text, {{"field", text}})["field"], text);
}

TEST(RenderTest, NumbersThatJsonCannotHoldStayValid) {
  const nlohmann::json line = Parsed("x", {{"a", std::numeric_limits<double>::infinity()},
                                           {"b", std::numeric_limits<double>::quiet_NaN()},
                                           {"c", std::numeric_limits<int64_t>::min()}});
  EXPECT_TRUE(line["a"].is_null());
  EXPECT_TRUE(line["b"].is_null());
  EXPECT_EQ(line["c"], std::numeric_limits<int64_t>::min());
}

TEST(RenderTest, AFieldCannotReplaceAFixedOne) {
  const nlohmann::json line = Parsed("call", {{"level", "error"}, {"msg", "forged"}});
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["msg"], "call");
  EXPECT_EQ(line["level_"], "error");
}

TEST(WriteTest, LinesBelowTheLevelAreNotWritten) {
  Configure("routing", "warn");
  CaptureStderr();
  Info("unheard");
  Warn("heard", {{"request_id", "r1"}});
  const std::string written = GetCapturedStderr();
  Configure("hoso", "info");
  EXPECT_THAT(written, ::testing::Not(HasSubstr("unheard")));
  EXPECT_THAT(written, HasSubstr(R"("service":"routing","msg":"heard","request_id":"r1"})"));
}

TEST(WriteTest, ThreadsDoNotMixTheirLines) {
  CaptureStderr();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 100; ++n) Info(std::string(200, 'x'), {{"n", n}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::istringstream lines(GetCapturedStderr());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  }
  EXPECT_EQ(count, 400);
}

}  // namespace
}  // namespace hoso::log

#include "common/metrics/metrics.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/support/matchers.h"

namespace hoso::metrics {
namespace {

using ::hoso::testing::StatusIs;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;

std::string TypeName(Type type) {
  return type == Type::kCounter ? "counter" : type == Type::kGauge ? "gauge" : "histogram";
}

// The rows of the table in docs/metrics.md as the list in the code would write
// them.
std::vector<std::string> DocumentedRows() {
  std::ifstream file(std::string(std::getenv("HOSO_SOURCE_DIR")) + "/docs/metrics.md");
  std::vector<std::string> rows;
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, "| `")) rows.push_back(line);
  }
  return rows;
}

std::string Get(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
    EXPECT_EQ(write(connection, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t n; (n = read(connection, buffer, sizeof(buffer))) > 0;) answer.append(buffer, n);
  }
  close(connection);
  return answer;
}

TEST(DescriptionsTest, TheDocumentSaysWhatTheCodeSays) {
  std::vector<std::string> rows;
  for (const Description& d : Descriptions()) {
    const std::string labels = absl::StrJoin(d.labels, ", ");
    rows.push_back("| `" + d.name + "` | " + TypeName(d.type) + " | " + (labels.empty() ? "" : labels + " ") + "| " +
                   d.help + " |");
  }
  EXPECT_THAT(DocumentedRows(), ElementsAreArray(rows));
}

TEST(DescriptionsTest, NamesFollowTheConventions) {
  const std::regex name("hoso_[a-z]+(_[a-z]+)*"), label("[a-z]+(_[a-z]+)*");
  std::set<std::string> seen;
  for (const Description& d : Descriptions()) {
    SCOPED_TRACE(d.name);
    EXPECT_TRUE(std::regex_match(d.name, name));
    EXPECT_TRUE(seen.insert(d.name).second) << "named twice";
    EXPECT_EQ(absl::EndsWith(d.name, "_total"), d.type == Type::kCounter);
    for (const char* suffix : {"_count", "_sum", "_bucket", "_info", "_ms", "_milliseconds", "_minutes", "_hours"}) {
      EXPECT_FALSE(absl::EndsWith(d.name, suffix)) << suffix;
    }
    EXPECT_TRUE(absl::EndsWith(d.help, ".")) << d.help;
    EXPECT_EQ(d.type == Type::kHistogram, !d.buckets.empty());
    EXPECT_TRUE(std::is_sorted(d.buckets.begin(), d.buckets.end()));
    for (const std::string& l : d.labels) {
      EXPECT_TRUE(std::regex_match(l, label)) << l;
      EXPECT_NE(l, "le");
      EXPECT_FALSE(absl::StrContains(d.name, "_by_" + l));
    }
  }
}

TEST(MetricsTest, EveryMethodCountsInAFamilyOfTheListWithItsLabels) {
  Metrics metrics;
  metrics.Commands("intake", "AcceptDossier", "OK").Increment();
  metrics.CommandDuration("intake", "AcceptDossier").Observe(0.003);
  metrics.LedgerBatchSize("usual").Observe(12);
  metrics.LedgerQueueDepth("usual").Set(3);
  metrics.LedgerCommitDuration("usual").Observe(0.01);
  metrics.LedgerBisections("usual").Increment();
  metrics.PostgresPoolConnections("idle").Set(2);
  metrics.PostgresRetries().Increment();
  metrics.FeedLag().Set(0.5);
  metrics.FeedWatchers().Set(1);
  metrics.Dossiers("ACCEPTED", "11.03").Set(7);
  metrics.DossiersOverdue("11.03").Set(1);
  metrics.DossiersDueSoon("11.03").Set(2);
  metrics.Items("bag").Set(4);
  metrics.DiscrepanciesOpen().Set(1);
  metrics.BagOldestItemAge().Set(3600);
  metrics.StockRefreshed().Set(1'700'000'000);

  for (const auto& family : metrics.registry()->Collect()) {
    const auto& all = Descriptions();
    const auto described =
        std::find_if(all.begin(), all.end(), [&](const Description& d) { return d.name == family.name; });
    ASSERT_NE(described, all.end()) << family.name;
    ASSERT_EQ(family.metric.size(), 1u) << family.name;
    std::set<std::string> labels;
    for (const auto& label : family.metric[0].label) labels.insert(label.name);
    EXPECT_EQ(labels, std::set<std::string>(described->labels.begin(), described->labels.end())) << family.name;
  }
  EXPECT_THAT(metrics.Text(), HasSubstr(R"(hoso_command_duration_seconds_bucket{command="AcceptDossier",)"
                                        R"(service="intake",le="0.005"} 1)"));
}

TEST(MetricsTest, RemovedStockIsNotRead) {
  Metrics metrics;
  metrics.Items("office").Set(3);
  metrics.DiscrepanciesOpen().Set(1);
  metrics.FeedWatchers().Set(2);
  metrics.RemoveStock();
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("hoso_items{")));
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("\nhoso_discrepancies_open ")));
  EXPECT_THAT(metrics.Text(), HasSubstr("\nhoso_feed_watchers 2"));
  metrics.Items("office").Set(4);
  EXPECT_THAT(metrics.Text(), HasSubstr("hoso_items{holder_kind=\"office\"} 4"));
}

TEST(ExposerTest, ServesTheListAndTheProcessOnAFreePort) {
  Metrics metrics;
  metrics.Commands("intake", "AcceptDossier", "OK").Increment(41);
  const auto exposer = Exposer::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(exposer.ok()) << exposer.status();
  ASSERT_GT((*exposer)->port(), 0);
  const std::string page = Get((*exposer)->port(), "/metrics");
  EXPECT_THAT(page, HasSubstr(R"(hoso_commands_total{code="OK",command="AcceptDossier",service="intake"} 41)"));
  EXPECT_THAT(page, HasSubstr("# HELP hoso_commands_total Calls that ended"));
  std::smatch memory;
  ASSERT_TRUE(std::regex_search(page, memory, std::regex("\nprocess_resident_memory_bytes ([0-9.e+]+)")));
  EXPECT_GT(std::stod(memory[1]), 1e6);
  ASSERT_TRUE(std::regex_search(page, memory, std::regex("\nprocess_start_time_seconds ([0-9.e+]+)")));
  EXPECT_GT(std::stod(memory[1]), 1.5e9);
}

TEST(ExposerTest, AnAddressBeyondThisMachineIsRefused) {
  Metrics metrics;
  EXPECT_THAT(Exposer::Start("0.0.0.0:0", metrics),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want 127.0.0.1:PORT")));
}

TEST(ExposerTest, ATakenPortIsUnavailable) {
  Metrics metrics;
  const auto first = Exposer::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(Exposer::Start("127.0.0.1:" + std::to_string((*first)->port()), metrics),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hoso::metrics

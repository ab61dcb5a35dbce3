// The gauges about the stock, from two replicas on a real PostgreSQL.
#include "services/routing/stock_exporter.h"

#include <gmock/gmock.h>

#include "services/routing/reading_testing.h"
#include "services/routing/testing.h"
#include "tests/support/catalogue.h"
#include "tests/support/eventually.h"

namespace hoso::routing {
namespace {

using hoso::testing::Eventually;
using hoso::testing::TheCatalogue;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace testing;  // The builders.

constexpr StockExporterOptions kOften = {.refresh_every = absl::Milliseconds(50), .simulated_clock = true};

class StockExporterTest : public ::testing::Test {
 protected:
  // One of several processes.
  struct Process {
    explicit Process(const hoso::testing::TestDatabase& database)
        : pool(MakeReadPool(database.Conninfo("hoso_routing"), 2, metrics)),
          exporter(std::make_unique<StockExporter>(TheCatalogue(), *pool, metrics, kOften)) {}
    bool Exports() const { return metrics.Text().find("hoso_stock_refreshed_timestamp_seconds ") != std::string::npos; }

    metrics::Metrics metrics;
    ReadPool pool;
    std::unique_ptr<StockExporter> exporter;
  };

  hoso::testing::TestDatabase database_;
  Writer writer_{database_};
};

TEST_F(StockExporterTest, CountsTheStockAtTheTimeOfTheLatestFact) {
  const std::string code = writer_.Accept(1, Local(7, 8));
  writer_.Accept(1, Local(15, 8));  // By now the first is overdue.
  Process process(database_);
  ASSERT_TRUE(Eventually(absl::Seconds(10), [&] { return process.Exports(); }));
  const std::string text = process.metrics.Text();
  EXPECT_THAT(text, HasSubstr("hoso_dossiers{agency=\"SGTVT\",status=\"accepted\"} 2"));
  EXPECT_THAT(text, HasSubstr("hoso_dossiers_overdue{agency=\"SGTVT\"} 1"));
  EXPECT_THAT(text, HasSubstr("hoso_dossiers_due_soon{agency=\"SGTVT\"} 0"));
  EXPECT_THAT(text, HasSubstr("hoso_items{holder_kind=\"office\"} 2"));
  EXPECT_THAT(text, HasSubstr("hoso_items{holder_kind=\"bag\"} 0"));
  EXPECT_THAT(text, HasSubstr("hoso_discrepancies_open 0"));

  writer_.Record(code, Local(15, 9), ReceivedFact(kTransport));
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] {
    return process.metrics.Text().find("hoso_dossiers{agency=\"SGTVT\",status=\"processing\"} 1") != std::string::npos;
  }));
}

TEST_F(StockExporterTest, OnlyOneReplicaSetsTheGaugesAndAnotherTakesOver) {
  writer_.Accept(1, Local(7, 8));
  Process first(database_);
  ASSERT_TRUE(Eventually(absl::Seconds(10), [&] { return first.Exports(); }));
  Process second(database_);
  const double started = first.metrics.StockRefreshed().Value();
  ASSERT_TRUE(Eventually(absl::Seconds(10), [&] { return first.metrics.StockRefreshed().Value() > started + 0.5; }));
  EXPECT_FALSE(second.Exports());
  EXPECT_THAT(second.metrics.Text(), Not(HasSubstr("hoso_dossiers{")));

  first.exporter.reset();
  EXPECT_FALSE(first.Exports()) << "its gauges are gone with the lock";
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return second.Exports(); }));
}

}  // namespace
}  // namespace hoso::routing

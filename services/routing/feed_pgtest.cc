// WatchFacts over a loopback socket, on a real PostgreSQL.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/rpc/credentials.h"
#include "services/routing/feed_cursor.h"
#include "services/routing/reading_testing.h"
#include "services/routing/testing.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using absl::StatusCode;
using hoso::testing::Eventually;
using hoso::testing::HasFieldViolation;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing;  // The builders.

// What identifies a fact.
using Key = std::pair<std::string, int>;
Key KeyOf(const v1::WatchFactsResponse& response) {
  return {response.fact().fact().dossier_code(), response.fact().fact().sequence()};
}

// One stream, read as it comes.
class Stream {
 public:
  Stream(Replica& replica, const std::string& agency, const std::string& cursor, bool until_now,
         const rpc::Caller& caller = kOfficer, absl::Duration timeout = absl::Seconds(30))
      : Stream(replica.routing(), agency, cursor, until_now, caller, timeout) {}
  Stream(v1::RoutingService::Stub& stub, const std::string& agency, const std::string& cursor, bool until_now,
         const rpc::Caller& caller = kOfficer, absl::Duration timeout = absl::Seconds(30)) {
    v1::WatchFactsRequest request;
    request.set_agency_key(agency);
    request.set_cursor(cursor);
    request.set_until_now(until_now);
    rpc::Prepare(context_, {.caller = caller, .timeout = timeout});
    reader_ = stub.WatchFacts(&context_, request);
  }
  bool Next(v1::WatchFactsResponse& response) { return reader_->Read(&response); }
  absl::Status Finish() { return rpc::FromGrpc(reader_->Finish()); }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchFactsResponse>> reader_;
};

class FeedTest : public ::testing::Test {
 protected:
  // Everything recorded so far, after `cursor`, which moves on.
  std::vector<Key> ReadUntilNow(std::string& cursor, const std::string& agency = kTransport,
                                const rpc::Caller& caller = kOfficer) {
    Stream stream(replica_, agency, cursor, /*until_now=*/true, caller);
    std::vector<Key> keys;
    v1::WatchFactsResponse response;
    while (stream.Next(response)) {
      keys.push_back(KeyOf(response));
      cursor = response.cursor();
    }
    EXPECT_THAT(stream.Finish(), IsOk());
    return keys;
  }
  absl::Status Refusal(const std::string& agency, const std::string& cursor, const rpc::Caller& caller = kOfficer) {
    Stream stream(replica_, agency, cursor, /*until_now=*/true, caller);
    v1::WatchFactsResponse response;
    EXPECT_FALSE(stream.Next(response));
    return stream.Finish();
  }

  hoso::testing::TestDatabase database_;
  Writer writer_{database_};
  // Small pages, so that they end within what a test writes.
  Replica replica_{database_, {.page_facts = 3}};
};

TEST_F(FeedTest, GivesTheFactsOfOneAgencyInOrderAndEndsWithTheLast) {
  const std::string first = writer_.Accept(1, Local(7, 8));
  writer_.Accept(1, Local(7, 8), "LLTP");
  const std::string second = writer_.Accept(2, Local(7, 8));
  writer_.Record(first, Local(8, 8), ReceivedFact(kTransport));
  std::string cursor;
  EXPECT_THAT(ReadUntilNow(cursor), ElementsAre(Key(first, 1), Key(second, 1), Key(first, 2)));
  EXPECT_THAT(ReadUntilNow(cursor), IsEmpty()) << "nothing new";
  writer_.Record(second, Local(8, 8), ReceivedFact(kTransport));
  EXPECT_THAT(ReadUntilNow(cursor), ElementsAre(Key(second, 2)));
}

TEST_F(FeedTest, EachCursorGoesOnRightAfterItsFact) {
  std::vector<Key> all;
  std::vector<std::string> cursors;
  for (int i = 1; i <= 7; ++i) writer_.Accept(i, Local(7, 8));
  Stream stream(replica_, kTransport, "", /*until_now=*/true);
  v1::WatchFactsResponse response;
  while (stream.Next(response)) {
    all.push_back(KeyOf(response));
    cursors.push_back(response.cursor());
  }
  ASSERT_EQ(all.size(), 7u);
  for (size_t i = 0; i < all.size(); ++i) {
    std::string cursor = cursors[i];
    EXPECT_EQ(ReadUntilNow(cursor), std::vector<Key>(all.begin() + i + 1, all.end())) << "after " << i;
  }
}

TEST_F(FeedTest, FactsComeAsTheyAreCommitted) {
  Stream stream(replica_, kTransport, "", /*until_now=*/false);
  v1::WatchFactsResponse response;
  for (int i = 1; i <= 5; ++i) {
    const std::string code = writer_.Accept(i, Local(7, 8));
    ASSERT_TRUE(stream.Next(response));
    EXPECT_EQ(KeyOf(response), Key(code, 1));
    EXPECT_EQ(response.fact().hash().size(), 32u);
  }
  stream.Cancel();
  EXPECT_FALSE(stream.Next(response));
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return replica_.metrics().FeedWatchers().Value() == 0; }));
}

TEST_F(FeedTest, SkipsNothingUnderConcurrentWritersAndKeepsTheOrderOfEachDossier) {
  constexpr int kDossiers = 12;
  constexpr int kMoves = 15;
  Writer other(database_);
  std::map<std::string, int> last_seen;
  std::set<Key> seen;
  std::atomic<bool> enough = false;
  std::thread watching([&] {
    // A client that is cut off every few facts, and goes on by cursor.
    std::string cursor;
    while (!enough) {
      Stream stream(replica_, kTransport, cursor, /*until_now=*/false);
      v1::WatchFactsResponse response;
      for (int i = 0; i < 20 && stream.Next(response); ++i) {
        const Key key = KeyOf(response);
        EXPECT_TRUE(seen.insert(key).second) << key.first << " " << key.second;
        EXPECT_EQ(key.second, ++last_seen[key.first]) << key.first;
        cursor = response.cursor();
        if (seen.size() == kDossiers * (kMoves + 1)) enough = true;
        if (enough) break;
      }
      stream.Cancel();
      stream.Finish().IgnoreError();
    }
  });
  std::vector<std::thread> writing;
  for (int w = 0; w < 4; ++w) {
    writing.emplace_back([&, w] {
      Writer& writer = w % 2 == 0 ? writer_ : other;
      for (int d = w; d < kDossiers; d += 4) {
        const std::string code = writer.Accept(d + 1, Local(7, 8));
        core::v1::Holder from = custody::Office(kBureau), to = custody::Office(kCentre);
        for (int i = 0; i < kMoves; ++i, std::swap(from, to)) {
          writer.Record(code, Local(8, 8) + absl::Minutes(i), MovedFact(1, from, to));
        }
      }
    });
  }
  for (std::thread& thread : writing) thread.join();
  const bool all_seen = Eventually(absl::Seconds(20), [&] { return enough.load(); });
  enough = true;
  writer_.Accept(9000, Local(7, 8));  // Lets a watcher that still waits look up.
  watching.join();
  EXPECT_TRUE(all_seen) << "seen " << seen.size() << " of " << kDossiers * (kMoves + 1);
}

TEST_F(FeedTest, ACursorSurvivesTheReplicaThatGaveIt) {
  const std::string first = writer_.Accept(1, Local(7, 8));
  std::string cursor;
  {
    Replica gone(database_);
    Stream stream(gone, kTransport, "", /*until_now=*/true);
    v1::WatchFactsResponse response;
    ASSERT_TRUE(stream.Next(response));
    cursor = response.cursor();
    EXPECT_FALSE(stream.Next(response));
  }
  const std::string second = writer_.Accept(2, Local(7, 8));
  EXPECT_THAT(ReadUntilNow(cursor), ElementsAre(Key(second, 1)));
}

TEST_F(FeedTest, ADrainEndsStreamsAndSaysToGoOnElsewhere) {
  Replica draining(database_);
  writer_.Accept(1, Local(7, 8));
  Stream stream(draining, kTransport, "", /*until_now=*/false);
  v1::WatchFactsResponse response;
  ASSERT_TRUE(stream.Next(response));
  const absl::Time began = absl::Now();
  draining.server().Drain();
  EXPECT_FALSE(stream.Next(response));
  EXPECT_THAT(stream.Finish(), StatusIs(StatusCode::kUnavailable, HasSubstr("cursor")));
  EXPECT_LT(absl::Now() - began, absl::Seconds(4)) << "streams are ended, not waited for";
}

TEST_F(FeedTest, ASlowClientHoldsNobodyUp) {
  for (int i = 1; i <= 300; ++i) writer_.Accept(i, Local(7, 8));
  Stream slow(replica_, kTransport, "", /*until_now=*/false);
  v1::WatchFactsResponse response;
  ASSERT_TRUE(slow.Next(response));
  std::string cursor;
  EXPECT_EQ(ReadUntilNow(cursor).size(), 300u);
  for (int i = 1; i < 300; ++i) ASSERT_TRUE(slow.Next(response)) << i;
  slow.Cancel();
}

TEST_F(FeedTest, AClientThatTakesNothingIsDroppedAndToldWhy) {
  Replica impatient(database_, {.longest_write = absl::Milliseconds(300)});
  for (int i = 1; i <= 600; ++i) writer_.Accept(i, Local(7, 8));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // Else the window grows until all fits into it.
  const auto stub = v1::RoutingService::NewStub(
      grpc::CreateCustomChannel(impatient.server().address(), rpc::MakePlainChannelCredentials(), arguments));
  Stream slow(*stub, kTransport, "", /*until_now=*/false);
  v1::WatchFactsResponse response;
  ASSERT_TRUE(slow.Next(response));
  EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return impatient.metrics().FeedWatchers().Value() == 0; }));
  while (slow.Next(response)) {
  }
  EXPECT_THAT(slow.Finish(), StatusIs(StatusCode::kResourceExhausted, HasSubstr("go on from the last cursor")));
}

TEST_F(FeedTest, AClientThatWaitsForNewFactsIsNotSlow) {
  Replica impatient(database_, {.longest_write = absl::Milliseconds(200)});
  Stream stream(impatient, kTransport, "", /*until_now=*/false);
  v1::WatchFactsResponse response;
  writer_.Accept(1, Local(7, 8));
  ASSERT_TRUE(stream.Next(response));
  // The feed looks some times in between.
  EXPECT_FALSE(Eventually(absl::Seconds(1), [&] { return impatient.metrics().FeedWatchers().Value() == 0; }));
  writer_.Accept(2, Local(7, 8));
  EXPECT_TRUE(stream.Next(response));
  stream.Cancel();
}

TEST_F(FeedTest, AMachineHasSoManyStreamsAndNoMore) {
  Replica narrow(database_, {.streams_per_caller = 2, .streams = 3});
  writer_.Accept(1, Local(7, 8));
  const auto open = [&](const rpc::Caller& caller) {
    auto stream = std::make_unique<Stream>(narrow, kTransport, "", /*until_now=*/false, caller);
    v1::WatchFactsResponse response;
    const bool opened = stream->Next(response);
    if (opened) return std::make_pair(std::move(stream), absl::OkStatus());
    const absl::Status status = stream->Finish();
    return std::make_pair(std::unique_ptr<Stream>(), status);
  };
  rpc::Caller other = kOfficer, third = kOfficer;
  other.device = "MT-2";
  third.device = "MT-3";
  auto first = open(kOfficer), second = open(kOfficer);
  EXPECT_THAT(second.second, IsOk());
  EXPECT_THAT(open(kOfficer).second,
              StatusIs(StatusCode::kResourceExhausted, HasSubstr("2 of a machine and 3 in all")));
  auto of_other = open(other);
  EXPECT_THAT(of_other.second, IsOk());
  EXPECT_THAT(open(third).second, StatusIs(StatusCode::kResourceExhausted));
  first.first->Cancel();
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return open(kOfficer).second.ok(); })) << "room again";
  second.first->Cancel();
  of_other.first->Cancel();
}

TEST_F(FeedTest, AllAgenciesAreForCoordinatorsAndAuditors) {
  writer_.Accept(1, Local(7, 8));
  writer_.Accept(1, Local(7, 8), "LLTP");
  EXPECT_THAT(Refusal("", ""), StatusIs(StatusCode::kPermissionDenied, HasSubstr("agency_key")));
  EXPECT_THAT(Refusal(kJustice, ""), StatusIs(StatusCode::kPermissionDenied));
  std::string cursor;
  EXPECT_EQ(ReadUntilNow(cursor, "", kCoordinator).size(), 2u);
}

TEST_F(FeedTest, ACursorFromElsewhereIsRefused) {
  writer_.Accept(1, Local(7, 8));
  writer_.Accept(1, Local(7, 8), "LLTP");
  std::string of_justice;
  ReadUntilNow(of_justice, kJustice, kCoordinator);
  EXPECT_THAT(Refusal(kTransport, of_justice), HasFieldViolation("cursor", HasSubstr("agency")));
  EXPECT_THAT(Refusal(kTransport, "rubbish"), HasFieldViolation("cursor"));
  EXPECT_THAT(Refusal(kTransport, MakeFeedCursor("0b0d6a9e-52a5-4a34-9a25-0d9f3b9a3b11", 1, {.tx = 1})),
              HasFieldViolation("cursor", HasSubstr("another ledger")));
}

TEST_F(FeedTest, TheLagIsZeroOnceEverythingWasSent) {
  writer_.Accept(1, Local(7, 8));
  Stream stream(replica_, kTransport, "", /*until_now=*/false);
  v1::WatchFactsResponse response;
  ASSERT_TRUE(stream.Next(response));
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] {
    return replica_.metrics().FeedLag().Value() == 0 && replica_.metrics().FeedWatchers().Value() == 1;
  }));
  stream.Cancel();
}

}  // namespace
}  // namespace hoso::routing

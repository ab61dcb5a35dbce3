// The service in process over a real loopback socket, with a real PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock/zone.h"
#include "common/command/callers.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/metrics/metrics.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/rpc/workers.h"
#include "services/routing/read_pool.h"
#include "services/routing/routing_service.h"
#include "services/routing/testing.h"
#include "services/routing/tracking_store.h"
#include "services/routing/watch_facts.h"
#include "services/routing/worklist.h"
#include "tests/support/catalogue.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/slips.h"

namespace hoso::routing {
namespace {

using absl::StatusCode;
using core::v1::Bag;
using core::v1::ItemRef;
using custody::Agency;
using custody::Carrier;
using custody::Office;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace hoso::routing::testing;  // NOLINT: the builders.

constexpr int kSealers = 4;
constexpr int kOpeners = 8;

rpc::Caller CallerOf(const core::v1::Actor& actor) {
  return {.staff = actor.staff_id(),
          .office = actor.office_id(),
          .agency = actor.agency_key(),
          .carrier = actor.role() == command::kCarrierRole ? kPostman : "",
          .role = actor.role()};
}

std::unique_ptr<ledger::Ledger> OpenLedger(const std::string& conninfo) {
  auto ledger = ledger::Ledger::Open(
      {.conninfo = conninfo, .agencies = command::CodesOf(hoso::testing::TheCatalogue()), .bulk_committers = 2});
  EXPECT_THAT(ledger, IsOk());
  return ledger.ok() ? *std::move(ledger) : nullptr;
}

class RoutingTest : public ::testing::Test {
 protected:
  explicit RoutingTest(const std::string& role = "hoso_routing")
      : intake_(OpenLedger(database_.Conninfo("hoso_intake"))),
        ledger_(OpenLedger(database_.Conninfo(role))),
        pool_(MakeReadPool(database_.Conninfo("hoso_routing"), 4, metrics_)),
        store_(*pool_),
        worklists_(*pool_),
        feed_(catalogue_, *pool_, metrics_),
        workers_(std::make_unique<rpc::Workers>(4)) {
    service_ = MakeRoutingService({.catalogue = catalogue_,
                                   .ledger = *ledger_,
                                   .bags = store_,
                                   .worklists = worklists_,
                                   .feed = feed_,
                                   .workers = *workers_,
                                   .slips = hoso::testing::Slips()},
                                  {.service = "routing",
                                   .clock = &clock_,
                                   .metrics = &metrics_,
                                   .plain_for_tests = true,
                                   .simulated_clock = true,
                                   .deadline_cap = absl::Seconds(60)}).service;
    auto server = rpc::Server::Start({.name = "routing", .plain_for_tests = true}, {service_.get()});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    server_->BeforeShutdown([this] { feed_.EndStreams(); });
    stub_ = v1::RoutingService::NewStub(*rpc::MakeChannel(server_->address()));
  }

  ~RoutingTest() override {
    server_->Drain();
    workers_.reset();
    ledger_.reset();
  }

  // A dossier taken in now, the papers at `office`; as the intake door would.
  std::string Accept(const std::string& procedure, const std::string& office) {
    const std::string code = CodeOn(clock::LocalDay(now_), ++last_number_);
    Record(code, AcceptedFact(procedure, office, now_), /*creates=*/true);
    return code;
  }

  void Record(const std::string& code, core::v1::Fact fact, bool creates = false) {
    const auto id = identity::ParseDossierCode(code, command::CodesOf(catalogue_));
    const command::Context context{ClerkAt(kCommunePoint), now_, now_};
    ledger::Command command;
    command.dossiers = {*id};
    command.decide = [=](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
      dossier::DossierChange change =
          creates ? command::BeginNew(code, context) : command::Begin(view.Get(*id), context);
      if (absl::Status status = change.Add(fact); !status.ok()) return status;
      return command::Decide(std::move(change), v1::SealBagResponse());
    };
    EXPECT_THAT(intake_->SubmitAndWait(std::move(command)), IsOk());
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(const core::v1::Actor& actor, Request request,
                                grpc::Status (v1::RoutingService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                                 Response*)) {
    if (request.request_id().empty()) request.set_request_id(RequestId());
    grpc::ClientContext context;
    rpc::Prepare(context, {.caller = CallerOf(actor), .timeout = absl::Seconds(60), .simulated_time = now_});
    Response response;
    const grpc::Status status = ((*stub_).*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }

  absl::StatusOr<v1::SealBagResponse> Seal(const core::v1::Actor& actor, const v1::SealBagRequest& request) {
    return Call(actor, request, &v1::RoutingService::Stub::SealBag);
  }
  absl::StatusOr<v1::DispatchBagResponse> Dispatch(const core::v1::Actor& actor, const std::string& bag) {
    v1::DispatchBagRequest request;
    request.set_bag_id(bag);
    request.set_carrier_id(kPostman);
    return Call(actor, request, &v1::RoutingService::Stub::DispatchBag);
  }
  absl::StatusOr<v1::HandOverResponse> HandOver(const core::v1::Actor& actor, const v1::HandOverRequest& request) {
    return Call(actor, request, &v1::RoutingService::Stub::HandOver);
  }
  absl::StatusOr<v1::OpenBagResponse> Open(const core::v1::Actor& actor, const v1::OpenBagRequest& request) {
    return Call(actor, request, &v1::RoutingService::Stub::OpenBag);
  }

  // Items under way from the commune point to the bureau.
  Bag Send(const std::string& bag, const std::vector<ItemRef>& items) {
    EXPECT_THAT(Seal(ClerkAt(kCommunePoint), SealRequest(bag, Office(kCommunePoint), Office(kBureau), items)), IsOk());
    const auto sent = Dispatch(ClerkAt(kCommunePoint), bag);
    EXPECT_THAT(sent, IsOk());
    return sent.ok() ? sent->bag() : Bag();
  }

  Bag Stored(const std::string& bag) {
    const auto found = store_.FindBag(bag, absl::Now() + absl::Seconds(10));
    EXPECT_THAT(found, IsOk());
    return found.ok() ? *found : Bag();
  }
  // What `holder` has by the book.
  std::vector<StoredItem> HeldBy(const core::v1::Holder& holder) {
    const auto items = store_.ListItems(holder, 0, 0, 2000, absl::Now() + absl::Seconds(10));
    EXPECT_THAT(items, IsOk());
    return items.ok() ? *items : std::vector<StoredItem>();
  }

  static std::string RequestId() {
    static std::atomic<int> last = 0;
    return absl::StrFormat("7e0a2b4c-1111-4222-8333-%012x", ++last);
  }

  const catalogue::Catalogue& catalogue_ = hoso::testing::TheCatalogue();
  hoso::testing::TestDatabase database_;
  metrics::Metrics metrics_;
  rpc::FakeClock clock_{Local(7, 9)};
  absl::Time now_ = Local(7, 9);
  int last_number_ = 0;
  std::unique_ptr<ledger::Ledger> intake_;
  std::unique_ptr<ledger::Ledger> ledger_;
  ReadPool pool_;
  TrackingStore store_;
  WorklistStore worklists_;
  FactFeed feed_;
  std::unique_ptr<rpc::Workers> workers_;
  std::unique_ptr<v1::RoutingService::CallbackService> service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::RoutingService::Stub> stub_;
};

// Runs `body(i)` in `n` threads at once.
template <typename Body>
void InParallel(int n, Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i) threads.emplace_back(body, i);
  for (std::thread& thread : threads) thread.join();
}

TEST_F(RoutingTest, ABagTravelsAndItsItemsWithIt) {
  const std::string one = Accept(kLicence, kCommunePoint);
  const std::string two = Accept(kBadge, kCommunePoint);
  const Bag bag = Send("TUI-1", {Ref(two, 1), Ref(one, 1)});
  EXPECT_EQ(Stored("TUI-1").SerializeAsString(), bag.SerializeAsString());
  EXPECT_THAT(HeldBy(custody::Bag("TUI-1")), SizeIs(2));

  v1::HandOverRequest relay;
  relay.set_bag_id("TUI-1");
  *relay.mutable_from() = Carrier(kPostman);
  *relay.mutable_to() = Carrier(kVan);
  ASSERT_THAT(HandOver(ACarrier(), relay), IsOk());
  EXPECT_EQ(Stored("TUI-1").custodian().id(), kVan);

  now_ = Local(8, 8);
  const auto opened = Open(ClerkAt(kBureau), OpenRequest(bag, Office(kBureau), {Ref(one, 1), Ref(two, 1)}));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(Stored("TUI-1").SerializeAsString(), opened->bag().SerializeAsString());
  EXPECT_EQ(opened->bag().version(), 4);
  EXPECT_THAT(HeldBy(custody::Bag("TUI-1")), SizeIs(0));
  EXPECT_THAT(HeldBy(Office(kBureau)), SizeIs(2));
}

TEST_F(RoutingTest, ABagOfFiveHundredGoesInOneTransaction) {
  std::vector<ItemRef> items;
  for (int i = 0; i < 500; ++i) items.push_back(Ref(Accept(kLicence, kCommunePoint), 1));
  const Bag bag = Send("TUI-500", items);
  EXPECT_EQ(bag.items_size(), 500);
  ASSERT_THAT(Open(ClerkAt(kBureau), OpenRequest(bag, Office(kBureau), items)), IsOk());
  EXPECT_THAT(HeldBy(Office(kBureau)), SizeIs(500));
}

TEST_F(RoutingTest, ABagStaysClosedAtTheWrongPlaceWithAnotherManifestAndASecondTime) {
  const std::string one = Accept(kLicence, kCommunePoint);
  const Bag bag = Send("TUI-1", {Ref(one, 1)});
  EXPECT_THAT(Open(ClerkAt(kCentre), OpenRequest(bag, Office(kCentre), {Ref(one, 1)})),
              AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("WRONG_PLACE")));
  auto another = OpenRequest(bag, Office(kBureau), {Ref(one, 1)});
  another.set_manifest_digest(std::string(32, 'x'));
  EXPECT_THAT(Open(ClerkAt(kBureau), another), HasFieldViolation("manifest_digest"));
  EXPECT_EQ(Stored("TUI-1").version(), 2);
  ASSERT_THAT(Open(ClerkAt(kBureau), OpenRequest(bag, Office(kBureau), {Ref(one, 1)})), IsOk());
  EXPECT_THAT(Open(ClerkAt(kBureau), OpenRequest(bag, Office(kBureau), {Ref(one, 1)})), HasReason("BAG_OPENED"));
  EXPECT_THAT(Dispatch(ClerkAt(kCommunePoint), "TUI-404"), StatusIs(StatusCode::kNotFound, HasSubstr("TUI-404")));
}

TEST_F(RoutingTest, OneMissingAndOneTooManyAreInTheBooks) {
  const std::string kept = Accept(kLicence, kCommunePoint);
  const std::string lost = Accept(kLicence, kCommunePoint);
  const std::string extra = Accept(kLicence, kCommunePoint);
  const Bag bag = Send("TUI-1", {Ref(kept, 1), Ref(lost, 1)});
  const Bag other = Send("TUI-2", {Ref(extra, 1)});
  const auto opened = Open(ClerkAt(kBureau), OpenRequest(bag, Office(kBureau), {Ref(kept, 1), Ref(extra, 1)}));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->missing_size(), 1);
  EXPECT_EQ(opened->surplus_size(), 1);
  EXPECT_THAT(HeldBy(Office(kBureau)), SizeIs(2));
  ASSERT_THAT(HeldBy(Carrier(kPostman)), SizeIs(1));
  EXPECT_EQ(HeldBy(Carrier(kPostman))[0].state.dossier_code(), lost);

  v1::SettleDiscrepancyRequest settle;
  settle.set_dossier_code(lost);
  settle.set_discrepancy(1);
  settle.set_outcome(core::v1::DISCREPANCY_OUTCOME_LOST);
  settle.set_ground("đã tìm ở hai đầu tuyến");
  settle.set_report_number("BB-TL-01");
  core::v1::Actor supervisor = ClerkAt(kBureau);
  EXPECT_THAT(Call(supervisor, settle, &v1::RoutingService::Stub::SettleDiscrepancy), StatusIs(StatusCode::kNotFound))
      << "a dossier of a point below";
  supervisor.set_role("bureau_supervisor");
  settle.set_request_id(FreshId());
  const auto settled = Call(supervisor, settle, &v1::RoutingService::Stub::SettleDiscrepancy);
  ASSERT_THAT(settled, IsOk());
  EXPECT_EQ(settled->dossier().open_discrepancies(), 0);
  EXPECT_THAT(HeldBy(custody::Missing("BB-TL-01")), SizeIs(1));

  // Its own bag does not miss what turned up in the other.
  const auto empty = Open(ClerkAt(kBureau), OpenRequest(other, Office(kBureau), {}));
  ASSERT_THAT(empty, IsOk());
  EXPECT_EQ(empty->missing_size(), 0);
}

TEST_F(RoutingTest, OfManyWhoOpenABagOneWinsAndTheOthersLearnWhy) {
  const std::string one = Accept(kLicence, kCommunePoint);
  const Bag bag = Send("TUI-1", {Ref(one, 1)});
  std::atomic<int> won = 0;
  std::atomic<int> told = 0;
  InParallel(kOpeners, [&](int) {
    const auto opened = Open(ClerkAt(kBureau), OpenRequest(bag, Office(kBureau), {Ref(one, 1)}));
    if (opened.ok()) ++won;
    if (errors::Reason(opened.status()) == "BAG_OPENED") ++told;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, kOpeners - 1);
}

TEST_F(RoutingTest, OfManyWhoSealTheSameItemOrTheSameBagOneWins) {
  const std::string one = Accept(kLicence, kCommunePoint);
  std::atomic<int> won = 0;
  std::atomic<int> told = 0;
  InParallel(kSealers, [&](int i) {
    const auto sealed = Seal(ClerkAt(kCommunePoint), SealRequest(absl::StrCat("TUI-", i), Office(kCommunePoint),
                                                                 Office(kBureau), {Ref(one, 1)}));
    if (sealed.ok()) ++won;
    if (sealed.status().code() == StatusCode::kFailedPrecondition) ++told;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, kSealers - 1);

  std::vector<std::string> codes;
  for (int i = 0; i < kSealers; ++i) codes.push_back(Accept(kLicence, kCommunePoint));
  won = told = 0;
  InParallel(kSealers, [&](int i) {
    const auto sealed = Seal(ClerkAt(kCommunePoint), SealRequest("TUI-SAME", Office(kCommunePoint), Office(kBureau),
                                                                 {Ref(codes[static_cast<size_t>(i)], 1)}));
    if (sealed.ok()) ++won;
    if (sealed.status().code() == StatusCode::kAlreadyExists) ++told;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, kSealers - 1);
}

TEST_F(RoutingTest, ARepeatedRequestGetsItsFirstAnswer) {
  const std::string one = Accept(kLicence, kCommunePoint);
  const auto seal = SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(one, 1)});
  const auto first = Seal(ClerkAt(kCommunePoint), seal);
  const auto again = Seal(ClerkAt(kCommunePoint), seal);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  auto other = seal;
  other.set_seal_number("NP-2");
  EXPECT_THAT(Seal(ClerkAt(kCommunePoint), other), HasReason("REQUEST_ID_REUSED"));

  const auto open = OpenRequest(first->bag(), Office(kBureau), {Ref(one, 1)});
  ASSERT_THAT(Open(ClerkAt(kBureau), open), IsOk());
  EXPECT_THAT(Open(ClerkAt(kBureau), open), IsOk());
}

TEST_F(RoutingTest, ItemsMoveFromWhoHoldsThemAtTheVersionSeen) {
  const std::string one = Accept(kLicence, kCommunePoint);
  EXPECT_THAT(HandOver(ClerkAt(kBureau), HandOverRequest(one, {1}, Office(kBureau), Office(kCentre))),
              StatusIs(StatusCode::kNotFound)) << "nothing of it is there";
  auto request = HandOverRequest(one, {1}, Office(kCommunePoint), Office(kBureau));
  request.set_expected_version(2);
  EXPECT_THAT(HandOver(ClerkAt(kCommunePoint), request),
              AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
  request.set_expected_version(1);
  request.set_request_id(RequestId());
  const auto moved = HandOver(ClerkAt(kCommunePoint), request);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->dossier().version(), 2);
  EXPECT_EQ(moved->dossier().items(0).holder().id(), kBureau);
}

TEST_F(RoutingTest, TheDeskTakesADossierToItsDecisionAndOnlyOnce) {
  const std::string one = Accept(kLicence, kBureau);
  now_ = Local(8, 9);
  ASSERT_THAT(HandOver(ClerkAt(kBureau), HandOverRequest(one, {1}, Office(kBureau), Agency(kTransport))), IsOk());
  v1::ReceiveDossierRequest receive;
  receive.set_dossier_code(one);
  receive.set_complete(true);
  EXPECT_THAT(Call(ClerkAt(kBureau), receive, &v1::RoutingService::Stub::ReceiveDossier),
              StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(Call(OfficerOf(kJustice), receive, &v1::RoutingService::Stub::ReceiveDossier),
              StatusIs(StatusCode::kNotFound));
  ASSERT_THAT(Call(OfficerOf(kTransport), receive, &v1::RoutingService::Stub::ReceiveDossier), IsOk());

  v1::RequestSupplementRequest supplement;
  supplement.set_dossier_code(one);
  supplement.add_components()->set_component_id("id_copy");
  supplement.mutable_components(0)->set_photocopies(1);
  supplement.set_reason("Bản sao mờ");
  ASSERT_THAT(Call(OfficerOf(kTransport), supplement, &v1::RoutingService::Stub::RequestSupplement), IsOk());
  EXPECT_THAT(Call(OfficerOf(kTransport), supplement, &v1::RoutingService::Stub::RequestSupplement),
              StatusIs(StatusCode::kFailedPrecondition));

  now_ = Local(9, 9);
  const std::string two = Accept(kLicence, kBureau);
  ASSERT_THAT(HandOver(ClerkAt(kBureau), HandOverRequest(two, {1}, Office(kBureau), Agency(kTransport))), IsOk());
  receive.set_dossier_code(two);
  ASSERT_THAT(Call(OfficerOf(kTransport), receive, &v1::RoutingService::Stub::ReceiveDossier), IsOk());
  v1::DecideDossierRequest decide;
  decide.set_dossier_code(two);
  decide.set_outcome(core::v1::OUTCOME_GRANTED);
  decide.add_results()->set_document_number("GPLX-1");
  *decide.mutable_results(0)->mutable_signed_on() = ToProto(absl::CivilDay(2022, 11, 9));
  std::atomic<int> won = 0;
  std::atomic<int> told = 0;
  InParallel(kSealers, [&](int) {
    const auto decided = Call(OfficerOf(kTransport), decide, &v1::RoutingService::Stub::DecideDossier);
    if (decided.ok()) ++won;
    if (decided.status().code() == StatusCode::kFailedPrecondition) ++told;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, kSealers - 1);
  EXPECT_THAT(HeldBy(Agency(kTransport)), SizeIs(3));
}

TEST_F(RoutingTest, AWorklistIsTheAgencysOwn) {
  const std::string one = Accept(kLicence, kBureau);
  v1::ListWorklistRequest request;
  request.set_agency_key(kTransport);
  const auto ask = [&](const core::v1::Actor& actor) -> absl::StatusOr<v1::ListWorklistResponse> {
    grpc::ClientContext context;
    rpc::Prepare(context, {.caller = CallerOf(actor), .timeout = absl::Seconds(60)});
    v1::ListWorklistResponse response;
    const grpc::Status status = stub_->ListWorklist(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  };
  const auto list = ask(OfficerOf(kTransport));
  ASSERT_THAT(list, IsOk());
  ASSERT_EQ(list->dossiers_size(), 1);
  EXPECT_EQ(list->dossiers(0).dossier_code(), one);
  EXPECT_THAT(ask(OfficerOf(kJustice)), StatusIs(StatusCode::kPermissionDenied));
}

// A process whose database role is that of another door.
class WrongRoleTest : public RoutingTest {
 protected:
  WrongRoleTest() : RoutingTest("hoso_returns") {}
};

TEST_F(WrongRoleTest, TheDatabaseRefusesTheFactsOfAnotherDoor) {
  const std::string one = Accept(kLicence, kCommunePoint);
  EXPECT_THAT(HandOver(ClerkAt(kCommunePoint), HandOverRequest(one, {1}, Office(kCommunePoint), Office(kBureau))),
              StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(Seal(ClerkAt(kCommunePoint), SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(one, 1)})),
              StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(HeldBy(Office(kCommunePoint)), SizeIs(1));
  EXPECT_THAT(store_.FindBag("TUI-1", absl::Now() + absl::Seconds(10)), StatusIs(StatusCode::kNotFound));
}

}  // namespace
}  // namespace hoso::routing

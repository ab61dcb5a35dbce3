#include "services/routing/reading_testing.h"

#include "common/appointment/lateness.h"
#include "common/command/context.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/custody/custody.h"
#include "common/identity/look_up_secret.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/testing.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"
#include "tests/support/slips.h"
#include "tests/support/vault.h"

namespace hoso::routing::testing {
namespace {

using core::v1::Fact;
using hoso::testing::IsOk;
using hoso::testing::TheCatalogue;

std::unique_ptr<ledger::Ledger> Open(const std::string& conninfo) {
  ledger::Options options;
  options.conninfo = conninfo;
  options.agencies = command::CodesOf(TheCatalogue());
  options.vault = &hoso::testing::Vault();
  options.class_of = command::PersonClassesOf(TheCatalogue());
  auto opened = ledger::Ledger::Open(std::move(options));
  EXPECT_THAT(opened, IsOk());
  return *std::move(opened);
}

}  // namespace

Writer::Writer(const hoso::testing::TestDatabase& database) : ledger_(Open(database.Conninfo("postgres"))) {}

std::string Writer::Accept(int number, absl::Time at, const std::string& procedure,
                           std::optional<core::v1::PersonRecord> owner) {
  Fact fact = AcceptedFact(procedure, kBureau, at);
  const auto agency = TheCatalogue().FindAgency(fact.accepted().agency_key());
  const auto id = *identity::DossierId::Make((*agency)->number(), clock::LocalDay(at), number);
  const std::string code = *identity::FormatDossierCode(id, command::CodesOf(TheCatalogue()));
  fact.mutable_accepted()->set_secret_digest(identity::SecretDigest(code, kSecret));
  if (!owner.has_value()) {
    Record(code, at, std::move(fact));
    return code;
  }
  const command::StoredPerson stored = command::StorePerson(1, 1, *owner);
  *fact.mutable_accepted()->mutable_owner() = stored.ref;
  Record(code, at, [&](const core::v1::Dossier&) { return std::vector<Fact>{fact}; }, {stored.row});
  return code;
}

void Writer::Record(const std::string& code, absl::Time at, Fact fact) {
  Record(code, at, [&](const core::v1::Dossier&) { return std::vector<Fact>{fact}; });
}

void Writer::Record(const std::string& code, absl::Time at, const Facts& facts,
                    std::vector<ledger::PersonRow> persons) {
  const auto id = *identity::ParseDossierCode(code, command::CodesOf(TheCatalogue()));
  ledger::Command command;
  command.dossiers = {id};
  command.decide = [&](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const ledger::Loaded& loaded = view.Get(id);
    const command::Context context{.actor = OfficerOf(kTransport), .now = at, .occurred_at = at};
    dossier::DossierChange change = loaded.exists ? command::Begin(loaded, context) : command::BeginNew(code, context);
    for (Fact& fact : facts(loaded.dossier)) {
      if (absl::Status status = change.Add(std::move(fact)); !status.ok()) return status;
    }
    ledger::Decision decision;
    decision.appends.push_back({.change = std::move(change), .persons = persons});
    return decision;
  };
  EXPECT_THAT(ledger_->SubmitAndWait(std::move(command)), IsOk());
}

Fact ReceivedFact(const std::string& agency) {
  Fact fact;
  fact.mutable_received_by_agency()->set_agency_key(agency);
  fact.mutable_received_by_agency()->set_complete(true);
  return fact;
}

Fact AssignedFact(const std::string& staff) {
  Fact fact;
  fact.mutable_assigned()->set_staff_id(staff);
  return fact;
}

Fact MovedFact(int item, const core::v1::Holder& from, const core::v1::Holder& to) {
  Fact fact;
  *fact.mutable_items_moved()->add_moves() = custody::MakeMove(item, from, to);
  return fact;
}

Fact SupplementRequestedFact() {
  Fact fact;
  core::v1::ComponentCount& wanted = *fact.mutable_supplement_requested()->add_components();
  wanted.set_component_id("health");
  wanted.set_originals(1);
  *fact.mutable_supplement_requested()->mutable_supply_until() = ToProto(absl::CivilDay(2022, 11, 30));
  return fact;
}

Fact DecidedFact(const core::v1::Dossier& dossier, absl::Time at) {
  Fact fact;
  core::v1::Decided& decided = *fact.mutable_decided();
  decided.set_outcome(core::v1::OUTCOME_GRANTED);
  *decided.mutable_decided_at() = ToProto(at);
  decided.set_result_class(appointment::ClassOf(dossier, at));
  if (decided.result_class() == core::v1::RESULT_CLASS_LATE) decided.set_late_cause(core::v1::PARTY_AGENCY);
  core::v1::Item& item = *decided.add_results()->mutable_item();
  item.set_number(dossier.items_size() + 1);
  item.set_kind(core::v1::ITEM_KIND_RESULT);
  item.set_label("Giấy phép lái xe");
  *item.mutable_holder() = custody::Agency(dossier.agency_key());
  return fact;
}

class Replica::RoutingReads final : public v1::RoutingService::CallbackService {
 public:
  RoutingReads(WorklistStore& worklists, FactFeed& feed, rpc::Workers& workers, rpc::CallsOptions calls)
      : worklists_(worklists), feed_(feed), workers_(workers), calls_(std::move(calls)) {}

  grpc::ServerUnaryReactor* ListWorklist(grpc::CallbackServerContext* context, const v1::ListWorklistRequest* request,
                                         v1::ListWorklistResponse* response) override {
    return calls_.Serve(context, request, response, "ListWorklist", [this](auto call) {
      auto query = PlanWorklist(TheCatalogue(), call->caller(), call->reach(), call->request());
      if (!query.ok()) return call->Finish(query.status());
      workers_.Answer(call, [this, call, query = *query]() -> absl::Status {
        auto page = worklists_.List(query, call->deadline());
        if (page.ok()) *call->response() = *page;
        return page.status();
      });
    });
  }
  grpc::ServerWriteReactor<v1::WatchFactsResponse>* WatchFacts(grpc::CallbackServerContext* context,
                                                               const v1::WatchFactsRequest* request) override {
    return feed_.Watch(calls_, context, request);
  }

 private:
  WorklistStore& worklists_;
  FactFeed& feed_;
  rpc::Workers& workers_;
  const rpc::Calls calls_;
};

Replica::Replica(const hoso::testing::TestDatabase& database, FeedOptions feed) : clock_(Local(7, 8)) {
  const std::string conninfo = database.Conninfo("hoso_routing");
  const rpc::CallsOptions calls = {
      .service = "routing", .clock = &clock_, .metrics = &metrics_, .plain_for_tests = true, .simulated_clock = true};
  pool_ = MakeReadPool(conninfo, 3, metrics_);
  ledger::Reader::Options options;
  options.conninfo = conninfo;
  reader_ = *ledger::Reader::Open(options);
  feed_ = std::make_unique<FactFeed>(TheCatalogue(), *pool_, metrics_, feed);
  worklists_ = std::make_unique<WorklistStore>(*pool_);
  workers_ = std::make_unique<rpc::Workers>(2);
  rpc::CallsOptions tracking_calls = calls;
  tracking_calls.service = "tracking";
  access_log_ = *access_log::AccessLog::Open({.conninfo = conninfo, .statement_timeout = absl::Milliseconds(500)});
  tracking_service_ =
      MakeTrackingService({TheCatalogue(), *reader_, *pool_, *workers_, hoso::testing::Vault(), hoso::testing::Slips(),
                           hoso::testing::SlipKeys(), *access_log_, tracking_calls});
  routing_service_ = std::make_unique<RoutingReads>(*worklists_, *feed_, *workers_, calls);
  auto server = rpc::Server::Start({.name = "routing", .plain_for_tests = true, .drain_time = absl::Seconds(5)},
                                   {tracking_service_.get(), routing_service_.get()});
  EXPECT_THAT(server, IsOk());
  server_ = *std::move(server);
  server_->BeforeShutdown([this] { feed_->EndStreams(); });
  const auto channel = *rpc::MakeChannel(server_->address(), {.own_connection = true});
  tracking_ = tracking::v1::TrackingService::NewStub(channel);
  routing_ = v1::RoutingService::NewStub(channel);
}

Replica::~Replica() {
  server_->Drain();
  workers_.reset();
  reader_.reset();
  access_log_.reset();
}

}  // namespace hoso::routing::testing

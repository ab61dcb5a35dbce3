// The service in process over a real loopback socket, with a real PostgreSQL.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/command/context.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/custody/custody.h"
#include "common/identity/look_up_secret.h"
#include "common/ledger/testing.h"
#include "common/metrics/metrics.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "hoso/returns/v1/returns_service.grpc.pb.h"
#include "services/returns/returns_service.h"
#include "services/returns/testing.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/slips.h"
#include "tests/support/vault.h"

namespace hoso::returns {
namespace {

using absl::StatusCode;
using core::v1::Fact;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using namespace hoso::returns::testing;  // NOLINT: the builders.

constexpr char kPlates[] = "PHUHIEU@2022-11-01";
constexpr char kLicence[] = "GPLX_DOI@2022-11-01";

Fact AcceptedFact(const std::string& code, const std::string& version, int units, const core::v1::PersonRef& owner) {
  Fact fact;
  core::v1::Accepted& accepted = *fact.mutable_accepted();
  accepted.set_procedure_version(version);
  accepted.set_procedure_key(version.substr(0, version.find('@')));
  accepted.set_agency_key("SGTVT");
  accepted.set_office_id(kOffice);
  accepted.set_return_office_id(kOffice);
  accepted.set_units(units);
  accepted.set_relation(core::v1::RELATION_SELF);
  *accepted.mutable_owner() = owner;
  *accepted.mutable_submitter() = owner;
  *accepted.mutable_accepted_at() = ToProto(Now() - absl::Hours(24 * 10));
  *accepted.mutable_appointment()->mutable_due_at() = ToProto(Now());
  accepted.set_secret_digest(identity::SecretDigest(code, kSecret));
  accepted.mutable_papers()->set_number(1);
  accepted.mutable_papers()->set_kind(core::v1::ITEM_KIND_PAPERS);
  *accepted.mutable_papers()->mutable_holder() = custody::Agency("SGTVT");
  return fact;
}

Fact DecidedFact(int results) {
  Fact fact;
  core::v1::Decided& decided = *fact.mutable_decided();
  decided.set_outcome(core::v1::OUTCOME_GRANTED);
  decided.set_result_class(core::v1::RESULT_CLASS_AHEAD);
  *decided.mutable_decided_at() = ToProto(Now() - absl::Hours(24 * 2));
  for (int i = 0; i < results; ++i) {
    core::v1::Item& item = *decided.add_results()->mutable_item();
    item.set_number(2 + i);
    item.set_kind(core::v1::ITEM_KIND_RESULT);
    *item.mutable_holder() = custody::Agency("SGTVT");
  }
  return fact;
}

Fact MovedFact(int results, const std::string& office) {
  Fact fact;
  for (int i = 0; i < results; ++i) {
    *fact.mutable_items_moved()->add_moves() =
        custody::MakeMove(2 + i, custody::Agency("SGTVT"), custody::Office(office));
  }
  return fact;
}

class ReturnsTest : public ::testing::Test {
 protected:
  ReturnsTest() {
    parts_.catalogue = std::shared_ptr<const catalogue::Catalogue>(&RealCatalogue(), [](const auto*) {});
    ledger_ = OpenLedger("hoso_returns");
    store_ = ReturnsStore::Open({.conninfo = database_.Conninfo("hoso_returns"), .connections = 2});
    parts_.ledger = ledger_.get();
    parts_.store = store_.get();
    parts_.keys = &hoso::testing::SlipKeys();
    parts_.calls = {
        .service = "returns", .clock = &clock_, .metrics = &metrics_, .plain_for_tests = true, .simulated_clock = true};
    parts_.read_threads = 2;
    service_ = MakeReturnsService(parts_).service;
    auto server = rpc::Server::Start({.name = "returns", .plain_for_tests = true}, {service_.get()});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = v1::ReturnsService::NewStub(*rpc::MakeChannel(server_->address()));
  }
  ~ReturnsTest() override {
    server_->Drain();
    ledger_.reset();  // Before the service: its answers may still be on their way.
  }

  std::unique_ptr<ledger::Ledger> OpenLedger(const std::string& role) {
    return ledger::testing::OpenOrDie(
        {.conninfo = database_.Conninfo(role),
         .agencies = command::CodesOf(RealCatalogue()),
         .vault = &hoso::testing::Vault(),
         .class_of = command::PersonClassesOf(RealCatalogue())});
  }

  // A decided dossier whose results lie at `office`; not received for collection yet. Written by all three roles'
  // facts, so by the superuser.
  std::string Seed(int number, const std::string& version = kLicence, int results = 1,
                   const std::string& office = kOffice) {
    const auto id = *identity::DossierId::Make(1, absl::CivilDay(2022, 11, 4), number);
    const std::string code = *identity::FormatDossierCode(id, command::CodesOf(RealCatalogue()));
    const command::StoredPerson owner = command::StorePerson(1, 1, Citizen(kOwnerNumber));
    ledger::Command seed;
    seed.dossiers = {id};
    seed.decide = [=](const ledger::View&) -> absl::StatusOr<ledger::Decision> {
      const absl::Time at = Now() - absl::Hours(24) + absl::Minutes(number);
      dossier::DossierChange change = command::BeginNew(code, {Clerk(), at, at});
      Fact received;
      received.mutable_received_by_agency()->set_agency_key("SGTVT");
      for (const Fact& fact : {AcceptedFact(code, version, results, owner.ref), received, DecidedFact(results),
                               MovedFact(results, office)}) {
        if (absl::Status status = change.Add(fact); !status.ok()) return status;
      }
      return command::Decide(std::move(change), received, {owner.row});
    };
    if (seeder_ == nullptr) {
      seeder_ = OpenLedger("postgres");
    }
    EXPECT_THAT(seeder_->SubmitAndWait(std::move(seed)), IsOk());
    return code;
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::ReturnsService::StubInterface::*method)(grpc::ClientContext*,
                                                                                          const Request&, Response*),
                                const Request& request, const rpc::Caller& caller, absl::Time now) {
    grpc::ClientContext context;
    rpc::Prepare(context, {.caller = caller, .timeout = absl::Seconds(30), .simulated_time = now});
    Response response;
    const absl::Status status = rpc::FromGrpc((stub_.get()->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::ReceiveResultsResponse> Receive(const std::string& code, const std::string& office = kOffice,
                                                     absl::Time now = Now()) {
    v1::ReceiveResultsRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(code);
    return Call(&v1::ReturnsService::StubInterface::ReceiveResults, request, ClerkAt(office), now);
  }

  absl::StatusOr<v1::HandOutResponse> HandOut(const v1::HandOutRequest& request) {
    return Call(&v1::ReturnsService::StubInterface::HandOut, request, ClerkAt(kOffice), Now() + absl::Hours(1));
  }

  absl::StatusOr<v1::ListReturnsResponse> List(const std::string& token = "", int page_size = 2) {
    v1::ListReturnsRequest request;
    request.set_office_id(kOffice);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(&v1::ReturnsService::StubInterface::ListReturns, request, ClerkAt(kOffice), Now());
  }

  static rpc::Caller ClerkAt(const std::string& office) { return {.staff = "GDV-1", .office = office}; }

  std::string Ask(const std::string& sql) { return ledger::testing::Ask(database_.Conninfo("hoso_auditor"), sql); }
  std::string Written() {
    return Ask("SELECT (SELECT count(*) FROM ledger.fact) || '/' || (SELECT count(*) FROM ledger.person)");
  }

  hoso::testing::TestDatabase database_;
  rpc::RealClock clock_;
  metrics::Metrics metrics_;
  ServiceParts parts_;
  std::unique_ptr<ReturnsStore> store_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<ledger::Ledger> seeder_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::ReturnsService::StubInterface> stub_;
};

TEST_F(ReturnsTest, ResultIsReceivedAnnouncedHandedOutAndRated) {
  const std::string code = Seed(1);
  ASSERT_THAT(Receive(code), IsOk());
  v1::NotifyApplicantRequest notify;
  notify.set_request_id(NewUuid());
  notify.set_dossier_code(code);
  notify.set_means(core::v1::NOTIFICATION_MEANS_PHONE);
  notify.set_subject("Đã có kết quả");
  ASSERT_THAT(Call(&v1::ReturnsService::StubInterface::NotifyApplicant, notify, ClerkAt(kOffice), Now()), IsOk());
  const auto handed_out = HandOut(HandOutToOwner(code));
  ASSERT_THAT(handed_out, IsOk());
  EXPECT_TRUE(handed_out->last());
  EXPECT_EQ(handed_out->dossier().status(), core::v1::STATUS_RETURNED);
  v1::RecordFeedbackRequest feedback;
  feedback.set_request_id(NewUuid());
  feedback.set_dossier_code(code);
  feedback.set_lookup_secret(kSecret);
  feedback.set_score(5);
  const auto rated =
      Call(&v1::ReturnsService::StubInterface::RecordFeedback, feedback, {.role = "citizen"}, Now() + absl::Hours(2));
  EXPECT_THAT(rated, IsOk());
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.person WHERE person = 3"), "1") << "the recipient";
  EXPECT_EQ(Ask("SELECT holder_kind FROM ledger.item WHERE item = 3 AND kind = 3"), "1") << "the old licence";
}

TEST_F(ReturnsTest, HandOutToTheWrongPersonWritesNothing) {
  const std::string code = Seed(1);
  const std::string before = Written();
  v1::HandOutRequest request = HandOutToOwner(code);
  *request.mutable_recipient() = Citizen(kStrangerNumber);
  EXPECT_THAT(HandOut(request), AllOf(StatusIs(StatusCode::kPermissionDenied), HasReason("WRONG_PERSON")));
  EXPECT_EQ(Written(), before);
}

TEST_F(ReturnsTest, RepeatedRequestGetsTheFirstAnswerAndWritesNothing) {
  const std::string code = Seed(1);
  const v1::HandOutRequest request = HandOutToOwner(code);
  const auto first = HandOut(request);
  ASSERT_THAT(first, IsOk());
  const std::string before = Written();
  const auto second = HandOut(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Written(), before);

  v1::HandOutRequest other = request;
  other.set_slip_returned(false);
  other.set_slip_missing_reason("mất");
  EXPECT_THAT(HandOut(other), AllOf(StatusIs(StatusCode::kInvalidArgument), HasReason("REQUEST_ID_REUSED")));
}

TEST_F(ReturnsTest, StaleVersionIsRefusedAndTheVersionSeenIsNot) {
  const std::string code = Seed(1);
  v1::HandOutRequest request = HandOutToOwner(code);
  request.set_expected_version(3);
  EXPECT_THAT(HandOut(request), AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
  request.set_request_id(NewUuid());
  request.set_expected_version(4);
  EXPECT_THAT(HandOut(request), IsOk());
}

TEST_F(ReturnsTest, SeveralResultsAreHandedOutOneAfterAnother) {
  const std::string code = Seed(1, kPlates, 3);
  for (int item = 2; item <= 4; ++item) {
    v1::HandOutRequest request = HandOutToOwner(code);
    request.clear_exchanged();
    request.set_items(0, item);
    const auto answer = HandOut(request);
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(answer->last(), item == 4);
  }
  EXPECT_EQ(Ask("SELECT status FROM ledger.dossier"), "10");
  EXPECT_EQ(Ask("SELECT string_agg(person::text, ',' ORDER BY person) FROM ledger.person"), "1,3,4,5");
}

TEST_F(ReturnsTest, OfTwoClerksWhoHandOutTheSameOneWins) {
  const std::string code = Seed(1);
  std::atomic<int> won = 0, lost = 0;
  std::vector<std::thread> clerks;
  for (int i = 0; i < 8; ++i) {
    clerks.emplace_back([&] {
      const auto answer = HandOut(HandOutToOwner(code));
      if (answer.ok()) ++won;
      if (absl::IsFailedPrecondition(answer.status())) ++lost;
    });
  }
  for (std::thread& clerk : clerks) clerk.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 7);
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.fact WHERE kind = 26"), "1");
}

TEST_F(ReturnsTest, ThreeAttemptsThenKeptAndReturnedInTime) {
  const std::string code = Seed(1);
  ASSERT_THAT(Receive(code), IsOk());
  for (int attempt = 1; attempt <= 3; ++attempt) {
    v1::RecordAttemptRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(code);
    request.set_failure(core::v1::ATTEMPT_FAILURE_ABSENT);
    const auto answer = Call(&v1::ReturnsService::StubInterface::RecordAttempt, request, ClerkAt(kOffice),
                             Now() + absl::Hours(24 * attempt));
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(answer->attempt(), attempt);
  }
  ASSERT_THAT(List(), IsOk());
  EXPECT_EQ(List()->results(0).failed_attempts(), 3);

  v1::ReturnUnclaimedRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code(code);
  request.set_reason("quá hạn lưu giữ");
  const auto give_up = [&](int days) {
    return Call(&v1::ReturnsService::StubInterface::ReturnUnclaimed, request, ClerkAt(kOffice),
                Now() + absl::Hours(24 * days));
  };
  EXPECT_THAT(give_up(29), AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("TOO_EARLY")));
  EXPECT_THAT(give_up(30), IsOk());
  EXPECT_EQ(List()->results_size(), 0);
}

TEST_F(ReturnsTest, ListVisitsEachWaitingDossierOnceOldestFirst) {
  std::vector<std::string> expected;
  for (int number = 1; number <= 7; ++number) {
    const std::string code = Seed(number);
    // Every third was not received for collection, so it does not wait for the citizen.
    if (number % 3 == 0) continue;
    ASSERT_THAT(Receive(code), IsOk());
    expected.push_back(code);
  }
  ASSERT_THAT(Receive(Seed(8, kLicence, 1, kOtherOffice), kOtherOffice), IsOk());

  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = List(token);
    ASSERT_THAT(page, IsOk());
    EXPECT_LE(page->results_size(), 2);
    for (const v1::WaitingResult& waiting : page->results()) {
      seen.push_back(waiting.dossier().dossier_code());
      EXPECT_THAT(waiting.items(), ElementsAre(2));
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, expected);

  ASSERT_THAT(HandOut(HandOutToOwner(expected[0])), IsOk());
  EXPECT_EQ(List()->results(0).dossier().dossier_code(), expected[1]);
  EXPECT_THAT(List("AAAA"), hoso::testing::HasFieldViolation("page_token"));
}

TEST_F(ReturnsTest, UnknownDossierIsNotFound) {
  EXPECT_THAT(HandOut(HandOutToOwner("H15.05-221104-0099")), StatusIs(StatusCode::kNotFound));
}

TEST_F(ReturnsTest, CallWithoutCallerIsUnauthenticated) {
  const std::string code = Seed(1);
  const auto refused =
      Call(&v1::ReturnsService::StubInterface::HandOut, HandOutToOwner(code), rpc::Caller(), Now() + absl::Hours(1));
  EXPECT_THAT(refused, StatusIs(StatusCode::kUnauthenticated));
}

}  // namespace
}  // namespace hoso::returns

// The service in process over a real loopback socket, with a real PostgreSQL.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/appointment/appointment.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/identity/look_up_secret.h"
#include "common/ledger/testing.h"
#include "common/ledger/verify.h"
#include "common/metrics/metrics.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/clock.h"
#include "common/rpc/server.h"
#include "common/slips/check.h"
#include "services/intake/intake_service.h"
#include "services/intake/lease_check.h"
#include "services/intake/lease_keeper.h"
#include "services/intake/look_up_secret.h"
#include "services/intake/testing.h"
#include "services/intake/testing_calls.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"
#include "tests/support/slips.h"
#include "tests/support/vault.h"

namespace hoso::intake {
namespace {

using absl::StatusCode;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace hoso::intake::testing;  // NOLINT: the builders.

// One intake process, as main.cc puts it together.
class Replica {
 public:
  Replica(const hoso::testing::TestDatabase& database, const std::string& id)
      : store_(database.Conninfo("hoso_intake"), 2),
        ledger_(ledger::testing::OpenOrDie({.conninfo = database.Conninfo("hoso_intake"),
                                            .agencies = command::CodesOf(RealCatalogue()),
                                            .vault = &hoso::testing::Vault(),
                                            .class_of = command::PersonClassesOf(RealCatalogue())})),
        allocator_(Blocks(kReplicaPrefix + id)),
        leases_(store_),
        service_(MakeIntakeService({.catalogue = &RealCatalogue(),
                                    .ledger = ledger_.get(),
                                    .allocator = &allocator_,
                                    .leases = &leases_,
                                    .slips = &hoso::testing::Slips(),
                                    .calls = {.service = "intake",
                                              .clock = &clock_,
                                              .metrics = &metrics_,
                                              .plain_for_tests = true,
                                              .simulated_clock = true}})
                     .service) {
    auto server = rpc::Server::Start({.name = "intake", .plain_for_tests = true}, {service_.get()});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = v1::IntakeService::NewStub(*rpc::MakeChannel(server_->address(), {.retry = false}));
  }
  ~Replica() { Stop(); }

  void Stop() {
    if (ledger_ == nullptr) return;
    server_->Drain();
    ledger_.reset();
    leases_.CheckNow();
    EXPECT_THAT(allocator_.Drain(), IsOk());
  }

  Stub& stub() { return *stub_; }

 private:
  CodeAllocator::Options Blocks(const std::string& holder) {
    return {.open =
                [this, holder](int agency, absl::CivilDay day, int count) {
                  return store_.Open({.request_id = NewUuid(),
                                      .digest = std::string(32, '\0'),
                                      .agency = agency,
                                      .day = day,
                                      .count = count,
                                      .holder = holder,
                                      .now = Now()});
                },
            .close =
                [this](const std::vector<std::string>& ids) { return store_.CloseAll(ids, "drained", Now()).status(); },
            .first_block = 10};
  }

  const rpc::RealClock clock_;
  metrics::Metrics metrics_;
  IntakeStore store_;
  std::unique_ptr<ledger::Ledger> ledger_;
  CodeAllocator allocator_;
  LeaseBook leases_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

class IntakeTest : public ::testing::Test {
 protected:
  std::string Ask(const std::string& sql) { return ledger::testing::Ask(database_.Conninfo("postgres"), sql); }
  std::string Written() {
    return Ask(
        "SELECT concat_ws(' ', (SELECT count(*) FROM ledger.fact), (SELECT count(*) FROM ledger.person), "
        "(SELECT count(*) FROM ledger.answer))");
  }

  // What does not agree in the ledger and among the leases.
  std::vector<std::string> Verify() {
    ledger::VerifyOptions options{.conninfo = database_.Conninfo("hoso_auditor"),
                                  .agencies = command::CodesOf(RealCatalogue())};
    options.check_dossier = [](const core::v1::Dossier&, const std::vector<core::v1::Fact>& facts) {
      return appointment::CheckPromises(RealCatalogue(), facts);
    };
    options.tables = {LeaseCheck(), LeasedNumbersCheck()};
    const auto report = ledger::Verify(options);
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> findings;
    for (const ledger::Finding& finding : report->findings) findings.push_back(finding.ToString());
    return findings;
  }

  v1::LeaseCodesResponse Lease(int count) {
    v1::LeaseCodesRequest request;
    request.set_request_id(NewUuid());
    request.set_agency_key("SGTVT");
    *request.mutable_day() = ToProto(Id(1).day());
    request.set_count(count);
    request.set_holder(kDevice);
    const auto lease = CallOn(replica_.stub(), &Stub::LeaseCodes, request);
    EXPECT_THAT(lease, IsOk());
    return *lease;
  }

  absl::StatusOr<v1::CloseLeaseResponse> Close(const std::string& lease_id, const rpc::Caller& caller = Caller()) {
    v1::CloseLeaseRequest request;
    request.set_request_id(NewUuid());
    request.set_lease_id(lease_id);
    request.set_reason("xong");
    return CallOn(replica_.stub(), &Stub::CloseLease, request, caller);
  }

  hoso::testing::TestDatabase database_;
  Replica replica_{database_, "a"};
};

TEST_F(IntakeTest, LeasesThatDoNotAccountForEveryNumberAreFound) {
  ASSERT_THAT(Accept(replica_.stub(), Licence()), IsOk());
  const v1::LeaseCodesResponse lease = Lease(3);
  ASSERT_THAT(Close(lease.lease_id()), IsOk());
  EXPECT_THAT(Verify(), IsEmpty());
  const auto tampered = [&](const std::string& change, const std::string& undo) {
    Ask(change);
    const std::vector<std::string> findings = Verify();
    Ask(undo);
    return absl::StrJoin(findings, "; ");
  };
  const std::string named = "intake.void_code: lease " + lease.lease_id();
  EXPECT_THAT(tampered("UPDATE intake.void_code SET day = day + 1", "UPDATE intake.void_code SET day = day - 1"),
              HasSubstr(named + " is of agency"));
  EXPECT_THAT(tampered("UPDATE intake.void_code SET agency = agency + 1", "UPDATE intake.void_code SET agency = agency - 1"),
              HasSubstr(named + " is of agency"));
  EXPECT_THAT(tampered("UPDATE intake.lease SET closed_at = NULL WHERE closed_at IS NOT NULL",
                       absl::StrCat("UPDATE intake.lease SET closed_at = now() WHERE lease_id = '", lease.lease_id(), "'")),
              HasSubstr(named + " has {"));
  EXPECT_THAT(tampered("UPDATE intake.lease SET day = day + 1 WHERE closed_at IS NULL",
                       "UPDATE intake.lease SET day = day - 1 WHERE closed_at IS NULL"),
              HasSubstr("on 2022-11-14: dossiers have the numbers {[1,2)}, which were never leased"));
  EXPECT_THAT(Verify(), IsEmpty());
}

TEST_F(IntakeTest, AnAcceptedDossierStandsInTheLedger) {
  const auto response = Accept(replica_.stub(), Licence());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().dossier_code(), "H15.05-221114-0001");
  EXPECT_EQ(response->lookup_secret().size(), 8u);
  EXPECT_EQ(Ask("SELECT concat_ws(' ', status, version, office) FROM ledger.dossier"), absl::StrCat("2 2 ", kOffice));
  EXPECT_EQ(Written(), "2 1 1");
}

TEST_F(IntakeTest, ARepeatIsAnsweredWithTheSameCodeSecretAndSlip) {
  const v1::AcceptDossierRequest request = Licence();
  const auto first = Accept(replica_.stub(), request);
  const auto again = Accept(replica_.stub(), request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(slips::Check(first->slip().text(), *hoso::testing::SlipKeys().Current()).verdict,
            trust::v1::SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Written(), "2 1 1");
  // The number that was drawn for the repeat is not lost.
  EXPECT_EQ(Accept(replica_.stub(), Licence())->dossier().dossier_code(), "H15.05-221114-0002");
}

TEST_F(IntakeTest, ARequestIdInCapitalsIsTheSame) {
  v1::AcceptDossierRequest request = Licence();
  request.set_request_id("3F2C9A1E-5B7D-4C1A-9F0E-2D6B8A4C7E10");
  const auto first = Accept(replica_.stub(), request);
  const auto again = Accept(replica_.stub(), request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->dossier().dossier_code(), again->dossier().dossier_code());
}

TEST_F(IntakeTest, ARepeatWithOtherContentIsRefused) {
  v1::AcceptDossierRequest request = Licence();
  ASSERT_THAT(Accept(replica_.stub(), request), IsOk());
  request.mutable_owner()->set_phone("0987654321");
  EXPECT_THAT(Accept(replica_.stub(), request),
              AllOf(StatusIs(StatusCode::kInvalidArgument), HasReason("REQUEST_ID_REUSED")));
  EXPECT_EQ(Written(), "2 1 1");
}

TEST_F(IntakeTest, TheSecretIsNowhereInTheDatabase) {
  const auto response = Accept(replica_.stub(), Licence());
  ASSERT_THAT(response, IsOk());
  const std::string secret = response->lookup_secret();
  for (const char* place : {"body FROM ledger.fact", "answer FROM ledger.answer", "state FROM ledger.dossier",
                            "sealed FROM ledger.person"}) {
    EXPECT_EQ(Ask(absl::StrCat("SELECT count(*) FROM (SELECT ", place, ") AS t (bytes) WHERE position('", secret,
                               "'::bytea IN bytes) > 0")),
              "0")
        << place;
  }
  core::v1::Dossier dossier;
  const std::string digest = identity::SecretDigest(response->dossier().dossier_code(), secret);
  std::string hex;
  for (const unsigned char byte : digest) absl::StrAppend(&hex, absl::Hex(byte, absl::kZeroPad2));
  EXPECT_EQ(Ask(absl::StrCat("SELECT count(*) FROM ledger.fact WHERE position('\\x", hex, "'::bytea IN body) > 0")),
            "1");
}

TEST_F(IntakeTest, WhatIsRefusedWritesNothingAndCostsNoNumber) {
  v1::AcceptDossierRequest request = Licence();
  request.clear_components();
  EXPECT_THAT(Accept(replica_.stub(), request), HasFieldViolation("components"));
  EXPECT_EQ(Written(), "0 0 0");
  EXPECT_EQ(Accept(replica_.stub(), Licence())->dossier().dossier_code(), "H15.05-221114-0001");
}

TEST_F(IntakeTest, WithoutStaffNobodyIsServed) {
  EXPECT_THAT(Accept(replica_.stub(), Licence(), {.office = kOffice}), StatusIs(StatusCode::kUnauthenticated));
  EXPECT_THAT(Accept(replica_.stub(), Licence(), {.staff = "NV-1", .office = "YB-XX"}),
              StatusIs(StatusCode::kNotFound));
}

TEST_F(IntakeTest, InvalidUtf8WritesNothing) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_full_name("NG\xff\xfe");
  EXPECT_FALSE(Accept(replica_.stub(), request).ok());
  EXPECT_EQ(Written(), "0 0 0");
}

TEST_F(IntakeTest, AMessageOfAHundredMegabytesIsRefused) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_full_name(std::string(100 << 20, 'A'));
  EXPECT_THAT(Accept(replica_.stub(), request), StatusIs(StatusCode::kResourceExhausted));
}

TEST_F(IntakeTest, ADeadlineAlreadyPastWritesNothing) {
  grpc::ClientContext context;
  rpc::Prepare(context, {.caller = Caller(), .timeout = -absl::Seconds(1), .simulated_time = Now()});
  v1::AcceptDossierResponse response;
  EXPECT_EQ(replica_.stub().AcceptDossier(&context, Licence(), &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(Written(), "0 0 0");
}

TEST_F(IntakeTest, ALifeAtTheCounter) {
  v1::RegisterDossierRequest registration;
  registration.set_request_id(NewUuid());
  registration.set_procedure("GPLX_DOI");
  registration.add_cases("A1_A3");
  *registration.mutable_owner() = Citizen();
  const auto registered = CallOn(replica_.stub(), &Stub::RegisterDossier, registration);
  ASSERT_THAT(registered, IsOk());
  const std::string code = registered->dossier().dossier_code();

  v1::AcceptDossierRequest acceptance = Licence();
  acceptance.set_dossier_code(code);
  ASSERT_THAT(Accept(replica_.stub(), acceptance), IsOk());

  v1::ProposeCorrectionRequest proposal;
  proposal.set_request_id(NewUuid());
  proposal.set_dossier_code(code);
  proposal.set_ground("nhập nhầm số");
  *proposal.mutable_owner() = Citizen("015090000999");
  const auto proposed = CallOn(replica_.stub(), &Stub::ProposeCorrection, proposal);
  ASSERT_THAT(proposed, IsOk());
  v1::ReviewCorrectionRequest review;
  review.set_request_id(NewUuid());
  review.set_dossier_code(code);
  review.set_correction(proposed->correction());
  review.set_approve(true);
  ASSERT_THAT(CallOn(replica_.stub(), &Stub::ReviewCorrection, review, Caller("NV-2", "bureau_supervisor")), IsOk());

  v1::WithdrawDossierRequest withdrawal;
  withdrawal.set_request_id(NewUuid());
  withdrawal.set_dossier_code(code);
  withdrawal.set_reason("đổi ý");
  withdrawal.set_identity_number(kOwnerNumber);
  EXPECT_THAT(CallOn(replica_.stub(), &Stub::WithdrawDossier, withdrawal), HasReason("WRONG_PERSON"));
  withdrawal.set_identity_number("015090000999");
  const auto withdrawn = CallOn(replica_.stub(), &Stub::WithdrawDossier, withdrawal);
  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->dossier().status(), core::v1::STATUS_WITHDRAWN);
  EXPECT_EQ(withdrawn->dossier().version(), 6);

  v1::RefuseDossierRequest refusal;
  refusal.set_request_id(NewUuid());
  refusal.set_procedure("LLTP");
  *refusal.mutable_owner() = Citizen();
  refusal.set_ground_id("OTHER_PROVINCE");
  const auto refused = CallOn(replica_.stub(), &Stub::RefuseDossier, refusal);
  ASSERT_THAT(refused, IsOk());
  EXPECT_EQ(refused->dossier().agency_key(), "STP");
  EXPECT_THAT(Verify(), IsEmpty());
}

TEST_F(IntakeTest, ACounterTakesCodesFromItsLeaseAndWhatIsLeftIsVoid) {
  const v1::LeaseCodesResponse lease = Lease(3);
  EXPECT_EQ(lease.first_code(), "H15.05-221114-0001");
  v1::AcceptDossierRequest request = Licence();
  request.set_dossier_code("H15.05-221114-0002");
  request.set_lease_id(lease.lease_id());
  const auto accepted = Accept(replica_.stub(), request);
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->dossier().dossier_code(), "H15.05-221114-0002");

  v1::AcceptDossierRequest taken = Licence();
  taken.set_dossier_code("H15.05-221114-0002");
  taken.set_lease_id(lease.lease_id());
  EXPECT_THAT(Accept(replica_.stub(), taken), StatusIs(StatusCode::kAlreadyExists));

  rpc::Caller other = Caller();
  other.device = "counter-2";
  taken.set_dossier_code("H15.05-221114-0003");
  EXPECT_THAT(Accept(replica_.stub(), taken, other), HasReason("NOT_LEASE_HOLDER"));
  EXPECT_THAT(Close(lease.lease_id(), other), HasReason("NOT_LEASE_HOLDER"));

  const auto closed = Close(lease.lease_id());
  ASSERT_THAT(closed, IsOk());
  EXPECT_THAT(closed->void_codes(), ElementsAre("H15.05-221114-0001", "H15.05-221114-0003"));
  EXPECT_THAT(Accept(replica_.stub(), taken), HasReason("LEASE_CLOSED"));
  // Whoever lost the answer gets it again, also now.
  EXPECT_THAT(Accept(replica_.stub(), request), IsOk());
  // What the replica draws comes after.
  EXPECT_EQ(Accept(replica_.stub(), Licence())->dossier().dossier_code(), "H15.05-221114-0004");
}

TEST_F(IntakeTest, AnUnknownAgencyOrLeaseIsNotFound) {
  v1::LeaseCodesRequest request;
  request.set_request_id(NewUuid());
  request.set_agency_key("SO_LA");
  *request.mutable_day() = ToProto(Id(1).day());
  request.set_count(5);
  request.set_holder(kDevice);
  EXPECT_THAT(CallOn(replica_.stub(), &Stub::LeaseCodes, request), StatusIs(StatusCode::kNotFound, HasSubstr("SO_LA")));
  EXPECT_THAT(Close(NewUuid()), StatusIs(StatusCode::kNotFound));
}

TEST_F(IntakeTest, TwoReplicasNeverShareACode) {
  Replica other(database_, "b");
  absl::Mutex mutex;
  std::multiset<std::string> codes;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 15; ++i) {
        const auto accepted = Accept((t % 2 == 0 ? replica_ : other).stub(), Licence());
        ASSERT_THAT(accepted, IsOk());
        absl::MutexLock lock(&mutex);
        codes.insert(accepted->dossier().dossier_code());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(codes, SizeIs(120));
  EXPECT_THAT(std::set<std::string>(codes.begin(), codes.end()), SizeIs(120));
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.dossier"), "120");
}

TEST_F(IntakeTest, AfterADrainEveryNumberIsUsedOrVoid) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(Accept(replica_.stub(), Licence()), IsOk());
  replica_.Stop();
  EXPECT_EQ(Ask("SELECT count(*) FROM intake.lease WHERE closed_at IS NULL"), "0");
  EXPECT_EQ(
      Ask("SELECT sum(upper(numbers) - lower(numbers)) FROM intake.lease"),
      Ask("SELECT (SELECT count(*) FROM ledger.dossier) + (SELECT sum(upper(r) - lower(r)) FROM intake.void_code, "
          "unnest(numbers) AS r)"));
  EXPECT_THAT(Verify(), IsEmpty());
  Ask("UPDATE intake.void_code SET numbers = '{[2,4)}' RETURNING 1");
  EXPECT_THAT(Verify(), ElementsAre(HasSubstr("{[2,4)}, but its unused numbers are {[4,11)}")));
}

TEST_F(IntakeTest, TheKeeperClosesWhatDeadReplicasAndOldCountersLeft) {
  IntakeStore store(database_.Conninfo("hoso_intake"), 2);
  ASSERT_THAT(store.HoldReplica("keeper"), IsOk());
  ASSERT_THAT(Accept(replica_.stub(), Licence()), IsOk());  // Of a replica that holds no lock, so counts as dead.
  Lease(3);                                                 // Of a counter, for 14/11/2022.
  LeaseBook book(store);
  absl::Mutex mutex;
  absl::CivilDay today = absl::CivilDay::min();
  LeaseKeeper keeper(store, book,
                     {.now = [] { return Now(); },
                      .today =
                          [&] {
                            absl::MutexLock lock(&mutex);
                            return today;
                          },
                      .every = absl::Milliseconds(10)});
  EXPECT_TRUE(hoso::testing::Eventually(absl::Seconds(10), [&] {
    return Ask("SELECT string_agg(holder, ' ') FROM intake.lease WHERE closed_at IS NULL") == kDevice;
  }));
  EXPECT_EQ(Ask("SELECT numbers FROM intake.void_code"), "{[2,11)}");
  {
    absl::MutexLock lock(&mutex);
    today = Id(1).day() + kLeaseDays + 1;
  }
  EXPECT_TRUE(hoso::testing::Eventually(
      absl::Seconds(10), [&] { return Ask("SELECT count(*) FROM intake.lease WHERE closed_at IS NULL") == "0"; }));
}

}  // namespace
}  // namespace hoso::intake

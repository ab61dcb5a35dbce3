// The program itself, where a process has to end.
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/ledger/testing.h"
#include "common/proto_time/proto_time.h"
#include "common/session/token.h"
#include "services/intake/testing.h"
#include "services/intake/testing_calls.h"
#include "tests/support/database.h"
#include "tests/support/environment.h"
#include "tests/support/machines.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"
#include "tests/support/vault.h"

namespace hoso::intake {
namespace {

using hoso::testing::IsOk;
using ::testing::HasSubstr;
using namespace hoso::intake::testing;  // NOLINT: the builders.

// As replica "x".
class ProgramTest : public ::testing::Test {
 protected:
  std::unique_ptr<hoso::testing::Process> Start() {
    ++starts_;
    port_file_ = folder_.File(absl::StrCat("port", starts_));
    return std::make_unique<hoso::testing::Process>(std::vector<std::string>{hoso::testing::ProgramPath("hoso-intake"),
                                                                             "--listen",
                                                                             "127.0.0.1:0",
                                                                             "--port-file",
                                                                             port_file_,
                                                                             "--machine",
                                                                             machine_,
                                                                             "--token-keys",
                                                                             keys_ + "/keys.json",
                                                                             "--slip-key",
                                                                             keys_ + "/slip.pem",
                                                                             "--database",
                                                                             database_.Conninfo("hoso_intake"),
                                                                             "--vault",
                                                                             hoso::testing::VaultPath(),
                                                                             "--catalogue",
                                                                             hoso::testing::SourceDir() + "/catalogue",
                                                                             "--simulated-clock",
                                                                             "--replica",
                                                                             "x",
                                                                             "--lease-block",
                                                                             "10"});
  }

  std::unique_ptr<Stub> Connect(hoso::testing::Process& process) {
    const auto port = process.WaitForPort(port_file_, absl::Seconds(60));
    EXPECT_THAT(port, IsOk());
    return v1::IntakeService::NewStub(*rpc::MakeChannel(
        absl::StrCat("127.0.0.1:", *port), {.machine = *rpc::FilesOfMachine(machine_), .own_connection = true}));
  }

  ProgramTest() {
    authority_.MakeSigningKey(keys_, "token", "hoso://yen-bai/service/staff");
    authority_.MakeSigningKey(keys_, "slip", "hoso://yen-bai/service/intake");
  }

  // As hoso-staff gives it to the attendant of these tests, on this machine.
  std::string Token() {
    trust::v1::Session session;
    session.set_staff_id(Caller().staff);
    session.set_role(trust::v1::ROLE_POSTAL_ATTENDANT);
    session.set_office_id(Caller().office);
    session.set_machine("hoso://yen-bai/service/intake");
    *session.mutable_issued_at() = ToProto(absl::Now());
    *session.mutable_expires_at() = ToProto(absl::Now() + absl::Minutes(5));
    return session::MakeToken(*signing::PrivateKey::Load(keys_ + "/token.pem"), session);
  }

  std::string Ask(const std::string& sql) { return ledger::testing::Ask(database_.Conninfo("postgres"), sql); }

  hoso::testing::TestDatabase database_;
  hoso::testing::TempDir folder_;
  hoso::testing::Authority authority_;
  const std::string machine_ = authority_.Issue("hoso://yen-bai/service/intake");
  const std::string keys_ = folder_.File("keys");
  std::string port_file_;
  int starts_ = 0;
};

TEST_F(ProgramTest, WhatACrashLeftOpenIsVoidAfterTheNextStart) {
  auto first = Start();
  ASSERT_THAT(Accept(*Connect(*first), Licence(), Caller(), Now(), Token()), IsOk());
  first->Kill();
  EXPECT_EQ(Ask("SELECT count(*) FROM intake.lease WHERE closed_at IS NULL"), "1");
  auto second = Start();
  auto stub = Connect(*second);
  EXPECT_EQ(Ask("SELECT numbers FROM intake.void_code"), "{[2,11)}");
  const auto accepted = Accept(*stub, Licence(), Caller(), Now(), Token());
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->dossier().dossier_code(), "H15.05-221114-0011");
  second->Terminate();
  EXPECT_THAT(second->Wait(absl::Seconds(30)), hoso::testing::IsOkAndHolds(0));
  EXPECT_EQ(Ask("SELECT count(*) FROM intake.lease WHERE closed_at IS NULL"), "0");
}

TEST_F(ProgramTest, ASecondProcessOfTheSameReplicaDoesNotStart) {
  auto first = Start();
  Connect(*first);
  auto second = Start();
  EXPECT_THAT(second->Wait(absl::Seconds(60)), hoso::testing::IsOkAndHolds(1));
  EXPECT_THAT(second->Errors(), HasSubstr("replica x runs already"));
}

TEST_F(ProgramTest, ABadCatalogueStopsTheStart) {
  const hoso::testing::Ran ran = hoso::testing::RunProgram(
      {hoso::testing::ProgramPath("hoso-intake"), "--machine", machine_, "--token-keys", keys_ + "/keys.json",
       "--slip-key", keys_ + "/slip.pem", "--database", database_.Conninfo("hoso_intake"), "--vault",
       hoso::testing::VaultPath(), "--catalogue", folder_.path()});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.errors, HasSubstr("catalogue"));
}

TEST_F(ProgramTest, AKeyRingThatOthersMayReadStopsTheStart) {
  const std::string open_ring = folder_.File("vault.json");
  std::ofstream(open_ring) << hoso::testing::ReadFile(hoso::testing::VaultPath());
  const hoso::testing::Ran ran = hoso::testing::RunProgram(
      {hoso::testing::ProgramPath("hoso-intake"), "--machine", machine_, "--token-keys", keys_ + "/keys.json",
       "--slip-key", keys_ + "/slip.pem", "--database", database_.Conninfo("hoso_intake"), "--vault", open_ring,
       "--catalogue", hoso::testing::SourceDir() + "/catalogue"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.errors, HasSubstr("vault.json: others than its owner may read it, want mode 0600"));
}

}  // namespace
}  // namespace hoso::intake

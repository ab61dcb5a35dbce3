// What the command line refuses by itself, before any service is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/hoso/run_program.h"
#include "tests/support/machines.h"

namespace hoso::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kCode[] = "H15.05-240426-0001";
// Nobody listens there: what gets this far is answered with exit code 1.
constexpr char kNobody[] = "127.0.0.1:1";

TEST(Usage, HelpNamesEveryGroupAndExitCodes) {
  const ProgramResult result = RunHoso({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  for (const char* word : {"catalogue", "date", "dossier", "bag", "desk", "returns", "custody", "feed", "report",
                           "ledger", "slip", "packet", "key", "top", "--json", "--deadline", "--lang", "Exit code"}) {
    EXPECT_THAT(result.out, HasSubstr(word));
  }
}

TEST(Usage, TypoInACodeIsFoundBeforeAnyServiceIsAsked) {
  const ProgramResult result = RunHoso({"dossier", "show", "H15.05-240431-0001", "--routing", kNobody});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("240431"));
  EXPECT_THAT(result.out, IsEmpty());
}

TEST(Usage, DayThatDoesNotExistIsNamed) {
  const ProgramResult result =
      RunHoso({"report", "bieu06", "--from", "2023-02-29", "--until", "2023-03-01", "--routing", kNobody});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--from"));
}

TEST(Usage, UnknownWordIsAnsweredWithTheKnownOnes) {
  const ProgramResult result = RunHoso({"returns", "attempt", kCode, "--failure", "asleep", "--returns", kNobody});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("identity-mismatch"));
}

TEST(Usage, MissingSubcommandAndUnknownOptionAreNotUnderstood) {
  EXPECT_EQ(RunHoso({}).exit_code, 2);
  EXPECT_EQ(RunHoso({"bag"}).exit_code, 2);
  EXPECT_EQ(RunHoso({"bag", "show", "T-1", "--nonsense"}).exit_code, 2);
}

TEST(Usage, FileThatIsNoRequestIsNotUnderstood) {
  const ProgramResult result = RunHoso({"dossier", "accept", "--file", "/dev/null", "--intake", kNobody});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("AcceptDossierRequest"));
}

TEST(Usage, ServiceThatIsNotThereIsARefusalWithTheNextStep) {
  hoso::testing::Authority authority;
  const std::string machine = authority.Issue("hoso://yen-bai/office/YB-II-136");
  const ProgramResult vietnamese =
      RunHoso({"dossier", "show", kCode, "--routing", kNobody, "--machine", machine, "--deadline", "2"});
  EXPECT_EQ(vietnamese.exit_code, 1);
  EXPECT_THAT(vietnamese.err, HasSubstr("--request-id"));
  const ProgramResult english = RunHoso(
      {"dossier", "show", kCode, "--routing", kNobody, "--machine", machine, "--deadline", "2", "--lang", "en"});
  EXPECT_THAT(english.err, HasSubstr("repeat with the same --request-id"));
}

TEST(Usage, AMachineWithoutACertificateIsToldWhatItWants) {
  const ProgramResult result = RunHoso({"dossier", "show", kCode, "--routing", kNobody, "--machine", "/nowhere"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--machine: /nowhere/current/certificate.pem"));
}

TEST(Usage, AddressBeyondThisMachineIsRefused) {
  hoso::testing::Authority authority;
  const std::string machine = authority.Issue("hoso://yen-bai/office/YB-II-136");
  const ProgramResult result = RunHoso({"dossier", "show", kCode, "--routing", "192.0.2.1:7000", "--machine", machine});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--routing"));
}

TEST(Usage, WhatACheckpointNeedsIsNamed) {
  const ProgramResult key = RunHoso({"key", "new", "/nowhere/key.pem", "--use", "checkpoint", "--owner",
                                     "hoso://p/service/x", "--keys", "/nowhere/keys.json", "--witness", "NV-1"});
  EXPECT_EQ(key.exit_code, 2);
  EXPECT_THAT(key.err, HasSubstr("--witness"));
  const ProgramResult verify = RunHoso({"ledger", "verify", "--dir", "/tmp"});
  EXPECT_EQ(verify.exit_code, 2);
  EXPECT_THAT(verify.err, HasSubstr("--keys"));
  const ProgramResult prove = RunHoso({"ledger", "prove", "--dir", "/tmp"});
  EXPECT_EQ(prove.exit_code, 2);
  EXPECT_THAT(prove.err, HasSubstr("--from"));
}

}  // namespace
}  // namespace hoso::cli

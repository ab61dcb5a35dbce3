#include "common/rpc/machine_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "absl/time/clock.h"
#include "common/rpc/errors.h"
#include "tests/support/environment.h"
#include "tests/support/machines.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::Authority;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::ReadFile;
using ::hoso::testing::RunProgram;
using ::hoso::testing::SourceDir;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kOffice[] = "hoso://yen-bai/office/YB-CP-04378";

class MachineCheckTest : public ::testing::Test {
 protected:
  MachineCheckTest()
      : check_(*MachineCheck::Open(authority_.File("authorities.pem"), authority_.File("revoked.pem"))) {}

  static std::string CertificateIn(const std::string& folder) { return ReadFile(folder + "/current/certificate.pem"); }

  // A certificate of this authority that ca.sh would not make.
  std::string SignedFor(const std::string& names, const std::string& shape) {
    setenv("HOSO_CA", "", 1);
    setenv("HOSO_NAMES", names.c_str(), 1);
    const auto ran = RunProgram({"/usr/bin/openssl",
                                 "req",
                                 "-x509",
                                 "-config",
                                 SourceDir() + "/deploy/ca/openssl.cnf",
                                 "-extensions",
                                 shape,
                                 "-newkey",
                                 "ec",
                                 "-pkeyopt",
                                 "ec_paramgen_curve:P-256",
                                 "-nodes",
                                 "-keyout",
                                 "/dev/null",
                                 "-subj",
                                 "/CN=somebody",
                                 "-CA",
                                 authority_.File("authority.pem"),
                                 "-CAkey",
                                 authority_.File("authority.key")});
    EXPECT_EQ(ran.exit_code, 0) << ran.errors;
    return ran.output;
  }

  Authority authority_;
  std::unique_ptr<MachineCheck> check_;
  // Later than the certificates that a test makes begin: they count whole seconds.
  const absl::Time now_ = absl::Now() + absl::Minutes(5);
};

TEST_F(MachineCheckTest, KnowsTheMachinesOfItsAuthority) {
  for (const char* name : {kOffice, "hoso://yen-bai/agency/SGTVT", "hoso://yen-bai/service/intake"}) {
    const std::string certificate = CertificateIn(authority_.Issue(name));
    for (int time = 0; time < 2; ++time) {  // The second from memory.
      const auto machine = check_->Check(certificate, now_);
      ASSERT_THAT(machine, IsOk());
      EXPECT_EQ(identity::FormatMachineName(*machine), name);
    }
  }
}

TEST_F(MachineCheckTest, NoCertificateOrNoneAtAll) {
  EXPECT_THAT(check_->Check("", now_),
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated), HasReason(kCertificateMissing)));
  EXPECT_THAT(check_->Check("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", now_),
              HasReason(kCertificateForeign));
}

TEST_F(MachineCheckTest, AnotherAuthorityIsForeignThoughItHasTheSameName) {
  Authority other;
  const auto refused = check_->Check(CertificateIn(other.Issue(kOffice)), now_);
  EXPECT_THAT(refused, AllOf(StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("ask the operators")),
                             HasReason(kCertificateForeign)));
}

TEST_F(MachineCheckTest, TimeOfACertificate) {
  const std::string certificate = CertificateIn(authority_.Issue(kOffice, 30));
  EXPECT_THAT(check_->Check(certificate, now_ + absl::Hours(24 * 29)), IsOk());
  EXPECT_THAT(
      check_->Check(certificate, now_ + absl::Hours(24 * 31)),
      AllOf(StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired on")), HasReason(kCertificateExpired)))
      << "though it was let in before";
  const std::string unknown = CertificateIn(authority_.Issue("hoso://yen-bai/office/YB-CP-04379"));
  EXPECT_THAT(check_->Check(unknown, now_ - absl::Hours(24)), HasReason(kCertificateNotYetValid));
}

TEST_F(MachineCheckTest, ARevokedOneIsRefusedFromTheNextCheckOn) {
  const std::string first = CertificateIn(authority_.Issue(kOffice));
  const std::string second = CertificateIn(authority_.Issue(kOffice));
  const std::string neighbour = CertificateIn(authority_.Issue("hoso://yen-bai/office/YB-CP-04379"));
  for (const std::string& certificate : {first, second, neighbour})
    EXPECT_THAT(check_->Check(certificate, now_), IsOk());
  authority_.Revoke(kOffice);
  for (const std::string& certificate : {first, second}) {
    EXPECT_THAT(
        check_->Check(certificate, now_),
        AllOf(StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("revoked")), HasReason(kCertificateRevoked)));
  }
  EXPECT_THAT(check_->Check(neighbour, now_), IsOk());
  EXPECT_THAT(check_->Check(CertificateIn(authority_.Issue(kOffice)), now_), IsOk()) << "a new one for the same office";
}

TEST_F(MachineCheckTest, AListPastItsNextUpdateStillCounts) {
  authority_.Issue("hoso://yen-bai/office/YB-CP-04379");
  const std::string good = CertificateIn(authority_.Issue(kOffice));
  const std::string bad = CertificateIn(authority_.Issue("hoso://yen-bai/office/YB-CP-04379"));
  authority_.Revoke("hoso://yen-bai/office/YB-CP-04379");
  const absl::Time later = now_ + absl::Hours(24 * 60);  // The list is good for 30 days, the certificates for 90.
  EXPECT_THAT(check_->Check(good, later), IsOk());
  EXPECT_THAT(check_->Check(bad, later), HasReason(kCertificateRevoked));
}

TEST_F(MachineCheckTest, ABrokenListIsNotReadAndTheOldOneCounts) {
  const std::string certificate = CertificateIn(authority_.Issue(kOffice));
  authority_.Revoke(kOffice);
  EXPECT_THAT(check_->Check(certificate, now_), HasReason(kCertificateRevoked));
  std::ofstream(authority_.File("revoked.pem")) << "half a li";
  EXPECT_THAT(check_->Check(certificate, now_), HasReason(kCertificateRevoked));
  EXPECT_THAT(MachineCheck::Open(authority_.File("authorities.pem"), authority_.File("revoked.pem")).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("revoked.pem")));
}

TEST_F(MachineCheckTest, ANameCanBeReadWithoutBelievingIt) {
  Authority other;
  const auto name = NameInCertificate(CertificateIn(other.Issue(kOffice)));
  ASSERT_THAT(name, IsOk());
  EXPECT_EQ(identity::FormatMachineName(*name), kOffice);
  EXPECT_THAT(NameInCertificate("nonsense"), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(MachineCheckTest, ExactlyOneNameOfOurs) {
  EXPECT_THAT(check_->Check(SignedFor("URI:hoso://yen-bai/office/A", "caller"), now_), IsOk());
  for (const char* names :
       {"DNS:localhost", "URI:https://example.com/", "URI:hoso://yen-bai/office/A,URI:hoso://yen-bai/office/B",
        "URI:hoso://yen-bai/king/A", "email:a@example.com"}) {
    EXPECT_THAT(check_->Check(SignedFor(names, "caller"), now_), HasReason(kCertificateName)) << names;
  }
}

}  // namespace
}  // namespace hoso::rpc

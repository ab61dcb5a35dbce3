// Who gets in: real handshakes with certificates of an authority of the test's own.

#include <gmock/gmock.h>
#include <grpc/grpc_security_constants.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/credentials.h"
#include "common/rpc/errors.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/rpc/testing/echo_server.h"
#include "tests/support/environment.h"
#include "tests/support/eventually.h"
#include "tests/support/machines.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::Authority;
using ::hoso::testing::Eventually;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::ReadFile;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using testing::EchoServer;
using ::testing::HasSubstr;
using testing::v1::EchoRequest;
using testing::v1::EchoResponse;
using testing::v1::EchoService;
namespace tls = grpc::experimental;

constexpr char kServer[] = "hoso://yen-bai/service/echo";
constexpr char kOffice[] = "hoso://yen-bai/office/YB-CP-04378";

// An answer, and the certificate of who gave it.
struct Answered {
  absl::StatusOr<EchoResponse> response;
  std::string certificate;
};

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(authority_.Issue(kServer)); }

  void Start(const std::string& folder, CallLimiter* limiter = nullptr) {
    auto machine = OpenServiceMachine(folder, KeyFile());
    ASSERT_THAT(machine, IsOk());
    machine_ = *std::move(machine);
    service_ = std::make_unique<EchoServer>(CallsOptions{.service = "echo",
                                                         .clock = &clock_,
                                                         .metrics = &metrics_,
                                                         .machines = machine_.callers.get(),
                                                         .tokens = machine_.tokens.get(),
                                                         .limiter = limiter,
                                                         .rights = &testing::EchoRights()});
    auto server = Server::Start({.name = "echo", .machine = machine_.files}, {service_.get()});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  static Answered Ask(const std::shared_ptr<grpc::Channel>& channel, const Caller& caller = {},
                      const std::string& token = "") {
    grpc::ClientContext context;
    Prepare(context, {.caller = caller, .token = token, .timeout = absl::Seconds(20)});
    EchoRequest request;
    EchoResponse response;
    const absl::Status status = FromGrpc(EchoService::NewStub(channel)->Echo(&context, request, &response));
    if (!status.ok()) return {status, ""};
    const auto shown = context.auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
    return {response, shown.empty() ? "" : std::string(shown[0].data(), shown[0].size())};
  }

  std::shared_ptr<grpc::Channel> ChannelOf(const std::string& folder) {
    return *MakeChannel(server_->address(),
                        {.machine = *FilesOfMachine(folder), .retry = false, .own_connection = true});
  }

  // As somebody who takes our server for what it is, and shows `certificate` of his own, or none.
  std::shared_ptr<grpc::Channel> Stranger(const std::string& folder) {
    std::vector<tls::IdentityKeyCertPair> shown;
    if (!folder.empty()) {
      shown.push_back({ReadFile(folder + "/current/key.pem"), ReadFile(folder + "/current/certificate.pem")});
    }
    tls::TlsChannelCredentialsOptions options;
    options.set_certificate_provider(
        std::make_shared<tls::StaticDataCertificateProvider>(ReadFile(authority_.File("authorities.pem")), shown));
    options.watch_root_certs();
    if (!shown.empty()) options.watch_identity_key_cert_pairs();
    return grpc::CreateChannel(server_->address(), tls::TlsCredentials(options));
  }

  std::string TokenFor(const std::string& machine) {
    trust::v1::Session session;
    session.set_staff_id("NV-1");
    session.set_role(trust::v1::ROLE_POSTAL_ATTENDANT);
    session.set_office_id("YB-CP-04378");
    session.set_machine(machine);
    *session.mutable_issued_at() = ToProto(absl::Now());
    *session.mutable_expires_at() = ToProto(absl::Now() + absl::Minutes(10));
    return session::MakeToken(key_, session);
  }

  std::string KeyFile() {
    trust::v1::KeyList keys;
    *keys.add_keys() =
        signing::EntryFor(key_.public_key(), trust::v1::KEY_USE_TOKEN, "staff", absl::Now() - absl::Hours(1));
    const std::string path = authority_.File("keys.json");
    std::ofstream(path) << signing::ToJson(keys);
    return path;
  }

  Authority authority_;
  const signing::PrivateKey key_ = signing::PrivateKey::Generate();
  FakeClock clock_{absl::FromUnixSeconds(1'667'260'800)};
  metrics::Metrics metrics_;
  ServiceMachine machine_;
  std::unique_ptr<EchoServer> service_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, AnOfficeIsKnownByItsCertificate) {
  const auto channel = ChannelOf(authority_.Issue(kOffice));
  const Answered answered = Ask(channel);
  ASSERT_THAT(answered.response, IsOk());
  EXPECT_EQ(answered.response->office(), "YB-CP-04378");
  EXPECT_EQ(answered.response->role(), "counter");
  EXPECT_THAT(Ask(channel, {.office = "YB-CP-04379"}).response,
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied), HasReason("NOT_THIS_MACHINE")));
}

TEST_F(TlsTest, APersonIsKnownByTheTokenOnTheMachineWhereItWasGiven) {
  const auto channel = ChannelOf(authority_.Issue(kOffice));
  const std::string token = TokenFor(kOffice);
  const Answered answered = Ask(channel, {}, token);
  ASSERT_THAT(answered.response, IsOk());
  EXPECT_EQ(answered.response->staff(), "NV-1");
  EXPECT_EQ(answered.response->office(), "YB-CP-04378");
  EXPECT_EQ(answered.response->role(), "postal_attendant");

  EXPECT_THAT(Ask(channel, {.staff = "NV-2"}, token).response, HasReason("NOT_THIS_PERSON"));
  EXPECT_THAT(Ask(channel, {.staff = "NV-1"}).response, HasReason("SIGN_IN_NEEDED"));
  EXPECT_THAT(Ask(channel, {}, token + "x").response,
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated), HasReason(session::kTokenUnreadable)));
  // Stolen, and used on another of our machines.
  EXPECT_THAT(Ask(ChannelOf(authority_.Issue("hoso://yen-bai/office/YB-CP-04379")), {}, token).response,
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated), HasReason(session::kTokenOtherMachine)));
  // Or on a machine that was not ours.
  Authority other;
  EXPECT_THAT(Ask(Stranger(other.Issue(kOffice)), {}, token).response, HasReason(kCertificateForeign));
}

TEST_F(TlsTest, AMachineThatCallsTooOftenIsToldSoAndNoOther) {
  CallLimiter limiter({.machine = {.per_second = 0.001, .burst = 2}});
  Start(authority_.Issue(kServer), &limiter);
  const auto channel = ChannelOf(authority_.Issue(kOffice));
  EXPECT_THAT(Ask(channel).response, IsOk());
  EXPECT_THAT(Ask(channel).response, IsOk());
  EXPECT_THAT(Ask(channel).response,
              AllOf(StatusIs(absl::StatusCode::kResourceExhausted), HasReason(kTooManyCalls)));
  EXPECT_THAT(Ask(ChannelOf(authority_.Issue("hoso://yen-bai/office/YB-CP-04379"))).response, IsOk());
}

TEST_F(TlsTest, WithoutACertificateNobodyIsServed) {
  EXPECT_THAT(Ask(Stranger("")).response,
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("ask the operators")),
                    HasReason(kCertificateMissing)));
}

TEST_F(TlsTest, AForeignCertificateIsToldSo) {
  Authority other;
  EXPECT_THAT(Ask(Stranger(other.Issue(kOffice))).response,
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated), HasReason(kCertificateForeign)));
}

TEST_F(TlsTest, PlainTextIsNotAnswered) {
  EXPECT_THAT(Ask(*MakeChannel(server_->address(), {.retry = false})).response,
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, ARevokedMachineIsRefusedOnTheConnectionThatItHas) {
  const auto channel = ChannelOf(authority_.Issue(kOffice));
  ASSERT_THAT(Ask(channel).response, IsOk());
  authority_.Revoke(kOffice);
  EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return !Ask(channel).response.ok(); }));
  EXPECT_THAT(Ask(channel).response,
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated), HasReason(kCertificateRevoked)));
}

TEST_F(TlsTest, ARenewedCertificateIsShownWithoutARestart) {
  const std::string office = authority_.Issue(kOffice);
  const auto before = ChannelOf(office);
  const Answered first = Ask(before);
  ASSERT_THAT(first.response, IsOk());
  authority_.Issue(kServer);
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] {
    const Answered next = Ask(ChannelOf(office));
    return next.response.ok() && next.certificate != first.certificate;
  }));
  EXPECT_THAT(Ask(before).response, IsOk()) << "the connection that stands is not cut";
}

TEST_F(TlsTest, WhoseCertificateIsNoServicesCannotPassForOne) {
  server_.reset();
  Start(authority_.Issue(kOffice));
  EXPECT_THAT(Ask(ChannelOf(authority_.Issue("hoso://yen-bai/agency/SGTVT"))).response,
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, AServerOfAnotherAuthorityIsNotTrusted) {
  Authority other;
  EXPECT_THAT(Ask(ChannelOf(other.Issue(kOffice))).response, StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, AServerWithoutACertificateDoesNotStart) {
  EXPECT_THAT(Server::Start({.name = "echo"}, {service_.get()}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(TlsTest, AKeyThatOthersMayReadIsNotUsed) {
  const std::string folder = authority_.Issue(kOffice);
  ASSERT_EQ(chmod((folder + "/current/key.pem").c_str(), 0640), 0);
  EXPECT_THAT(FilesOfMachine(folder),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("key.pem"), HasSubstr("0600"))));
  EXPECT_THAT(FilesOfMachine("/nowhere"), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("/nowhere")));
}

}  // namespace
}  // namespace hoso::rpc

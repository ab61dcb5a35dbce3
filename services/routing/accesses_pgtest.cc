// Who was shown what, recorded: TrackingService over a loopback socket, on a real PostgreSQL.
#include <gmock/gmock.h>

#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"
#include "common/access_log/access_reader.h"
#include "services/routing/reading_testing.h"
#include "services/routing/testing.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using absl::StatusCode;
using access::v1::AccessEntry;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing;       // The builders.
using namespace tracking::v1;  // Requests of this service.

const rpc::Caller kSupervisor = {.staff = "KSV-1", .office = kBureau, .device = "MT-1", .role = "bureau_supervisor"};
const rpc::Caller kElsewhere = {.staff = "NV-2", .office = "YB-II-133", .role = "postal_attendant"};
const rpc::Caller kSystem = {.agency = kTransport, .role = "agency_system"};
const rpc::Caller kAuditor = {.staff = "TT-1", .role = "auditor"};

core::v1::PersonRecord Owner() {
  core::v1::PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_CITIZEN);
  record.set_full_name("Nguyễn Văn Quán");
  record.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  record.set_identity_number("015090000123");
  record.set_phone("0912345678");
  record.set_address("Thôn Một");
  return record;
}

class AccessesTest : public ::testing::Test {
 protected:
  AccessesTest() {
    replica_.SetNow(Local(9, 8));
    code_ = writer_.Accept(1, Local(7, 8), "GPLX_DOI", Owner());
  }

  std::vector<AccessEntry> Entries() {  // The oldest first.
    const auto listed =
        access_log::Store(database_.Conninfo("hoso_auditor"), 1).List({}, INT64_MAX, 1000, absl::InfiniteFuture());
    EXPECT_THAT(listed, IsOk());
    std::vector<AccessEntry> entries;
    for (const access_log::Listed& one : *listed) entries.insert(entries.begin(), one.entry);
    return entries;
  }
  // The last of so many: masked views are written some moments later.
  AccessEntry Last(size_t of) {
    EXPECT_TRUE(hoso::testing::Eventually(absl::Seconds(30), [&] { return Entries().size() >= of; }));
    const auto entries = Entries();
    EXPECT_EQ(entries.size(), of);
    return entries.empty() ? AccessEntry() : entries.back();
  }
  absl::StatusOr<GetDossierResponse> Get(const rpc::Caller& caller, const std::string& code) {
    GetDossierRequest request;
    request.set_dossier_code(code);
    return Call(replica_.tracking(), &TrackingService::Stub::GetDossier, request, caller);
  }
  absl::StatusOr<ShowPersonsResponse> Show(const rpc::Caller& caller, const std::string& code,
                                           access::v1::Purpose purpose = access::v1::PURPOSE_HAND_OUT,
                                           const std::string& reference = "") {
    ShowPersonsRequest request;
    request.set_dossier_code(code);
    request.set_purpose(purpose);
    request.set_reference(reference);
    return Call(replica_.tracking(), &TrackingService::Stub::ShowPersons, request, caller);
  }
  absl::StatusOr<RecordPrintResponse> Print(const rpc::Caller& caller, int form) {
    RecordPrintRequest request;
    request.set_dossier_code(code_);
    request.set_form(form);
    request.set_purpose(access::v1::PURPOSE_ACCEPTANCE);
    return Call(replica_.tracking(), &TrackingService::Stub::RecordPrint, request, caller);
  }
  void Execute(const std::string& sql) {
    pqxx::connection connection(database_.Conninfo("postgres"));
    pqxx::nontransaction(connection).exec(sql);
  }

  hoso::testing::TestDatabase database_;
  Writer writer_{database_};
  Replica replica_{database_};
  std::string code_;
};

TEST_F(AccessesTest, AViewInFullIsShownAndRecordedWithWhoWhereWhenAndWhy) {
  const auto shown = Show(kSupervisor, code_, access::v1::PURPOSE_HAND_OUT, "12/CV-BĐ");
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->owner().record().SerializeAsString(), Owner().SerializeAsString());
  const AccessEntry entry = Last(1);
  EXPECT_EQ(entry.deed(), access::v1::DEED_VIEW_IN_FULL);
  EXPECT_EQ(entry.actor().staff_id(), "KSV-1");
  EXPECT_EQ(entry.actor().office_id(), kBureau);
  EXPECT_EQ(entry.actor().device_id(), "MT-1");
  EXPECT_EQ(entry.actor().role(), "bureau_supervisor");
  EXPECT_EQ(entry.at().seconds(), absl::ToUnixSeconds(Local(9, 8)));
  EXPECT_EQ(entry.dossier_code(), code_);
  EXPECT_EQ(entry.purpose(), access::v1::PURPOSE_HAND_OUT);
  EXPECT_EQ(entry.reference(), "12/CV-BĐ");
  EXPECT_EQ(entry.records(), 1);
  EXPECT_EQ(entry.outcome(), access::v1::OUTCOME_SHOWN);
}

TEST_F(AccessesTest, AMaskedViewIsRecordedAlsoOfAMachineByItself) {
  ASSERT_THAT(Get(kOfficer, code_), IsOk());
  EXPECT_EQ(Last(1).deed(), access::v1::DEED_VIEW);
  EXPECT_EQ(Last(1).actor().staff_id(), "CB-01");
  ASSERT_THAT(Get(kSystem, code_), IsOk());
  EXPECT_EQ(Last(2).actor().staff_id(), "");
  EXPECT_EQ(Last(2).actor().agency_key(), kTransport);
  EXPECT_EQ(Last(2).actor().role(), "agency_system");
}

TEST_F(AccessesTest, WhatIsOutOfReachIsNotShownAndTheAttemptIsRecorded) {
  const std::string none = code_.substr(0, code_.size() - 1) + "7";
  EXPECT_THAT(Show(kElsewhere, code_).status(), StatusIs(StatusCode::kNotFound));
  EXPECT_EQ(Last(1).outcome(), access::v1::OUTCOME_OUT_OF_REACH);
  EXPECT_EQ(Last(1).records(), 0);
  EXPECT_THAT(Show(kElsewhere, none).status(), StatusIs(StatusCode::kNotFound));
  EXPECT_EQ(Last(2).outcome(), access::v1::OUTCOME_NOT_FOUND);
  EXPECT_THAT(Get(kElsewhere, code_).status(), StatusIs(StatusCode::kNotFound));
  EXPECT_EQ(Last(3).outcome(), access::v1::OUTCOME_OUT_OF_REACH);
  EXPECT_THAT(Get(kElsewhere, none).status(), StatusIs(StatusCode::kNotFound));
  EXPECT_EQ(Last(4).outcome(), access::v1::OUTCOME_NOT_FOUND);
}

TEST_F(AccessesTest, WithoutAPurposeOrForWhoMayNotNothingIsShownOrRecorded) {
  EXPECT_THAT(Show(kSupervisor, code_, access::v1::PURPOSE_UNSPECIFIED).status(), HasFieldViolation("purpose"));
  EXPECT_THAT(Show(kSupervisor, code_, access::v1::PURPOSE_CONTACT, "Nguyễn Văn Quán").status(),
              HasFieldViolation("reference"));
  EXPECT_THAT(Show(kAuditor, code_).status(), HasReason("ROLE_MAY_NOT"));
  EXPECT_THAT(Show(kSystem, code_).status(), HasReason("SIGN_IN_NEEDED"));
  EXPECT_THAT(Entries(), IsEmpty());
}

TEST_F(AccessesTest, ASearchIsRecordedByItsKindAndCountAndNotByWhatWasTyped) {
  SearchDossiersRequest request;
  request.set_name("nguyen van quan");
  ASSERT_THAT(Call(replica_.tracking(), &TrackingService::Stub::SearchDossiers, request, kOfficer), IsOk());
  EXPECT_EQ(Last(1).deed(), access::v1::DEED_SEARCH);
  EXPECT_EQ(Last(1).scope(), "name");
  EXPECT_EQ(Last(1).records(), 1);
  request.Clear();
  request.set_identity_number("015090000999");
  ASSERT_THAT(Call(replica_.tracking(), &TrackingService::Stub::SearchDossiers, request, kOfficer), IsOk());
  EXPECT_EQ(Last(2).scope(), "identity_number");
  EXPECT_EQ(Last(2).outcome(), access::v1::OUTCOME_NOT_FOUND);
}

TEST_F(AccessesTest, APrintIsRecordedWithItsForm) {
  ASSERT_THAT(Print(kSupervisor, 1), IsOk());
  EXPECT_EQ(Last(1).deed(), access::v1::DEED_PRINT);
  EXPECT_EQ(Last(1).scope(), "slip 1");
  EXPECT_THAT(Print(kSupervisor, 7).status(), HasFieldViolation("form"));
  EXPECT_THAT(Print(kElsewhere, 1).status(), StatusIs(StatusCode::kNotFound));
}

TEST_F(AccessesTest, ACitizensLookUpIsNoAccessOfStaff) {
  LookUpRequest request;
  request.set_dossier_code(code_);
  request.set_secret(kSecret);
  ASSERT_THAT(Call(replica_.tracking(), &TrackingService::Stub::LookUp, request, rpc::Caller()), IsOk());
  EXPECT_THAT(Entries(), IsEmpty());
}

TEST_F(AccessesTest, WhatCannotBeRecordedIsNotShown) {
  Execute("REVOKE EXECUTE ON FUNCTION access.append FROM hoso_routing");
  const auto refused = AllOf(StatusIs(StatusCode::kUnavailable), HasReason("ACCESS_LOG_AWAY"));
  EXPECT_THAT(Show(kSupervisor, code_).status(), refused);
  EXPECT_THAT(Show(kElsewhere, code_).status(), refused);  // Nor whether it exists.
  EXPECT_THAT(Get(kOfficer, code_).status(), refused);
  EXPECT_THAT(Print(kSupervisor, 1).status(), refused);
  SearchDossiersRequest request;
  request.set_name("quán");
  EXPECT_THAT(Call(replica_.tracking(), &TrackingService::Stub::SearchDossiers, request, kOfficer).status(), refused);
  LookUpRequest look_up;
  look_up.set_dossier_code(code_);
  look_up.set_secret(kSecret);
  EXPECT_THAT(Call(replica_.tracking(), &TrackingService::Stub::LookUp, look_up, rpc::Caller()), IsOk());
}

TEST_F(AccessesTest, WhatIsDestroyedOrNotWhatWasRecordedIsNotShown) {
  Execute("UPDATE ledger.person SET version = 2; UPDATE ledger.person_key SET version = 2");
  EXPECT_THAT(Show(kSupervisor, code_).status(), StatusIs(StatusCode::kDataLoss));
  Execute("UPDATE ledger.person SET version = 1; DELETE FROM ledger.person_key");
  const auto shown = Show(kSupervisor, code_);
  ASSERT_THAT(shown, IsOk());
  EXPECT_TRUE(shown->owner().destroyed());
  EXPECT_FALSE(shown->owner().has_record());
  EXPECT_EQ(Last(1).records(), 0);
}

TEST_F(AccessesTest, NothingOfAPersonStandsInTheLog) {
  ASSERT_THAT(Show(kSupervisor, code_), IsOk());
  SearchDossiersRequest request;
  request.set_name("Nguyễn Văn Quán");
  ASSERT_THAT(Call(replica_.tracking(), &TrackingService::Stub::SearchDossiers, request, kOfficer), IsOk());
  for (const AccessEntry& entry : Entries()) {
    const std::string bytes = entry.SerializeAsString();
    for (const char* marker : {"Nguy", "Quán", "015090000123", "0912345678", "Thôn"}) {
      EXPECT_THAT(bytes, Not(HasSubstr(marker)));
    }
  }
}

}  // namespace
}  // namespace hoso::routing

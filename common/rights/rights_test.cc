#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rights/role.h"
#include "common/rights/table.h"
#include "common/rpc/errors.h"
#include "hoso/access/v1/access_service.pb.h"
#include "hoso/cash/v1/cash_service.pb.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "hoso/journal/v1/journal_service.pb.h"
#include "hoso/returns/v1/returns_service.pb.h"
#include "hoso/routing/v1/routing_service.pb.h"
#include "hoso/scans/v1/scan_service.pb.h"
#include "hoso/staff/v1/staff_service.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::rights {
namespace {

using namespace trust::v1;  // Roles.

std::set<std::string> CommandsOfTheProtos() {
  std::set<std::string> commands;
  for (const google::protobuf::FileDescriptor* file :
       {intake::v1::AcceptDossierRequest::descriptor()->file(), routing::v1::SealBagRequest::descriptor()->file(),
        returns::v1::HandOutRequest::descriptor()->file(), tracking::v1::LookUpRequest::descriptor()->file(),
        staff::v1::SignInRequest::descriptor()->file(), access::v1::ListAccessesRequest::descriptor()->file(),
         journal::v1::SyncJournalRequest::descriptor()->file(), cash::v1::OpenShiftRequest::descriptor()->file(),
         scans::v1::ReadScanRequest::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      const google::protobuf::ServiceDescriptor& service = *file->service(s);
      const std::string name =
          absl::AsciiStrToLower(service.name().substr(0, service.name().size() - std::string("Service").size()));
      for (int m = 0; m < service.method_count(); ++m) {
        commands.insert(absl::StrCat(name, ".", service.method(m)->name()));
      }
    }
  }
  return commands;
}

TEST(TableTest, ListsEveryMethodOfEveryServiceAndNothingElse) {
  std::set<std::string> listed;
  for (const Table::Row& row : Table::Ours().rows()) EXPECT_TRUE(listed.insert(row.command).second) << row.command;
  EXPECT_EQ(listed, CommandsOfTheProtos());
}

TEST(TableTest, IsShownInTheDocumentation) {
  std::ifstream file(std::string(std::getenv("HOSO_SOURCE_DIR")) + "/docs/rights.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), RightsMarkdown()) << "run: hoso-rights-doc > docs/rights.md";
}

TEST(TableTest, AllowsNothingThatItDoesNotList) {
  for (int role = 0; role < kRoles; ++role) {
    EXPECT_EQ(Table::Ours().ScopeOf(static_cast<Role>(role), "intake.NoSuchCommand"), Scope::kNone);
    EXPECT_FALSE(Table::Ours().Check(static_cast<Role>(role), "intake.NoSuchCommand").ok());
  }
  for (const Table::Row& row : Table::Ours().rows()) {
    EXPECT_EQ(Table::Ours().ScopeOf(ROLE_UNSPECIFIED, row.command), Scope::kNone) << row.command;
  }
}

// What the design promises of roles, whatever else the table says.
TEST(TableTest, LetsAnAuditorAndACoordinatorChangeNothing) {
  for (const Table::Row& row : Table::Ours().rows()) {
    const std::string method = row.command.substr(row.command.find('.') + 1);
    const bool reads = absl::StartsWith(method, "Get") || absl::StartsWith(method, "List") ||
                       absl::StartsWith(method, "LookUp") || absl::StartsWith(method, "Verify") ||
                       absl::StartsWith(method, "Watch") || absl::StartsWith(method, "Audit") ||
                       absl::StartsWith(method, "Report");
    const bool own_session = row.command == "staff.SignIn" || row.command == "staff.BeginSignIn" ||
                             row.command == "staff.RenewToken" || row.command == "staff.SignOut" ||
                             row.command == "staff.SetUpOneTimeCodes";
    if (reads || own_session) continue;
    EXPECT_EQ(row.scopes[ROLE_AUDITOR], Scope::kNone) << row.command;
    EXPECT_EQ(row.scopes[ROLE_PROVINCIAL_COORDINATOR], Scope::kNone) << row.command;
  }
}

TEST(TableTest, KeepsDistrictsForPeopleOfOfficesAndTheAdministratorFromDossiers) {
  for (const Table::Row& row : Table::Ours().rows()) {
    for (int role = kFirstRole; role < kRoles; ++role) {
      if (row.scopes[static_cast<size_t>(role)] != Scope::kDistrict) continue;
      EXPECT_EQ(PlaceOf(static_cast<Role>(role)), PlaceKind::kOffice) << row.command << NameOf(static_cast<Role>(role));
    }
    if (!absl::StartsWith(row.command, "staff.") && row.command != "tracking.LookUp" &&
        row.command != "tracking.VerifySlip") {
      EXPECT_EQ(row.scopes[ROLE_ADMINISTRATOR], Scope::kNone) << row.command;
    }
  }
}

TEST(TableTest, SaysWhetherToSignInOrToGiveUp) {
  const auto& table = Table::Ours();
  EXPECT_EQ(*table.Check(ROLE_POSTAL_ATTENDANT, "intake.AcceptDossier"), Scope::kOwn);
  EXPECT_EQ(*table.Check(ROLE_BUREAU_SUPERVISOR, "intake.ReviewCorrection"), Scope::kDistrict);
  const absl::Status not_signed_in = table.Check(ROLE_COUNTER, "intake.AcceptDossier").status();
  EXPECT_EQ(not_signed_in.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(errors::Reason(not_signed_in), "SIGN_IN_NEEDED");
  const absl::Status not_allowed = table.Check(ROLE_SPECIALIST, "intake.AcceptDossier").status();
  EXPECT_EQ(not_allowed.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(errors::Reason(not_allowed), "ROLE_MAY_NOT");
}

TEST(RoleTest, HasOneName) {
  for (int role = kFirstRole; role < kRoles; ++role) {
    EXPECT_EQ(RoleOf(NameOf(static_cast<Role>(role))), role);
  }
  EXPECT_EQ(NameOf(ROLE_ONE_STOP_OFFICER), "one_stop_officer");
  for (const char* wrong : {"", "unspecified", "One_Stop_Officer", "clerk", "role_auditor"}) {
    EXPECT_EQ(RoleOf(wrong), ROLE_UNSPECIFIED) << wrong;
  }
}

}  // namespace
}  // namespace hoso::rights

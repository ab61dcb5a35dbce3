#include "common/rpc/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/errors.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using identity::MachineKind;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

identity::MachineName Machine(MachineKind kind, const std::string& id) {
  return {.province = "yen-bai", .kind = kind, .id = id};
}

trust::v1::Session AnAttendant() {
  trust::v1::Session session;
  session.set_staff_id("NV-1");
  session.set_role(trust::v1::ROLE_POSTAL_ATTENDANT);
  session.set_office_id("YB-CP-04378");
  return session;
}

TEST(BindMachineTest, AnOfficeSpeaksForItselfOnly) {
  const auto office = Machine(MachineKind::kOffice, "YB-CP-04378");
  Caller silent;
  EXPECT_THAT(BindMachine(office, silent), IsOk());
  EXPECT_EQ(silent, (Caller{.office = "YB-CP-04378", .role = "counter"}));
  Caller same{.office = "YB-CP-04378", .device = "Q2"};
  EXPECT_THAT(BindMachine(office, same), IsOk());
  EXPECT_EQ(same.device, "Q2");
  Caller neighbour{.office = "YB-CP-04379"};
  EXPECT_THAT(BindMachine(office, neighbour),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("hoso-office")),
                    HasReason("NOT_THIS_MACHINE")));
  Caller agency{.agency = "SGTVT"};
  EXPECT_THAT(BindMachine(office, agency), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("hoso-agency")));
}

TEST(BindMachineTest, NobodyIsAPersonByASayingSo) {
  for (const MachineKind kind : {MachineKind::kOffice, MachineKind::kDevice, MachineKind::kService}) {
    Caller staff{.staff = "NV-1"};
    EXPECT_THAT(BindMachine(Machine(kind, "X"), staff),
                AllOf(StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("hoso-staff")),
                      HasReason("SIGN_IN_NEEDED")));
    Caller role{.role = "bureau_supervisor"};
    EXPECT_THAT(BindMachine(Machine(kind, "X"), role),
                AllOf(StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("hoso-role")),
                      HasReason("SIGN_IN_NEEDED")));
  }
}

TEST(BindMachineTest, AnAgencySpeaksForItselfAndVouchesForItsStaff) {
  const auto agency = Machine(MachineKind::kAgency, "SGTVT");
  Caller staff{.staff = "CV-1"};
  EXPECT_THAT(BindMachine(agency, staff), IsOk());
  EXPECT_EQ(staff, (Caller{.staff = "CV-1", .agency = "SGTVT", .role = "agency_system"}));
  Caller leader{.staff = "LD-1", .role = "leader"};
  EXPECT_THAT(BindMachine(agency, leader), HasReason("SIGN_IN_NEEDED"));
  Caller other{.agency = "STP"};
  EXPECT_THAT(BindMachine(agency, other), HasReason("NOT_THIS_MACHINE"));
  Caller office{.office = "YB-CP-04378"};
  EXPECT_THAT(BindMachine(agency, office), HasReason("NOT_THIS_MACHINE"));
}

TEST(BindMachineTest, ADeviceAndAServiceSpeakForNoPlace) {
  Caller device;
  EXPECT_THAT(BindMachine(Machine(MachineKind::kDevice, "MT-1"), device), IsOk());
  EXPECT_EQ(device, (Caller{.device = "MT-1", .role = "citizen"}));
  Caller other{.device = "MT-2"};
  EXPECT_THAT(BindMachine(Machine(MachineKind::kDevice, "MT-1"), other), HasReason("NOT_THIS_MACHINE"));
  for (const MachineKind kind : {MachineKind::kDevice, MachineKind::kService}) {
    Caller office{.office = "YB-CP-04378"};
    EXPECT_THAT(BindMachine(Machine(kind, "X"), office), HasReason("NOT_THIS_MACHINE"));
    Caller agency{.agency = "SGTVT"};
    EXPECT_THAT(BindMachine(Machine(kind, "X"), agency), HasReason("NOT_THIS_MACHINE"));
    Caller carrier{.carrier = "VNPOST"};
    EXPECT_THAT(BindMachine(Machine(kind, "X"), carrier), HasReason("NOT_THIS_MACHINE"));
  }
}

TEST(BindSessionTest, APersonIsWhoSignedIn) {
  Caller silent{.device = "Q1"};
  EXPECT_THAT(BindSession(AnAttendant(), silent), IsOk());
  EXPECT_EQ(silent,
            (Caller{.staff = "NV-1", .office = "YB-CP-04378", .device = "Q1", .role = "postal_attendant"}));
  Caller same = silent;
  EXPECT_THAT(BindSession(AnAttendant(), same), IsOk());
}

TEST(BindSessionTest, WhoGaveTheCredentialsIsProvedAndNeverSaid) {
  trust::v1::Session session = AnAttendant();
  session.add_credentials_by("KSV-1");
  Caller caller{.credentials_by = {"ELSE"}};
  EXPECT_THAT(BindSession(session, caller), IsOk());
  EXPECT_THAT(caller.credentials_by, ElementsAre("KSV-1"));
}

TEST(BindSessionTest, APersonIsNobodyElseAndNowhereElse) {
  for (const Caller& said : {Caller{.staff = "NV-2"}, Caller{.role = "bureau_supervisor"}, Caller{.office = "YB-CP-04379"},
                             Caller{.agency = "SGTVT"}, Caller{.carrier = "VNPOST"}}) {
    Caller caller = said;
    EXPECT_THAT(BindSession(AnAttendant(), caller),
                AllOf(StatusIs(absl::StatusCode::kPermissionDenied), HasReason("NOT_THIS_PERSON")));
  }
}

}  // namespace
}  // namespace hoso::rpc

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
using ::testing::HasSubstr;

identity::MachineName Machine(MachineKind kind, const std::string& id) {
  return {.province = "yen-bai", .kind = kind, .id = id};
}

TEST(BindTest, AnOfficeSpeaksForItselfOnly) {
  const auto office = Machine(MachineKind::kOffice, "YB-CP-04378");
  Caller silent{.staff = "NV-1"};
  EXPECT_THAT(Bind(office, silent), IsOk());
  EXPECT_EQ(silent, (Caller{.staff = "NV-1", .office = "YB-CP-04378"}));
  Caller same{.office = "YB-CP-04378"};
  EXPECT_THAT(Bind(office, same), IsOk());
  Caller neighbour{.office = "YB-CP-04379"};
  EXPECT_THAT(Bind(office, neighbour), AllOf(StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("hoso-office")),
                                             HasReason("NOT_THIS_MACHINE")));
  Caller agency{.agency = "SGTVT"};
  EXPECT_THAT(Bind(office, agency), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("hoso-agency")));
}

TEST(BindTest, AnAgencySpeaksForItselfOnly) {
  const auto agency = Machine(MachineKind::kAgency, "SGTVT");
  Caller silent;
  EXPECT_THAT(Bind(agency, silent), IsOk());
  EXPECT_EQ(silent.agency, "SGTVT");
  Caller other{.agency = "STP"};
  EXPECT_THAT(Bind(agency, other), HasReason("NOT_THIS_MACHINE"));
  Caller office{.office = "YB-CP-04378"};
  EXPECT_THAT(Bind(agency, office), HasReason("NOT_THIS_MACHINE"));
}

TEST(BindTest, ADeviceIsItself) {
  Caller silent{.staff = "NV-1"};
  EXPECT_THAT(Bind(Machine(MachineKind::kDevice, "MT-1"), silent), IsOk());
  EXPECT_EQ(silent.device, "MT-1");
  Caller other{.device = "MT-2"};
  EXPECT_THAT(Bind(Machine(MachineKind::kDevice, "MT-1"), other), HasReason("NOT_THIS_MACHINE"));
}

TEST(BindTest, ADeviceSpeaksForNoPlace) {
  Caller office{.office = "YB-CP-04378"};
  EXPECT_THAT(Bind(Machine(MachineKind::kDevice, "MT-1"), office),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("hoso-office")),
                    HasReason("NOT_THIS_MACHINE")));
  Caller agency{.agency = "SGTVT"};
  EXPECT_THAT(Bind(Machine(MachineKind::kDevice, "MT-1"), agency),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("hoso-agency")));
}

TEST(BindTest, AServicePassesOnWhatItWasTold) {
  Caller told{.staff = "NV-1", .office = "YB-CP-04378", .device = "MT-2"};
  const Caller before = told;
  EXPECT_THAT(Bind(Machine(MachineKind::kService, "gateway"), told), IsOk());
  EXPECT_EQ(told, before);
}

}  // namespace
}  // namespace hoso::rpc

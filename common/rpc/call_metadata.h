// The metadata that travels with every call. Values are ASCII; the time is
// RFC 3339.
#pragma once

namespace hoso::rpc {

inline constexpr char kStaffKey[] = "hoso-staff";
inline constexpr char kOfficeKey[] = "hoso-office";
inline constexpr char kAgencyKey[] = "hoso-agency";
inline constexpr char kDeviceKey[] = "hoso-device";
inline constexpr char kRoleKey[] = "hoso-role";
inline constexpr char kTimeKey[] = "hoso-time";  // Only for services with --simulated-clock.
inline constexpr char kRequestIdKey[] = "hoso-request-id";

}  // namespace hoso::rpc

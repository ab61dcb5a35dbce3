// The metadata that travels with every call. Values are ASCII; the time is
// RFC 3339. Who calls is proved by certificate and token; what is said of it
// beside them has to agree.
#pragma once

namespace hoso::rpc {

inline constexpr char kStaffKey[] = "hoso-staff";
inline constexpr char kOfficeKey[] = "hoso-office";
inline constexpr char kAgencyKey[] = "hoso-agency";
inline constexpr char kCarrierKey[] = "hoso-carrier";
inline constexpr char kDeviceKey[] = "hoso-device";
inline constexpr char kRoleKey[] = "hoso-role";
inline constexpr char kTimeKey[] = "hoso-time";  // Only for services with --simulated-clock.
// "Bearer TOKEN" of a person who signed in: hoso/trust/v1/session.proto.
inline constexpr char kAuthorizationKey[] = "authorization";
inline constexpr char kNetworkKey[] = "hoso-network";  // The address of a service's own caller; of services only.
inline constexpr char kRequestIdKey[] = "hoso-request-id";

}  // namespace hoso::rpc

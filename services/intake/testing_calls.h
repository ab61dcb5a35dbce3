// Calls of the intake service in tests, at the counter of testing.h.
#ifndef HOSO_SERVICES_INTAKE_TESTING_CALLS_H_
#define HOSO_SERVICES_INTAKE_TESTING_CALLS_H_

#include <string>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"
#include "services/intake/testing.h"

namespace hoso::intake::testing {

using Stub = v1::IntakeService::StubInterface;

inline rpc::Caller Caller(const std::string& staff = "NV-1", const std::string& role = "postal_attendant") {
  return {.staff = staff, .office = kOffice, .device = kDevice, .role = role};
}

template <typename Request, typename Response>
absl::StatusOr<Response> CallOn(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, const rpc::Caller& caller = Caller(), absl::Time at = Now(),
                                const std::string& token = "") {
  grpc::ClientContext context;
  rpc::Prepare(context, {.caller = caller, .token = token, .timeout = absl::Seconds(30), .simulated_time = at});
  Response response;
  const absl::Status status = rpc::FromGrpc((stub.*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

inline absl::StatusOr<v1::AcceptDossierResponse> Accept(Stub& stub, const v1::AcceptDossierRequest& request,
                                                 const rpc::Caller& caller = Caller(), absl::Time at = Now(),
                                                 const std::string& token = "") {
  return CallOn(stub, &Stub::AcceptDossier, request, caller, at, token);
}

}  // namespace hoso::intake::testing

#endif  // HOSO_SERVICES_INTAKE_TESTING_CALLS_H_

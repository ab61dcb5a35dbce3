// What asks for persons in full and for the access log.
#include "common/access_log/entry.h"
#include "hoso/tracking/v1/tracking_service.pb.h"
#include "services/staff/access_requests.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/requests.h"

namespace hoso::fuzz {
namespace {

// What is accepted cannot hold a name, which has a blank, nor a number of a person.
template <typename Request>
absl::StatusOr<int> CheckPurpose(const Request& request) {
  absl::Status status = access_log::CheckPurpose(request.purpose(), request.reference());
  if (!status.ok()) return status;
  int digits = 0;
  for (const char c : request.reference()) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    HOSO_ALWAYS(c != ' ' && c != '\n' && c != '\0' && digits < 9);
  }
  return digits;
}

}  // namespace

const std::vector<RequestType>& RequestTypes() {
  using namespace tracking::v1;
  static const auto* const kTypes = new std::vector<RequestType>{
      Planned<access::v1::ListAccessesRequest>(
          [](const auto& request) { return staff::PlanListAccesses(TheCatalogue(), request); }),
      Planned<ShowPersonsRequest>([](const auto& request) { return CheckPurpose(request); }),
      Planned<RecordPrintRequest>([](const auto& request) { return CheckPurpose(request); }),
  };
  return *kTypes;
}

}  // namespace hoso::fuzz

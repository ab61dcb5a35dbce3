// What AccessService's list is asked for: the shape of a request, and where a page begins.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_STAFF_ACCESS_REQUESTS_H_
#define HOSO_SERVICES_STAFF_ACCESS_REQUESTS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/access_log/access_reader.h"
#include "common/catalogue/catalogue.h"
#include "hoso/access/v1/access_service.pb.h"

namespace hoso::staff {

struct AccessesPage {
  access_log::Filter filter;
  int64_t before = 0;
  int size = 0;
  std::string question;
  std::string asked;  // Which fields were given, without their values: for the entry about the list itself.
};

// INVALID_ARGUMENT naming the fields.
absl::StatusOr<AccessesPage> PlanListAccesses(const catalogue::Catalogue& catalogue,
                                              const access::v1::ListAccessesRequest& request);

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_ACCESS_REQUESTS_H_

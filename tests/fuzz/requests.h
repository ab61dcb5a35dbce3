// What the fuzz targets of the services' requests share. An input is the name of a request's type on the first line and
// its fields as text below, so that the corpus can be read:
//
//   AcceptDossierRequest
//   request_id: "3f2c9a1e-5b7d-4c1a-9f0e-2d6b8a4c7e10"
//
// It goes over the wire's form into the service's Validate, with the real catalogue.
#ifndef HOSO_TESTS_FUZZ_REQUESTS_H_
#define HOSO_TESTS_FUZZ_REQUESTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "google/protobuf/message.h"
#include "tests/fuzz/property.h"

namespace hoso::fuzz {

const catalogue::Catalogue& TheCatalogue();  // That of the source tree.
absl::Time Now();                            // A day on which all of it is valid.

// A refusal of a request: INVALID_ARGUMENT with at least one violation, each of which names a field.
void WantViolations(const absl::Status& status);

struct RequestType {
  std::function<std::unique_ptr<google::protobuf::Message>()> make;
  std::function<void(const google::protobuf::Message&)> check;
};

// `validate(request)` gives the request in its normal form or refuses it. What is valid stays so in its normal form,
// which is its own normal form.
template <typename Request, typename Validate>
RequestType Validated(Validate validate) {
  return {.make = [] { return std::make_unique<Request>(); },
          .check =
              [validate](const google::protobuf::Message& message) {
                const auto valid = validate(static_cast<const Request&>(message));
                if (!valid.ok()) return WantViolations(valid.status());
                const auto again = validate(valid->request);
                if (!again.ok()) WantViolations(absl::InternalError(again.status().ToString()));
                HOSO_ALWAYS(again->request.SerializeAsString() == valid->request.SerializeAsString());
              }};
}

// `plan(request)` accepts the request or refuses it.
template <typename Request, typename Plan>
RequestType Planned(Plan plan) {
  return {.make = [] { return std::make_unique<Request>(); },
          .check =
              [plan](const google::protobuf::Message& message) {
                const absl::Status status = plan(static_cast<const Request&>(message)).status();
                if (!status.ok() && !absl::IsNotFound(status)) WantViolations(status);
              }};
}

// Of the program: what its requests are.
const std::vector<RequestType>& RequestTypes();

}  // namespace hoso::fuzz

#endif  // HOSO_TESTS_FUZZ_REQUESTS_H_

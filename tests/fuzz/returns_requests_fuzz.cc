// The requests of returns.
#include "services/returns/validate.h"
#include "tests/fuzz/requests.h"

namespace hoso::fuzz {
namespace {

template <typename Request>
RequestType Of() {
  return Validated<Request>([](const Request& request) { return returns::Validate(TheCatalogue(), Now(), request); });
}

}  // namespace

const std::vector<RequestType>& RequestTypes() {
  using namespace returns::v1;
  static const auto* const kTypes = new std::vector<RequestType>{
      Of<ReceiveResultsRequest>(),
      Of<NotifyApplicantRequest>(),
      Of<HandOutRequest>(),
      Of<RecordAttemptRequest>(),
      Of<ReturnUnclaimedRequest>(),
      Of<RecordFeedbackRequest>(),
      Planned<ListReturnsRequest>([](const auto& request) { return returns::Validate(TheCatalogue(), request); }),
  };
  return *kTypes;
}

}  // namespace hoso::fuzz

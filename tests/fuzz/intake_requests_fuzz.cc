// The requests of intake.
#include "services/intake/validate.h"
#include "tests/fuzz/requests.h"

namespace hoso::fuzz {
namespace {

template <typename Request>
RequestType Of() {
  return Validated<Request>([](const Request& request) { return intake::Validate(TheCatalogue(), Now(), request); });
}

}  // namespace

const std::vector<RequestType>& RequestTypes() {
  using namespace intake::v1;
  static const auto* const kTypes = new std::vector<RequestType>{
      Of<LeaseCodesRequest>(),       Of<CloseLeaseRequest>(),    Of<RegisterDossierRequest>(),
      Of<AcceptDossierRequest>(),    Of<RefuseDossierRequest>(), Of<SupplementDossierRequest>(),
      Of<WithdrawDossierRequest>(),  Of<RecordPaymentRequest>(), Of<ProposeCorrectionRequest>(),
      Of<ReviewCorrectionRequest>(),
  };
  return *kTypes;
}

}  // namespace hoso::fuzz

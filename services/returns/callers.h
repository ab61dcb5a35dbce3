// Who may call, and which holders a caller answers for.
//
// Until machines and people prove who they are, a caller is believed; but it
// must say who it is, and be of a place that the catalogue knows.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_CALLERS_H_
#define HOSO_SERVICES_RETURNS_CALLERS_H_

#include "absl/status/status.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::returns {

// In which role a call comes from a carrier; a carrier has no place of its own.
inline constexpr char kCarrierRole[] = "carrier";

// OK if the caller says who it is and stands in an office of the catalogue. UNAUTHENTICATED naming the metadata key
// that is missing, INVALID_ARGUMENT for an office that the catalogue does not know.
absl::Status CheckOfficeCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor);

// As above; an agency or a carrier will do as well.
absl::Status CheckAnyCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor);

// Whether `agency` is `former`, or took over from it, over however many steps.
bool IsOrSucceeds(const catalogue::Catalogue& catalogue, const std::string& agency, const std::string& former);

// Whether what `holder` has is in the caller's own hands.
bool ActsFor(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor, const core::v1::Holder& holder);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_CALLERS_H_

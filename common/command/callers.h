// Who may act for whom: the caller's place against the holders that a command
// names.
//
// Until machines and people prove who they are, a caller is believed; but it
// must say who it is, and be of a place that the catalogue knows.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_COMMON_COMMAND_CALLERS_H_
#define HOSO_COMMON_COMMAND_CALLERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::command {

// In which role a call comes from a carrier; a carrier has no place of its own.
inline constexpr char kCarrierRole[] = "carrier";

// The agency for which the caller acts. UNAUTHENTICATED, naming the metadata
// key, when staff or place is missing; PERMISSION_DENIED for people of the post;
// INVALID_ARGUMENT for an agency that the catalogue does not know.
absl::StatusOr<std::string> AgencyOf(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor);

// OK if the caller says who and where it is: an office or agency of the
// catalogue, or a carrier. Errors as above.
absl::Status CheckCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor);

// As above, and an office is among what the caller says.
absl::Status CheckOfficeCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor);

// OK if the caller acts for `holder`: stands in that office, is of that agency
// or of its successor, or is a carrier and `holder` is one. Else
// PERMISSION_DENIED naming `what`, such as "from". REQUIRES: CheckCaller is OK.
absl::Status CheckActsFor(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor,
                          const core::v1::Holder& holder, const std::string& what);
bool ActsFor(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor, const core::v1::Holder& holder);

// OK if the catalogue knows the office, agency or carrier that `holder` names;
// else NOT_FOUND, or INVALID_ARGUMENT for another kind of holder.
absl::Status CheckKnown(const catalogue::Catalogue& catalogue, const core::v1::Holder& holder);

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_CALLERS_H_

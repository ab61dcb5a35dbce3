// Page tokens of ListReturns: where the list of one office goes on.
//
// A token is opaque to clients, and no secret: it is checked so that one which
// was mistyped, or which is of another office, is refused and does not yield a
// page that looks right.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_PAGE_TOKEN_H_
#define HOSO_SERVICES_RETURNS_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::returns {

// The row after which a page begins, in the order of the list.
struct Position {
  absl::Time arrived;  // To the microsecond.
  int64_t dossier = 0;
};

std::string MakePageToken(const std::string& office, const Position& position);

// Nothing for the empty token: the first page. INVALID_ARGUMENT naming page_token for one that is not of this list.
absl::StatusOr<std::optional<Position>> ReadPageToken(const std::string& office, const std::string& token);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_PAGE_TOKEN_H_

// Where a reader of the feed stands: after which fact, of which ledger, for
// which agency. Opaque to clients, and checked like a page token.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_FEED_CURSOR_H_
#define HOSO_SERVICES_ROUTING_FEED_CURSOR_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::routing {

// Facts are ordered by the transaction that wrote them, then by key. All facts
// of a transaction become visible at once, so this is the order of commit as
// far as anyone can tell.
struct FeedPosition {
  uint64_t tx = 0;  // The 64-bit transaction id.
  int64_t dossier = 0;
  int32_t sequence = 0;
  auto operator<=>(const FeedPosition&) const = default;
};

// `agency` is the number, 0 for all agencies.
std::string MakeFeedCursor(const std::string& ledger_id, int agency, const FeedPosition& position);

// An empty cursor is the very beginning. INVALID_ARGUMENT naming cursor for one
// of another ledger or agency, and for anything that is no cursor.
absl::StatusOr<FeedPosition> ReadFeedCursor(const std::string& ledger_id, int agency, const std::string& cursor);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_FEED_CURSOR_H_

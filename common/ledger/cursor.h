// Where a reader of the feed stands: after which fact, of which ledger, under
// which filter. Opaque to clients: base64 of fixed-width fields and a checksum.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_CURSOR_H_
#define HOSO_COMMON_LEDGER_CURSOR_H_

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::ledger {

// Facts are ordered by the transaction that wrote them, then by key. All facts
// of a transaction become visible at once, so this is the order of commit as
// far as anyone can tell.
struct FeedPosition {
  uint64_t tx = 0;
  int64_t dossier = 0;
  int32_t sequence = 0;
  auto operator<=>(const FeedPosition&) const = default;
};

// `ledger_id` has 16 bytes; `filter` is any text, such as an agency's key.
std::string EncodeCursor(const std::string& ledger_id, const std::string& filter, const FeedPosition& position);

// An empty cursor is the very beginning. INVALID_ARGUMENT naming `cursor` for
// one of another ledger or filter, and for what is no cursor.
absl::StatusOr<FeedPosition> DecodeCursor(const std::string& ledger_id, const std::string& filter,
                                          const std::string& cursor);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_CURSOR_H_

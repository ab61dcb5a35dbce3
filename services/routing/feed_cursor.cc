#include "services/routing/feed_cursor.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"

namespace hoso::routing {
namespace {

constexpr char kVersion[] = "hoso feed 1";
constexpr size_t kSealBytes = 8;
constexpr size_t kLongestCursor = 256;

std::string SealOf(const std::string& text) { return Sha256(absl::StrCat(kVersion, "\n", text)).substr(0, kSealBytes); }

}  // namespace

std::string MakeFeedCursor(const std::string& ledger_id, int agency, const FeedPosition& position) {
  const std::string text =
      absl::StrCat(ledger_id, " ", agency, " ", position.tx, " ", position.dossier, " ", position.sequence);
  return absl::WebSafeBase64Escape(absl::StrCat(SealOf(text), text));
}

absl::StatusOr<FeedPosition> ReadFeedCursor(const std::string& ledger_id, int agency, const std::string& cursor) {
  if (cursor.empty()) return FeedPosition();
  std::string bytes;
  if (cursor.size() > kLongestCursor || !absl::WebSafeBase64Unescape(cursor, &bytes) || bytes.size() <= kSealBytes ||
      bytes.substr(0, kSealBytes) != SealOf(bytes.substr(kSealBytes))) {
    return errors::FieldError("cursor", "is no cursor of this feed, want one that WatchFacts gave, or none");
  }
  const std::vector<std::string> parts = absl::StrSplit(bytes.substr(kSealBytes), ' ');
  FeedPosition position;
  int of_agency = 0;
  if (parts.size() != 5 || !absl::SimpleAtoi(parts[1], &of_agency) || !absl::SimpleAtoi(parts[2], &position.tx) ||
      !absl::SimpleAtoi(parts[3], &position.dossier) || !absl::SimpleAtoi(parts[4], &position.sequence)) {
    return errors::FieldError("cursor", "is no cursor of this feed, want one that WatchFacts gave, or none");
  }
  if (parts[0] != ledger_id) return errors::FieldError("cursor", "is of another ledger, want one of this ledger");
  if (of_agency != agency)
    return errors::FieldError("cursor", "is of another agency, want one of the agency asked for");
  return position;
}

}  // namespace hoso::routing

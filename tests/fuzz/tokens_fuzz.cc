// What we gave out and a client brings back: page tokens and feed cursors. Their seals are no secret, so whoever wants
// can seal anything: the target does, beside trying the bytes as they are.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/rpc/page_token.h"
#include "services/routing/feed_cursor.h"
#include "tests/fuzz/property.h"

namespace hoso::fuzz {
namespace {

constexpr char kQuestion[] = "hoso.tracking.v1.ListBagsRequest\n\n";
constexpr char kLedger[] = "5e0a4b1c";

void CheckPageToken(const std::string& token) {
  for (const size_t parts : {1, 2}) {
    const auto position = rpc::ReadPageToken(kQuestion, token, parts);
    if (!position.ok()) {
      WantRefusal(position.status(), "page_token:");
      continue;
    }
    HOSO_ALWAYS(position->size() == (token.empty() ? 0 : parts));
    for (const std::string& text : *position) {
      const auto number = rpc::PositionNumber(text);
      if (!number.ok()) WantRefusal(number.status(), "page_token:");
    }
    HOSO_ALWAYS(token.empty() ||
                rpc::ReadPageToken(kQuestion, rpc::MakePageToken(kQuestion, *position), parts).value() == *position);
  }
}

void CheckFeedCursor(const std::string& cursor) {
  const auto position = routing::ReadFeedCursor(kLedger, 3, cursor);
  if (!position.ok()) return WantRefusal(position.status(), "cursor:");
  const std::string made = routing::MakeFeedCursor(kLedger, 3, *position);
  HOSO_ALWAYS(routing::ReadFeedCursor(kLedger, 3, made).value() == *position);
  HOSO_ALWAYS(!routing::ReadFeedCursor(kLedger, 4, made).ok());
}

// As feed_cursor.cc and page_token.cc seal.
std::string SealedCursor(const std::string& text) {
  return absl::WebSafeBase64Escape(absl::StrCat(Sha256(absl::StrCat("hoso feed 1\n", text)).substr(0, 8), text));
}

std::string SealedToken(const std::string& text) {
  const std::string question = kQuestion;
  const std::string seal = Sha256(absl::StrCat("hoso page 1\n", question.size(), "\n", question, text)).substr(0, 12);
  return absl::WebSafeBase64Escape(absl::StrCat(seal, text));
}

}  // namespace
}  // namespace hoso::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  using namespace hoso::fuzz;
  // The seals above are those of the parsers, else the target would not get past them.
  HOSO_ALWAYS(hoso::rpc::MakePageToken(kQuestion, {"17"}) == SealedToken("17"));
  HOSO_ALWAYS(hoso::routing::MakeFeedCursor(kLedger, 3, {.tx = 1, .dossier = 2, .sequence = 3}) ==
              SealedCursor("5e0a4b1c 3 1 2 3"));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  hoso::fuzz::CheckPageToken(text);
  hoso::fuzz::CheckPageToken(hoso::fuzz::SealedToken(text));
  hoso::fuzz::CheckFeedCursor(text);
  hoso::fuzz::CheckFeedCursor(hoso::fuzz::SealedCursor(text));
  return 0;
}

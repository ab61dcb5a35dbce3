// The QR code of a chip identity card (CCCD): seven fields between bars (domain file screens.md, section 2).
//
//   number(12) | old number(9) or empty | full name | birth date ddmmyyyy | sex Nam/Nữ | address | issue date ddmmyyyy
//
// The code is plain text, not a proof: anyone can print one. Later cards may have more fields, of other persons: they
// are passed over, never kept. Pure.
#ifndef HOSO_CLIENTS_COUNTER_CARD_H_
#define HOSO_CLIENTS_COUNTER_CARD_H_

#include <string>

#include "absl/status/statusor.h"
#include "hoso/counter/v1/page.pb.h"

namespace hoso::counter {

// INVALID_ARGUMENT, reason CARD_UNREADABLE, saying which field has another shape, and nothing of what stood in it.
absl::StatusOr<v1::ReadCardResponse> ReadCard(const std::string& text);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_CARD_H_

// Names of what the summary counts, in both languages.
#ifndef HOSO_CLIENTS_REPLAY_WORDS_H_
#define HOSO_CLIENTS_REPLAY_WORDS_H_

#include <cstdint>
#include <string>

#include "clients/replay/scenario.pb.h"
#include "clients/replay/summary.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/status.pb.h"

namespace hoso::replay {

Text BranchName(v1::BranchKind kind);
Text StatusName(core::v1::Status status);
Text HolderKindName(core::v1::HolderKind kind);

// Digits in groups of three, as each language writes them: 1.402 and 1,402.
Text Number(int64_t number);
// "63,7 %" and "63.7 %"; "–" of none.
Text Percent(int64_t part, int64_t of);
// "3,2" and "3.2".
Text Decimal(double number);
// The same in both.
Text Plain(const std::string& text);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_WORDS_H_

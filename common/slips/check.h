// What a slip is worth by the published list of keys alone, without the ledger.
#ifndef HOSO_COMMON_SLIPS_CHECK_H_
#define HOSO_COMMON_SLIPS_CHECK_H_

#include <string>

#include "common/signing/key_list.h"
#include "common/slips/text.h"
#include "hoso/trust/v1/keys.pb.h"
#include "hoso/trust/v1/slip.pb.h"

namespace hoso::slips {

// By how much the clock of a counter may differ from ours: its key counts so much earlier and longer.
inline constexpr absl::Duration kClockSkew = absl::Minutes(10);

struct Checked {
  // GENUINE, CLAIMS_BEFORE_REVOCATION, SIGNED_AFTER_REVOCATION, ALTERED, FORGED, UNREADABLE or KEY_NOT_IN_USE.
  trust::v1::SlipVerdict verdict = trust::v1::SLIP_VERDICT_UNREADABLE;
  // What it says and who signed it. Empty when ALTERED, FORGED or UNREADABLE: nobody said it.
  trust::v1::SlipStatement statement;
  trust::v1::PublicKey key;
};

// Keys count if the list has them for slips. A service's key signs for any place, that of an office or agency for that
// alone, and that of a device for any: where it stood, only the ledger can tell.
Checked Check(const std::string& text, const signing::KeyList& keys);

// Whether the signature holds, so that the ledger may be asked about the statement.
bool IsSigned(trust::v1::SlipVerdict verdict);

}  // namespace hoso::slips

#endif  // HOSO_COMMON_SLIPS_CHECK_H_

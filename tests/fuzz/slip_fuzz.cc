// The QR code of a slip, as anyone may print one.
#include <cstdint>
#include <string>

#include "common/slips/check.h"
#include "common/slips/text.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto slip = slips::Read(text);
  const slips::Checked checked = slips::Check(text, signing::KeyList());
  if (!slip.ok()) {
    fuzz::WantRefusal(slip.status(), "text: ");
    HOSO_ALWAYS(checked.verdict == trust::v1::SLIP_VERDICT_UNREADABLE);
    return 0;
  }
  // Nobody signed it.
  HOSO_ALWAYS(checked.verdict == trust::v1::SLIP_VERDICT_FORGED && !checked.statement.has_issued_at());
  HOSO_ALWAYS(slips::CheckStatement(slip->statement).ok());
  HOSO_ALWAYS(slip->signature.size() == signing::kSignatureBytes && slip->key_id.size() == 16);
  // What was accepted is its own normal form: a key that signs the statement writes the same but for key and signature.
  const std::string format = "hoso slip 1\n";
  HOSO_ALWAYS(slips::SignedBytes(slip->statement).starts_with(format));
  trust::v1::SlipStatement again;
  HOSO_ALWAYS(again.ParseFromString(slips::SignedBytes(slip->statement).substr(format.size())));
  HOSO_ALWAYS(slips::SignedBytes(again) == slips::SignedBytes(slip->statement));
  static const signing::PrivateKey key = signing::PrivateKey::Generate();
  const std::string written = slips::Sign(key, slip->statement);
  const size_t begin = text.find(slips::kPrefix);
  // Before the key id, the last field, base32 of the same bytes is the same text.
  const size_t same = (slips::SignedBytes(slip->statement).size() - format.size() - 10) * 8 / 5;
  HOSO_ALWAYS(text.compare(begin, 6 + same, written, 0, 6 + same) == 0);
  HOSO_ALWAYS(text.find_last_not_of(" \t\r\n\v\f") + 1 - begin == written.size());
  return 0;
}

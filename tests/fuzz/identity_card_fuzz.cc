// The QR code of an identity card, as anyone may print one.
#include <cstdint>
#include <string>

#include "clients/counter/card.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto card = counter::ReadCard(text);
  if (!card.ok()) {
    fuzz::WantRefusal(card.status(), "text: ");
    HOSO_ALWAYS(errors::Reason(card.status()) == "CARD_UNREADABLE");
    return 0;
  }
  const core::v1::PersonRecord& person = card->person();
  HOSO_ALWAYS(person.identity_number().size() == 12 && !person.full_name().empty());
  HOSO_ALWAYS(person.former_identity_number().empty() || person.former_identity_number().size() == 9);
  HOSO_ALWAYS(FromProto(person.birth_date(), "birth_date").ok() && person.sex() != core::v1::SEX_UNSPECIFIED);
  return 0;
}

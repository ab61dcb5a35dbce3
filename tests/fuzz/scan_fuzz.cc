// What a counter, or anybody with a counter's certificate, hands in as a scan.
#include <cstdint>

#include "common/scans/content.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto version = scans::PdfVersionOf(bytes);
  if (version.ok())
    HOSO_ALWAYS(version->major >= 0 && version->major <= 9 && version->minor >= 0 && version->minor <= 9);
  const auto type = scans::MediaTypeOf(bytes);
  if (!type.ok()) {
    fuzz::WantRefusal(type.status(), "content");
    return 0;
  }
  HOSO_ALWAYS(scans::IsMediaType(*type));
  if (*type == scans::kPdf) HOSO_ALWAYS(version.ok() && (version->major > 1 || version->minor >= 4));
  return 0;
}

// What a scan is, by its bytes; its name says nothing.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_COMMON_SCANS_CONTENT_H_
#define HOSO_COMMON_SCANS_CONTENT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace hoso::scans {

inline constexpr int64_t kLargestScan = 20'000'000;      // Bytes.
inline constexpr int64_t kLargestDossier = 100'000'000;  // Bytes of all scans of one.
inline constexpr int kMostPages = 500;

inline constexpr char kPdf[] = "application/pdf";
inline constexpr char kJpeg[] = "image/jpeg";
inline constexpr char kPng[] = "image/png";

// Whether it is one of the three.
bool IsMediaType(const std::string& media_type);

struct PdfVersion {
  int major = 0;
  int minor = 0;
};
// By the header, which has to be the first bytes (ISO 32000-1, 7.5.2), and there has to be an end, too.
// INVALID_ARGUMENT, without the bytes.
absl::StatusOr<PdfVersion> PdfVersionOf(absl::string_view bytes);

// kPdf for a PDF of version 1.4 or later, kJpeg or kPng. INVALID_ARGUMENT, reason WRONG_TYPE, for anything else.
absl::StatusOr<std::string> MediaTypeOf(absl::string_view bytes);

}  // namespace hoso::scans

#endif  // HOSO_COMMON_SCANS_CONTENT_H_

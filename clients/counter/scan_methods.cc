#include "clients/counter/scan_methods.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/counter/scan_quality.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/scans/content.h"

namespace hoso::counter {
namespace {

struct Warning {
  const char* reason;
  const char* vi;
  const char* en;
};
constexpr Warning kWarnings[] = {
    {"LOW_RESOLUTION", "Độ phân giải dưới 200 dpi, nên quét lại", "Less than 200 dots an inch: better scan it again"},
    {"NOT_COLOUR", "Bản quét không có màu", "The scan is not in colour"},
    {"TOO_DARK", "Ảnh quá tối, khó đọc", "Too dark to be read well"},
    {"BLANK_PAGE", "Có trang trắng", "A page is blank"},
};

v1::ScanView ViewOf(const KeptScan& scan) {
  v1::ScanView view;
  view.set_scan_id(scan.scan_id);
  view.set_component_id(scan.of.component_id);
  view.set_media_type(scan.media_type);
  view.set_pages(scan.pages);
  view.set_bytes(scan.bytes);
  view.set_bytes_sent(scan.bytes_sent);
  view.set_state(scan.state);
  view.set_digest(absl::BytesToHexString(scan.digest));
  *view.mutable_scanned_at() = ToProto(scan.scanned_at);
  for (const std::string& reason : scan.warnings) {
    v1::ScanWarning& warning = *view.add_warnings();
    warning.set_reason(reason);
    const auto* const found = std::find_if(std::begin(kWarnings), std::end(kWarnings),
                                           [&](const Warning& one) { return one.reason == reason; });
    if (found == std::end(kWarnings)) continue;
    warning.set_description_vi(found->vi);
    warning.set_description_en(found->en);
  }
  view.set_message(scan.refusal);
  view.set_path(absl::StrCat("/scan/", scan.scan_id));
  return view;
}

bool IsComponent(const std::string& id) {
  return !id.empty() && id.size() <= 64 &&
         std::all_of(id.begin(), id.end(), [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '-'; });
}

absl::Status CheckOf(const ScanOf& of) {
  errors::FieldErrors wrong;
  if (of.draft_id.empty() == of.dossier_code.empty()) wrong.Add("draft_id", "want either draft_id or dossier_code");
  if (!of.draft_id.empty() && !rpc::IsUuid(of.draft_id)) wrong.Add("draft_id", "want a UUID");
  if (of.dossier_code.size() > 64) wrong.Add("dossier_code", "want a dossier code");
  if (!IsComponent(of.component_id)) wrong.Add("component_id", "want a component of the procedure");
  return wrong.ToStatus();
}

absl::StatusOr<v1::ScanView> Take(const ScanDesk& desk, const ScanOf& of, const std::string& bytes) {
  if (absl::Status status = CheckOf(of); !status.ok()) return status;
  if (static_cast<int64_t>(bytes.size()) > scans::kLargestScan) {
    return errors::WithReason(
        absl::ResourceExhaustedError(absl::StrCat("content: more than ", scans::kLargestScan, " bytes")),
        "SCAN_TOO_LARGE");
  }
  const auto media_type = scans::MediaTypeOf(bytes);
  if (!media_type.ok()) return media_type.status();
  const auto look = LookAt(*media_type, bytes);
  if (!look.ok()) return look.status();
  const auto kept = desk.scans.Keep(of, *media_type, look->pages, {look->warnings.begin(), look->warnings.end()}, bytes,
                                    desk.clock.Now().now);
  if (!kept.ok()) return kept.status();
  return ViewOf(*kept);
}

absl::StatusOr<v1::ListScansResponse> List(const ScanDesk& desk, const v1::ListScansRequest& request) {
  const auto scans = desk.scans.List(request.draft_id(), request.dossier_code());
  if (!scans.ok()) return scans.status();
  v1::ListScansResponse response;
  for (const KeptScan& scan : *scans) *response.add_scans() = ViewOf(scan);
  return response;
}

absl::StatusOr<v1::ScanView> ScanPages(const ScanDesk& desk, const v1::ScanPagesRequest& request) {
  const ScanOf of{request.draft_id(), request.dossier_code(), request.component_id()};
  if (absl::Status status = CheckOf(of); !status.ok()) return status;
  const auto pages = desk.scanners.Scan(request.scanner(), request.from_feeder());
  if (!pages.ok()) return pages.status();
  const auto pdf = PdfOf(*pages);
  if (!pdf.ok()) return pdf.status();
  return Take(desk, of, *pdf);
}

}  // namespace

PageMethodMap ScanMethods(ScanDesk desk) {
  return {
      {"ListScans", Signed<v1::ListScansRequest, v1::ListScansResponse>(
                        desk.people, [desk](const SignedIn&, const auto& request) { return List(desk, request); })},
      {"DiscardScan", Signed<v1::DiscardScanRequest, v1::DiscardScanResponse>(
                          desk.people,
                          [desk](const SignedIn&, const auto& request) -> absl::StatusOr<v1::DiscardScanResponse> {
                            if (absl::Status status = desk.scans.Discard(request.scan_id()); !status.ok())
                              return status;
                            return v1::DiscardScanResponse();
                          })},
      {"ListScanners", Signed<v1::ListScannersRequest, v1::ListScannersResponse>(
                           desk.people,
                           [desk](const SignedIn&, const auto&) -> absl::StatusOr<v1::ListScannersResponse> {
                             const auto scanners = desk.scanners.List();
                             if (!scanners.ok()) return scanners.status();
                             v1::ListScannersResponse response;
                             *response.mutable_scanners() = {scanners->begin(), scanners->end()};
                             return response;
                           })},
      {"ScanPages",
       Signed<v1::ScanPagesRequest, v1::ScanView>(
           desk.people, [desk](const SignedIn&, const auto& request) { return ScanPages(desk, request); })},
  };
}

absl::StatusOr<std::string> TakeScan(const ScanDesk& desk, const ScanOf& of, const std::string& bytes) {
  if (const auto who = desk.people.Needed(); !who.ok()) return who.status();
  const auto view = Take(desk, of, bytes);
  if (!view.ok()) return view.status();
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*view, &json, options).ok()) {
    return absl::InternalError("the answer cannot be written as JSON");
  }
  return json;
}

absl::StatusOr<Printed> ShowScan(const ScanDesk& desk, const std::string& scan_id) {
  if (const auto who = desk.people.Needed(); !who.ok()) return who.status();
  const auto scan = desk.scans.Find(scan_id);
  if (!scan.ok()) return scan.status();
  auto bytes = desk.scans.Bytes(*scan);
  if (!bytes.ok()) return bytes.status();
  return Printed{.content_type = scan->media_type, .bytes = *std::move(bytes)};
}

}  // namespace hoso::counter

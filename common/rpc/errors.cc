#include "common/rpc/errors.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"

namespace hoso::errors {
namespace {

constexpr size_t kMaxViolations = 20;
constexpr size_t kDigitsOfANumber = 9;  // The shortest: of an identity card of old.

template <typename Detail>
std::string TypeUrl() {
  return absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name());
}

template <typename Detail>
void SetDetail(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

// The detail that `status` carries, or an empty one.
template <typename Detail>
Detail GetDetail(const absl::Status& status) {
  Detail detail;
  const auto payload = status.GetPayload(TypeUrl<Detail>());
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) detail.Clear();
  return detail;
}

absl::Status WithResource(absl::Status status, std::string type, std::string name) {
  google::rpc::ResourceInfo info;
  info.set_resource_type(Printable(type));
  info.set_resource_name(Echo(name));
  SetDetail(status, info);
  return status;
}

// The length of the UTF-8 character at `text[at]`, or 0 if the bytes there are
// none (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
size_t CharacterLength(const std::string& text, size_t at) {
  const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF && continues(1)) return 2;
  if ((lead & 0xF0) == 0xE0 && continues(1) && continues(2)) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4 && continues(1) && continues(2) && continues(3)) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool too_large = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || too_large ? 0 : 4;
  }
  return 0;
}

bool HasShapeOfUuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

}  // namespace

absl::Status FieldError(std::string field, std::string description) {
  FieldErrors errors;
  errors.Add(std::move(field), std::move(description));
  return errors.ToStatus();
}

void FieldErrors::Add(std::string field, std::string description) {
  violations_.push_back({Printable(field), Printable(description)});
}

absl::Status FieldErrors::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  google::rpc::BadRequest details;
  for (size_t i = 0; i < violations_.size() && i < kMaxViolations; ++i) {
    auto* violation = details.add_field_violations();
    violation->set_field(violations_[i].field);
    violation->set_description(violations_[i].description);
  }
  std::string message = absl::StrCat(violations_[0].field, ": ", violations_[0].description);
  if (violations_.size() > 1) absl::StrAppend(&message, " (and ", violations_.size() - 1, " more)");
  absl::Status status = absl::InvalidArgumentError(message);
  SetDetail(status, details);
  return status;
}

absl::Status WithReason(absl::Status status, std::string reason, Metadata metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::move(reason));
  info.set_domain(kDomain);
  for (auto& [key, value] : metadata) (*info.mutable_metadata())[Printable(key)] = Printable(value);
  SetDetail(status, info);
  return status;
}

absl::Status WithRetryAfter(absl::Status status, absl::Duration wait) {
  google::rpc::RetryInfo info;
  const int64_t seconds = absl::IDivDuration(wait, absl::Seconds(1), &wait);
  info.mutable_retry_delay()->set_seconds(seconds);
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(wait)));
  SetDetail(status, info);
  return status;
}

absl::Status Precondition(std::string reason, std::string message, Metadata metadata) {
  return WithReason(absl::FailedPreconditionError(message), std::move(reason), std::move(metadata));
}

absl::Status NotFound(std::string resource_type, std::string resource_name) {
  const std::string message = absl::StrCat(resource_type, " ", Echo(resource_name), ": not found");
  return WithResource(absl::NotFoundError(message), std::move(resource_type), std::move(resource_name));
}

absl::Status AlreadyExists(std::string resource_type, std::string resource_name, std::string message) {
  return WithResource(absl::AlreadyExistsError(message), std::move(resource_type), std::move(resource_name));
}

absl::Status StaleVersion(std::string resource_name, int64_t expected, int64_t actual) {
  const std::string message =
      absl::StrCat(Echo(resource_name), ": expected_version ", expected, ", now at ", actual, "; look again");
  return WithReason(
      absl::AbortedError(message), "STALE_VERSION",
      {{"resource", resource_name}, {"expected", absl::StrCat(expected)}, {"actual", absl::StrCat(actual)}});
}

std::vector<FieldViolation> FieldViolations(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  const auto details = GetDetail<google::rpc::BadRequest>(status);
  for (const auto& violation : details.field_violations()) {
    violations.push_back({violation.field(), violation.description()});
  }
  return violations;
}

std::string Reason(const absl::Status& status) { return GetDetail<google::rpc::ErrorInfo>(status).reason(); }

absl::Duration RetryAfter(const absl::Status& status) {
  const auto delay = GetDetail<google::rpc::RetryInfo>(status).retry_delay();
  return absl::Seconds(delay.seconds()) + absl::Nanoseconds(delay.nanos());
}

Metadata ReasonMetadata(const absl::Status& status) {
  const auto info = GetDetail<google::rpc::ErrorInfo>(status);
  return {info.metadata().begin(), info.metadata().end()};
}

bool MayBePersonal(const std::string& text) {
  if (HasShapeOfUuid(text)) return false;  // Many have as many digits in a row.
  size_t letters = 0, digits = 0, run = 0;
  for (const char c : text) {
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(c));
    run = digit ? run + 1 : 0;
    digits += digit;
    letters += absl::ascii_isalpha(static_cast<unsigned char>(c));
    if (run >= kDigitsOfANumber) return true;
    if (c != '\0' && absl::ascii_isalnum(static_cast<unsigned char>(c))) continue;
    if (absl::string_view("-_.:/").find(c) == absl::string_view::npos) return true;
  }
  return letters == 0 && digits >= kDigitsOfANumber;
}

std::string Echo(const std::string& text, size_t max_bytes) {
  if (!MayBePersonal(text)) return Printable(text, max_bytes);
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return absl::StrCat("(", std::count_if(text.begin(), text.end(), begins), " characters)");
}

std::string Printable(const std::string& text, size_t max_bytes) {
  constexpr char kCut[] = "...";
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t length = CharacterLength(text, at);
    const auto lead = static_cast<unsigned char>(text[at]);
    const bool control = length == 1 && (lead < 0x20 || lead == 0x7F);
    const bool c1_control = length == 2 && lead == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    const std::string next = length == 0 || control || c1_control ? "?" : text.substr(at, length);
    if (out.size() + next.size() > max_bytes) {
      while (!out.empty() && out.size() + sizeof(kCut) - 1 > max_bytes) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
        if (!out.empty()) out.pop_back();
      }
      return max_bytes < sizeof(kCut) - 1 ? out : out + kCut;
    }
    out += next;
    at += length == 0 ? 1 : length;
  }
  return out;
}

}  // namespace hoso::errors

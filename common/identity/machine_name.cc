#include "common/identity/machine_name.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace hoso::identity {
namespace {

constexpr char kScheme[] = "hoso://";
constexpr size_t kLongestProvince = 40;
constexpr size_t kLongestId = 64;
constexpr std::pair<const char*, MachineKind> kKinds[] = {{"service", MachineKind::kService},
                                                          {"office", MachineKind::kOffice},
                                                          {"agency", MachineKind::kAgency},
                                                          {"device", MachineKind::kDevice}};

bool IsSmallOrDigit(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

bool IsProvince(const std::string& text) {
  return !text.empty() && text.size() <= kLongestProvince &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsSmallOrDigit(c) || c == '-'; });
}

bool IsId(const std::string& text) {
  return !text.empty() && text.size() <= kLongestId && absl::ascii_isalnum(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-'; });
}

absl::Status NotAName() {
  return absl::InvalidArgumentError(
      "machine name: want hoso://PROVINCE/KIND/ID with KIND service, office, agency or device");
}

}  // namespace

absl::StatusOr<MachineName> ParseMachineName(const std::string& uri) {
  absl::string_view rest = uri;
  if (!absl::ConsumePrefix(&rest, kScheme)) return NotAName();
  const std::vector<std::string> parts = absl::StrSplit(rest, '/');
  if (parts.size() != 3 || !IsProvince(parts[0]) || !IsId(parts[2])) return NotAName();
  for (const auto& [word, kind] : kKinds) {
    if (parts[1] == word) return MachineName{.province = parts[0], .kind = kind, .id = parts[2]};
  }
  return NotAName();
}

std::string FormatMachineName(const MachineName& name) {
  for (const auto& [word, kind] : kKinds) {
    if (kind == name.kind) return absl::StrCat(kScheme, name.province, "/", word, "/", name.id);
  }
  return "";
}

}  // namespace hoso::identity

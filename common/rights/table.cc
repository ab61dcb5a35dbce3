#include "common/rights/table.h"

#include <cassert>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/errors.h"

namespace hoso::rights {
namespace {

Scope ScopeOfLetter(char letter) {
  switch (letter) {
    case 'o':
      return Scope::kOwn;
    case 'd':
      return Scope::kDistrict;
    case 'p':
      return Scope::kProvince;
    default:
      assert(letter == '-');
      return Scope::kNone;
  }
}

}  // namespace

Table::Table(const std::string& text) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.empty()) continue;
    Row row{.command = words[0]};
    int role = kFirstRole;
    for (size_t i = 1; i < words.size(); ++i) {
      for (const char letter : words[i]) {
        assert(role < kRoles);
        row.scopes[static_cast<size_t>(role++)] = ScopeOfLetter(letter);
      }
    }
    assert(role == kRoles);
    by_command_[row.command] = rows_.size();
    rows_.push_back(std::move(row));
  }
}

Scope Table::ScopeOf(Role role, const std::string& command) const {
  const auto found = by_command_.find(command);
  if (found == by_command_.end() || !trust::v1::Role_IsValid(role)) return Scope::kNone;
  return rows_[found->second].scopes[static_cast<size_t>(role)];
}

absl::StatusOr<Scope> Table::Check(Role role, const std::string& command) const {
  const Scope scope = ScopeOf(role, command);
  if (scope != Scope::kNone) return scope;
  bool persons_may = false;
  for (int other = kFirstRole; other < kRoles; ++other) {
    persons_may |= IsPersons(static_cast<Role>(other)) && ScopeOf(static_cast<Role>(other), command) != Scope::kNone;
  }
  if (!IsPersons(role) && persons_may) {
    return errors::WithReason(
        absl::UnauthenticatedError(absl::StrCat(command, ": want a person who signed in (hoso sign-in)")),
        "SIGN_IN_NEEDED", {{"command", command}});
  }
  return errors::WithReason(absl::PermissionDeniedError(absl::StrCat(command, ": not for ", NameOf(role))),
                            "ROLE_MAY_NOT", {{"command", command}, {"role", NameOf(role)}});
}

}  // namespace hoso::rights

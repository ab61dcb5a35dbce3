// The one table of rights: role × command × scope. What it does not list is not
// allowed. docs/rights.md shows it; a test holds the two together, and another
// that every method of every service stands in it.
#ifndef HOSO_COMMON_RIGHTS_TABLE_H_
#define HOSO_COMMON_RIGHTS_TABLE_H_

#include <array>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rights/role.h"

namespace hoso::rights {

// How far a right reaches (reach.h says what that means for a dossier, a bag, a holder).
enum class Scope {
  kNone,      // –: not allowed
  kOwn,       // o: the own office, agency or carrier
  kDistrict,  // d: the own office and those whose bags go to it
  kProvince,  // p: everywhere
};

inline constexpr int kFirstRole = trust::v1::ROLE_POSTAL_ATTENDANT;
inline constexpr int kRoles = trust::v1::Role_MAX + 1;

class Table {
 public:
  struct Row {
    std::string command;  // "intake.AcceptDossier": service and method.
    std::array<Scope, kRoles> scopes = {};
  };

  // The rights of this system.
  static const Table& Ours();

  // One line a command: its name, then a letter for each role from ROLE_POSTAL_ATTENDANT to ROLE_CITIZEN. REQUIRES: that shape.
  explicit Table(const std::string& text);

  // kNone for what is not listed.
  Scope ScopeOf(Role role, const std::string& command) const;

  // OK with how far it reaches; UNAUTHENTICATED, reason SIGN_IN_NEEDED, when the caller is no person and some person may;
  // PERMISSION_DENIED, reason ROLE_MAY_NOT, when not.
  absl::StatusOr<Scope> Check(Role role, const std::string& command) const;

  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<Row> rows_;
  std::map<std::string, size_t> by_command_;
};

// The page docs/rights.md.
std::string RightsMarkdown();

}  // namespace hoso::rights

#endif  // HOSO_COMMON_RIGHTS_TABLE_H_

// Four eyes: acts that want two persons want two who cannot have been one.
//
// Who sets somebody's password can sign in as them. So a session names who could have (Session.credentials_by), the
// facts keep it, and neither of the two may be among those of the other.
//
// Pure.
#ifndef HOSO_COMMON_DOSSIER_TWO_PERSONS_H_
#define HOSO_COMMON_DOSSIER_TWO_PERSONS_H_

#include <algorithm>
#include <string>

namespace hoso::dossier {

// The reason with which a service refuses the second of the two.
inline constexpr char kNotTwoPersons[] = "NOT_TWO_PERSONS";

// In place of names in credentials_by: anyone.
inline constexpr char kAnyone[] = "*";

// Whether `staff_id` is among `credentials_by`, a list of staff ids.
template <typename Names>
bool CouldSignIn(const std::string& staff_id, const Names& credentials_by) {
  return std::any_of(credentials_by.begin(), credentials_by.end(),
                     [&](const std::string& name) { return name == staff_id || name == kAnyone; });
}

}  // namespace hoso::dossier

#endif  // HOSO_COMMON_DOSSIER_TWO_PERSONS_H_

// What findings must say of a row that was tampered with, for it to count as named.
//
// A new table that verification covers, such as an access log, gets an entry in Namings of names.cc.
#ifndef HOSO_TESTS_TAMPERING_NAMES_H_
#define HOSO_TESTS_TAMPERING_NAMES_H_

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "common/identity/dossier_code.h"
#include "tests/tampering/tamperer.h"

namespace hoso::testing {

struct Named {
  // Any of them names it: a finding that has all the texts of one.
  std::vector<std::vector<std::string>> by;
  // What the row is about. Two rows of one subject are not told apart by what is found.
  std::vector<std::string> subjects;

  bool IsIn(const std::vector<std::string>& findings) const;
};

class Names {
 public:
  explicit Names(identity::AgencyCodes agencies) : agencies_(std::move(agencies)) {}

  static bool Knows(const std::string& table);
  // Tables of one group may be tampered with together: what is found of one row names no row of another subject.
  enum class Group { kDossiers, kBeside, kAlone };
  static Group GroupOf(const std::string& table);

  // By the row as it was and as it is.
  Named Of(const Tampering& tampering);

 private:
  std::string CodeOf(const nlohmann::json& row) const;

  identity::AgencyCodes agencies_;
};

}  // namespace hoso::testing

#endif  // HOSO_TESTS_TAMPERING_NAMES_H_

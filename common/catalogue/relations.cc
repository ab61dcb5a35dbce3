#include "common/catalogue/relations.h"

#include <functional>
#include <set>

namespace hoso::catalogue {
namespace {

// Follows `next` from `start` until it comes to `wanted`. The catalogue's check forbids rings; a ring must not hang us all
// the same.
bool Leads(const std::string& start, const std::string& wanted,
           const std::function<std::string(const std::string&)>& next) {
  std::set<std::string> seen;
  for (std::string key = start; !key.empty() && seen.insert(key).second; key = next(key)) {
    if (key == wanted) return true;
  }
  return false;
}

}  // namespace

bool IsOrSucceeds(const Catalogue& catalogue, const std::string& agency, const std::string& former) {
  return Leads(former, agency, [&](const std::string& key) {
    const auto found = catalogue.FindAgency(key);
    return found.ok() ? (*found)->successor() : "";
  });
}

bool IsOrIsBelow(const Catalogue& catalogue, const std::string& office, const std::string& above) {
  return Leads(office, above, [&](const std::string& id) {
    const auto found = catalogue.FindOffice(id);
    return found.ok() ? (*found)->parent() : "";
  });
}

}  // namespace hoso::catalogue

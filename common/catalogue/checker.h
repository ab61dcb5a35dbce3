// What the parts of the check share: all entries with their places, and the list
// of problems. Private to check*.cc.
#ifndef HOSO_COMMON_CATALOGUE_CHECKER_H_
#define HOSO_COMMON_CATALOGUE_CHECKER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"
#include "common/catalogue/files.h"
#include "hoso/catalogue/v1/catalogue.pb.h"

namespace hoso::catalogue {

// The place of what stands in no file, because it is missing.
inline const std::string kNoFile = "catalogue";

// Everything that the files say, by kind, in the order of the files.
struct Entries {
  std::vector<Entry<v1::Source>> sources;
  std::vector<Entry<v1::Procedure>> procedures;
  std::vector<Entry<v1::Agency>> agencies;
  std::vector<Entry<v1::Office>> offices;
  std::vector<Entry<v1::ServiceGroup>> service_groups;
  std::vector<Entry<v1::Carrier>> carriers;
  std::vector<Entry<v1::Leg>> legs;
  std::vector<Entry<v1::AdminUnit>> admin_units;
  std::vector<Entry<v1::CalendarYear>> calendar_years;
  std::vector<Entry<v1::OfficeHours>> office_hours;
  std::vector<Entry<v1::Status>> statuses;
  std::vector<Entry<v1::PostalRules>> postal_rules;
  std::vector<Entry<v1::OutcomeGround>> outcome_grounds;
};
Entries Collect(const Files& files);

class Checker {
 public:
  Checker(const Entries& entries, std::vector<Problem>& problems) : entries_(entries), problems_(problems) {}

  const Entries& entries() const { return entries_; }

  template <typename... Parts>
  void Add(const Place& place, const Parts&... parts) {
    problems_.push_back(place.Say(absl::StrCat(parts...)));
  }

  // Requires that no two entries have the same value of a field, and that none is empty.
  template <typename T, typename Get>
  void Unique(const std::vector<Entry<T>>& entries, const char* field, Get get) {
    std::map<std::string, int> seen;
    for (const Entry<T>& entry : entries) {
      const std::string value = absl::StrCat(get(*entry.value));
      const Place place = entry.place.Field(*entry.value, field);
      if (value.empty()) {
        Add(place, field, ": empty, want a value");
      } else if (++seen[value] == 2) {
        Add(place, field, ": ", value, " is used twice, want it unique");
      }
    }
  }

  template <typename T>
  const T* Find(const std::vector<Entry<T>>& entries, const std::string& (T::*key)() const, const std::string& value) {
    for (const Entry<T>& entry : entries) {
      if ((entry.value->*key)() == value) return entry.value;
    }
    return nullptr;
  }

  // Requires that an entry with this key exists.
  template <typename T>
  const T* Refer(const Place& place, const char* field, const std::string& value, const std::vector<Entry<T>>& entries,
                 const std::string& (T::*key)() const, const char* kind) {
    const T* found = Find(entries, key, value);
    if (found == nullptr)
      Add(place, field, ": ", value.empty() ? "empty" : value, ", want ", kind, " of the catalogue");
    return found;
  }

 private:
  const Entries& entries_;
  std::vector<Problem>& problems_;
};

// The parts of the check. The first looks at every message on its own: dates exist, periods do not end before they
// begin, enums are set, names are there in both languages, and every value has its certainty and known source. The
// others rely on dates that exist, and are left out while the first finds fault with any.
bool CheckMessages(const Files& files, Checker& checker);  // Returns whether all dates and periods are sound.
void CheckProcedures(Checker& checker);
void CheckAgencies(Checker& checker);
void CheckOffices(Checker& checker);
void CheckWays(Checker& checker);
void CheckAdminUnits(Checker& checker);
void CheckCalendars(Checker& checker);
void CheckOfficeHours(Checker& checker);
void CheckStatuses(Checker& checker);
void CheckPostalRules(Checker& checker);
void CheckOutcomeGrounds(Checker& checker);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_CHECKER_H_

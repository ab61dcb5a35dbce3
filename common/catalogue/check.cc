#include "common/catalogue/check.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/catalogue/checker.h"
#include "common/catalogue/digest.h"

namespace hoso::catalogue {
namespace {

template <typename T, typename Repeated>
void CollectField(const File& file, const char* field, const Repeated& values, std::vector<Entry<T>>& entries) {
  for (int i = 0; i < values.size(); ++i) {
    entries.push_back({&values.Get(i), file.place().Field(file.content, field, i)});
  }
}

void CheckEverything(const Files& files, std::vector<Problem>& problems) {
  const Entries entries = Collect(files);
  Checker checker(entries, problems);
  if (!CheckMessages(files, checker)) return;
  CheckProcedures(checker);
  CheckAgencies(checker);
  CheckOffices(checker);
  CheckWays(checker);
  CheckAdminUnits(checker);
  CheckCalendars(checker);
  CheckOfficeHours(checker);
  CheckStatuses(checker);
  CheckPostalRules(checker);
  CheckOutcomeGrounds(checker);
}

}  // namespace

Entries Collect(const Files& files) {
  Entries entries;
  for (const std::unique_ptr<File>& file : files) {
    const v1::CatalogueFile& content = file->content;
    CollectField(*file, "sources", content.sources(), entries.sources);
    CollectField(*file, "procedures", content.procedures(), entries.procedures);
    CollectField(*file, "agencies", content.agencies(), entries.agencies);
    CollectField(*file, "offices", content.offices(), entries.offices);
    CollectField(*file, "service_groups", content.service_groups(), entries.service_groups);
    CollectField(*file, "carriers", content.carriers(), entries.carriers);
    CollectField(*file, "legs", content.legs(), entries.legs);
    CollectField(*file, "admin_units", content.admin_units(), entries.admin_units);
    CollectField(*file, "calendar_years", content.calendar_years(), entries.calendar_years);
    CollectField(*file, "office_hours", content.office_hours(), entries.office_hours);
    CollectField(*file, "statuses", content.statuses(), entries.statuses);
    CollectField(*file, "postal_rules", content.postal_rules(), entries.postal_rules);
    CollectField(*file, "outcome_grounds", content.outcome_grounds(), entries.outcome_grounds);
  }
  return entries;
}

CheckResult CheckDirectory(const std::string& directory) {
  std::vector<Problem> problems;
  const Files files = ReadFiles(directory, problems);
  return CheckFiles(files, std::move(problems));
}

CheckResult CheckFiles(const Files& files, std::vector<Problem> problems) {
  CheckResult result{.problems = std::move(problems)};
  // What one unreadable file would have defined is missing everywhere else: those echoes would bury the cause.
  if (result.problems.empty()) CheckEverything(files, result.problems);
  std::stable_sort(result.problems.begin(), result.problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  if (!result.problems.empty()) return result;
  v1::CatalogueFile all;
  for (const std::unique_ptr<File>& file : files) all.MergeFrom(file->content);
  std::string digest = DigestOf(all);
  result.catalogue = std::make_shared<const Catalogue>(std::move(all), std::move(digest));
  return result;
}

}  // namespace hoso::catalogue

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/dossier/lifecycle.h"

namespace hoso::dossier {
namespace {

std::string DoorsOf(const Transition& row) {
  std::vector<std::string> doors;
  if (row.doors & kIntake) doors.push_back("intake");
  if (row.doors & kRouting) doors.push_back("routing");
  if (row.doors & kReturns) doors.push_back("returns");
  return absl::StrJoin(doors, ", ");
}

std::string FromOf(const Transition& row) {
  if (row.from.size() == 10) return "any";
  std::vector<std::string> from;
  for (core::v1::Status status : row.from) {
    from.push_back(status == core::v1::STATUS_UNSPECIFIED ? "–" : absl::StrCat(static_cast<int>(status)));
  }
  return absl::StrJoin(from, ", ");
}

const char* ClockOf(const Transition& row) {
  switch (row.clock) {
    case ClockEffect::kNone:
      return "";
    case ClockEffect::kStarts:
      return "starts";
    case ClockEffect::kPauses:
      return "pauses";
    case ClockEffect::kResumes:
      return "resumes, or restarts as the procedure says";
    case ClockEffect::kNewDate:
      return "new date; the first promise stays for statistics";
    case ClockEffect::kStops:
      return "stops";
  }
  return "";
}

}  // namespace

std::string LifecycleMarkdown() {
  std::string text =
      "# The life of a dossier\n\n"
      "Generated from the table in [`common/dossier/lifecycle.cc`](../common/dossier/lifecycle.cc) by\n"
      "`hoso-lifecycle-doc`; a test compares the two. What is not listed here is not allowed.\n\n"
      "## Statuses\n\nWhose turn it is to act. The numbers are the national ones.\n\n"
      "| no. | status | Vietnamese |\n|---|---|---|\n";
  for (int i = 1; i <= 10; ++i) {
    const auto status = static_cast<core::v1::Status>(i);
    const std::string name = StatusName(status);
    absl::StrAppend(&text, "| ", i, " | ", name.substr(0, name.find(" (")), " | ", StatusNameVi(status), " |\n");
  }
  absl::StrAppend(&text,
                  "\n## Facts\n\nA fact may be recorded by the doors named, in the statuses `from` (– means: the dossier does "
                  "not exist yet), and\nleads to the status `to`. The kind is the number that the database keeps.\n\n"
                  "| fact | kind | door | from | to | clock | meaning | nghĩa |\n|---|---|---|---|---|---|---|---|\n");
  for (const Transition& row : Lifecycle()) {
    const std::string to = row.to == core::v1::STATUS_UNSPECIFIED ? "unchanged" : StatusName(row.to);
    absl::StrAppend(&text, "| ", KindName(row.kind), " | ", static_cast<int>(row.kind), " | ", DoorsOf(row), " | ",
                    FromOf(row), " | ", to, " | ", ClockOf(row), " | ", row.meaning_en, " | ", row.meaning_vi, " |\n");
  }
  return text;
}

}  // namespace hoso::dossier

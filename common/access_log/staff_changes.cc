#include "common/access_log/staff_changes.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace hoso::access_log {

AccessEntry EntryOfChange(const StaffChange& change) {
  core::v1::Actor actor;
  actor.set_staff_id(change.by_staff);
  AccessEntry entry = MakeEntry(access::v1::DEED_CHANGE_STAFF, std::move(actor), change.machine, "", change.at);
  entry.set_scope(absl::StrCat(change.what, " ", change.staff_id, change.detail.empty() ? "" : " ", change.detail));
  return entry;
}

void StaffChangesCheck::AddEntry(const EntryRow& row) {
  if (row.deed == access::v1::DEED_CHANGE_STAFF) entries_.emplace(row.sequence, row.body);
}

void StaffChangesCheck::AddEvent(int64_t sequence, const StaffChange& change) {
  const auto find = [&](std::string what) { findings_.push_back({.sequence = sequence, .what = std::move(what)}); };
  const auto entry = entries_.extract(sequence);
  if (entry.empty()) return find("staff.event holds a change of staff for it that it does not tell of");
  if (entry.mapped() != RowOf(EntryOfChange(change)).body) find("staff.event tells of this change of staff otherwise");
}

std::vector<Finding> StaffChangesCheck::Finish() {
  for (const auto& [sequence, body] : entries_) {
    findings_.push_back({.sequence = sequence, .what = "its change of staff is missing in staff.event"});
  }
  return std::move(findings_);
}

}  // namespace hoso::access_log

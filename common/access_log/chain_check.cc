#include "common/access_log/chain_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/canonical.h"
#include "common/proto_time/proto_time.h"

namespace hoso::access_log {

EntryRow RowOf(const AccessEntry& entry) {
  return {.at = FromProto(entry.at()),
          .dossier = entry.dossier_code(),
          .staff = entry.actor().staff_id(),
          .place = PlaceOf(entry),
          .deed = entry.deed(),
          .body = CanonicalBytes(entry)};
}

std::string Finding::ToString() const {
  return sequence == 0 ? absl::StrCat("access log: ", what) : absl::StrCat("access log, entry ", sequence, ": ", what);
}

ChainCheck::ChainCheck(std::map<std::string, Head> known) {
  for (auto& [name, head] : known) known_.emplace(head.sequence, std::make_pair(std::move(head.hash), name));
}

void ChainCheck::Find(int64_t sequence, std::string what) {
  findings_.push_back({.sequence = sequence, .what = std::move(what)});
}

void ChainCheck::CheckMissing(int64_t until) {
  if (until <= last_.sequence) return;
  if (until == last_.sequence + 1) return Find(until, "is missing");
  Find(last_.sequence + 1, absl::StrCat("and all until entry ", until, ": are missing"));
}

void ChainCheck::CheckLink(const EntryRow& row) {
  if (row.hash == LinkOf(last_.hash, row.sequence, row.writer, row.body)) return;
  Find(row.sequence, "its hash is not that of its bytes and of the entry before it: one of both was changed");
}

void ChainCheck::CheckColumns(const EntryRow& row) {
  AccessEntry entry;
  if (!entry.ParseFromString(row.body)) return Find(row.sequence, "its bytes are no entry");
  const EntryRow want = RowOf(entry);
  const auto compare = [&](const char* column, bool agrees) {
    if (!agrees) Find(row.sequence, absl::StrCat("column ", column, " is not what its bytes say"));
  };
  compare("at", row.at == want.at);
  compare("dossier", row.dossier == want.dossier);
  compare("staff", row.staff == want.staff);
  compare("place", row.place == want.place);
  compare("deed", row.deed == want.deed);
}

void ChainCheck::Add(const EntryRow& row) {
  ++entries_;
  if (row.sequence <= last_.sequence) return Find(row.sequence, "stands twice, or before the first");
  const bool follows = row.sequence == last_.sequence + 1;
  CheckMissing(row.sequence - 1);
  // After a gap the link to the entry before says nothing new.
  if (follows) CheckLink(row);
  CheckColumns(row);
  last_ = {.sequence = row.sequence, .hash = row.hash};
  for (auto [at, end] = known_.equal_range(row.sequence); at != end; ++at) {
    const auto& [hash, name] = at->second;
    if (hash != row.hash) Find(row.sequence, absl::StrCat("it, or one before it, was changed since ", name));
  }
}

std::vector<Finding> ChainCheck::Finish(const Head& head) {
  if (head.sequence > last_.sequence) {
    CheckMissing(head.sequence);
  } else if (head != last_) {
    Find(0, absl::StrCat("ends with entry ", last_.sequence, ", and its head says ", head.sequence,
                         head.sequence == last_.sequence ? " with another hash" : ""));
  }
  for (auto at = known_.upper_bound(last_.sequence); at != known_.end(); ++at) {
    Find(0, absl::StrCat("ends with entry ", last_.sequence, ", and ", at->second.second, " has ", at->first,
                         ": the last were taken away"));
  }
  return std::move(findings_);
}

}  // namespace hoso::access_log

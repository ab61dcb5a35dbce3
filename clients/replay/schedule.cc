#include "clients/replay/schedule.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"

namespace hoso::replay {

Schedule::Schedule(const std::vector<Act>& acts)
    : followers_(acts.size()), day_ends_(acts.size()), waits_for_(acts.size(), 0), over_(acts.size(), false) {
  std::map<std::string, size_t> last;  // Of each thing that acts share, the act that had it last.
  for (size_t i = 0; i < acts.size(); ++i) {
    std::set<size_t> before;
    const auto share = [&](const std::string& thing) {
      const auto [found, is_first] = last.emplace(thing, i);
      if (!is_first && found->second != i) before.insert(found->second);
      found->second = i;
    };
    for (const int dossier : acts[i].dossiers) share(CaseName(dossier));
    if (!acts[i].bag_id.empty()) share(absl::StrCat("bag ", acts[i].bag_id));
    if (!acts[i].line.empty()) share(absl::StrCat("line ", acts[i].line));
    for (const size_t earlier : before) followers_[earlier].push_back(i);
    waits_for_[i] = static_cast<int>(before.size());
    if (before.empty()) ready_.insert(i);
  }
  size_t end = acts.size();
  for (size_t i = acts.size(); i-- > 0;) {
    if (i + 1 < acts.size() && clock::LocalDay(acts[i].at) != clock::LocalDay(acts[i + 1].at)) end = i + 1;
    day_ends_[i] = end;
  }
}

bool Schedule::CanGive() const {
  if (stopped_ || given_ == over_.size()) return true;
  return !ready_.empty() && *ready_.begin() < day_ends_[first_not_over_];
}

std::optional<size_t> Schedule::Next() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Schedule::CanGive));
  if (stopped_ || given_ == over_.size()) return std::nullopt;
  const size_t act = *ready_.begin();
  ready_.erase(ready_.begin());
  ++given_;
  return act;
}

void Schedule::Done(size_t act) {
  absl::MutexLock lock(&mutex_);
  over_[act] = true;
  ++done_;
  while (first_not_over_ < over_.size() && over_[first_not_over_]) ++first_not_over_;
  for (const size_t follower : followers_[act]) {
    if (--waits_for_[follower] == 0) ready_.insert(follower);
  }
}

void Schedule::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

size_t Schedule::done() const {
  absl::MutexLock lock(&mutex_);
  return done_;
}

}  // namespace hoso::replay

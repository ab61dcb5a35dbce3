#include "common/checkpoint/comparison.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

namespace hoso::checkpoint {

std::string Difference::What() const {
  const std::string checkpoint = absl::StrCat("the checkpoint of ", DayText(day));
  switch (kind) {
    case Kind::kChanged:
      return absl::StrCat("changed since ", checkpoint);
    case Kind::kVanished:
      return absl::StrCat("vanished: ", checkpoint, " has it");
    case Kind::kMoved:
      return absl::StrCat("stands at another place of the tree than in ", checkpoint);
    case Kind::kInserted:
      return absl::StrCat("inserted: stands among facts of ", checkpoint, ", which does not have it");
  }
  return "";
}

Comparison::Comparison(const Series& series, Source source, size_t max_differences)
    : series_(series), source_(std::move(source)), max_differences_(max_differences) {}

void Comparison::Run() {
  Advance();
  for (const SignedCheckpoint& day : series_.days) as_signed_.push_back(ListIsAsSigned(day.checkpoint));
  for (size_t i = 0; i < series_.days.size(); ++i) {
    if (as_signed_[i]) {
      CompareList(series_.days[i].checkpoint);
    } else {
      CountOff(i);
    }
  }
  Finish();
}

bool Comparison::ListIsAsSigned(const Checkpoint& head) {
  const auto digest = DigestOfFile(LeavesPath(series_.folder, head.day));
  if (digest.ok() && *digest == head.leaves) return true;
  problems_.push_back(absl::StrCat(DayText(head.day), ".leaves: ",
                                   digest.ok() ? "is not the list that was signed" : "is missing, or cannot be read"));
  return false;
}

void Comparison::CompareList(const Checkpoint& head) {
  LeafFile list(LeavesPath(series_.folder, head.day));
  std::optional<Tree> tree = tree_;
  for (Leaf want; list.Next(want);) {
    if (tree.has_value()) tree->Add(HashOf(want));
    for (; there_ && PlaceOf(ahead_) < PlaceOf(want); Advance()) Find(Difference::Kind::kInserted, head, ahead_);
    if (!there_ || PlaceOf(ahead_) != PlaceOf(want)) {
      Find(Difference::Kind::kVanished, head, want);
      continue;
    }
    if (ahead_.hash != want.hash) Find(Difference::Kind::kChanged, head, want);
    Advance();
  }
  CloseDay(head, std::move(tree), "its list of leaves does not give its root");
}

void Comparison::CountOff(size_t at) {
  const Checkpoint& head = series_.days[at].checkpoint;
  const uint64_t begin = at == 0 ? 0 : series_.days[at - 1].checkpoint.size;
  const std::optional<Leaf> next = FirstOfNextList(at);
  std::optional<Tree> tree = tree_;
  for (uint64_t count = begin; there_; ++count, Advance()) {
    if (next.has_value() ? PlaceOf(ahead_) >= PlaceOf(*next) : count >= head.size) break;
    if (tree.has_value() && count < head.size) tree->Add(HashOf(ahead_));
  }
  CloseDay(head, std::move(tree),
           absl::StrCat("facts ", begin + 1, " to ", head.size,
                        " of the tree are not those that were signed; which, only its list of leaves could say"));
}

// If the next day's list can be believed: where that day begins. Its list may be empty.
std::optional<Leaf> Comparison::FirstOfNextList(size_t at) const {
  for (size_t i = at + 1; i < series_.days.size() && as_signed_[i]; ++i) {
    Leaf first;
    if (LeafFile(LeavesPath(series_.folder, series_.days[i].checkpoint.day)).Next(first)) return first;
  }
  return std::nullopt;
}

// Without a tree there is nothing to compare: the day before has been reported.
void Comparison::CloseDay(const Checkpoint& head, std::optional<Tree> tree, const std::string& problem) {
  if (tree.has_value() && (tree->size() != head.size || tree->Root() != head.root)) {
    problems_.push_back(absl::StrCat(DayText(head.day), ".checkpoint: ", problem));
    tree.reset();
  }
  tree_ = std::move(tree);
}

void Comparison::Find(Difference::Kind kind, const Checkpoint& head, const Leaf& leaf) {
  ++differences_in_all_;
  if (differences_.size() >= max_differences_) return;
  differences_.push_back({.kind = kind, .day = head.day, .dossier = leaf.dossier, .sequence = leaf.sequence});
}

// What vanished here and was inserted there is one fact that moved.
void Comparison::Finish() {
  std::map<std::pair<int64_t, int32_t>, Difference> by_fact;
  for (const Difference& difference : differences_) {
    const auto [at, added] = by_fact.try_emplace({difference.dossier, difference.sequence}, difference);
    if (added) continue;
    at->second.kind = Difference::Kind::kMoved;
    if (difference.kind == Difference::Kind::kVanished) at->second.day = difference.day;
    --differences_in_all_;
  }
  differences_.clear();
  for (auto& [fact, difference] : by_fact) differences_.push_back(std::move(difference));
  if (differences_in_all_ > 0 || !problems_.empty()) tree_.reset();
}

bool Comparison::Next(Leaf& leaf) {
  if (!there_) return false;
  leaf = ahead_;
  Advance();
  return true;
}

}  // namespace hoso::checkpoint

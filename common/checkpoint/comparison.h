// The facts of a ledger against the checkpoints that were made of it.
//
// Facts come in the order of the tree. Each day's are compared one by one with the day's list of leaves, which says
// which fact is not as it was. A list that is not the one that was signed says nothing: then the facts are counted off,
// and their root is compared with the signed one. Memory does not grow with the facts.
#ifndef HOSO_COMMON_CHECKPOINT_COMPARISON_H_
#define HOSO_COMMON_CHECKPOINT_COMPARISON_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/checkpoint/leaf.h"
#include "common/checkpoint/merkle.h"
#include "common/checkpoint/series.h"

namespace hoso::checkpoint {

// A fact that is not as it was on the day that closed over it.
struct Difference {
  enum class Kind {
    kChanged,   // Another hash.
    kVanished,  // Not there.
    kMoved,     // There, at another place.
    kInserted,  // Among older facts, though no checkpoint has it.
  };
  Kind kind = Kind::kChanged;
  absl::CivilDay day;  // Of the checkpoint; for kInserted of the next one in the order of the tree.
  int64_t dossier = 0;
  int32_t sequence = 0;

  // "changed since the checkpoint of 2022-11-02"
  std::string What() const;
};

class Comparison {
 public:
  // Gives the ledger's leaves in the order of the tree, and false after the last. May throw.
  using Source = std::function<bool(Leaf&)>;

  // At most `max_differences` are kept; more are counted. `series` lives as long as this.
  Comparison(const Series& series, Source source, size_t max_differences = 1000);

  // Goes through the facts that are in checkpoints. Once, first.
  void Run();

  // About files, and facts that no list can name.
  const std::vector<std::string>& problems() const { return problems_; }
  // By dossier and sequence.
  const std::vector<Difference>& differences() const { return differences_; }
  uint64_t differences_in_all() const { return differences_in_all_; }
  // After the last checkpoint; empty if there were differences or problems.
  const std::optional<Tree>& tree() const { return tree_; }

  // Then: the facts that are in no checkpoint yet. False after the last.
  bool Next(Leaf& leaf);

 private:
  void CompareList(const Checkpoint& head);
  void CountOff(size_t at);
  bool ListIsAsSigned(const Checkpoint& head);
  std::optional<Leaf> FirstOfNextList(size_t at) const;
  void CloseDay(const Checkpoint& head, std::optional<Tree> tree, const std::string& problem);
  void Find(Difference::Kind kind, const Checkpoint& head, const Leaf& leaf);
  void Finish();
  void Advance() { there_ = source_(ahead_); }

  const Series& series_;
  const Source source_;
  const size_t max_differences_;
  Leaf ahead_;  // The next of the ledger, if `there_`.
  bool there_ = false;
  std::optional<Tree> tree_ = Tree();  // Of what was signed, as far as it could be followed.
  std::vector<bool> as_signed_;        // The list of each day.
  std::vector<std::string> problems_;
  std::vector<Difference> differences_;
  uint64_t differences_in_all_ = 0;
};

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_COMPARISON_H_

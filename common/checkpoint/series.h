// The checkpoints of a ledger as plain files in a folder, two for each day that was closed:
//
//   2022-11-02.checkpoint   the signed head (checkpoint.h)
//   2022-11-02.leaves       the facts that the day added to the tree, in its order (leaf.h); the head carries its
//   digest
//
// With the lists anyone can compute every root and every proof, and say which fact is not as it was, without a
// database. Other files in the folder are let be.
#ifndef HOSO_COMMON_CHECKPOINT_SERIES_H_
#define HOSO_COMMON_CHECKPOINT_SERIES_H_

#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/checkpoint/checkpoint.h"
#include "common/checkpoint/leaf.h"

namespace hoso::checkpoint {

std::string CheckpointPath(const std::string& folder, absl::CivilDay day);
std::string LeavesPath(const std::string& folder, absl::CivilDay day);

struct Series {
  std::string folder;
  std::vector<SignedCheckpoint> days;  // By day; those that could be read.
  // What is wrong, such as files that cannot be read, days that are missing between others, or trees that become
  // smaller. Neither signatures nor lists of leaves are looked at.
  std::vector<std::string> problems;
  // Days with a list and without a checkpoint: taken away, or never made because of a power cut.
  std::vector<absl::CivilDay> lists_alone;

  // nullptr if that day was not closed.
  const SignedCheckpoint* Find(absl::CivilDay day) const;
  // With those of lists that are alone.
  std::vector<std::string> AllProblems() const;
};

// FAILED_PRECONDITION if the folder cannot be read. An empty one is fine.
absl::StatusOr<Series> ReadSeries(const std::string& folder);

// SHA-256 in hexadecimal digits, for Checkpoint::leaves and Previous::digest. NOT_FOUND, FAILED_PRECONDITION for files.
absl::StatusOr<std::string> DigestOfFile(const std::string& path);

// Reads a list of leaves, line by line.
class LeafFile {
 public:
  explicit LeafFile(const std::string& path) : path_(path), file_(path, std::ios::binary) {}

  // False at the end, and at the first line that is no leaf.
  bool Next(Leaf& leaf);
  // After Next was false: whether the file was read to its end.
  absl::Status status() const { return status_; }

 private:
  std::string path_;
  std::ifstream file_;
  uint64_t line_ = 0;
  absl::Status status_;
};

// Visits all leaves up to `until`, a day of the series, from the lists alone, each list having the digest and all of
// them the root that were signed for `until`. DATA_LOSS naming the file that is not so; what was visited is then void.
absl::Status VisitLeaves(const Series& series, absl::CivilDay until,
                         const std::function<void(const Leaf&, const std::string& leaf_hash)>& visit);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_SERIES_H_

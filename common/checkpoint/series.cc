#include "common/checkpoint/series.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/checkpoint/merkle.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"

namespace hoso::checkpoint {
namespace {

namespace fs = std::filesystem;

constexpr char kCheckpoint[] = ".checkpoint";
constexpr char kLeaves[] = ".leaves";

// The days of the files with that extension.
absl::StatusOr<std::set<absl::CivilDay>> DaysOf(const std::string& folder, const char* extension,
                                                std::vector<std::string>& problems) {
  std::set<absl::CivilDay> days;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != extension) continue;
    if (const auto day = ParseDayText(entry->path().stem().string()); day.ok()) {
      days.insert(*day);
    } else {
      problems.push_back(absl::StrCat(entry->path().filename().string(), ": its name is no day, want YYYY-MM-DD"));
    }
  }
  if (error) return absl::FailedPreconditionError(absl::StrCat(folder, ": cannot be read: ", error.message()));
  return days;
}

absl::StatusOr<SignedCheckpoint> ReadCheckpoint(const std::string& folder, absl::CivilDay day) {
  const auto bytes = files::ReadFile(CheckpointPath(folder, day), kMaxNoteBytes);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<SignedCheckpoint> read = ParseSignedCheckpoint(*bytes);
  if (read.ok() && read->checkpoint.day != day) {
    return absl::InvalidArgumentError(absl::StrCat("is the one of ", DayText(read->checkpoint.day)));
  }
  return read;
}

// What `next` says of the one before against the one that is there.
std::optional<std::string> ProblemBetween(const SignedCheckpoint* before, const SignedCheckpoint& next) {
  const Checkpoint& head = next.checkpoint;
  if (head.previous.has_value() && (before == nullptr || before->checkpoint.day != head.previous->day)) {
    return absl::StrCat("the checkpoint before it, of ", DayText(head.previous->day), ", is missing");
  }
  if (before == nullptr) return std::nullopt;
  if (!head.previous.has_value()) return absl::StrCat("says that it is the first, want one after the others");
  if (head.previous->digest != Sha256Hex(before->note.text)) {
    return absl::StrCat("was made after another checkpoint of ", DayText(head.previous->day), " than the one there");
  }
  if (head.origin != before->checkpoint.origin) return absl::StrCat("is of another ledger than the one before");
  if (head.size < before->checkpoint.size) return absl::StrCat("has fewer facts than the one before");
  return AccessProblem(before->checkpoint, head);
}

}  // namespace

std::string CheckpointPath(const std::string& folder, absl::CivilDay day) {
  return absl::StrCat(folder, "/", DayText(day), kCheckpoint);
}

std::string LeavesPath(const std::string& folder, absl::CivilDay day) {
  return absl::StrCat(folder, "/", DayText(day), kLeaves);
}

const SignedCheckpoint* Series::Find(absl::CivilDay day) const {
  const auto found =
      std::find_if(days.begin(), days.end(), [&](const SignedCheckpoint& one) { return one.checkpoint.day == day; });
  return found == days.end() ? nullptr : &*found;
}

std::vector<std::string> Series::AllProblems() const {
  std::vector<std::string> all = problems;
  for (const absl::CivilDay day : lists_alone) {
    all.push_back(absl::StrCat(DayText(day), kLeaves, ": there is no checkpoint to it"));
  }
  return all;
}

absl::StatusOr<Series> ReadSeries(const std::string& folder) {
  Series series{.folder = folder};
  const auto days = DaysOf(folder, kCheckpoint, series.problems);
  if (!days.ok()) return days.status();
  const auto lists = DaysOf(folder, kLeaves, series.problems);
  if (!lists.ok()) return lists.status();
  for (const absl::CivilDay day : *days) {
    const std::string name = absl::StrCat(DayText(day), kCheckpoint);
    absl::StatusOr<SignedCheckpoint> read = ReadCheckpoint(folder, day);
    if (!read.ok()) {
      series.problems.push_back(absl::StrCat(name, ": ", read.status().message()));
      continue;
    }
    const auto problem = ProblemBetween(series.days.empty() ? nullptr : &series.days.back(), *read);
    if (problem.has_value()) series.problems.push_back(absl::StrCat(name, ": ", *problem));
    series.days.push_back(*std::move(read));
  }
  for (const absl::CivilDay day : *lists) {
    if (!days->contains(day)) series.lists_alone.push_back(day);
  }
  return series;
}

absl::StatusOr<std::string> DigestOfFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string message = absl::StrCat(path, ": cannot be read: ", strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::FailedPreconditionError(message);
  }
  Sha256Stream digest;
  std::string part(1 << 16, '\0');
  while (file.read(part.data(), static_cast<std::streamsize>(part.size())) || file.gcount() > 0) {
    digest.Add(std::string_view(part).substr(0, static_cast<size_t>(file.gcount())));
  }
  if (file.bad()) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be read"));
  return absl::BytesToHexString(digest.Digest());
}

bool LeafFile::Next(Leaf& leaf) {
  std::string line;
  if (!status_.ok() || !std::getline(file_, line)) return false;
  ++line_;
  absl::StatusOr<Leaf> read = ParseLeaf(line);
  if (!read.ok()) {
    status_ = absl::DataLossError(absl::StrCat(path_, ":", line_, ": ", read.status().message()));
    return false;
  }
  leaf = *std::move(read);
  return true;
}

absl::Status VisitLeaves(const Series& series, absl::CivilDay until,
                         const std::function<void(const Leaf&, const std::string& leaf_hash)>& visit) {
  Tree tree;
  for (const SignedCheckpoint& day : series.days) {
    const std::string path = LeavesPath(series.folder, day.checkpoint.day);
    const absl::StatusOr<std::string> digest = DigestOfFile(path);
    if (!digest.ok()) return absl::DataLossError(digest.status().message());
    if (*digest != day.checkpoint.leaves) {
      return absl::DataLossError(absl::StrCat(path, ": is not the list that its checkpoint was signed with"));
    }
    LeafFile file(path);
    for (Leaf leaf; file.Next(leaf);) {
      const std::string hash = HashOf(leaf);
      tree.Add(hash);
      visit(leaf, hash);
    }
    if (!file.status().ok()) return file.status();
    if (day.checkpoint.day < until) continue;
    if (tree.size() == day.checkpoint.size && tree.Root() == day.checkpoint.root) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("the lists of leaves until ", DayText(until), " do not give its root"));
  }
  return absl::NotFoundError(absl::StrCat(DayText(until), ": has no checkpoint in ", series.folder));
}

}  // namespace hoso::checkpoint

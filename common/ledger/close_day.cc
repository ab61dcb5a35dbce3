#include "common/ledger/close_day.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/access_log/access_reader.h"
#include "common/ledger/checkpoint_check.h"
#include "common/checkpoint/comparison.h"
#include "common/checkpoint/series.h"
#include "common/clock/zone.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"
#include "common/files/folder_lock.h"
#include "common/ledger/leaf_reader.h"
#include "common/postgres/error.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::ledger {
namespace {

using checkpoint::DayText;

// With `each` a series that goes further than options.day has nothing left to close, and lists that a power cut left
// are written again.
absl::Status CheckSeries(const checkpoint::Series& series, const CloseOptions& options, bool each) {
  checkpoint::Series others = series;
  std::erase_if(others.lists_alone, [&](absl::CivilDay day) {
    return day == options.day || (each && (series.days.empty() || day > series.days.back().checkpoint.day));
  });  // Left by a power cut: written again.
  if (const auto problems = others.AllProblems(); !problems.empty()) {
    return errors::Precondition("SERIES_BROKEN", problems[0]);
  }
  if (series.days.empty()) return absl::OkStatus();
  const checkpoint::Checkpoint& last = series.days.back().checkpoint;
  if (last.origin != options.name) {
    return errors::Precondition("SERIES_BROKEN", absl::StrCat(options.folder, ": holds checkpoints of ", last.origin));
  }
  if (last.day > options.day && !each) {
    return errors::Precondition(
        "DAY_CLOSED", absl::StrCat("the ledger is closed until ", DayText(last.day), ", want a later day than that"));
  }
  return absl::OkStatus();
}

absl::Status Changed(const checkpoint::Comparison& comparison) {
  std::string what;
  if (!comparison.differences().empty()) {
    const checkpoint::Difference& first = comparison.differences()[0];
    what = absl::StrCat("dossier key ", first.dossier, ", fact ", first.sequence, ": ", first.What());
  } else {
    what = comparison.problems()[0];
  }
  return errors::Precondition("LEDGER_CHANGED", absl::StrCat("the facts are not those of the earlier checkpoints: ",
                                                             what, "; hoso ledger verify --dir names all"));
}

// The end of the access log, after it was checked against itself and the earlier checkpoints.
absl::StatusOr<checkpoint::AccessHead> AccessHeadOf(const CloseOptions& options, const checkpoint::Series& series) {
  const auto report = access_log::CheckLog(options.conninfo, AccessHeadsOf(series));
  if (!report.ok()) return report.status();
  if (!report->findings.empty()) {
    return errors::Precondition("LEDGER_CHANGED", absl::StrCat(report->findings[0].ToString(), "; hoso ledger verify ",
                                                               "--dir names all"));
  }
  return checkpoint::AccessHead{.entries = static_cast<uint64_t>(report->head.sequence),
                                .hash = absl::BytesToHexString(report->head.hash)};
}

// The last day's checkpoint was already over the same facts, or it was not.
absl::StatusOr<Closed> ClosedBefore(const checkpoint::Checkpoint& last, checkpoint::Comparison& comparison,
                                    int64_t incomplete) {
  checkpoint::Leaf leaf;
  if (!comparison.Next(leaf)) return Closed{.checkpoint = last, .incomplete = incomplete, .was_closed = true};
  return errors::Precondition("DAY_CLOSED", absl::StrCat(DayText(last.day), " was closed with ", last.size,
                                                         " facts, and there are more now: want a later day"));
}

// Writes the days that follow the last one of a series.
class DayWriter {
 public:
  DayWriter(const CloseOptions& options, const signing::PrivateKey& key, checkpoint::Tree tree,
            checkpoint::AccessHead access, const checkpoint::SignedCheckpoint* last)
      : options_(options), key_(key), tree_(std::move(tree)), access_(std::move(access)) {
    if (last != nullptr) previous_ = {.day = last->checkpoint.day, .digest = Sha256Hex(last->note.text)};
  }

  absl::Status Begin(absl::CivilDay day) {
    auto list = files::AtomicFile::Create(checkpoint::LeavesPath(options_.folder, day));
    if (!list.ok()) return list.status();
    list_ = *std::move(list);
    digest_.emplace();
    day_ = day;
    added_ = 0;
    return absl::OkStatus();
  }

  void Add(const checkpoint::Leaf& leaf) {
    const std::string line = FormatLeaf(leaf);
    digest_->Add(line);
    list_->Write(line);
    tree_.Add(HashOf(leaf));
    ++added_;
  }

  absl::StatusOr<Closed> End() {
    Closed closed = {.checkpoint = {.origin = options_.name,
                                    .size = tree_.size(),
                                    .root = tree_.Root(),
                                    .day = day_,
                                    .catalogue = options_.catalogue,
                                    .leaves = absl::BytesToHexString(digest_->Digest()),
                                    .access = access_,
                                    .previous = previous_},
                     .added = added_};
    // The list first: a checkpoint is never there without it.
    if (absl::Status status = list_->Commit(files::Existing::kReplace); !status.ok()) return status;
    list_.reset();
    const std::string text = FormatCheckpoint(closed.checkpoint);
    const absl::Status written = files::WriteFile(
        checkpoint::CheckpointPath(options_.folder, day_),
        checkpoint::FormatNote({.text = text, .signatures = {checkpoint::SignText(text, options_.name, key_)}}),
        files::Existing::kRefuse);
    if (!written.ok()) return written;
    previous_ = {.day = day_, .digest = Sha256Hex(text)};
    return closed;
  }

 private:
  const CloseOptions& options_;
  const signing::PrivateKey& key_;
  checkpoint::Tree tree_;
  const checkpoint::AccessHead access_;  // As it is now, whichever day is written.
  std::optional<checkpoint::Previous> previous_;
  // Of the day that was begun.
  std::unique_ptr<files::AtomicFile> list_;
  std::optional<Sha256Stream> digest_;
  absl::CivilDay day_;
  uint64_t added_ = 0;
};

absl::StatusOr<Closed> Close(const CloseOptions& options, const signing::PrivateKey& key, LeafReader& reader,
                             const checkpoint::Series& series) {
  checkpoint::Comparison comparison(series, [&](checkpoint::Leaf& leaf) { return reader.Next(leaf); });
  comparison.Run();
  if (!comparison.tree().has_value()) return Changed(comparison);
  const checkpoint::SignedCheckpoint* last = series.days.empty() ? nullptr : &series.days.back();
  if (last != nullptr && last->checkpoint.day == options.day) {
    return ClosedBefore(last->checkpoint, comparison, reader.incomplete());
  }
  auto access = AccessHeadOf(options, series);
  if (!access.ok()) return access.status();
  DayWriter writer(options, key, *comparison.tree(), *std::move(access), last);
  if (absl::Status status = writer.Begin(options.day); !status.ok()) return status;
  for (checkpoint::Leaf leaf; comparison.Next(leaf);) writer.Add(leaf);
  absl::StatusOr<Closed> closed = writer.End();
  if (closed.ok()) closed->incomplete = reader.incomplete();
  return closed;
}

absl::StatusOr<std::vector<Closed>> CloseEach(const CloseOptions& options, const signing::PrivateKey& key,
                                              LeafReader& reader, const checkpoint::Series& series) {
  // Of the leaf that Next gives, and of the one after it, which the comparison has read by then.
  std::string body, ahead;
  checkpoint::Comparison comparison(series, [&](checkpoint::Leaf& leaf) {
    body = std::move(ahead);
    return reader.Next(leaf, &ahead);
  });
  comparison.Run();
  if (!comparison.tree().has_value()) return Changed(comparison);
  const checkpoint::SignedCheckpoint* last = series.days.empty() ? nullptr : &series.days.back();
  auto access = AccessHeadOf(options, series);
  if (!access.ok()) return access.status();
  DayWriter writer(options, key, *comparison.tree(), *std::move(access), last);
  std::vector<Closed> days;
  const auto end = [&]() -> absl::Status {
    const absl::StatusOr<Closed> closed = writer.End();
    if (closed.ok()) days.push_back(*closed);
    return closed.status();
  };
  std::optional<absl::CivilDay> open;
  for (checkpoint::Leaf leaf; comparison.Next(leaf);) {
    core::v1::Fact fact;
    if (!fact.ParseFromString(body)) {
      return errors::Precondition("LEDGER_CHANGED", absl::StrCat("dossier key ", leaf.dossier, ", fact ", leaf.sequence,
                                                                 ": body: cannot be read"));
    }
    absl::CivilDay day = clock::LocalDay(FromProto(fact.recorded_at()));
    if (last != nullptr) day = std::max(day, last->checkpoint.day + 1);
    if (day > options.day) break;
    if (!open.has_value() || day > *open) {
      if (open.has_value()) {
        if (absl::Status status = end(); !status.ok()) return status;
      }
      if (absl::Status status = writer.Begin(day); !status.ok()) return status;
      open = day;
    }
    writer.Add(leaf);
  }
  if (open.has_value()) {
    if (absl::Status status = end(); !status.ok()) return status;
  }
  if (!days.empty()) days.back().incomplete = reader.incomplete();
  return days;
}

// Locks and reads the folder, opens the ledger, and lets `close` do it.
template <typename Result, typename DoClose>
absl::StatusOr<Result> WithSeries(const CloseOptions& options, const signing::PrivateKey& key, bool each,
                                  const DoClose& close) {
  if (absl::Status status = checkpoint::CheckSignerName(options.name); !status.ok()) return status;
  const auto lock = files::FolderLock::Take(options.folder);
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<checkpoint::Series> series = checkpoint::ReadSeries(options.folder);
  if (!series.ok()) return series.status();
  if (absl::Status status = CheckSeries(*series, options, each); !status.ok()) return status;
  const auto reader = LeafReader::Open({.conninfo = options.conninfo, .complete_only = true, .with_bodies = each});
  if (!reader.ok()) return reader.status();
  return postgres::Guard([&] { return close(options, key, **reader, *series); });
}

}  // namespace

absl::StatusOr<Closed> CloseDay(const CloseOptions& options, const signing::PrivateKey& key) {
  return WithSeries<Closed>(options, key, false, Close);
}

absl::StatusOr<std::vector<Closed>> CloseEachDay(const CloseOptions& options, const signing::PrivateKey& key) {
  return WithSeries<std::vector<Closed>>(options, key, true, CloseEach);
}

}  // namespace hoso::ledger

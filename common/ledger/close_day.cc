#include "common/ledger/close_day.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/access_log/access_reader.h"
#include "common/checkpoint/comparison.h"
#include "common/checkpoint/series.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"
#include "common/files/folder_lock.h"
#include "common/ledger/checkpoint_check.h"
#include "common/ledger/leaf_reader.h"
#include "common/postgres/error.h"
#include "common/rpc/errors.h"

namespace hoso::ledger {
namespace {

using checkpoint::DayText;

absl::Status CheckSeries(const checkpoint::Series& series, const CloseOptions& options) {
  checkpoint::Series others = series;
  std::erase(others.lists_alone, options.day);  // Left by a power cut: it is written again.
  if (const auto problems = others.AllProblems(); !problems.empty()) {
    return errors::Precondition("SERIES_BROKEN", problems[0]);
  }
  if (series.days.empty()) return absl::OkStatus();
  const checkpoint::Checkpoint& last = series.days.back().checkpoint;
  if (last.origin != options.name) {
    return errors::Precondition("SERIES_BROKEN", absl::StrCat(options.folder, ": holds checkpoints of ", last.origin));
  }
  if (last.day > options.day) {
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

absl::StatusOr<Closed> Close(const CloseOptions& options, const signing::PrivateKey& key, LeafReader& reader,
                             const checkpoint::Series& series) {
  checkpoint::Comparison comparison(series, [&](checkpoint::Leaf& leaf) { return reader.Next(leaf); });
  comparison.Run();
  if (!comparison.tree().has_value()) return Changed(comparison);
  const checkpoint::SignedCheckpoint* last = series.days.empty() ? nullptr : &series.days.back();
  if (last != nullptr && last->checkpoint.day == options.day) {
    return ClosedBefore(last->checkpoint, comparison, reader.incomplete());
  }

  const auto access = AccessHeadOf(options, series);
  if (!access.ok()) return access.status();
  const auto list = files::AtomicFile::Create(checkpoint::LeavesPath(options.folder, options.day));
  if (!list.ok()) return list.status();
  checkpoint::Tree tree = *comparison.tree();
  Sha256Stream digest;
  Closed closed{.incomplete = reader.incomplete()};
  for (checkpoint::Leaf leaf; comparison.Next(leaf); ++closed.added) {
    const std::string line = FormatLeaf(leaf);
    digest.Add(line);
    (*list)->Write(line);
    tree.Add(HashOf(leaf));
  }
  closed.checkpoint = {.origin = options.name,
                       .size = tree.size(),
                       .root = tree.Root(),
                       .day = options.day,
                       .catalogue = options.catalogue,
                       .leaves = absl::BytesToHexString(digest.Digest()),
                       .access = *access};
  if (last != nullptr) {
    closed.checkpoint.previous =
        checkpoint::Previous{.day = last->checkpoint.day, .digest = Sha256Hex(last->note.text)};
  }
  // The list first: a checkpoint is never there without it.
  if (absl::Status status = (*list)->Commit(files::Existing::kReplace); !status.ok()) return status;
  const std::string text = FormatCheckpoint(closed.checkpoint);
  const absl::Status written = files::WriteFile(
      checkpoint::CheckpointPath(options.folder, options.day),
      checkpoint::FormatNote({.text = text, .signatures = {checkpoint::SignText(text, options.name, key)}}),
      files::Existing::kRefuse);
  if (!written.ok()) return written;
  return closed;
}

}  // namespace

absl::StatusOr<Closed> CloseDay(const CloseOptions& options, const signing::PrivateKey& key) {
  if (absl::Status status = checkpoint::CheckSignerName(options.name); !status.ok()) return status;
  const auto lock = files::FolderLock::Take(options.folder);
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<checkpoint::Series> series = checkpoint::ReadSeries(options.folder);
  if (!series.ok()) return series.status();
  if (absl::Status status = CheckSeries(*series, options); !status.ok()) return status;
  const auto reader = LeafReader::Open({.conninfo = options.conninfo, .complete_only = true});
  if (!reader.ok()) return reader.status();
  return postgres::Guard([&] { return Close(options, key, **reader, *series); });
}

}  // namespace hoso::ledger

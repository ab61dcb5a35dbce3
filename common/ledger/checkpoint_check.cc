#include "common/ledger/checkpoint_check.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/checkpoint/comparison.h"
#include "common/checkpoint/series.h"
#include "common/files/atomic_file.h"
#include "common/ledger/leaf_reader.h"
#include "common/postgres/error.h"

namespace hoso::ledger {
namespace {

using checkpoint::DayText;
using checkpoint::Signer;
using checkpoint::Standing;

std::string FileOf(absl::CivilDay day) { return absl::StrCat(DayText(day), ".checkpoint"); }

class Checking {
 public:
  Checking(const CheckpointOptions& options, const checkpoint::Series& series) : options_(options), series_(series) {}

  CheckpointReport Run(LeafReader& reader) {
    for (std::string& problem : series_.AllProblems()) Find(std::move(problem));
    CheckSignatures();
    for (const std::string& path : options_.kept) CheckKept(path);
    CheckFacts(reader);
    report_.access_heads = AccessHeadsOf(series_);
    report_.findings_in_all += static_cast<int64_t>(report_.findings.size());
    if (report_.findings.size() > options_.max_findings) report_.findings.resize(options_.max_findings);
    return std::move(report_);
  }

 private:
  void Find(std::string what) { report_.findings.push_back({.what = std::move(what)}); }

  // From the newest on: what the ledger signed later with a good key confirms what it signed before with one that was
  // revoked since, as the later tree holds the earlier one.
  void CheckSignatures() {
    bool confirmed = false;
    for (auto day = series_.days.rbegin(); day != series_.days.rend(); ++day) {
      CheckedDay checked{.checkpoint = day->checkpoint, .signers = SignersOf(*day, options_.keys)};
      CheckSigners(checked, confirmed);
      report_.days.push_back(std::move(checked));
    }
    std::reverse(report_.days.begin(), report_.days.end());
  }

  void CheckSigners(const CheckedDay& day, bool& confirmed) {
    const std::string file = FileOf(day.checkpoint.day), &ledger = day.checkpoint.origin;
    bool revoked_since = false;
    std::set<std::pair<std::string, std::string>> seen;
    for (const Signer& signer : day.signers) {
      if (!seen.emplace(signer.name, signer.key_id).second)
        Find(absl::StrCat(file, ": the signature of ", signer.name, " stands there twice"));
      if (signer.standing == Standing::kFalse)
        Find(absl::StrCat(file, ": the signature of ", signer.name, " is false"));
      revoked_since |= signer.name == ledger && signer.standing == Standing::kRevokedSince;
      confirmed |= signer.standing == Standing::kGood;
    }
    if (HasSigned(day.signers, ledger)) {
      // As it should be.
    } else if (!revoked_since) {
      Find(absl::StrCat(file, ": has no good signature of ", ledger));
    } else if (!confirmed) {
      Find(absl::StrCat(file, ": the key of ", ledger, " was revoked since, and no good signature confirms it"));
    }
    for (const std::string& name : options_.countersigners) {
      if (!HasSigned(day.signers, name)) Find(absl::StrCat(file, ": has no good signature of ", name));
    }
  }

  // A checkpoint that somebody else kept is the one that is here.
  void CheckKept(const std::string& path) {
    const auto bytes = files::ReadFile(path, checkpoint::kMaxNoteBytes);
    const auto kept = bytes.ok() ? checkpoint::ParseSignedCheckpoint(*bytes)
                                 : absl::StatusOr<checkpoint::SignedCheckpoint>(bytes.status());
    if (!kept.ok()) return Find(absl::StrCat(path, ": ", kept.status().message()));
    if (absl::Status status = CheckSigned(*kept, options_.keys); !status.ok()) {
      return Find(absl::StrCat(path, ": ", status.message()));
    }
    const checkpoint::SignedCheckpoint* here = series_.Find(kept->checkpoint.day);
    if (here == nullptr) {
      Find(absl::StrCat(FileOf(kept->checkpoint.day), ": is missing, and was kept elsewhere: ", path));
    } else if (here->note.text != kept->note.text) {
      Find(absl::StrCat(FileOf(kept->checkpoint.day), ": is not the one that was kept elsewhere: ", path));
    }
  }

  // Throws what libpqxx throws.
  void CheckFacts(LeafReader& reader) {
    checkpoint::Comparison comparison(
        series_, [&](checkpoint::Leaf& leaf) { return reader.Next(leaf); }, options_.max_findings);
    comparison.Run();
    for (const std::string& problem : comparison.problems()) Find(problem);
    for (const checkpoint::Difference& difference : comparison.differences()) {
      report_.findings.push_back(
          {.dossier_code = CodeOf(difference.dossier), .sequence = difference.sequence, .what = difference.What()});
    }
    report_.findings_in_all = static_cast<int64_t>(comparison.differences_in_all() - comparison.differences().size());
    for (checkpoint::Leaf leaf; comparison.Next(leaf);) ++report_.open;
  }

  std::string CodeOf(int64_t key) const {
    const auto id = identity::DossierId::FromValue(key);
    if (!id.ok()) return absl::StrCat("key ", key);
    return identity::FormatDossierCode(*id, options_.agencies).value_or(absl::StrCat("key ", key));
  }

  const CheckpointOptions& options_;
  const checkpoint::Series& series_;
  CheckpointReport report_;
};

}  // namespace

std::map<std::string, access_log::Head> AccessHeadsOf(const checkpoint::Series& series) {
  std::map<std::string, access_log::Head> heads;
  for (const checkpoint::SignedCheckpoint& day : series.days) {
    if (!day.checkpoint.access.has_value()) continue;
    heads[absl::StrCat("the checkpoint of ", DayText(day.checkpoint.day))] = {
        .sequence = static_cast<int64_t>(day.checkpoint.access->entries),
        .hash = absl::HexStringToBytes(day.checkpoint.access->hash)};
  }
  return heads;
}

absl::StatusOr<CheckpointReport> CheckCheckpoints(const CheckpointOptions& options) {
  const absl::StatusOr<checkpoint::Series> series = checkpoint::ReadSeries(options.folder);
  if (!series.ok()) return series.status();
  const auto reader = LeafReader::Open({.conninfo = options.conninfo});
  if (!reader.ok()) return reader.status();
  return postgres::Guard(
      [&]() -> absl::StatusOr<CheckpointReport> { return Checking(options, *series).Run(**reader); });
}

}  // namespace hoso::ledger

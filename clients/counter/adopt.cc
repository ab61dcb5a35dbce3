#include "clients/counter/adopt.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "clients/counter/clerks.h"
#include "clients/counter/drafts.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

namespace fs = std::filesystem;

// How many entries a damaged file may have beyond those that can be seen in it.
constexpr int kMostMissing = 1000;

// The file with what SQLite keeps beside it.
absl::Status CopyFile(const std::string& old_path, const std::string& to) {
  std::error_code failed;
  fs::create_directories(fs::path(to).parent_path(), failed);
  for (const char* suffix : {"", "-wal"}) {
    if (!fs::exists(old_path + suffix, failed)) continue;
    fs::copy_file(old_path + suffix, to + suffix, fs::copy_options::overwrite_existing, failed);
    if (failed) return absl::UnavailableError(absl::StrCat(old_path, ": cannot be copied: ", failed.message()));
  }
  return absl::OkStatus();
}

// Not sent, or not settled: waits, is being sent, needs review, goes with a bag.
bool IsOpen(const Entry& entry) {
  switch (entry.state) {
    case v1::ENTRY_STATE_WAITING:
    case v1::ENTRY_STATE_SENDING:
    case v1::ENTRY_STATE_NEEDS_REVIEW:
    case v1::ENTRY_STATE_WITH_THE_BAG:
      return true;
    default:
      return false;
  }
}

class Adoption {
 public:
  Adoption(Store& from, Store& into) : from_(from), into_(into), old_(from), journal_(into) {}

  absl::StatusOr<Adopted> Run() {
    const int64_t last = Last();
    // Where the file is damaged, there may be more than it can say.
    const int64_t most = adopted_.damaged.empty() ? last : last + kMostMissing;
    for (int64_t position = 1; position <= most; ++position) {
      if (absl::Status status = TakeEntry(position, last); !status.ok()) return status;
    }
    if (absl::Status status = TakeDrafts(); !status.ok()) return status;
    if (absl::Status status = TakeNumbers(); !status.ok()) return status;
    return adopted_;
  }

 private:
  // The position of the newest entry. Positions have no gaps, so that what cannot be found below it is damaged. Rows
  // and the index by entry_id lie on different pages: the one may say what the other lost.
  int64_t Last() {
    std::vector<int64_t> seen;
    bool whole = true;
    for (const char* sql : {"SELECT position FROM entry ORDER BY position",
                            "SELECT position FROM entry INDEXED BY sqlite_autoindex_entry_1"}) {
      whole &= ReadRows([&](const auto& row) { seen.push_back(row.NumberAt(0)); }, sql);
    }
    const auto most = static_cast<int64_t>(seen.size()) + kMostMissing;
    int64_t last = 0;
    for (const int64_t position : seen) {
      if (position <= most) last = std::max(last, position);
      whole &= position <= most;
    }
    if (!whole) (void)Damaged("entries");
    return last;
  }

  absl::Status TakeEntry(int64_t position, int64_t last) {
    const auto read = old_.At(position);
    if (!read.ok() || !read->has_value()) {
      if (position <= last) adopted_.unreadable.push_back(position);
      return absl::OkStatus();
    }
    const Entry& entry = **read;
    if (!IsOpen(entry)) return absl::OkStatus();
    if (const auto tokens = old_.Tokens({entry}); tokens.ok()) {
      for (const std::string& token : *tokens) {
        if (absl::Status status = journal_.KeepToken(token); !status.ok()) return status;
      }
    } else {
      (void)Damaged("tokens");  // Named; the entry goes on without.
    }
    NewEntry again{.entry_id = entry.body.entry_id(),
                   .kind = entry.body.kind(),
                   .request = entry.body.request(),
                   .dossier_code = entry.dossier_code,
                   .subjects = entry.subjects,
                   .occurred_at = FromProto(entry.body.occurred_at()),
                   .doubt = entry.body.clock_doubt(),
                   .session = entry.body.session(),
                   .told = entry.told};
    if (entry.body.has_written_at()) again.written_at = FromProto(entry.body.written_at());
    if (entry.printed > 0) {
      again.also.push_back([printed = entry.printed](Sqlite& database, int64_t at) {
        return Execute(database.Prepare("UPDATE entry SET printed = ? WHERE position = ?"),
                       [&](auto& s) { s.Number(printed).Number(at); });
      });
    }
    const auto appended = journal_.Append(again);
    if (!appended.ok()) return appended.status();
    ++adopted_.entries;
    return absl::OkStatus();
  }

  absl::Status TakeDrafts() {
    Drafts drafts(into_);
    const auto old = Drafts(from_).List();
    if (!old.ok()) return Damaged("drafts");
    for (const SavedDraft& draft : *old) {
      if (absl::Status status = drafts.Save(draft); !status.ok()) return status;
      ++adopted_.drafts;
    }
    Clerks clerks(into_), old_clerks(from_);
    const auto names = old_clerks.WithPin();
    if (!names.ok()) return Damaged("clerks");
    for (const std::string& name : *names) {
      const auto clerk = old_clerks.Find(name), known = clerks.Find(name);
      if (!known.ok()) return known.status();
      if (!clerk.ok() || !clerk->has_value() || known->has_value()) continue;
      if (absl::Status status = clerks.Put(**clerk); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Running numbers go on where the old ones were. Leases come without free numbers, to be closed when their day is
  // over.
  absl::Status TakeNumbers() {
    struct Series {
      std::string name;
      int64_t last;
    };
    std::vector<Series> series;
    std::vector<CodeLease> leases;
    if (!ReadRows(
            [&](const auto& row) {
              series.push_back({row.TextAt(0), row.NumberAt(1)});
            },
            "SELECT name, last FROM series") ||
        !ReadRows(
            [&](const auto& row) {
              leases.push_back({.id = row.TextAt(0),
                                .agency_key = row.TextAt(1),
                                .day = absl::CivilDay(1970, 1, 1) + row.NumberAt(2),
                                .first = static_cast<int>(row.NumberAt(3)),
                                .last = static_cast<int>(row.NumberAt(4)),
                                .first_code = row.TextAt(5)});
            },
            "SELECT lease_id, agency_key, day, first, last, first_code FROM lease WHERE closed = 0")) {
      return Damaged("numbers");
    }
    absl::MutexLock lock(&into_.mutex());
    for (const Series& one : series) {
      absl::Status status = Execute(
          into_.database().Prepare("INSERT INTO series (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = "
                                   "max(last, excluded.last)"),
          [&](auto& s) { s.Text(one.name).Number(one.last); });
      if (!status.ok()) return status;
    }
    for (const CodeLease& lease : leases) {
      absl::Status status = Execute(
          into_.database().Prepare("INSERT INTO lease (lease_id, agency_key, day, first, last, next, first_code) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
          [&](auto& s) {
            s.Text(lease.id).Text(lease.agency_key).Number(lease.day - absl::CivilDay(1970, 1, 1));
            s.Number(lease.first).Number(lease.last).Number(lease.last + 1).Text(lease.first_code);
          });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  template <typename Each>
  bool ReadRows(Each each, const char* sql) {
    absl::MutexLock lock(&from_.mutex());
    auto rows = from_.database().Prepare(sql);
    if (!rows.ok()) return false;
    return All(**rows,
               [&] {
                 each(**rows);
                 return absl::OkStatus();
               })
        .ok();
  }

  absl::Status Damaged(const std::string& what) {
    if (std::find(adopted_.damaged.begin(), adopted_.damaged.end(), what) == adopted_.damaged.end()) {
      adopted_.damaged.push_back(what);
    }
    return absl::OkStatus();
  }

  Store& from_;
  Store& into_;
  Journal old_;
  Journal journal_;
  Adopted adopted_;
};

}  // namespace

absl::StatusOr<Adopted> Adopt(const std::string& old_path, const vault::Key& old_key, const std::string& scratch,
                              Store& into) {
  if (!fs::exists(old_path)) return errors::NotFound("journal", old_path);
  const absl::Cleanup remove = [&scratch] {
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
  };
  const std::string copy = scratch + "/journal.db";
  if (absl::Status status = CopyFile(old_path, copy); !status.ok()) return status;
  const auto from = Store::OpenCopy(copy, old_key);
  if (!from.ok()) return from.status();
  return Adoption(**from, into).Run();
}

}  // namespace hoso::counter

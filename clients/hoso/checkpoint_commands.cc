// hoso ledger checkpoint | countersign | export: needs the database and no service.
#include <filesystem>
#include <iostream>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_options.h"
#include "clients/hoso/own_access.h"
#include "common/access_log/access_reader.h"
#include "common/checkpoint/countersign.h"
#include "common/checkpoint/leaf.h"
#include "common/checkpoint/proof.h"
#include "common/clock/zone.h"
#include "common/files/atomic_file.h"
#include "common/files/folder_lock.h"
#include "common/ledger/close_day.h"
#include "common/ledger/export.h"
#include "common/ledger/leaf_reader.h"
#include "common/postgres/error.h"

namespace hoso::cli {
namespace {

namespace fs = std::filesystem;
using checkpoint::DayText;
using checkpoint::SignedCheckpoint;

struct CloseArguments {
  std::string database, catalogue, key, name, folder, day;
  bool each_day = false;
};

// Unless another is named, the last day that has ended.
absl::CivilDay DayToClose(const std::string& given) {
  const absl::CivilDay today = clock::LocalDay(absl::Now());
  if (given.empty()) return today - 1;
  const absl::CivilDay day = DayOrExit("--day", given);
  if (day > today) NotUnderstood("--day", absl::InvalidArgumentError("has not come yet"));
  return day;
}

void SayClosed(const Session& session, const CloseArguments& a, const ledger::Closed& closed) {
  const checkpoint::Checkpoint& head = closed.checkpoint;
  PrintRow({DayText(head.day), absl::StrCat(head.size), absl::StrCat(closed.added), absl::Base64Escape(head.root)});
  std::cerr << "hoso: " << checkpoint::CheckpointPath(a.folder, head.day)
            << (closed.was_closed
                    ? session.Say(": đã chốt từ trước, không thay đổi\n", ": was closed before, unchanged\n")
                    : "\n");
  if (closed.incomplete > 0) {
    std::cerr << "hoso: " << closed.incomplete
              << session.Say(" sự kiện chưa hoàn tất, để ngày sau\n",
                             " facts not complete yet, left to the next day\n");
  }
}

void Close(const Session& session, const CloseArguments& a) {
  const auto key = OrUsage("--key", signing::PrivateKey::Load(a.key));
  const auto catalogue = LoadCatalogueOrExit(a.catalogue);
  const ledger::CloseOptions options{.conninfo = DatabaseOrExit(a.database),
                                     .folder = a.folder,
                                     .day = DayToClose(a.day),
                                     .name = a.name,
                                     .catalogue = catalogue->digest()};
  if (!a.each_day) {
    const auto closed = ledger::CloseDay(options, key);
    if (!closed.ok()) session.Refuse(closed.status());
    return SayClosed(session, a, *closed);
  }
  const auto closed = ledger::CloseEachDay(options, key);
  if (!closed.ok()) session.Refuse(closed.status());
  for (const ledger::Closed& one : *closed) SayClosed(session, a, one);
  if (closed->empty()) std::cerr << "hoso: " << session.Say("không còn ngày nào chưa chốt\n", "no day was left to close\n");
}

struct CountersignArguments {
  std::string file, key, name, keys, memory, facts, database, proof;
  bool first = false;
};

// The leaves by which the party convinces himself: of an export, of the database, or of the lists beside the
// checkpoint.
checkpoint::LeafHashes LeavesOf(const CountersignArguments& a, const SignedCheckpoint& next) {
  if (!a.facts.empty()) {
    return [&a](const auto& visit) {
      const std::string path = fs::is_directory(a.facts) ? a.facts + "/facts.binpb" : a.facts;
      return ledger::VisitExport(path, [&](const ledger::v1::ExportedFact& fact) {
        visit(HashOf(checkpoint::Leaf{.dossier = fact.dossier(), .sequence = fact.sequence(), .hash = fact.hash()}));
      });
    };
  }
  if (!a.database.empty()) {
    return [&a](const auto& visit) -> absl::Status {
      const auto reader = ledger::LeafReader::Open({.conninfo = a.database, .complete_only = true});
      if (!reader.ok()) return reader.status();
      return postgres::Guard([&] {
        for (checkpoint::Leaf leaf; (*reader)->Next(leaf);) visit(HashOf(leaf));
        return absl::OkStatus();
      });
    };
  }
  return [&a, &next](const auto& visit) -> absl::Status {
    const std::string folder = fs::path(a.file).parent_path().string();
    const auto series = checkpoint::ReadSeries(folder.empty() ? "." : folder);
    if (!series.ok()) return series.status();
    return VisitLeaves(*series, next.checkpoint.day,
                       [&](const checkpoint::Leaf&, const std::string& hash) { visit(hash); });
  };
}

absl::Status CheckTrees(const CountersignArguments& a, const std::optional<SignedCheckpoint>& last,
                        const SignedCheckpoint& next) {
  if (a.proof.empty()) return CheckRoots(LeavesOf(a, next), last, next);
  const auto bytes = files::ReadFile(a.proof, 1 << 20);
  if (!bytes.ok()) return bytes.status();
  const auto proof = checkpoint::ParseConsistencyProof(*bytes);
  if (!proof.ok()) return proof.status();
  if (!last.has_value() || proof->from.note.text != last->note.text || proof->until.note.text != next.note.text) {
    return absl::FailedPreconditionError("the proof does not lead from the checkpoint signed last to this one");
  }
  return Check(*proof);
}

std::optional<SignedCheckpoint> Remembered(const CountersignArguments& a) {
  if (fs::exists(a.memory)) return CheckpointOrExit("--memory", a.memory);
  if (a.first) return std::nullopt;
  NotUnderstood("--memory", absl::NotFoundError("is not there, want the checkpoint that was signed last, or --first"));
}

void Countersign(const Session& session, const CountersignArguments& a) {
  const checkpoint::Party party{a.name, OrUsage("--key", signing::PrivateKey::Load(a.key))};
  if (absl::Status status = checkpoint::CheckSignerName(a.name); !status.ok()) NotUnderstood("--name", status);
  const std::string folder = fs::path(a.file).parent_path().string();
  const auto lock = files::FolderLock::Take(folder.empty() ? "." : folder);
  if (!lock.ok()) session.Refuse(lock.status());
  const SignedCheckpoint next = CheckpointOrExit("FILE", a.file);
  const std::optional<SignedCheckpoint> last = Remembered(a);
  absl::Status status = CheckSigned(next, KeysOrExit(a.keys));
  if (status.ok() && last.has_value()) status = CheckFollows(*last, next, party);
  if (status.ok()) status = CheckTrees(a, last, next);
  if (!status.ok()) session.Refuse(status);
  // Remembered first: what was signed and forgotten would let another past be signed.
  const std::string bytes = FormatNote(Countersigned(next, party).note);
  for (const std::string& path : {a.memory, a.file}) {
    status = files::WriteFile(path, bytes, files::Existing::kReplace);
    if (!status.ok()) session.Refuse(status);
  }
  PrintRow({DayText(next.checkpoint.day), absl::StrCat(next.checkpoint.size), a.name});
}

struct ExportArguments {
  std::string folder, database, catalogue, checkpoints, keys;
  PurposeOptions purpose;
  bool with_access_log = false;
};

// Files with those extensions, with their folders.
void CopyFiles(const fs::path& from, const fs::path& to, const std::vector<std::string>& extensions) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
    if (std::find(extensions.begin(), extensions.end(), entry.path().extension()) == extensions.end()) continue;
    const fs::path target = to / fs::relative(entry.path(), from);
    fs::create_directories(target.parent_path());
    fs::copy_file(entry.path(), target, fs::copy_options::overwrite_existing);
  }
}

void Export(const Session& session, const ExportArguments& a) {
  try {
    fs::create_directories(a.folder);
    // The checkpoints first: facts that come meanwhile are more than they cover, never less.
    if (!a.checkpoints.empty())
      CopyFiles(a.checkpoints, fs::path(a.folder) / "checkpoints", {".checkpoint", ".leaves"});
    if (!a.keys.empty()) {
      fs::copy_file(a.keys, fs::path(a.folder) / "keys.json", fs::copy_options::overwrite_existing);
    }
    CopyFiles(CatalogueDirectory(a.catalogue), fs::path(a.folder) / "catalogue", {".textproto"});
  } catch (const fs::filesystem_error& error) {
    session.Refuse(absl::FailedPreconditionError(error.what()));
  }
  const std::string database = DatabaseOrExit(a.database);
  const auto facts = ledger::ExportFacts(database, a.folder + "/facts.binpb", [&](int64_t count) {
    access_log::AccessEntry entry = OwnEntry(session, access::v1::DEED_EXPORT, a.purpose);
    entry.set_scope(a.with_access_log ? "facts access-log" : "facts");
    entry.set_records(static_cast<int32_t>(count));
    return RecordOwn(database, {entry});
  });
  if (!facts.ok()) session.Refuse(facts.status());
  if (!a.with_access_log) return PrintRow({a.folder, absl::StrCat(*facts)});
  const auto accesses = access_log::ExportLog(database, a.folder + "/access.binpb");
  if (!accesses.ok()) session.Refuse(accesses.status());
  PrintRow({a.folder, absl::StrCat(*facts), absl::StrCat(*accesses)});
}

void AddClose(CLI::App& ledger, const Session& session) {
  const auto a = std::make_shared<CloseArguments>();
  CLI::App& command = *ledger.add_subcommand(
      "checkpoint", "Close a day: sign the head of the tree of all facts and the end of the access log. Prints day, facts in all, facts added, root");
  AddDatabase(command, a->database);
  command.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  command.add_option("--key", a->key, "Private key of the ledger (PEM, mode 0600)")->required();
  command.add_option("--name", a->name, "Name of that key: hoso://PROVINCE/service/ledger")->required();
  command.add_option("--dir", a->folder, "Folder of the checkpoints")->required()->check(CLI::ExistingDirectory);
  command.add_option("--day", a->day, "Day as YYYY-MM-DD; absent: the last one that has ended");
  command.add_flag("--each-day", a->each_day,
                   "The days before it, too, on which facts were recorded and which nobody closed: one checkpoint a day");
  command.callback([=] { Close(session, *a); });
}

void AddCountersign(CLI::App& ledger, const Session& session) {
  const auto a = std::make_shared<CountersignArguments>();
  CLI::App& command = *ledger.add_subcommand(
      "countersign",
      "Sign a checkpoint as the post or an agency, after checking that it continues the one signed last");
  command.add_option("file", a->file, "The checkpoint; a line is added to it")->required()->check(CLI::ExistingFile);
  command.add_option("--key", a->key, "Private key of the party (PEM, mode 0600)")->required();
  command.add_option("--name", a->name, "Name of that key")->required();
  command.add_option("--keys", a->keys, "List of public keys")->required();
  command.add_option("--memory", a->memory, "The party's own copy of the checkpoint that it signed last; is written")
      ->required();
  command.add_flag("--first", a->first, "Nothing was signed before");
  CLI::Option_group& by = *command.add_option_group("What it is checked by; absent: the lists of leaves beside it");
  by.add_option("--facts", a->facts, "An export: folder, or facts.binpb");
  by.add_option("--database", a->database, "libpq string of the role hoso_auditor");
  by.add_option("--proof", a->proof, "A proof by `hoso ledger prove --from --until`");
  by.require_option(0, 1);
  command.callback([=] { Countersign(session, *a); });
}

void AddExport(CLI::App& ledger, const Session& session) {
  const auto a = std::make_shared<ExportArguments>();
  CLI::App& command = *ledger.add_subcommand(
      "export", "Write facts and catalogue as files that others can check; is recorded in the access log. Prints folder, number of facts "
      "and, with --with-access-log, of its entries");
  command.add_option("folder", a->folder, "Is made if need be")->required();
  AddDatabase(command, a->database);
  command.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  command.add_option("--checkpoints", a->checkpoints, "Folder of the checkpoints, to go with it")
      ->check(CLI::ExistingDirectory);
  command.add_option("--keys", a->keys, "List of public keys, to go with it")->check(CLI::ExistingFile);
  command.add_flag("--with-access-log", a->with_access_log, "The access log, too: such an export is for auditors only");
  a->purpose.AddTo(command, "inspection");
  command.callback([=] { Export(session, *a); });
}

}  // namespace

void AddCheckpointCommands(CLI::App& ledger, const Session& session) {
  AddClose(ledger, session);
  AddCountersign(ledger, session);
  AddExport(ledger, session);
}

}  // namespace hoso::cli

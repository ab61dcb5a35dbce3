// hoso ledger prove | check-proof: needs the files of the checkpoints, and neither database nor service.
#include <iostream>
#include <optional>

#include "absl/strings/escaping.h"
#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_options.h"
#include "common/checkpoint/merkle.h"
#include "common/checkpoint/proof.h"
#include "common/command/fields.h"
#include "common/files/atomic_file.h"
#include "common/identity/dossier_code.h"

namespace hoso::cli {
namespace {

using checkpoint::DayText;
using checkpoint::Leaf;
using checkpoint::SignedCheckpoint;

constexpr size_t kMaxProofBytes = 1 << 20;

struct ProveArguments {
  std::string code, folder, day, from, until, out, catalogue;
  int sequence = 0;  // 0: the last that the checkpoint has.
};

const SignedCheckpoint& DayOf(const checkpoint::Series& series, const std::string& option, const std::string& text) {
  const SignedCheckpoint* found =
      text.empty() && !series.days.empty() ? &series.days.back() : series.Find(DayOrExit(option, text));
  if (found == nullptr) NotUnderstood(option, absl::NotFoundError("that day has no checkpoint in --dir"));
  return *found;
}

void Write(const Session& session, const ProveArguments& a, const std::string& proof) {
  if (a.out.empty()) {
    std::cout << proof;
    return;
  }
  const absl::Status status = files::WriteFile(a.out, proof, files::Existing::kReplace);
  if (!status.ok()) session.Refuse(status);
}

std::vector<std::string> RootsOrRefuse(const Session& session, const checkpoint::Series& series,
                                       const SignedCheckpoint& head, const std::vector<checkpoint::Range>& ranges) {
  checkpoint::RangeRoots roots(ranges);
  const absl::Status status =
      VisitLeaves(series, head.checkpoint.day, [&](const Leaf&, const std::string& hash) { roots.Add(hash); });
  if (!status.ok()) session.Refuse(status);
  return roots.Roots();
}

// Where the fact stands; nothing if the lists until that day do not have it. Whether the lists are those that were
// signed is seen when the proof is made.
std::optional<checkpoint::InclusionProof> FindFact(const checkpoint::Series& series, const SignedCheckpoint& head,
                                                   int64_t dossier, int sequence) {
  std::optional<checkpoint::InclusionProof> proof;
  uint64_t index = 0;
  for (const SignedCheckpoint& day : series.days) {
    if (day.checkpoint.day > head.checkpoint.day) break;
    checkpoint::LeafFile list(checkpoint::LeavesPath(series.folder, day.checkpoint.day));
    for (Leaf leaf; list.Next(leaf); ++index) {
      if (leaf.dossier != dossier || (sequence != 0 && leaf.sequence != sequence)) continue;
      proof = checkpoint::InclusionProof{.leaf = leaf, .index = index, .checkpoint = head};
    }
  }
  return proof;
}

void ProveFact(const Session& session, const ProveArguments& a) {
  const checkpoint::Series series = SeriesOrExit(a.folder);
  const SignedCheckpoint& head = DayOf(series, "--day", a.day);
  const auto catalogue = LoadCatalogueOrExit(a.catalogue);
  const auto id = OrUsage("CODE", identity::ParseDossierCode(a.code, command::CodesOf(*catalogue)));
  std::optional<checkpoint::InclusionProof> proof = FindFact(series, head, id.value(), a.sequence);
  if (!proof.has_value() || proof->index >= head.checkpoint.size) {
    session.Refuse(
        absl::NotFoundError(absl::StrCat("dossier ", a.code, a.sequence == 0 ? "" : absl::StrCat(", fact ", a.sequence),
                                         ": not in the checkpoint of ", DayText(head.checkpoint.day))));
  }
  proof->hashes = RootsOrRefuse(session, series, head, checkpoint::InclusionRanges(proof->index, head.checkpoint.size));
  Write(session, a, FormatProof(*proof));
}

void ProveDays(const Session& session, const ProveArguments& a) {
  const checkpoint::Series series = SeriesOrExit(a.folder);
  const SignedCheckpoint &from = DayOf(series, "--from", a.from), &until = DayOf(series, "--until", a.until);
  if (from.checkpoint.day > until.checkpoint.day || from.checkpoint.size > until.checkpoint.size) {
    NotUnderstood("--from", absl::InvalidArgumentError("is later than --until"));
  }
  const auto ranges = checkpoint::ConsistencyRanges(from.checkpoint.size, until.checkpoint.size);
  Write(session, a,
        FormatProof(checkpoint::ConsistencyProof{
            .hashes = RootsOrRefuse(session, series, until, ranges), .from = from, .until = until}));
}

struct CheckArguments {
  std::string file, keys, catalogue;
};

void ShowSigners(const Session& session, const SignedCheckpoint& head, const signing::KeyList& keys) {
  for (const checkpoint::Signer& signer : SignersOf(head, keys)) {
    std::cerr << "hoso: " << DayText(head.checkpoint.day) << " " << ShowSigner(session, signer) << "\n";
  }
}

// The first that is not OK.
absl::Status All(std::initializer_list<absl::Status> statuses) {
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void CheckDays(const Session& session, const std::string& bytes, const signing::KeyList& keys) {
  const auto proof = OrUsage("FILE", checkpoint::ParseConsistencyProof(bytes));
  ShowSigners(session, proof.from, keys);
  ShowSigners(session, proof.until, keys);
  const absl::Status status = All({Check(proof), CheckSigned(proof.from, keys), CheckSigned(proof.until, keys)});
  if (!status.ok()) session.Refuse(status);
  PrintRow({DayText(proof.from.checkpoint.day), DayText(proof.until.checkpoint.day), "ok"});
}

void CheckFact(const Session& session, const std::string& bytes, const signing::KeyList& keys,
               const std::string& catalogue_folder) {
  const auto proof = OrUsage("FILE", checkpoint::ParseInclusionProof(bytes));
  ShowSigners(session, proof.checkpoint, keys);
  const absl::Status status = All({Check(proof), CheckSigned(proof.checkpoint, keys)});
  if (!status.ok()) session.Refuse(status);
  const auto catalogue = LoadCatalogueOrExit(catalogue_folder);
  const auto id = OrUsage("FILE", identity::DossierId::FromValue(proof.leaf.dossier));
  const auto code = identity::FormatDossierCode(id, command::CodesOf(*catalogue));
  PrintRow({code.value_or(absl::StrCat("key ", proof.leaf.dossier)), absl::StrCat(proof.leaf.sequence),
            DayText(proof.checkpoint.checkpoint.day), absl::BytesToHexString(proof.leaf.hash), "ok"});
}

void AddProve(CLI::App& ledger, const Session& session) {
  const auto a = std::make_shared<ProveArguments>();
  CLI::App& command = *ledger.add_subcommand(
      "prove", "Prove that a fact is in a checkpoint, or that one day's tree is the beginning of another's");
  command.add_option("code", a->code, "Code of the dossier");
  command.add_option("sequence", a->sequence, "Number of the fact; absent: the last that the checkpoint has")
      ->check(CLI::PositiveNumber);
  command.add_option("--dir", a->folder, "Folder of the checkpoints")->required()->check(CLI::ExistingDirectory);
  command.add_option("--day", a->day, "Day of the checkpoint; absent: the last");
  command.add_option("--from", a->from, "The earlier day");
  command.add_option("--until", a->until, "The later day; absent: the last");
  command.add_option("--out", a->out, "File for the proof; absent: stdout");
  command.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  command.callback([=] {
    if (a->code.empty() == a->from.empty()) {
      NotUnderstood("prove", absl::InvalidArgumentError("want the code of a dossier, or --from and --until"));
    }
    a->from.empty() ? ProveFact(session, *a) : ProveDays(session, *a);
  });
}

void AddCheckProof(CLI::App& ledger, const Session& session) {
  const auto a = std::make_shared<CheckArguments>();
  CLI::App& command = *ledger.add_subcommand(
      "check-proof", "Check a proof by its file and the public keys alone. Prints what it proves, and 'ok'");
  command.add_option("file", a->file, "The proof")->required();
  command.add_option("--keys", a->keys, "List of public keys")->required();
  command.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  command.callback([=] {
    const std::string bytes = OrUsage("FILE", files::ReadFile(a->file, kMaxProofBytes));
    const signing::KeyList keys = KeysOrExit(a->keys);
    checkpoint::IsConsistencyProof(bytes) ? CheckDays(session, bytes, keys)
                                          : CheckFact(session, bytes, keys, a->catalogue);
  });
}

}  // namespace

void AddProofCommands(CLI::App& ledger, const Session& session) {
  AddProve(ledger, session);
  AddCheckProof(ledger, session);
}

}  // namespace hoso::cli

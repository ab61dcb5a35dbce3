#include "common/checkpoint/countersign.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/checkpoint/merkle.h"

namespace hoso::checkpoint {
namespace {

absl::Status Refused(const std::string& what) { return absl::FailedPreconditionError(what); }

}  // namespace

bool BearsSignature(const SignedCheckpoint& checkpoint, const Party& party) {
  const Note& note = checkpoint.note;
  return std::any_of(note.signatures.begin(), note.signatures.end(), [&](const Signature& one) {
    return one.name == party.name && IsSignatureOf(one, note.text, party.key.public_key());
  });
}

absl::Status CheckFollows(const SignedCheckpoint& last, const SignedCheckpoint& next, const Party& party) {
  const Checkpoint &before = last.checkpoint, &after = next.checkpoint;
  if (!BearsSignature(last, party)) {
    return Refused(absl::StrCat("the checkpoint that is remembered does not bear the signature of ", party.name));
  }
  if (before.origin != after.origin) return Refused(absl::StrCat("is of another ledger than ", before.origin));
  if (last.note.text == next.note.text) return absl::OkStatus();
  if (after.day <= before.day) {
    return Refused(absl::StrCat(DayText(before.day), " was signed already, want a checkpoint of a later day"));
  }
  if (after.size < before.size) {
    return Refused(absl::StrCat("has ", after.size, " facts, ", DayText(before.day), " had ", before.size));
  }
  if (const auto problem = AccessProblem(before, after); problem.has_value()) return Refused(*problem);
  return absl::OkStatus();
}

absl::Status CheckRoots(const LeafHashes& leaves, const std::optional<SignedCheckpoint>& last,
                        const SignedCheckpoint& next) {
  Tree tree;
  bool last_holds = !last.has_value(), next_holds = false;
  const auto look = [&] {
    if (last.has_value() && tree.size() == last->checkpoint.size) last_holds = tree.Root() == last->checkpoint.root;
    if (tree.size() == next.checkpoint.size) next_holds = tree.Root() == next.checkpoint.root;
  };
  look();
  const absl::Status read = leaves([&](const std::string& hash) {
    if (tree.size() >= next.checkpoint.size) return;
    tree.Add(hash);
    look();
  });
  if (!read.ok()) return read;
  if (!next_holds) return Refused(absl::StrCat("the facts do not give the root of ", DayText(next.checkpoint.day)));
  if (!last_holds) {
    return Refused(
        absl::StrCat("the tree does not begin with the one that was signed for ", DayText(last->checkpoint.day)));
  }
  return absl::OkStatus();
}

SignedCheckpoint Countersigned(SignedCheckpoint checkpoint, const Party& party) {
  if (!BearsSignature(checkpoint, party)) {
    checkpoint.note.signatures.push_back(SignText(checkpoint.note.text, party.name, party.key));
  }
  return checkpoint;
}

}  // namespace hoso::checkpoint

// hoso key new | revoke | list: keys for signing, and the published list of their public halves. Needs no server.
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <set>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_options.h"
#include "common/checkpoint/note.h"
#include "common/clock/zone.h"
#include "common/files/atomic_file.h"
#include "common/files/folder_lock.h"
#include "common/proto_time/proto_time.h"

namespace hoso::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxKeysBytes = 16 << 20;
constexpr size_t kCheckpointWitnesses = 2;

struct KeyArguments {
  std::string file, use, owner, keys, id, not_before, not_after;
  std::vector<std::string> witnesses;
};

// In the order of the file, which KeyList does not keep. A file that is not there yet is an empty list.
trust::v1::KeyList ReadList(const std::string& path) {
  trust::v1::KeyList list;
  const auto json = files::ReadFile(path, kMaxKeysBytes);
  if (absl::IsNotFound(json.status())) return list;
  OrUsage("--keys", json);
  OrUsage("--keys", signing::KeyList::Parse(*json));
  if (!google::protobuf::util::JsonStringToMessage(*json, &list).ok()) list.Clear();  // Was just parsed.
  return list;
}

absl::Status WriteList(const std::string& path, const trust::v1::KeyList& list) {
  const auto checked = signing::KeyList::Make(list);
  if (!checked.ok()) return checked.status();
  return files::WriteFile(path, signing::ToJson(list), files::Existing::kReplace);
}

std::unique_ptr<files::FolderLock> LockOf(const Session& session, const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  auto lock = files::FolderLock::Take(folder.empty() ? "." : folder);
  if (!lock.ok()) session.Refuse(lock.status());
  return *std::move(lock);
}

void CheckWitnesses(const KeyArguments& a, trust::v1::KeyUse use) {
  const std::set<std::string> different(a.witnesses.begin(), a.witnesses.end());
  if (different.contains("") || different.size() != a.witnesses.size()) {
    NotUnderstood("--witness", absl::InvalidArgumentError("want different persons"));
  }
  if (use == trust::v1::KEY_USE_CHECKPOINT && different.size() < kCheckpointWitnesses) {
    NotUnderstood("--witness",
                  absl::InvalidArgumentError("a key for checkpoints is made before two persons, want both"));
  }
}

absl::Time DayBegins(const std::string& option, const std::string& day) {
  return clock::LocalTime(absl::CivilSecond(DayOrExit(option, day)));
}

void MakeKey(const Session& session, const KeyArguments& a) {
  const auto use = Word<trust::v1::KeyUse>(a.use, *trust::v1::KeyUse_descriptor());
  CheckWitnesses(a, use);
  if (absl::Status status = checkpoint::CheckSignerName(a.owner); !status.ok()) NotUnderstood("--owner", status);
  const auto lock = LockOf(session, a.keys);
  trust::v1::KeyList list = ReadList(a.keys);
  const signing::PrivateKey key = signing::PrivateKey::Generate();
  trust::v1::PublicKey& entry = *list.add_keys();
  entry = signing::EntryFor(key.public_key(), use, a.owner,
                            a.not_before.empty() ? absl::Now() : DayBegins("--not-before", a.not_before));
  if (!a.not_after.empty()) *entry.mutable_not_after() = ToProto(DayBegins("--not-after", a.not_after));
  for (const std::string& witness : a.witnesses) entry.add_witnesses(witness);
  absl::Status status = files::WriteFile(a.file, key.ToPem(), files::Existing::kRefuse, 0600);
  if (!status.ok()) session.Refuse(status);
  status = WriteList(a.keys, list);
  if (!status.ok()) {
    unlink(a.file.c_str());  // Nobody could check what it signs.
    session.Refuse(status);
  }
  PrintRow({key.key_id(), a.use, a.owner});
}

void Revoke(const Session& session, const KeyArguments& a) {
  const auto lock = LockOf(session, a.keys);
  trust::v1::KeyList list = ReadList(a.keys);
  for (trust::v1::PublicKey& key : *list.mutable_keys()) {
    if (key.key_id() != a.id) continue;
    // The first revocation counts: a later one would make good again what was signed in between.
    if (!key.has_revoked_at()) *key.mutable_revoked_at() = ToProto(absl::Now());
    if (absl::Status status = WriteList(a.keys, list); !status.ok()) session.Refuse(status);
    return PrintRow({key.key_id(), ShowTime(key.revoked_at())});
  }
  session.Refuse(absl::NotFoundError(absl::StrCat("key ", a.id, ": not in ", a.keys)));
}

void List(const Session& session, const KeyArguments& a) {
  if (!fs::exists(a.keys)) NotUnderstood("--keys", absl::NotFoundError("is not there"));
  const trust::v1::KeyList list = ReadList(a.keys);
  if (session.options().json) return PrintJson(list);
  for (const trust::v1::PublicKey& key : list.keys()) {
    PrintRow({key.key_id(), WordOf(*trust::v1::KeyUse_descriptor(), key.use()), key.owner(), ShowTime(key.not_before()),
              ShowTime(key.not_after()), ShowTime(key.revoked_at()), absl::StrJoin(key.witnesses(), ", ")});
  }
}

void AddList(CLI::App& command, KeyArguments& a) {
  command.add_option("--keys", a.keys, "List of public keys: keys.json")->required();
}

}  // namespace

void AddKeyCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("key", "Keys for signing, and the published list of their public halves");
  group.require_subcommand(1);
  const auto a = std::make_shared<KeyArguments>();

  CLI::App& make = *group.add_subcommand("new", "Make a key and add it to the list. Prints id, use, owner");
  make.add_option("file", a->file, "For the private key; must not be there")->required();
  AddWord(make, "--use", a->use, *trust::v1::KeyUse_descriptor(), "What it signs")->required();
  make.add_option("--owner", a->owner, "Name of the machine or party: hoso://yen-bai/service/ledger")->required();
  AddMany(make, "--witness", a->witnesses, "Who is there; two different persons for a key for checkpoints");
  make.add_option("--not-before", a->not_before, "First day of its use as YYYY-MM-DD; absent: from now on");
  make.add_option("--not-after", a->not_after, "Day on which its use has ended; absent: until further notice");
  AddList(make, *a);
  make.callback([=] { MakeKey(session, *a); });

  CLI::App& revoke = *group.add_subcommand("revoke", "Revoke a key. It stays in the list. Prints id and time");
  revoke.add_option("id", a->id, "Its 16 hexadecimal digits")->required();
  AddList(revoke, *a);
  revoke.callback([=] { Revoke(session, *a); });

  CLI::App& list =
      *group.add_subcommand("list", "Columns: id, use, owner, not before, not after, revoked at, witnesses");
  AddList(list, *a);
  list.callback([=] { List(session, *a); });
}

}  // namespace hoso::cli

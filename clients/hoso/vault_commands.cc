// hoso vault: the key ring of personal data, and what is kept under it. Needs no service.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <iostream>

#include "absl/time/clock.h"
#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "common/catalogue/dates.h"
#include "common/clock/zone.h"
#include "common/files/secret_file.h"
#include "common/ledger/person_keys.h"
#include "common/proto_time/proto_time.h"
#include "common/retention/retention.h"
#include "common/vault/key_ring.h"

namespace hoso::cli {
namespace {

struct Arguments {
  std::string file, key, until, database, catalogue;
  bool rewrap_only = false;
};

// Only one at a time may change a ring: what the other wrote would be lost, and all that is wrapped under it. Held
// until the program ends.
void LockOrRefuse(const Session& session, const std::string& path) {
  const int lock = open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0) {
    session.Refuse(
        absl::AbortedError(absl::StrCat(path, ": another hoso vault is at work on it, or it cannot be locked")));
  }
}

trust::v1::KeyRing ReadOrRefuse(const Session& session, const std::string& path) {
  const auto json = files::ReadSecretFile(path);
  if (!json.ok()) session.Refuse(json.status());
  const auto ring = vault::FromJson(*json);
  if (!ring.ok()) session.Refuse(ring.status());
  return *ring;
}

// Checked first: a ring that cannot be read is never written.
vault::KeyRing WriteOrRefuse(const Session& session, const std::string& path, const trust::v1::KeyRing& ring) {
  auto made = vault::KeyRing::Make(ring);
  if (!made.ok()) session.Refuse(made.status());
  if (absl::Status status = files::WriteSecretFile(path, vault::ToJson(ring)); !status.ok()) session.Refuse(status);
  return *std::move(made);
}

void New(const Session& session, const Arguments& a) {
  struct stat found = {};
  if (lstat(a.file.c_str(), &found) == 0) {
    NotUnderstood("FILE", absl::AlreadyExistsError(
                              absl::StrCat(a.file, " is there already, and what it opens would be lost with it")));
  }
  const trust::v1::KeyRing ring = vault::NewKeyRing(absl::Now());
  WriteOrRefuse(session, a.file, ring);
  for (const auto& key : ring.wrapping_keys()) PrintRow({key.key_id(), vault::NameOf(key.data_class())});
}

void List(const Session& session, const Arguments& a) {
  std::map<std::string, int64_t> counts;
  if (!a.database.empty()) {
    auto counted = ledger::CountPersonKeys(a.database);
    if (!counted.ok()) session.Refuse(counted.status());
    counts = *std::move(counted);
  }
  const trust::v1::KeyRing ring = ReadOrRefuse(session, a.file);
  for (const auto& key : ring.wrapping_keys()) {
    PrintRow({key.key_id(), vault::NameOf(key.data_class()), key.active() ? "active" : "old",
              catalogue::FormatDay(clock::LocalDay(FromProto(key.created_at()))),
              a.database.empty() ? "-" : absl::StrCat(counts[key.key_id()])});
  }
}

void Rotate(const Session& session, const Arguments& a) {
  LockOrRefuse(session, a.file);
  trust::v1::KeyRing ring = ReadOrRefuse(session, a.file);
  if (!a.rewrap_only) vault::AddActiveKeys(ring, absl::Now());
  const vault::KeyRing made = WriteOrRefuse(session, a.file, ring);
  const auto rewrapped = ledger::RewrapPersonKeys(a.database, made);
  if (!rewrapped.ok()) session.Refuse(rewrapped.status());
  PrintRow({absl::StrCat(*rewrapped)});
  if (session.options().verbose) {
    std::cerr << "hoso: " << *rewrapped << session.Say(" khóa dữ liệu đã được bọc lại\n", " data keys wrapped anew\n");
  }
}

void Retire(const Session& session, const Arguments& a) {
  LockOrRefuse(session, a.file);
  trust::v1::KeyRing ring = ReadOrRefuse(session, a.file);
  auto& keys = *ring.mutable_wrapping_keys();
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.key_id() == a.key; });
  if (found == keys.end()) NotUnderstood("KEY", absl::NotFoundError("no key of the ring, want one of hoso vault list"));
  if (found->active()) session.Refuse(absl::FailedPreconditionError("the key is active, rotate first"));
  const auto counts = ledger::CountPersonKeys(a.database);
  if (!counts.ok()) session.Refuse(counts.status());
  if (const auto used = counts->find(a.key); used != counts->end()) {
    session.Refuse(absl::FailedPreconditionError(
        absl::StrCat(used->second, " data keys are wrapped under it, run: hoso vault rotate --rewrap-only")));
  }
  keys.erase(found);
  WriteOrRefuse(session, a.file, ring);
}

absl::CivilDay Today(const Session& session) {
  const std::string& time = session.options().time;
  return clock::LocalDay(time.empty() ? absl::Now() : OrUsage("--time", ParseTime(time)));
}

void Expire(const Session& session, const Arguments& a) {
  const absl::CivilDay until = OrUsage("--until", catalogue::ParseDay(a.until));
  if (until > Today(session)) {
    NotUnderstood("--until",
                  absl::InvalidArgumentError("lies ahead, want a day until today: what is destroyed is gone"));
  }
  const auto catalogue = LoadCatalogueOrExit(a.catalogue);
  const auto destroyed = ledger::DestroyPersonKeys(a.database, [&](const core::v1::Dossier& dossier) {
    const auto kept = retention::KeptUntil(*catalogue, dossier);
    return kept.has_value() && *kept < until;
  });
  if (!destroyed.ok()) session.Refuse(destroyed.status());
  for (const ledger::Destroyed& dossier : *destroyed) PrintRow({dossier.dossier_code, absl::StrCat(dossier.records)});
  std::cerr << "hoso: " << destroyed->size()
            << session.Say(" hồ sơ hết thời hạn lưu: dữ liệu cá nhân không còn đọc được\n",
                           " dossiers past their term: their personal data cannot be read any more\n");
}

CLI::App& Add(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& a, const char* name,
              const char* help, void (*run)(const Session&, const Arguments&)) {
  CLI::App& command = *group.add_subcommand(name, help);
  command.callback([=] { run(session, *a); });
  return command;
}

}  // namespace

void AddVaultCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("vault", "The keys of personal data");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  const auto file = [&](CLI::App& command, const char* help) { command.add_option("FILE", a->file, help)->required(); };
  const auto database = [&](CLI::App& command) {
    return command.add_option("--database", a->database, "libpq string of the role hoso_keeper (else $HOSO_KEEPER)")
        ->envname("HOSO_KEEPER");
  };
  file(Add(group, session, a, "new", "Make a key ring: prints key id and class, one key a line", New),
       "Where; it gets mode 0600 and must not be there yet");
  CLI::App& list = Add(group, session, a, "list",
                       "The keys: id, class, active or old, day it was made, how many data keys are under it", List);
  file(list, "The key ring");
  database(list);
  CLI::App& rotate =
      Add(group, session, a, "rotate",
          "New active keys, and all data keys wrapped under them while everything runs; prints how many", Rotate);
  file(rotate, "The key ring");
  rotate.add_flag("--rewrap-only", a->rewrap_only, "No new keys: goes on with a rotation that was cut off");
  database(rotate)->required();
  CLI::App& retire = Add(group, session, a, "retire",
                         "Take an old key out of the ring: what only a backup still holds under it is lost", Retire);
  file(retire, "The key ring");
  retire.add_option("KEY", a->key, "Its id")->required();
  database(retire)->required();
  CLI::App& expire =
      Add(group, session, a, "expire",
          "Destroy the data keys of dossiers whose term has passed: prints code and number of records", Expire);
  expire.add_option("--until", a->until, "Kept until before this day, by the catalogue; not after today")->required();
  expire.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  database(expire)->required();
}

}  // namespace hoso::cli

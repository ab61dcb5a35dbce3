// hoso vault: the key ring of personal data. Needs no service.
#include <sys/stat.h>

#include <iostream>

#include "absl/time/clock.h"
#include "clients/hoso/commands.h"
#include "common/catalogue/dates.h"
#include "common/clock/zone.h"
#include "common/files/secret_file.h"
#include "common/proto_time/proto_time.h"
#include "common/vault/key_ring.h"

namespace hoso::cli {
namespace {

void New(const Session& session, const std::string& path) {
  struct stat found = {};
  if (lstat(path.c_str(), &found) == 0) {
    NotUnderstood("FILE", absl::AlreadyExistsError(
                              absl::StrCat(path, " is there already, and what it opens would be lost with it")));
  }
  const trust::v1::KeyRing ring = vault::NewKeyRing(absl::Now());
  if (absl::Status status = files::WriteSecretFile(path, vault::ToJson(ring)); !status.ok()) session.Refuse(status);
  for (const auto& key : ring.wrapping_keys()) PrintRow({key.key_id(), vault::NameOf(key.data_class())});
}

void List(const Session& session, const std::string& path) {
  const auto json = files::ReadSecretFile(path);
  if (!json.ok()) session.Refuse(json.status());
  const auto ring = vault::FromJson(*json);
  if (!ring.ok()) session.Refuse(ring.status());
  for (const auto& key : ring->wrapping_keys()) {
    PrintRow({key.key_id(), vault::NameOf(key.data_class()), key.active() ? "active" : "old",
              catalogue::FormatDay(clock::LocalDay(FromProto(key.created_at())))});
  }
}

}  // namespace

void AddVaultCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("vault", "The keys of personal data");
  group.require_subcommand(1);
  const auto file = std::make_shared<std::string>();
  CLI::App& make = *group.add_subcommand("new", "Make a key ring: prints key id and class, one key a line");
  make.add_option("FILE", *file, "Where; it gets mode 0600 and must not be there yet")->required();
  make.callback([=] { New(session, *file); });
  CLI::App& list = *group.add_subcommand("list", "Print the keys' ids: id, class, active or old, day it was made");
  list.add_option("FILE", *file, "The key ring")->required();
  list.callback([=] { List(session, *file); });
}

}  // namespace hoso::cli

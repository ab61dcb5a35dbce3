#include "tests/tampering/played_ledger.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/access_log/access_log.h"
#include "tests/support/machines.h"
#include "tests/support/process.h"
#include "tests/support/vault.h"

namespace hoso::testing {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "played ledger: " << why << std::endl;
  std::abort();
}

void WriteSecret(const std::string& path, const std::string& content) {
  std::ofstream(path) << content;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

// The replay looks at no dossier: views of some, as the services record them.
void RecordViews(const std::string& conninfo) {
  core::v1::Actor actor;
  actor.set_staff_id("NV-1");
  actor.set_office_id("YB-II-136");
  std::vector<access_log::AccessEntry> entries;
  for (int view = 1; view <= 12; ++view) {
    entries.push_back(access_log::MakeEntry(access::v1::DEED_VIEW, actor, "hoso://yen-bai/office/YB-II-136",
                                            absl::StrCat("view-", view), absl::FromUnixSeconds(1667284200 + view)));
    entries.back().set_dossier_code(absl::StrFormat("H15.05-221101-%04d", view));
  }
  if (const absl::Status status = access_log::AppendOnce(conninfo, entries); !status.ok()) Fail(status.ToString());
}

}  // namespace

PlayedLedger::PlayedLedger() {
  const Ran made = RunProgram({ProgramPath("hoso"), "key", "new", folder_.File("ledger.pem"), "--use", "checkpoint",
                               "--owner", "hoso://yen-bai/service/ledger", "--keys", Keys(), "--witness", "NV-1",
                               "--witness", "NV-2", "--not-before", "2022-11-01"});
  if (made.exit_code != 0) Fail(made.errors);
  Play();
  RecordViews(Conninfo("hoso_routing"));
}

void PlayedLedger::Play() {
  Authority authority;
  const std::string keys = folder_.File("keys"), passwords = folder_.File("passwords");
  authority.MakeSigningKey(keys, "token", "hoso://yen-bai/service/staff", "token");
  for (const std::string door : {"intake", "routing"}) {
    authority.MakeSigningKey(keys, "slip", "hoso://yen-bai/service/" + door, "slip-" + door);
  }
  fs::create_directory(passwords);
  fs::permissions(passwords, fs::perms::owner_all);
  WriteSecret(folder_.File("codes"), std::string(64, 'a'));
  const std::string catalogue = SourceDir() + "/catalogue";

  Arguments replay = {ProgramPath("hoso-replay"),
                      "--machine",
                      authority.Issue("hoso://yen-bai/service/console"),
                      "--administrator",
                      "QT-01",
                      "--passwords",
                      passwords,
                      "--catalogue",
                      catalogue,
                      "--quiet",
                      "--scenario",
                      SourceDir() + "/tests/end_to_end/small_replay.textproto",
                      "--database",
                      Conninfo("hoso_auditor"),
                      "--vault",
                      VaultPath(),
                      "--checkpoints",
                      Checkpoints(),
                      "--ledger-key",
                      folder_.File("ledger.pem"),
                      "--keys",
                      Keys()};
  std::map<std::string, std::unique_ptr<Process>> services;
  for (const std::string name : {"intake", "routing", "returns", "staff"}) {
    const std::string port_file = folder_.File(name + ".port");
    Arguments argv = {ProgramPath("hoso-" + name),
                      "--listen",
                      "127.0.0.1:0",
                      "--port-file",
                      port_file,
                      "--metrics",
                      "127.0.0.1:0",
                      "--machine",
                      authority.Issue("hoso://yen-bai/service/" + name),
                      "--database",
                      Conninfo("hoso_" + name),
                      "--catalogue",
                      catalogue,
                      "--token-keys",
                      keys + "/keys.json"};
    Arguments own = {"--simulated-clock", "--vault", VaultPath()};
    if (name == "staff") {
      own = {"--token-key",
             keys + "/token.pem",
             "--code-key",
             folder_.File("codes"),
             "--first-administrator",
             "QT-01",
             "--first-password-file",
             passwords + "/QT-01",
             "--password-memory-mib",
             "16"};
    }
    if (name == "intake" || name == "routing") own.insert(own.end(), {"--slip-key", keys + "/slip-" + name + ".pem"});
    argv.insert(argv.end(), own.begin(), own.end());
    services[name] = std::make_unique<Process>(argv);
    const auto port = services[name]->WaitForPort(port_file, absl::Seconds(60));
    if (!port.ok()) Fail(port.status().ToString());
    replay.insert(replay.end(), {"--" + name, absl::StrCat("127.0.0.1:", *port)});
  }
  // Its own summary asks for more of everything than a small half-year has: 1 is as good as 0.
  const Ran ran = RunProgram(replay, absl::Minutes(5));
  if (ran.exit_code > 1 || !fs::exists(Checkpoints()))
    Fail(absl::StrCat("hoso-replay: ", ran.exit_code, "\n", ran.errors));
  for (auto& [name, service] : services) {
    service->Terminate();
    if (service->Wait(absl::Seconds(30)).value_or(-1) != 0) Fail(absl::StrCat(name, ": ", service->Errors()));
  }
}

}  // namespace hoso::testing

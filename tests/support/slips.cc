#include "tests/support/slips.h"

#include <cstdlib>
#include <iostream>
#include <memory>

#include "common/files/atomic_file.h"
#include "common/files/secret_file.h"
#include "tests/support/environment.h"

namespace hoso::testing {
namespace {

struct TheSlips {
  TheSlips() {
    trust::v1::KeyList list;
    *list.add_keys() = signing::EntryFor(key.public_key(), trust::v1::KEY_USE_SLIP, "hoso://yen-bai/service/intake",
                                         absl::UnixEpoch());
    const absl::Status key_written = files::WriteSecretFile(folder.File("slip.pem"), key.ToPem());
    const absl::Status written =
        files::WriteFile(folder.File("keys.json"), signing::ToJson(list), files::Existing::kRefuse);
    auto opened = signing::KeyListFile::Open(folder.File("keys.json"));
    if (!key_written.ok() || !written.ok() || !opened.ok()) Fail(opened.status());
    keys = *std::move(opened);
    auto made = slips::Signer::Open(folder.File("slip.pem"), "intake", *keys);
    if (!made.ok()) Fail(made.status());
    signer = *std::move(made);
  }

  [[noreturn]] static void Fail(const absl::Status& status) {
    std::cerr << "the key for slips of a test: " << status << std::endl;
    std::abort();
  }

  TempDir folder;
  const signing::PrivateKey key = signing::PrivateKey::Generate();
  std::unique_ptr<signing::KeyListFile> keys;
  std::unique_ptr<slips::Signer> signer;
};

TheSlips& Shared() {
  static TheSlips slips;
  return slips;
}

}  // namespace

const signing::PrivateKey& SlipKey() { return Shared().key; }
signing::KeyListFile& SlipKeys() { return *Shared().keys; }
const slips::Signer& Slips() { return *Shared().signer; }

}  // namespace hoso::testing

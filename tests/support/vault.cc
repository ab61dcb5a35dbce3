#include "tests/support/vault.h"

#include <cstdlib>
#include <iostream>
#include <memory>

#include "common/files/secret_file.h"
#include "tests/support/environment.h"

namespace hoso::testing {
namespace {

struct TheVault {
  TheVault() {
    const absl::Status written = files::WriteSecretFile(path, vault::ToJson(vault::NewKeyRing(absl::UnixEpoch())));
    auto opened = vault::KeyRingFile::Open(path);
    if (!written.ok() || !opened.ok()) {
      std::cerr << "the key ring of a test: " << written << ", " << opened.status() << std::endl;
      std::abort();
    }
    ring = *std::move(opened);
  }

  TempDir folder;
  const std::string path = folder.File("vault.json");
  std::unique_ptr<vault::KeyRingFile> ring;
};

TheVault& Shared() {
  static TheVault vault;
  return vault;
}

}  // namespace

const std::string& VaultPath() { return Shared().path; }
vault::KeyRingFile& Vault() { return *Shared().ring; }

}  // namespace hoso::testing

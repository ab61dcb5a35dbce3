// A key ring for tests: one for the whole process.
#pragma once

#include <string>

#include "common/vault/key_ring.h"

namespace hoso::testing {

// In a file that is gone when the process ends. Fails the process if it cannot be made.
const std::string& VaultPath();
vault::KeyRingFile& Vault();

}  // namespace hoso::testing

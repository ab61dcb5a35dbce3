// A key for slips and the list that has it, for tests of services in their own process: one for the whole process.
#pragma once

#include "common/signing/key.h"
#include "common/signing/key_list.h"
#include "common/slips/signer.h"

namespace hoso::testing {

// Of service/intake, since ever; signs for any place.
const signing::PrivateKey& SlipKey();
signing::KeyListFile& SlipKeys();
const slips::Signer& Slips();

}  // namespace hoso::testing

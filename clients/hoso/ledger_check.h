// All that must hold of a ledger: what the ledger itself can say (verify.h), that
// each promise is the catalogue's, that the table of bags tells of them what the
// facts tell, and that every number of a closed lease is used or void.
#ifndef HOSO_CLIENTS_HOSO_LEDGER_CHECK_H_
#define HOSO_CLIENTS_HOSO_LEDGER_CHECK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"
#include "common/ledger/verify.h"
#include "common/vault/key_ring.h"

namespace hoso::cli {

// Options for ledger::Verify. `catalogue` outlives the verification.
// Without a ring the records of persons are not opened; whose term has passed by `today` need not have keys.
ledger::VerifyOptions FullCheck(const std::string& conninfo, const catalogue::Catalogue& catalogue,
                                std::shared_ptr<const vault::KeyRing> ring, absl::CivilDay today);

// Compares rows of routing.bag, in the order of kBagColumns, with the bags of the facts: one text per difference.
std::vector<std::string> CompareBags(const ledger::TableCheck::Rows& rows, const ledger::BagsByFacts& bags);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_LEDGER_CHECK_H_

// Facts as the ledger's reader finds them, read.
#ifndef HOSO_SERVICES_ROUTING_STORED_FACTS_H_
#define HOSO_SERVICES_ROUTING_STORED_FACTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/ledger/reader.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::routing {

// The facts that were asked for, oldest first. DATA_LOSS naming one that cannot be read.
inline absl::StatusOr<std::vector<core::v1::Fact>> FactsOf(const ledger::Found& found) {
  std::vector<core::v1::Fact> facts;
  for (const ledger::StoredFact& stored : found.facts) {
    if (facts.emplace_back().ParseFromString(stored.body)) continue;
    return absl::DataLossError(absl::StrCat(found.dossier.dossier_code(), ": fact ", stored.sequence,
                                            " cannot be read; run `hoso ledger verify`"));
  }
  return facts;
}

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_STORED_FACTS_H_

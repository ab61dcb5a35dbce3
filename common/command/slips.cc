#include "common/command/slips.h"

#include <vector>

#include "common/slips/against_facts.h"

namespace hoso::command {

trust::v1::Slip UnsignedSlip(const dossier::DossierChange& change) {
  std::vector<core::v1::Fact> facts;
  for (const dossier::NewFact& fact : change.facts()) facts.emplace_back().ParseFromString(fact.body);
  trust::v1::Slip slip;
  for (trust::v1::SlipStatement& statement : slips::StatementsOf(facts))
    *slip.mutable_statement() = std::move(statement);
  return slip;
}

}  // namespace hoso::command

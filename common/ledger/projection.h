// The rows that stand for a dossier beside its facts, computed from its state.
// The committer writes them and `verify` computes them again: this is the one
// place that says what a column of ledger.dossier or ledger.item holds.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_PROJECTION_H_
#define HOSO_COMMON_LEDGER_PROJECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/identity/dossier_code.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::ledger {

// The columns of ledger.dossier that follow from its state.
struct DossierRow {
  int32_t version = 0;
  int32_t status = 0;
  bool closed = false;  // The agency has nothing more to decide.
  int32_t agency = 0;
  std::string office;
  std::string return_office;
  std::string procedure;
  std::string slip;
  std::string assigned_to;
  bool incoming = false;  // Open, and papers of it are not in an agency's hands.
  std::optional<absl::Time> accepted_at;
  std::optional<absl::Time> due_at;  // Absent while the clock waits or nothing is promised.
  std::optional<absl::Time> first_due_at;
  std::optional<absl::Time> finished_at;
  int32_t result_class = 0;
  int32_t open_discrepancies = 0;
  std::string state;  // The dossier, serialised in one way only.

  bool operator==(const DossierRow&) const = default;
};

DossierRow ProjectDossier(identity::DossierId id, const core::v1::Dossier& dossier);

// ledger.person_index.scopes of the dossier's persons: whose they are in a search. The database computes the same
// (ledger.scopes_of), because a dossier's offices are changed there.
std::vector<std::string> ScopesOf(identity::DossierId id, const core::v1::Dossier& dossier);

// A row of ledger.item.
struct ItemRow {
  int32_t item = 0;
  int32_t kind = 0;
  int32_t holder_kind = 0;
  std::string holder;
  absl::Time since;

  bool operator==(const ItemRow&) const = default;
};

std::vector<ItemRow> ProjectItems(const core::v1::Dossier& dossier);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_PROJECTION_H_

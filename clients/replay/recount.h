// The half-year counted again from the facts of the ledger alone.
//
// The facts come from the feed; each is folded by the pure core, which refuses
// what the lifecycle, custody or the order of time does not allow. Nothing of
// what the replay remembers goes in, and none of the services' reports: so their
// figures and the replay's can both be checked against it.
//
// Only dossiers whose code is of a day of the period count, and only what
// happened until its last midnight: whoever goes on working on the same ledger
// changes nothing of it.
#ifndef HOSO_CLIENTS_REPLAY_RECOUNT_H_
#define HOSO_CLIENTS_REPLAY_RECOUNT_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/replay/scenario.pb.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::replay {

struct Figures {
  int64_t facts = 0;
  std::map<int, int64_t> facts_by_kind;  // By field number in core.v1.Fact.
  int64_t facts_beyond = 0;              // Of other days or later: not counted in anything here.
  std::vector<std::string> problems;     // Facts that the core refuses, with dossier and number.

  // Office and moment of each acceptance, with the dossier's code.
  std::map<std::pair<std::string, absl::Time>, std::string> acceptances;

  int64_t dossiers = 0;  // With those that were never taken in.
  int64_t taken_in = 0;
  int64_t refused_at_counter = 0;
  int64_t handed_out_by_post = 0;  // Whose last result the post gave out.
  int64_t handed_out = 0;
  std::map<std::pair<std::string, core::v1::Status>, int64_t> statuses;  // Of those taken in, by procedure.
  std::map<std::string, int64_t> districts;                              // Of those taken in.
  std::map<std::string, int64_t> offices;
  std::map<core::v1::IntakeChannel, int64_t> channels_in;
  std::map<core::v1::ReturnChannel, int64_t> channels_out;  // Of those handed out.

  std::map<core::v1::ResultClass, int64_t> classes;
  std::map<core::v1::Party, int64_t> late_causes;
  std::map<std::string, tracking::v1::Bieu06Row> bieu06;  // By procedure; of the whole period.

  int64_t items = 0;
  std::map<std::string, int64_t> holders;  // Items by holder, as custody::Name writes it.
  int64_t open_discrepancies = 0;

  std::map<v1::BranchKind, int64_t> branches;
  int64_t several_results = 0;      // Dossiers with more than one result.
  int64_t old_papers_returned = 0;  // Old papers that the agency has.

  int64_t ways_spared = 0;  // There and back.
  int64_t km_spared = 0;
};

class Recount {
 public:
  // `catalogue` outlives this.
  Recount(const catalogue::Catalogue& catalogue, absl::CivilDay first, absl::CivilDay last);

  // Takes in one fact; those of one dossier in their order. INVALID_ARGUMENT for a code that is none.
  absl::Status Add(const core::v1::Fact& fact);

  Figures Finish() const;

 private:
  // What the state of a dossier does not say.
  struct Traits {
    bool refused_by_agency = false;
    bool misdirected = false;
    bool paid_on_request = false;
    bool withdrawn = false;
    bool seal_broken = false;
    bool missing_found = false;
    bool surplus = false;
    bool lost_papers = false;
    bool lost_result = false;
    bool identity_mismatch = false;
    bool result_wrong = false;
    bool proxy = false;
    bool partly = false;
    bool place_corrected = false;
    bool number_corrected = false;
    bool correction_rejected = false;
    bool supplemented = false;
    bool lease = false;
    int third_attempts = 0;
  };
  struct Counted {
    core::v1::Dossier dossier;
    Traits traits;
    std::map<int, core::v1::DiscrepancyKind> discrepancies;  // By number.
    std::map<int, int> discrepancy_items;
  };

  void Note(Counted& counted, const core::v1::Fact& fact);
  void NoteSettled(Counted& counted, const core::v1::DiscrepancySettled& settled);
  void CountDossier(const Counted& counted, Figures& figures) const;
  void CountBieu06(const core::v1::Dossier& dossier, Figures& figures) const;
  void CountBranches(const Counted& counted, Figures& figures) const;
  void CountKm(const Counted& counted, Figures& figures) const;

  const catalogue::Catalogue& catalogue_;
  identity::AgencyCodes codes_;
  absl::CivilDay first_;
  absl::CivilDay last_;
  absl::Time end_;
  std::map<std::string, Counted> dossiers_;
  std::set<std::string> bags_with_broken_seal_;
  Figures sums_;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_RECOUNT_H_

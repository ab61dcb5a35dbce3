// What the tests of returns share: the real catalogue, people, and dossiers in
// the states in which results come back.
#ifndef HOSO_SERVICES_RETURNS_TESTING_H_
#define HOSO_SERVICES_RETURNS_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "common/ledger/ledger.h"
#include "common/slips/check.h"
#include "hoso/returns/v1/returns_service.pb.h"

namespace hoso::returns::testing {

inline constexpr char kOffice[] = "YB-CP-04378";
inline constexpr char kOtherOffice[] = "YB-II-136";
inline constexpr char kOwnerNumber[] = "015090000123";
inline constexpr char kSubmitterNumber[] = "015090000456";
inline constexpr char kStrangerNumber[] = "015090000789";
inline constexpr char kSecret[] = "K7PX";

// catalogue/ of the source tree, loaded once.
const catalogue::Catalogue& RealCatalogue();

// 14/11/2022 09:00 at the counter.
absl::Time Now();

std::string NewUuid();

core::v1::PersonRecord Citizen(const std::string& number);

core::v1::Actor Clerk(const std::string& office = kOffice);
core::v1::Actor Officer(const std::string& agency);
core::v1::Actor Carrier(const std::string& id);

// A decided dossier of `procedure_version`, one result at kOffice, received there on Now(), owned by kOwnerNumber; the
// papers are with the agency.
struct World {
  explicit World(const std::string& procedure_version = "GPLX_DOI@2022-11-01", int results = 1);

  const std::string& code() const { return loaded.dossier.dossier_code(); }
  core::v1::Dossier& dossier() { return loaded.dossier; }
  core::v1::Item& item(int number) { return *loaded.dossier.mutable_items(number - 1); }
  // Stores `record` as the person's next version, and lets the dossier's reference follow.
  void SetOwner(const core::v1::PersonRecord& record);
  void SetSubmitter(const core::v1::PersonRecord& record, core::v1::Relation relation);

  ledger::Loaded loaded;
};

// A hand-out of item 2 to the owner, at the office, with the slip and the old licence.
v1::HandOutRequest HandOutToOwner(const std::string& code);

// Validates, plans and decides as the service does. The answer's bytes are in the decision.
template <typename Request>
absl::StatusOr<ledger::Decision> Act(World& world, const core::v1::Actor& actor, const Request& request,
                                     absl::Time now = Now());
// The same of a hand-out on a slip of which the keys say so.
absl::StatusOr<ledger::Decision> ActOn(World& world, const core::v1::Actor& actor, const v1::HandOutRequest& request,
                                       const slips::Checked& slip);

// The decision's only fact.
core::v1::Fact FactOf(const ledger::Decision& decision);

// Makes the world as it is after `decision`.
void Commit(World& world, const ledger::Decision& decision);

}  // namespace hoso::returns::testing

#endif  // HOSO_SERVICES_RETURNS_TESTING_H_

// Common to the facts that can open a dossier: Registered, Accepted and Refused.
#ifndef HOSO_SERVICES_INTAKE_OPENING_H_
#define HOSO_SERVICES_INTAKE_OPENING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/ledger.h"
#include "hoso/core/v1/person.pb.h"
#include "services/intake/lease.h"

namespace hoso::intake {

// Where a new dossier's code comes from.
struct CodeOf {
  int agency = 0;  // Number of the agency.
  absl::CivilDay day;
};

// A code for a dossier, found or drawn.
struct Code {
  identity::DossierId id;
  std::string text;
};

// Owner and submitter, ready to be stored. Their salts are drawn; the versions follow from what the dossier has.
struct People {
  command::StoredPerson owner;
  std::optional<command::StoredPerson> submitter;
};
People StorePeople(const core::v1::PersonRecord& owner, const core::v1::PersonRecord* submitter);

// Puts references to `people` into a fact with an owner and a submitter, as the next versions of what `before` has,
// and returns the rows.
template <typename Payload>
std::vector<ledger::PersonRow> Refer(const People& people, const core::v1::Dossier& before, Payload& payload) {
  std::vector<ledger::PersonRow> rows;
  *payload.mutable_owner() = people.owner.ref;
  payload.mutable_owner()->set_version(before.owner().version() + 1);
  rows.push_back(people.owner.row);
  rows.back().version = payload.owner().version();
  if (!people.submitter.has_value()) return rows;
  *payload.mutable_submitter() = people.submitter->ref;
  payload.mutable_submitter()->set_version(before.submitter().version() + 1);
  rows.push_back(people.submitter->row);
  rows.back().version = payload.submitter().version();
  return rows;
}

// The number by which an agency stands in dossier codes.
absl::StatusOr<int> AgencyNumber(const catalogue::Catalogue& catalogue, const std::string& agency_key);

// Whether `code` may be given from `lease` to what is opened for `code_of` by the device that calls. INVALID_ARGUMENT
// naming dossier_code or lease_id, PERMISSION_DENIED (reason NOT_LEASE_HOLDER), FAILED_PRECONDITION (reason
// LEASE_CLOSED).
absl::Status CheckLease(const command::Context& context, const CodeOf& code_of, const identity::DossierId& code,
                        const Lease& lease);

// ABORTED: another dossier got the number first. Tried again, the call draws another.
absl::Status NumberTaken(const std::string& code);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_OPENING_H_

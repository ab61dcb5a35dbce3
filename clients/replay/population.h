// Who comes with what, where and when: the half-year before anything is played.
//
// A pure function of scenario, world and seed. Counts of procedures and of what
// happens out of the ordinary are exact; the rest is drawn by weight.
#ifndef HOSO_CLIENTS_REPLAY_POPULATION_H_
#define HOSO_CLIENTS_REPLAY_POPULATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/replay/scenario.pb.h"
#include "clients/replay/world.h"
#include "common/catalogue/rules.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/core/v1/person.pb.h"
#include "hoso/core/v1/status.pb.h"

namespace hoso::replay {

// One citizen's or body's request, and all that chance decided about it.
struct Case {
  enum class Kind { kTakenIn, kRefusedAtCounter, kOnlyPrepared };

  int number = 0;  // Its place in the population, in the order of coming.
  Kind kind = Kind::kTakenIn;
  v1::BranchKind branch = v1::BRANCH_KIND_UNSPECIFIED;
  bool sent_twice = false;
  bool prepared_online = false;

  PlaceId office = kNowhere;
  PlaceId agency = kNowhere;
  absl::Time comes_at;
  const catalogue::v1::Procedure* procedure = nullptr;
  const catalogue::v1::ProcedureVersion* version = nullptr;
  catalogue::Choice choice;  // Completed.
  std::vector<core::v1::ComponentCount> components;
  int64_t fee_vnd = 0;
  std::string slip_id;  // Shared by the dossiers of one slip; usually empty.

  core::v1::PersonRecord owner;
  std::optional<core::v1::PersonRecord> submitter;  // Absent: the owner.
  core::v1::Relation relation = core::v1::RELATION_SELF;
  std::optional<core::v1::Authorisation> authorisation;

  core::v1::IntakeChannel channel = core::v1::INTAKE_CHANNEL_PUBLIC_POST;
  core::v1::ReturnChannel return_channel = core::v1::RETURN_CHANNEL_OFFICE;
  PlaceId return_office = kNowhere;
  absl::Duration work;  // Of the agency, in its working time, from receipt to decision.

  // The lower, the sooner the person would rather collect at the agency. Absent where the branch needs the post.
  std::optional<double> agency_inclination;
};

struct Population {
  std::vector<Case> cases;  // In the order of coming; cases[i].number is i.
};

// Returns INVALID_ARGUMENT naming the field for a scenario that contradicts itself (counts that do not come to the
// published total), FAILED_PRECONDITION naming the branch for more of it than there are dossiers that could have it.
absl::StatusOr<Population> MakePopulation(const v1::Scenario& scenario, const World& world, uint64_t seed);

// Lets the `count` dossiers most inclined to it be collected at the agency's desk. OUT_OF_RANGE if fewer could be.
absl::Status CollectAtAgency(Population& population, int count);

// How many dossiers could be collected at the agency.
int CouldCollectAtAgency(const Population& population);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_POPULATION_H_

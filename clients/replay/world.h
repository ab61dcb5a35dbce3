// The stage: places, who is open when, and the ways between places, as the
// catalogue says for the days of a scenario.
//
// Places form a tree: a commune point under its bureau, bureaus under the
// provincial centre, agencies under the office that their bags come from.
#ifndef HOSO_CLIENTS_REPLAY_WORLD_H_
#define HOSO_CLIENTS_REPLAY_WORLD_H_

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/replay/scenario.pb.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/calendar.h"
#include "hoso/core/v1/custody.pb.h"

namespace hoso::replay {

using PlaceId = int;
inline constexpr PlaceId kNowhere = -1;

struct Place {
  std::string id;  // Office id or agency key of the catalogue.
  v1::PlaceLevel level = v1::PLACE_LEVEL_UNSPECIFIED;
  std::string district;  // Of an office.
  std::string commune;   // Of an office: code.
  PlaceId parent = kNowhere;
  std::string desk;   // Of an agency: where it takes papers in,
  std::string house;  // and whose house that is in; empty: its own.
  const catalogue::v1::Office* office = nullptr;  // Null for an agency.

  bool is_agency() const { return level == v1::PLACE_LEVEL_AGENCY; }
};

struct Span {
  absl::Time open;
  absl::Time close;  // Not open any more.
};

struct Way {
  std::string carrier;
  absl::Duration planned;
};

// Immutable but for a cache of opening hours: for one thread.
class World {
 public:
  // The offices that are open for the pilot in the scenario's days, and the agencies of its procedures. NOT_FOUND or
  // FAILED_PRECONDITION, naming it, for what the scenario names and the catalogue does not have then.
  static absl::StatusOr<World> Create(std::shared_ptr<const catalogue::Catalogue> catalogue,
                                      const v1::Scenario& scenario);

  const catalogue::Catalogue& catalogue() const { return *catalogue_; }
  const std::vector<Place>& places() const { return places_; }
  const Place& at(PlaceId id) const { return places_[static_cast<size_t>(id)]; }
  PlaceId Find(const std::string& id) const;  // kNowhere if it is not on the stage.

  absl::CivilDay first_day() const { return first_day_; }
  absl::CivilDay last_day() const { return last_day_; }

  core::v1::Holder HolderAt(PlaceId place) const;

  // The place next to `from` on the way to `to`. REQUIRES: they differ.
  PlaceId NextStop(PlaceId from, PlaceId to) const;

  // The leg between two neighbours, in either direction.
  absl::StatusOr<Way> WayBetween(PlaceId a, PlaceId b, absl::CivilDay day) const;

  // When `place` is open on `day`, by the catalogue's hours and calendar; a post point rests when the scenario says so.
  const std::vector<Span>& OpenOn(PlaceId place, absl::CivilDay day) const;

  // `at`, or the next opening if it is closed then.
  absl::Time NextOpen(PlaceId place, absl::Time at) const;

  // The moment by which `work` of opening time has passed since `from`.
  absl::Time AddOpenTime(PlaceId place, absl::Time from, absl::Duration work) const;

  // The opening of the `days`-th day after that of `at` on which `place` is open.
  absl::Time OpeningAfter(PlaceId place, absl::Time at, int days) const;

  // Where the promises of `agency` come from. REQUIRES: `agency` is one.
  absl::StatusOr<clock::Schedule> AgencySchedule(PlaceId agency, absl::CivilDay day) const;

 private:
  absl::Status AddOffices();
  absl::Status AddAgencies(const v1::Scenario& scenario);
  absl::Status LinkPlaces();
  void Add(Place place);
  std::vector<Span> ComputeOpen(PlaceId place, absl::CivilDay day) const;

  std::shared_ptr<const catalogue::Catalogue> catalogue_;
  absl::CivilDay first_day_;
  absl::CivilDay last_day_;
  std::vector<std::pair<absl::CivilDay, absl::CivilDay>> rests_;  // First and last day.
  std::vector<Place> places_;
  std::unordered_map<std::string, PlaceId> by_id_;
  std::map<std::pair<PlaceId, PlaceId>, std::vector<const catalogue::v1::Leg*>> legs_;
  mutable std::map<std::pair<PlaceId, absl::CivilDay>, std::vector<Span>> open_;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_WORLD_H_

#include "clients/replay/play.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/replay/counter.h"
#include "clients/replay/desk.h"
#include "clients/replay/handing_out.h"
#include "clients/replay/post.h"
#include "common/clock/zone.h"

namespace hoso::replay {

bool PaysWhenCollecting(const Case& c) {
  return c.fee_vnd > 0 && c.branch == v1::BRANCH_KIND_UNSPECIFIED && !c.prepared_online &&
         c.return_channel == core::v1::RETURN_CHANNEL_OFFICE && c.number % 25 == 3;
}

Play::Play(const v1::Scenario& scenario, const World& world, uint64_t seed, Plan& plan)
    : scenario_(scenario),
      world_(world),
      seed_(seed),
      plan_(plan),
      now_(clock::LocalTime(absl::CivilSecond(world.first_day()))),
      end_(clock::LocalTime(absl::CivilSecond(world.last_day() + 1))),
      counter_(std::make_unique<Counter>(*this)),
      post_(std::make_unique<Post>(*this)),
      desk_(std::make_unique<Desk>(*this)),
      handing_out_(std::make_unique<HandingOut>(*this)) {
  for (const Case& c : plan.population.cases) {
    Played played;
    played.c = &c;
    played.return_channel = c.return_channel;
    played.return_office = c.return_office;
    dossiers_.push_back(std::move(played));
  }
}

Play::~Play() = default;

void Play::At(absl::Time when, std::function<void()> what) {
  if (when >= end_) return;
  agenda_.push({when, next_order_++, std::move(what)});
}

void Play::Run() {
  for (const Case& c : plan_.population.cases) counter_->Expect(c.number);
  while (!agenda_.empty()) {
    const Entry entry = agenda_.top();
    agenda_.pop();
    now_ = entry.when;
    entry.what();
  }
}

int Play::CreateItem(Played& played, core::v1::ItemKind kind, PlaceId place) {
  core::v1::Item item;
  item.set_number(static_cast<int>(played.now.items.size()) + 1);
  item.set_kind(kind);
  *item.mutable_holder() = world_.HolderAt(place);
  played.now.items.push_back(item);
  return item.number();
}

void Play::Promise(Played& played) {
  const absl::StatusOr<clock::Schedule> schedule = world_.AgencySchedule(played.c->agency, clock::LocalDay(now_));
  if (!schedule.ok()) return;
  played.schedule = *schedule;
  const absl::StatusOr<clock::Appointment> promise = clock::ComputeAppointment(*schedule, played.promise_inputs);
  if (promise.ok()) played.promise = *promise;
}

rpc::Caller Attendant(const Place& office) {
  return {.staff = absl::StrCat("GDV-", office.id),
          .office = office.id,
          .device = absl::StrCat(office.id, "-Q1"),
          .role = "postal_attendant"};
}

rpc::Caller Supervisor(const Place& office) {
  return {.staff = absl::StrCat("KSV-", office.id),
          .office = office.id,
          .device = absl::StrCat(office.id, "-Q2"),
          .role = "bureau_supervisor"};
}

rpc::Caller CarrierOf(const std::string& carrier_id) {
  return {.staff = carrier_id, .carrier = carrier_id, .device = absl::StrCat(carrier_id, "-PDA"), .role = "carrier"};
}

rpc::Caller OneStopOfficer(const Place& agency) {
  return {.staff = absl::StrCat("MC-", agency.id),
          .agency = agency.id,
          .device = absl::StrCat(agency.id, "-MC1"),
          .role = "one_stop_officer"};
}

rpc::Caller Specialist(const Place& agency, int number) {
  return {.staff = absl::StrFormat("CV-%s-%02d", agency.id, number),
          .agency = agency.id,
          .device = absl::StrFormat("%s-CV%d", agency.id, number),
          .role = "specialist"};
}

rpc::Caller Citizen() { return {.device = "tra-cuu", .role = "citizen"}; }

rpc::Caller KeeperOf(const Place& place) { return place.is_agency() ? OneStopOfficer(place) : Attendant(place); }

std::string LeaderOf(const Place& agency) { return absl::StrCat("LD-", agency.id); }

}  // namespace hoso::replay

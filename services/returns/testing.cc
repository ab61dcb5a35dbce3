#include "services/returns/testing.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/identity/look_up_secret.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/request_id.h"
#include "services/returns/decisions.h"
#include "services/returns/validate.h"
#include "tests/support/environment.h"

namespace hoso::returns::testing {
namespace {

class OneDossier : public ledger::View {
 public:
  explicit OneDossier(const ledger::Loaded& loaded) : loaded_(loaded) {}
  const ledger::Loaded& Get(identity::DossierId) const override { return loaded_; }
  const std::vector<std::vector<std::optional<std::string>>>& side_rows() const override { return none_; }

 private:
  const ledger::Loaded& loaded_;
  const std::vector<std::vector<std::optional<std::string>>> none_;
};

core::v1::PersonRef Store(ledger::Loaded& loaded, int person, const core::v1::PersonRecord& record) {
  int version = 1;
  for (const ledger::PersonRow& row : loaded.persons) {
    if (row.person == person) version = row.version + 1;
  }
  const command::StoredPerson stored = command::StorePerson(person, version, record);
  std::erase_if(loaded.persons, [&](const ledger::PersonRow& row) { return row.person == person; });
  loaded.persons.push_back(stored.row);
  return stored.ref;
}

void AddItem(core::v1::Dossier& dossier, core::v1::ItemKind kind, const core::v1::Holder& holder) {
  core::v1::Item& item = *dossier.add_items();
  item.set_number(dossier.items_size());
  item.set_kind(kind);
  *item.mutable_holder() = holder;
  *item.mutable_since() = ToProto(Now() - absl::Hours(1));
}

}  // namespace

const catalogue::Catalogue& RealCatalogue() {
  static const std::shared_ptr<const catalogue::Catalogue> catalogue = [] {
    auto loaded = catalogue::Catalogue::Load(hoso::testing::SourceDir() + "/catalogue");
    if (!loaded.ok()) {
      std::cerr << loaded.status().message() << "\n";
      std::abort();
    }
    return *loaded;
  }();
  return *catalogue;
}

absl::Time Now() { return clock::LocalTime(absl::CivilSecond(2022, 11, 14, 9, 0, 0)); }

std::string NewUuid() { return rpc::NewRequestId(); }

core::v1::PersonRecord Citizen(const std::string& number) {
  core::v1::PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_CITIZEN);
  record.set_full_name("NGƯỜI MẪU MỘT");
  record.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  record.set_identity_number(number);
  return record;
}

core::v1::Actor Clerk(const std::string& office) {
  core::v1::Actor actor;
  actor.set_staff_id("GDV-1");
  actor.set_office_id(office);
  return actor;
}

core::v1::Actor Officer(const std::string& agency) {
  core::v1::Actor actor;
  actor.set_staff_id("MC-1");
  actor.set_agency_key(agency);
  return actor;
}

core::v1::Actor Carrier(const std::string& id) {
  core::v1::Actor actor;
  actor.set_staff_id(id);
  actor.set_role("carrier");
  return actor;
}

World::World(const std::string& procedure_version, int results)
    : loaded{.id = *identity::DossierId::Make(1, absl::CivilDay(2022, 11, 2), 7)} {
  const auto in_force = RealCatalogue().FindVersion(procedure_version);
  if (!in_force.ok()) std::abort();
  const catalogue::v1::Agency& agency = **RealCatalogue().FindAgency(in_force->version->agency());
  loaded.id = *identity::DossierId::Make(agency.number(), absl::CivilDay(2022, 11, 2), 7);
  loaded.exists = true;
  loaded.head = std::string(32, 'h');
  core::v1::Dossier& dossier = loaded.dossier;
  dossier.set_dossier_code(*identity::FormatDossierCode(loaded.id, command::CodesOf(RealCatalogue())));
  dossier.set_version(6);
  dossier.set_status(core::v1::STATUS_DECIDED);
  dossier.set_outcome(core::v1::OUTCOME_GRANTED);
  dossier.set_procedure_key(in_force->procedure->key());
  dossier.set_procedure_version(procedure_version);
  dossier.set_agency_key(agency.key());
  dossier.set_office_id(kOffice);
  dossier.set_units(results);
  *dossier.mutable_accepted_at() = ToProto(Now() - absl::Hours(24 * 12));
  *dossier.mutable_finished_at() = ToProto(Now() - absl::Hours(24 * 3));
  *dossier.mutable_results_received_at() = ToProto(Now());
  dossier.set_secret_digest(identity::SecretDigest(dossier.dossier_code(), kSecret));
  dossier.set_relation(core::v1::RELATION_SELF);
  SetOwner(Citizen(kOwnerNumber));
  *dossier.mutable_submitter() = dossier.owner();
  AddItem(dossier, core::v1::ITEM_KIND_PAPERS, custody::Agency(agency.key()));
  for (int i = 0; i < results; ++i) AddItem(dossier, core::v1::ITEM_KIND_RESULT, custody::Office(kOffice));
}

void World::SetOwner(const core::v1::PersonRecord& record) {
  *loaded.dossier.mutable_owner() = Store(loaded, 1, record);
  if (loaded.dossier.submitter().person() == 1) *loaded.dossier.mutable_submitter() = loaded.dossier.owner();
}

void World::SetSubmitter(const core::v1::PersonRecord& record, core::v1::Relation relation) {
  *loaded.dossier.mutable_submitter() = Store(loaded, 2, record);
  loaded.dossier.set_relation(relation);
}

v1::HandOutRequest HandOutToOwner(const std::string& code) {
  v1::HandOutRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code(code);
  request.add_items(2);
  request.set_channel(core::v1::RETURN_CHANNEL_OFFICE);
  *request.mutable_recipient() = Citizen(kOwnerNumber);
  request.set_relation(core::v1::RELATION_SELF);
  request.set_identity_check(core::v1::IDENTITY_CHECK_CARD);
  request.set_slip_returned(true);
  request.add_exchanged()->set_label("GPLX cũ, đã cắt góc");
  return request;
}

template <typename Request>
absl::StatusOr<ledger::Decision> Act(World& world, const core::v1::Actor& actor, const Request& request,
                                     absl::Time now) {
  const auto valid = Validate(RealCatalogue(), now, request);
  if (!valid.ok()) return valid.status();
  const command::Context context{actor, now, valid->occurred_at};
  absl::StatusOr<command::Plan> plan;
  if constexpr (std::is_same_v<Request, v1::HandOutRequest>) {
    plan = Plan(RealCatalogue(), context, *valid, {});
  } else {
    plan = Plan(RealCatalogue(), context, *valid);
  }
  if (!plan.ok()) return plan.status();
  return plan->decide(OneDossier(world.loaded));
}

absl::StatusOr<ledger::Decision> ActOn(World& world, const core::v1::Actor& actor, const v1::HandOutRequest& request,
                                       const slips::Checked& slip) {
  const auto valid = Validate(RealCatalogue(), Now(), request);
  if (!valid.ok()) return valid.status();
  const auto plan = Plan(RealCatalogue(), {actor, Now(), valid->occurred_at}, *valid, slip);
  if (!plan.ok()) return plan.status();
  return plan->decide(OneDossier(world.loaded));
}

template absl::StatusOr<ledger::Decision> Act(World&, const core::v1::Actor&, const v1::ReceiveResultsRequest&,
                                              absl::Time);
template absl::StatusOr<ledger::Decision> Act(World&, const core::v1::Actor&, const v1::NotifyApplicantRequest&,
                                              absl::Time);
template absl::StatusOr<ledger::Decision> Act(World&, const core::v1::Actor&, const v1::HandOutRequest&, absl::Time);
template absl::StatusOr<ledger::Decision> Act(World&, const core::v1::Actor&, const v1::RecordAttemptRequest&,
                                              absl::Time);
template absl::StatusOr<ledger::Decision> Act(World&, const core::v1::Actor&, const v1::ReturnUnclaimedRequest&,
                                              absl::Time);
template absl::StatusOr<ledger::Decision> Act(World&, const core::v1::Actor&, const v1::RecordFeedbackRequest&,
                                              absl::Time);

core::v1::Fact FactOf(const ledger::Decision& decision) {
  core::v1::Fact fact;
  fact.ParseFromString(decision.appends.at(0).change.facts().at(0).body);
  return fact;
}

void Commit(World& world, const ledger::Decision& decision) {
  const ledger::Append& append = decision.appends.at(0);
  world.loaded.dossier = append.change.dossier();
  world.loaded.head = append.change.head();
  for (const ledger::PersonRow& row : append.persons) world.loaded.persons.push_back(row);
}

}  // namespace hoso::returns::testing

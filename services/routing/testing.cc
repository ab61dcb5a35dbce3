#include "services/routing/testing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "common/appointment/appointment.h"
#include "common/catalogue/rules.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/postgres/time_text.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/bag_rows.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/decisions_desk.h"
#include "tests/support/catalogue.h"

namespace hoso::routing::testing {
namespace {

using core::v1::Bag;
using core::v1::Fact;

std::optional<std::string> TimeColumn(bool present, const google::protobuf::Timestamp& at) {
  if (!present) return std::nullopt;
  return postgres::TimeText(FromProto(at));
}

std::string BytesColumn(const std::string& bytes) { return "\\x" + absl::BytesToHexString(bytes); }

// As PostgreSQL would print it.
Row RowOf(const Bag& bag) {
  Bag manifest;
  *manifest.mutable_items() = bag.items();
  const auto number = [](int value) { return std::optional<std::string>(absl::StrCat(value)); };
  return {bag.bag_id(),
          number(bag.version()),
          number(bag.status()),
          number(bag.from().kind()),
          bag.from().id(),
          number(bag.to().kind()),
          bag.to().id(),
          number(bag.custodian().kind()),
          bag.custodian().id(),
          bag.seal_number(),
          BytesColumn(manifest.SerializeAsString()),
          BytesColumn(bag.manifest_digest()),
          TimeColumn(bag.has_sealed_at(), bag.sealed_at()),
          TimeColumn(bag.has_dispatched_at(), bag.dispatched_at()),
          TimeColumn(bag.has_opened_at(), bag.opened_at()),
          TimeColumn(bag.has_expected_at(), bag.expected_at()),
          number(bag.seal_state()),
          BytesColumn(bag.packet_digest())};
}

class HouseView : public ledger::View {
 public:
  HouseView(const std::map<identity::DossierId, ledger::Loaded>& dossiers, const command::Plan& plan,
            const std::map<std::string, Bag>& bags)
      : dossiers_(dossiers) {
    for (const identity::DossierId id : plan.dossiers) named_.emplace(id, ledger::Loaded{.id = id});
    for (const auto& [bag_id, bag] : bags) rows_.push_back(RowOf(bag));  // Also those that the SQL would leave out.
  }

  const ledger::Loaded& Get(identity::DossierId id) const override {
    const ledger::Loaded& absent = named_.at(id);  // Throws for a dossier that the plan does not name.
    const auto found = dossiers_.find(id);
    return found == dossiers_.end() ? absent : found->second;
  }
  const std::vector<Row>& side_rows() const override { return rows_; }

 private:
  const std::map<identity::DossierId, ledger::Loaded>& dossiers_;
  std::map<identity::DossierId, ledger::Loaded> named_;
  std::vector<Row> rows_;
};

}  // namespace

absl::Time Local(int day, int hour, int minute) {
  return clock::LocalTime(absl::CivilSecond(2022, 11, day, hour, minute, 0));
}

core::v1::Actor ClerkAt(const std::string& office) {
  core::v1::Actor actor;
  actor.set_staff_id("NV-" + office);
  actor.set_office_id(office);
  actor.set_role("postal_attendant");
  return actor;
}

core::v1::Actor OfficerOf(const std::string& agency) {
  core::v1::Actor actor;
  actor.set_staff_id("CB-" + agency);
  actor.set_agency_key(agency);
  actor.set_role("one_stop_officer");
  return actor;
}

core::v1::Actor ACarrier() {
  core::v1::Actor actor;
  actor.set_staff_id("BT-07");
  actor.set_role("carrier");
  return actor;
}

std::string FreshId() {
  static std::atomic<int> last = 0;
  return absl::StrFormat("3f2c9a1e-5b7d-4c1a-9f0e-%012x", ++last);
}

core::v1::ItemRef Ref(const std::string& code, int item) {
  core::v1::ItemRef ref;
  ref.set_dossier_code(code);
  ref.set_item(item);
  return ref;
}

std::string CodeOn(absl::CivilDay day, int number) {
  return absl::StrFormat("H15.05-%02d%02d%02d-%04d", day.year() % 100, day.month(), day.day(), number);
}

Fact AcceptedFact(const std::string& procedure, const std::string& office, absl::Time at, int units) {
  const catalogue::Catalogue& catalogue = hoso::testing::TheCatalogue();
  const auto found = catalogue.FindProcedure(procedure, clock::LocalDay(at), catalogue::v1::CHANNEL_POST);
  catalogue::Choice choice;
  choice.day = clock::LocalDay(at);
  choice.units = units;
  const auto complete = catalogue::CompleteChoice(*found->version, choice);
  const auto term = catalogue::TermFor(*found->version, complete.ok() ? *complete : choice);
  Fact fact;
  core::v1::Accepted& accepted = *fact.mutable_accepted();
  accepted.set_procedure_version(found->version->id());
  accepted.set_procedure_key(procedure);
  accepted.set_agency_key(found->version->agency());
  accepted.set_office_id(office);
  accepted.set_channel(core::v1::INTAKE_CHANNEL_PUBLIC_POST);
  accepted.set_return_channel(core::v1::RETURN_CHANNEL_OFFICE);
  accepted.set_return_office_id(office);
  accepted.set_units(units);
  *accepted.mutable_handed_in_at() = ToProto(at);
  *accepted.mutable_accepted_at() = ToProto(at);
  *accepted.mutable_term() = appointment::ToProto(*term);
  *accepted.mutable_appointment() = *appointment::Promise(catalogue, found->version->agency(), *term, at);
  core::v1::Item& papers = *accepted.mutable_papers();
  papers.set_number(1);
  papers.set_kind(core::v1::ITEM_KIND_PAPERS);
  papers.set_label("Hồ sơ");
  *papers.mutable_holder() = custody::Office(office);
  return fact;
}

Fact SupplementedFact(const core::v1::Dossier& dossier, const std::string& office, absl::Time at) {
  Fact fact;
  core::v1::Supplemented& supplemented = *fact.mutable_supplemented();
  *supplemented.mutable_appointment() = *appointment::PromiseAfterWait(hoso::testing::TheCatalogue(), dossier, at);
  core::v1::Item& papers = *supplemented.mutable_papers();
  papers.set_number(dossier.items_size() + 1);
  papers.set_kind(core::v1::ITEM_KIND_SUPPLEMENT);
  papers.set_label("Giấy tờ bổ sung");
  *papers.mutable_holder() = custody::Office(office);
  return fact;
}

v1::SealBagRequest SealRequest(const std::string& bag, const core::v1::Holder& from, const core::v1::Holder& to,
                               const std::vector<core::v1::ItemRef>& items) {
  v1::SealBagRequest request;
  request.set_request_id(FreshId());
  request.set_bag_id(bag);
  *request.mutable_from() = from;
  *request.mutable_to() = to;
  request.set_seal_number("NP-" + bag);
  for (const core::v1::ItemRef& item : items) *request.add_items() = item;
  return request;
}

v1::OpenBagRequest OpenRequest(const Bag& bag, const core::v1::Holder& at,
                               const std::vector<core::v1::ItemRef>& found) {
  v1::OpenBagRequest request;
  request.set_request_id(FreshId());
  request.set_bag_id(bag.bag_id());
  *request.mutable_at() = at;
  request.set_seal_state(core::v1::SEAL_STATE_INTACT);
  request.set_manifest_digest(bag.manifest_digest());
  for (const core::v1::ItemRef& item : found) *request.add_found() = item;
  request.set_counted(static_cast<int32_t>(found.size()));
  return request;
}

v1::HandOverRequest HandOverRequest(const std::string& code, std::vector<int> items, const core::v1::Holder& from,
                                    const core::v1::Holder& to) {
  v1::HandOverRequest request;
  request.set_request_id(FreshId());
  request.set_dossier_code(code);
  for (const int item : items) request.add_items(item);
  *request.mutable_from() = from;
  *request.mutable_to() = to;
  request.set_document_number("BG-1");
  return request;
}

House::House() : catalogue_(hoso::testing::TheCatalogue()), now_(Local(7, 9)) {}

std::string House::Accept(const std::string& procedure, const std::string& office, int units) {
  const std::string code = CodeOn(clock::LocalDay(now_), ++last_number_);
  Record(code, AcceptedFact(procedure, office, now_, units));
  return code;
}

void House::Record(const std::string& code, Fact fact) {
  const auto id = identity::ParseDossierCode(code, command::CodesOf(catalogue_));
  ASSERT_TRUE(id.ok()) << id.status();
  const command::Context context = ContextOf(ClerkAt(kCommunePoint), now_);
  const auto known = dossiers_.find(*id);
  dossier::DossierChange change =
      known == dossiers_.end() ? command::BeginNew(code, context) : command::Begin(known->second, context);
  const absl::Status added = change.Add(fact);
  ASSERT_TRUE(added.ok()) << added;
  facts_[code].push_back(std::move(fact));
  dossiers_.insert_or_assign(
      *id, ledger::Loaded{.id = *id, .exists = true, .dossier = change.dossier(), .head = change.head()});
}

const core::v1::Dossier& House::dossier(const std::string& code) const {
  return dossiers_.at(*identity::ParseDossierCode(code, command::CodesOf(catalogue_))).dossier;
}

core::v1::Holder House::HolderOf(const std::string& code, int item) const {
  const core::v1::Item* found = custody::Find(dossier(code), item);
  return found == nullptr ? core::v1::Holder() : found->holder();
}

const std::vector<Fact>& House::facts(const std::string& code) const { return facts_.at(code); }

absl::StatusOr<std::string> House::Commit(absl::StatusOr<command::Plan> plan) {
  if (!plan.ok()) return plan.status();
  const auto decision = plan->decide(HouseView(dossiers_, *plan, bags_));
  if (!decision.ok()) return decision.status();
  EXPECT_TRUE(plan->lane == ledger::Lane::kBulk || decision->side_write.empty());
  for (const ledger::Append& append : decision->appends) {
    const dossier::DossierChange& change = append.change;
    EXPECT_FALSE(change.facts().empty()) << change.dossier().dossier_code();
    for (const dossier::NewFact& added : change.facts()) {
      Fact fact;
      fact.ParseFromString(added.body);
      facts_[change.dossier().dossier_code()].push_back(std::move(fact));
    }
    const auto id = identity::ParseDossierCode(change.dossier().dossier_code(), command::CodesOf(catalogue_));
    dossiers_.insert_or_assign(
        *id, ledger::Loaded{.id = *id, .exists = true, .dossier = change.dossier(), .head = change.head()});
  }
  return decision->answer;
}

absl::StatusOr<Bag> House::Seal(const core::v1::Actor& actor, const v1::SealBagRequest& request) {
  const auto response = Run<v1::SealBagResponse>(actor, request, PlanSealBag);
  if (!response.ok()) return response.status();
  return response->bag();
}

absl::StatusOr<Bag> House::Dispatch(const core::v1::Actor& actor, const std::string& bag, const std::string& carrier) {
  v1::DispatchBagRequest request;
  request.set_bag_id(bag);
  request.set_carrier_id(carrier);
  const auto response = RunWithBag<v1::DispatchBagResponse>(actor, request, PlanDispatchBag);
  if (!response.ok()) return response.status();
  return response->bag();
}

absl::StatusOr<Bag> House::HandOverBag(const core::v1::Actor& actor, const std::string& bag,
                                       const core::v1::Holder& from, const core::v1::Holder& to) {
  v1::HandOverRequest request;
  request.set_bag_id(bag);
  *request.mutable_from() = from;
  *request.mutable_to() = to;
  request.set_document_number("BG-7");
  const auto response = RunWithBag<v1::HandOverResponse>(actor, request, PlanHandOverBag);
  if (!response.ok()) return response.status();
  return response->bag();
}

absl::StatusOr<v1::OpenBagResponse> House::Open(const core::v1::Actor& actor, const v1::OpenBagRequest& request) {
  return RunWithBag<v1::OpenBagResponse>(
      actor, request, [](const auto& catalogue, const auto& context, const auto& valid, const Bag& read) {
        return PlanOpenBag(catalogue, context, valid, read);
      });
}

void House::BringToAgency(const std::string& code) {
  const core::v1::Holder from = HolderOf(code, 1);
  const core::v1::Holder agency = custody::Agency(dossier(code).agency_key());
  const auto moved =
      Run<v1::HandOverResponse>(ClerkAt(from.id()), HandOverRequest(code, {1}, from, agency), PlanHandOverItems);
  ASSERT_TRUE(moved.ok()) << moved.status();
  v1::ReceiveDossierRequest request;
  request.set_dossier_code(code);
  request.set_complete(true);
  const auto received = Run<v1::ReceiveDossierResponse>(OfficerOf(agency.id()), request, PlanReceiveDossier);
  ASSERT_TRUE(received.ok()) << received.status();
}

}  // namespace hoso::routing::testing

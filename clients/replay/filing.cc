#include "clients/replay/filing.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "clients/replay/people.h"
#include "clients/replay/random.h"
#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

using catalogue::v1::Authorisation;
using catalogue::v1::ProcedureVersion;
using catalogue::v1::SubmitterKind;

constexpr double kFirstCasePercent = 65;
constexpr double kReducedFeePercent = 25;
constexpr double kProxyPercent = 20;       // Where a proxy may file.
constexpr double kOtherReturnPercent = 5;  // Wants the result at another point of the district.
constexpr int kFirstSubmitter = 5000;      // Numbers of persons who are no owners.

bool IsBody(SubmitterKind kind) {
  return kind == catalogue::v1::SUBMITTER_KIND_ENTERPRISE || kind == catalogue::v1::SUBMITTER_KIND_COOPERATIVE ||
         kind == catalogue::v1::SUBMITTER_KIND_BUSINESS_HOUSEHOLD ||
         kind == catalogue::v1::SUBMITTER_KIND_STATE_AGENCY || kind == catalogue::v1::SUBMITTER_KIND_ORGANISATION;
}

core::v1::OwnerKind OwnerKindOf(SubmitterKind kind) {
  switch (kind) {
    case catalogue::v1::SUBMITTER_KIND_ENTERPRISE:
      return core::v1::OWNER_KIND_ENTERPRISE;
    case catalogue::v1::SUBMITTER_KIND_COOPERATIVE:
      return core::v1::OWNER_KIND_COOPERATIVE;
    case catalogue::v1::SUBMITTER_KIND_BUSINESS_HOUSEHOLD:
      return core::v1::OWNER_KIND_BUSINESS_HOUSEHOLD;
    case catalogue::v1::SUBMITTER_KIND_STATE_AGENCY:
      return core::v1::OWNER_KIND_AGENCY;
    case catalogue::v1::SUBMITTER_KIND_ORGANISATION:
      return core::v1::OWNER_KIND_ORGANISATION;
    default:
      return core::v1::OWNER_KIND_CITIZEN;
  }
}

core::v1::Relation RelationOf(SubmitterKind kind) {
  switch (kind) {
    case catalogue::v1::SUBMITTER_KIND_PARENT:
      return core::v1::RELATION_PARENT;
    case catalogue::v1::SUBMITTER_KIND_SPOUSE:
      return core::v1::RELATION_SPOUSE;
    case catalogue::v1::SUBMITTER_KIND_CHILD:
      return core::v1::RELATION_CHILD;
    case catalogue::v1::SUBMITTER_KIND_AUTHORISED_PERSON:
      return core::v1::RELATION_AUTHORISED;
    default:
      return IsBody(kind) ? core::v1::RELATION_REPRESENTATIVE : core::v1::RELATION_SELF;
  }
}

std::vector<std::string> DrawCases(const ProcedureVersion& version, Random& random) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const catalogue::v1::Case& c : version.cases()) groups[c.group()].push_back(c.id());
  std::vector<std::string> cases;
  for (const auto& [group, ids] : groups) {
    const bool first = ids.size() == 1 || random.Percent(kFirstCasePercent);
    cases.push_back(first ? ids[0] : ids[static_cast<size_t>(random.Between(1, static_cast<int64_t>(ids.size()) - 1))]);
  }
  return cases;
}

// The owner, a body's representative, or now and then a proxy.
SubmitterKind DrawSubmitter(const ProcedureVersion& version, Random& random) {
  std::vector<SubmitterKind> principals;
  std::vector<SubmitterKind> proxies;
  for (const int kind : version.submitters()) {
    const auto submitter = static_cast<SubmitterKind>(kind);
    const bool principal = submitter == catalogue::v1::SUBMITTER_KIND_OWNER || IsBody(submitter);
    (principal ? principals : proxies).push_back(submitter);
  }
  const bool citizens = !principals.empty() && !IsBody(principals[0]);
  if (citizens && !proxies.empty() && random.Percent(kProxyPercent)) {
    return proxies[static_cast<size_t>(random.Between(0, static_cast<int64_t>(proxies.size()) - 1))];
  }
  if (principals.empty()) return catalogue::v1::SUBMITTER_KIND_OWNER;
  return principals[static_cast<size_t>(random.Between(0, static_cast<int64_t>(principals.size()) - 1))];
}

std::string DrawFee(const ProcedureVersion& version, Random& random) {
  for (const catalogue::v1::Fee& fee : version.fees()) {
    if (fee.proof_needed() && random.Percent(kReducedFeePercent)) return fee.id();
  }
  return "";
}

// The choice drawn, or a plainer one where the version does not allow the drawn one.
absl::StatusOr<catalogue::Choice> DrawChoice(const ProcedureVersion& version, const v1::ProcedureShare& share,
                                             absl::CivilDay day, catalogue::v1::Channel channel, Random& random) {
  catalogue::Choice choice;
  choice.channel = channel;
  choice.day = day;
  choice.cases = DrawCases(version, random);
  choice.submitter = DrawSubmitter(version, random);
  choice.fee = DrawFee(version, random);
  if (version.has_units() && random.Percent(share.several_units_percent())) {
    const int most = std::min(version.units().max(), std::max(2, share.most_units()));
    choice.units = static_cast<int>(random.Between(2, most));
  }
  absl::StatusOr<catalogue::Choice> complete = catalogue::CompleteChoice(version, choice);
  if (complete.ok()) return complete;
  choice.fee.clear();
  choice.submitter = static_cast<SubmitterKind>(version.submitters(0));
  complete = catalogue::CompleteChoice(version, choice);
  if (complete.ok()) return complete;
  choice.cases.clear();
  return catalogue::CompleteChoice(version, choice);
}

core::v1::Authorisation MakeAuthorisation(Random& random, absl::CivilDay day, bool notarised, int number) {
  core::v1::Authorisation authorisation;
  authorisation.set_document_number(absl::StrCat("UQ-", number));
  authorisation.set_notarised(notarised);
  *authorisation.mutable_issued_on() = catalogue::DayToProto(day - random.Between(1, 20));
  *authorisation.mutable_valid_until() = catalogue::DayToProto(day + 365);
  return authorisation;
}

void DrawPeople(const World& world, uint64_t seed, int index, Random& random, Case& filed) {
  const std::string& commune = world.at(filed.office).commune;
  const SubmitterKind kind = filed.choice.submitter;
  filed.relation = RelationOf(kind);
  if (IsBody(kind)) {
    filed.owner = MakeBody(seed, index % 900 + 1, OwnerKindOf(kind), commune);
  } else {
    filed.owner = MakeCitizen(seed, index + 1, commune);
  }
  if (filed.relation == core::v1::RELATION_SELF) return;
  filed.submitter = MakeCitizen(seed, kFirstSubmitter + index, commune);
  const Authorisation needed = catalogue::AuthorisationNeeded(*filed.version, filed.choice);
  if (needed == catalogue::v1::AUTHORISATION_WRITTEN || needed == catalogue::v1::AUTHORISATION_NOTARISED) {
    const bool notarised = needed == catalogue::v1::AUTHORISATION_NOTARISED;
    filed.authorisation = MakeAuthorisation(random, filed.choice.day, notarised, index);
  }
}

bool MayGoBackByPost(const ProcedureVersion& version) {
  return std::all_of(version.results().begin(), version.results().end(),
                     [](const catalogue::v1::Result& result) { return result.by_post(); });
}

void DrawReturn(const World& world, const v1::ProcedureShare& share, Random& random, Case& filed) {
  filed.return_office = filed.office;
  const double inclination = random.Uniform();
  if (!MayGoBackByPost(*filed.version)) {
    filed.return_channel = core::v1::RETURN_CHANNEL_AGENCY;
    return;
  }
  // Whoever lives in the agency's town goes there more readily.
  const bool in_town = world.at(filed.office).district == world.at(world.at(filed.agency).parent).district;
  filed.agency_inclination = in_town ? inclination * 0.4 : inclination;
  if (random.Percent(share.delivery_percent())) {
    filed.return_channel = core::v1::RETURN_CHANNEL_DELIVERY;
  } else if (random.Percent(kOtherReturnPercent)) {
    const Place& office = world.at(filed.office);
    if (office.level == v1::PLACE_LEVEL_COMMUNE) filed.return_office = office.parent;
  }
}

}  // namespace

std::vector<core::v1::ComponentCount> PapersFor(const ProcedureVersion& version, const catalogue::Choice& choice) {
  std::vector<core::v1::ComponentCount> papers;
  for (const catalogue::v1::Component& component : version.components()) {
    if (catalogue::NeedOf(component, choice) != catalogue::Need::kRequired) continue;
    const int times = component.per_unit() == catalogue::v1::UNIT_KIND_UNSPECIFIED ? 1 : choice.units;
    core::v1::ComponentCount count;
    count.set_component_id(component.id());
    count.set_originals(component.originals() * times);
    count.set_certified_copies(component.certified_copies() * times);
    count.set_photocopies(component.photocopies() * times);
    count.set_original_shown(component.original_must_be_shown());
    count.set_captured(component.capture_on_site());
    papers.push_back(count);
  }
  return papers;
}

bool ProxyMayCollect(const Case& filed) {
  const Authorisation needed = catalogue::AuthorisationToCollect(
      *filed.version, filed.choice, catalogue::v1::SUBMITTER_KIND_AUTHORISED_PERSON);
  return needed == catalogue::v1::AUTHORISATION_NONE || needed == catalogue::v1::AUTHORISATION_WRITTEN ||
         needed == catalogue::v1::AUTHORISATION_NOTARISED;
}

absl::Status ChangeUnits(Case& filed, int units) {
  catalogue::Choice choice = filed.choice;
  choice.units = units;
  absl::StatusOr<catalogue::Choice> complete = catalogue::CompleteChoice(*filed.version, choice);
  if (!complete.ok()) return complete.status();
  filed.choice = *std::move(complete);
  filed.components = PapersFor(*filed.version, filed.choice);
  const absl::StatusOr<int64_t> fee = catalogue::FeeAmount(*filed.version, filed.choice);
  if (!fee.ok()) return fee.status();
  filed.fee_vnd = *fee;
  return absl::OkStatus();
}

absl::Status DrawFiling(const World& world, uint64_t seed, int index, const v1::ProcedureShare& share, Case& filed) {
  Random random(seed, "filing", index);
  const absl::CivilDay day = clock::LocalDay(filed.comes_at);
  const auto found = world.catalogue().FindProcedure(share.procedure_key(), day, catalogue::v1::CHANNEL_POST);
  if (!found.ok()) return found.status();
  filed.procedure = found->procedure;
  filed.version = found->version;
  filed.agency = world.Find(found->version->agency());
  absl::StatusOr<catalogue::Choice> choice =
      DrawChoice(*filed.version, share, day, catalogue::v1::CHANNEL_POST, random);
  if (!choice.ok()) return choice.status();
  filed.choice = *std::move(choice);
  if (absl::Status status = ChangeUnits(filed, filed.choice.units); !status.ok()) return status;
  DrawPeople(world, seed, index, random, filed);
  DrawReturn(world, share, random, filed);
  filed.work = absl::Minutes(static_cast<int64_t>(
      60 * random.Triangular(share.least_hours(), share.usual_hours(), share.most_hours())));
  return absl::OkStatus();
}

}  // namespace hoso::replay

#include "services/routing/person_search.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/dossier/summary.h"
#include "common/identity/mask.h"
#include "common/identity/person_id.h"
#include "common/identity/text.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/rpc/errors.h"
#include "common/vault/person_index.h"
#include "common/vault/sealed_person.h"

namespace hoso::routing {
namespace {

using core::v1::PersonRecord;
using identity::NameFit;
using tracking::v1::FoundCommune;
using tracking::v1::FoundPerson;
using tracking::v1::SearchDossiersRequest;
using tracking::v1::SearchDossiersResponse;

constexpr int kDefaultResults = 20;
constexpr int kMostResults = 50;
constexpr size_t kLongestName = 200;
constexpr NameFit kFits[] = {NameFit::kSameTones, NameFit::kWordsWithTones, NameFit::kSameFolded, NameFit::kWords,
                             NameFit::kBegun};
// What is opened to be compared and shown.
const std::set<int>& ShownFields() {
  static const std::set<int> fields = {
      PersonRecord::kKindFieldNumber,           PersonRecord::kFullNameFieldNumber,
      PersonRecord::kIdentityNumberFieldNumber, PersonRecord::kFormerIdentityNumberFieldNumber,
      PersonRecord::kPhoneFieldNumber,          PersonRecord::kCommuneCodeFieldNumber};
  return fields;
}

bool IsCommune(const catalogue::v1::AdminUnit& unit) { return unit.code().size() == 5; }

// Each group once per class that the ring has an index of, in the order of the groups.
template <typename TokensOf>
void AddGroup(const vault::KeyRing& ring, TokensOf tokens_of, ledger::PersonQuery& query) {
  for (const vault::DataClass data_class : vault::AllClasses()) {
    const vault::Key* key = ring.IndexKey(data_class);
    if (key == nullptr) continue;
    std::vector<int64_t> tokens = tokens_of(*key);
    if (!tokens.empty()) query.groups.push_back(std::move(tokens));
  }
}

void AddNameGroups(const vault::KeyRing& ring, PersonSearch& search) {
  std::vector<std::optional<std::string>> communes(search.communes.begin(), search.communes.end());
  if (communes.empty()) communes.push_back(std::nullopt);
  for (const NameFit fit : kFits) {
    for (const std::optional<std::string>& commune : communes) {
      AddGroup(
          ring,
          [&](const vault::Key& key) {
            std::vector<int64_t> tokens = vault::NameTokens(key, search.name, fit);
            if (!tokens.empty() && commune.has_value()) tokens.push_back(vault::CommuneToken(key, *commune));
            return tokens;
          },
          search.query);
    }
  }
}

void CheckShape(const SearchDossiersRequest& request, errors::FieldErrors& wrong) {
  const int given = !request.identity_number().empty() + !request.phone().empty() + !request.name().empty();
  if (given != 1) wrong.Add("name", absl::StrCat(given, " of identity_number, phone and name, want one of them"));
  if (!request.commune().empty() && request.name().empty()) wrong.Add("commune", "without a name, want both");
  if (request.max_results() < 0 || request.max_results() > kMostResults) {
    wrong.Add("max_results", absl::StrCat(request.max_results(), ", want 1..", kMostResults));
  }
}

void ReadName(const catalogue::Catalogue& catalogue, const SearchDossiersRequest& request, PersonSearch& search,
              errors::FieldErrors& wrong) {
  const auto name = identity::NormalizeText(request.name(), {.field = "name", .max_length = kLongestName});
  search.name = identity::WordsOf(name.value_or(""));
  if (identity::Folded(search.name).size() < 2) wrong.Add("name", "want at least two letters of a name");
  if (request.commune().empty()) return;
  search.communes = FindCommunes(catalogue, request.commune(), search.day);
  if (search.communes.empty()) wrong.Add("commune", "none has this code or name, want one of the province");
}

// The number that was asked for, by a token or in full; equal tokens of other numbers are one in 10^13.
bool Fits(const PersonSearch& search, const PersonRecord& record, NameFit& fit) {
  if (!search.identity_number.empty()) {
    return record.identity_number() == search.identity_number ||
           record.former_identity_number() == search.identity_number;
  }
  if (!search.phone.empty()) return record.phone() == search.phone;
  fit = identity::FitOf(search.name, identity::WordsOf(record.full_name()));
  return fit != NameFit::kNone;
}

FoundCommune CommuneOf(const catalogue::Catalogue& catalogue, const std::string& code, absl::CivilDay day) {
  FoundCommune commune;
  commune.set_code(code);
  const auto unit = catalogue.FindAdminUnit(code, day);
  if (!unit.ok()) return commune;
  commune.set_name((*unit)->name());
  const auto district = catalogue.FindAdminUnit((*unit)->parent(), day);
  if (district.ok()) commune.set_district((*district)->name());
  return commune;
}

bool IsNatural(core::v1::OwnerKind kind) {
  return kind == core::v1::OWNER_KIND_UNSPECIFIED || kind == core::v1::OWNER_KIND_CITIZEN ||
         kind == core::v1::OWNER_KIND_BUSINESS_HOUSEHOLD;
}

// Nothing when the hit does not fit after all, or its key was destroyed meanwhile.
absl::StatusOr<std::optional<FoundPerson>> Show(const catalogue::Catalogue& catalogue, const vault::KeyRing& ring,
                                                const PersonSearch& search, const ledger::PersonHit& hit) {
  if (!hit.person.key.has_value()) return std::optional<FoundPerson>();
  const auto data_key = ring.Unwrap({hit.dossier, hit.person.person, hit.person.version}, *hit.person.key);
  if (!data_key.ok()) return data_key.status();
  const auto record = vault::OpenFields(*data_key, hit.person.sealed, ShownFields());
  if (!record.ok()) return record.status();
  NameFit fit = NameFit::kNone;
  if (!Fits(search, *record, fit)) return std::optional<FoundPerson>();
  core::v1::Dossier state;
  if (!state.ParseFromString(hit.state)) {
    return absl::DataLossError(absl::StrCat("dossier ", hit.dossier, ": its state cannot be read"));
  }
  FoundPerson found;
  *found.mutable_dossier() = dossier::Summarize(state);
  found.set_person(hit.person.person);
  found.set_masked_name(IsNatural(record->kind()) ? identity::MaskName(record->full_name()) : record->full_name());
  found.set_masked_identity_number(identity::MaskPersonId(record->identity_number()));
  found.set_masked_phone(identity::MaskPhone(record->phone()));
  if (!record->commune_code().empty()) {
    *found.mutable_commune() = CommuneOf(catalogue, record->commune_code(), search.day);
  }
  if (fit != NameFit::kNone) found.set_fit(static_cast<tracking::v1::NameFit>(fit));
  return std::optional<FoundPerson>(std::move(found));
}

}  // namespace

absl::StatusOr<ledger::DossierScope> SearchScopeOf(const catalogue::Catalogue& catalogue, const rights::Reach& reach) {
  ledger::DossierScope scope;
  if (!reach.office.empty()) scope.offices = rights::OfficesOf(catalogue, reach);
  if (!reach.agency.empty()) {
    for (const std::string& key : rights::AgenciesOf(catalogue, reach)) {
      const auto agency = catalogue.FindAgency(key);
      if (agency.ok()) scope.agencies.push_back((*agency)->number());
    }
  }
  if (scope.offices.empty() && scope.agencies.empty()) return rights::OutOfReach("hoso-office", "");
  return scope;
}

absl::StatusOr<PersonSearch> PlanSearch(const catalogue::Catalogue& catalogue, const vault::KeyRing& ring,
                                        ledger::DossierScope scope, absl::Time now,
                                        const SearchDossiersRequest& request) {
  PersonSearch search{.max_results = request.max_results() == 0 ? kDefaultResults : request.max_results(),
                      .day = clock::LocalDay(now)};
  errors::FieldErrors wrong;
  CheckShape(request, wrong);
  search.identity_number = identity::NormalIdentityNumber(request.identity_number());
  if (!request.phone().empty()) {
    const auto phone = identity::NormalizePhone(request.phone(), "phone");
    if (!phone.ok()) wrong.Add("phone", "is no telephone number, want 10 digits of a mobile or 11 of a landline");
    search.phone = phone.value_or("");
  }
  if (!request.name().empty()) ReadName(catalogue, request, search, wrong);
  if (!wrong.empty()) return wrong.ToStatus();

  search.query.scope = std::move(scope);
  search.query.most = search.max_results + 1;  // One more tells whether there are more.
  if (!search.identity_number.empty()) {
    AddGroup(
        ring,
        [&](const vault::Key& key) {
          return std::vector<int64_t>{vault::IdentityNumberToken(key, search.identity_number)};
        },
        search.query);
  } else if (!search.phone.empty()) {
    AddGroup(
        ring, [&](const vault::Key& key) { return std::vector<int64_t>{vault::PhoneToken(key, search.phone)}; },
        search.query);
  } else {
    AddNameGroups(ring, search);
  }
  return search;
}

std::vector<std::string> FindCommunes(const catalogue::Catalogue& catalogue, const std::string& code_or_name,
                                      absl::CivilDay day) {
  const std::vector<identity::NameWord> typed = identity::WordsOf(code_or_name);
  NameFit best = NameFit::kBegun;  // Not so good.
  std::set<std::string> codes;
  for (const catalogue::v1::AdminUnit& unit : catalogue.data().admin_units()) {
    if (!IsCommune(unit) || !catalogue::PeriodOf(unit).Contains(day)) continue;
    if (unit.code() == code_or_name) return {unit.code()};
    NameFit fit = identity::FitOf(typed, identity::WordsOf(unit.name()));
    // Its name is told with "Xã" before it; who types it without means the same.
    if (fit == NameFit::kSameTones) fit = NameFit::kWordsWithTones;
    if (fit == NameFit::kSameFolded) fit = NameFit::kWords;
    if (fit > best || fit >= NameFit::kBegun) continue;
    if (fit < best) codes.clear();
    best = fit;
    codes.insert(unit.code());
  }
  return {codes.begin(), codes.end()};
}

absl::Status AnswerSearch(postgres::Pool& pool, const catalogue::Catalogue& catalogue, const vault::KeyRing& ring,
                          const PersonSearch& search, absl::Time deadline, SearchDossiersResponse& response) {
  const auto hits = postgres::Read(
      pool,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<ledger::PersonHit>> {
        return ledger::FindPersons(tx, search.query);
      },
      deadline);
  if (!hits.ok()) return hits.status();
  for (const std::string& code : search.communes) {
    *response.add_communes() = CommuneOf(catalogue, code, search.day);
  }
  for (const ledger::PersonHit& hit : *hits) {
    auto found = Show(catalogue, ring, search, hit);
    if (!found.ok()) return found.status();
    if (!found->has_value()) continue;
    if (response.persons_size() == search.max_results) {
      response.set_more(true);
      return absl::OkStatus();
    }
    *response.add_persons() = **std::move(found);
  }
  return absl::OkStatus();
}

}  // namespace hoso::routing

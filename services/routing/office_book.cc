#include "services/routing/office_book.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/command/fields.h"
#include "common/identity/dossier_code.h"
#include "common/rpc/errors.h"
#include "services/routing/bag_rows.h"
#include "services/routing/read_sql.h"

namespace hoso::routing {
namespace {

using tracking::v1::GetOfficeBookRequest;
using tracking::v1::OfficeDossier;

constexpr int kMostKnown = 5000;
constexpr int kMost = 5000;  // Of dossiers, and of bags.

// $1 office, $2 the first key that may be taken in there.
constexpr char kDossiersSql[] =
    "WITH mine AS ("
    " SELECT i.dossier FROM ledger.item i WHERE i.holder_kind = 1 AND i.holder = $1::text"
    " UNION SELECT i.dossier FROM routing.bag b JOIN ledger.item i ON i.holder_kind = 2 AND i.holder = b.bag_id"
    "  WHERE b.status < 3 AND ((b.to_kind = 1 AND b.to_id = $1::text) OR (b.from_kind = 1 AND b.from_id = $1::text))"
    " UNION SELECT d.dossier FROM ledger.dossier d"
    "  WHERE d.office = $1::text AND d.dossier >= $2::bigint AND NOT d.closed)"
    " SELECT d.dossier, d.version FROM mine JOIN ledger.dossier d USING (dossier) ORDER BY d.dossier LIMIT $3::integer";

std::string BagsSql() {
  return absl::StrCat("SELECT ", kBagColumns,
                      " FROM routing.bag WHERE status < 3 AND ((to_kind = 1 AND to_id = $1::text) OR (from_kind = 1 "
                      "AND from_id = $1::text)) ORDER BY bag_id LIMIT $2::integer");
}

}  // namespace

absl::StatusOr<OfficeContents> ReadOfficeContents(postgres::Pool& pool, const std::string& office_id,
                                                  absl::CivilDay since, absl::Time deadline) {
  return ReadSnapshot(pool, deadline, [&](pqxx::work& tx) -> absl::StatusOr<OfficeContents> {
    OfficeContents contents;
    for (const pqxx::row& row : tx.exec_params(kDossiersSql, office_id, identity::FirstIdOfDay(since), kMost)) {
      contents.dossiers.push_back({.id = row[0].as<int64_t>(), .version = row[1].as<int32_t>()});
    }
    for (const pqxx::row& columns : tx.exec_params(BagsSql(), office_id, kMost)) {
      Row row;
      for (const pqxx::field& field : columns) row.push_back(postgres::GetOptional<std::string>(field));
      auto bag = BagOfRow(row);
      if (!bag.ok()) return bag.status();
      contents.bags.push_back(*std::move(bag));
    }
    return contents;
  });
}

absl::StatusOr<BookChanges> ChangesOf(const catalogue::Catalogue& catalogue, const OfficeContents& contents,
                                      const GetOfficeBookRequest& request, size_t limit) {
  if (request.known_size() > kMostKnown || request.known_bags_size() > kMostKnown) {
    return errors::FieldError("known", absl::StrCat(request.known_size(), ", want at most ", kMostKnown));
  }
  BookChanges changes;
  std::map<int64_t, int32_t> known;
  std::map<int64_t, std::string> gone;
  const identity::AgencyCodes codes = command::CodesOf(catalogue);
  for (int i = 0; i < request.known_size(); ++i) {
    const std::string& code = request.known(i).dossier_code();
    const auto id = identity::ParseDossierCode(code, codes);
    if (!id.ok()) return errors::FieldError(absl::StrCat("known[", i, "].dossier_code"), "want a dossier code");
    known[id->value()] = request.known(i).version();
    gone[id->value()] = code;
  }
  for (const DossierVersion& one : contents.dossiers) {
    gone.erase(one.id);
    const auto found = known.find(one.id);
    if (found != known.end() && found->second == one.version) continue;
    if (changes.dossiers.size() == limit) {
      changes.response.set_more(true);
    } else {
      changes.dossiers.push_back(one.id);
    }
  }
  for (const auto& [id, code] : gone) changes.response.add_gone(code);

  std::map<std::string, int32_t> known_bags;
  for (const tracking::v1::KnownBag& bag : request.known_bags()) known_bags[bag.bag_id()] = bag.version();
  for (const core::v1::Bag& bag : contents.bags) {
    const auto found = known_bags.find(bag.bag_id());
    if (found == known_bags.end() || found->second != bag.version()) *changes.response.add_bags() = bag;
    if (found != known_bags.end()) known_bags.erase(found);
  }
  for (const auto& [bag_id, version] : known_bags) changes.response.add_gone_bags(bag_id);
  return changes;
}

absl::StatusOr<std::vector<OfficeDossier>> ReadOfficeDossiers(postgres::Pool& pool, const vault::KeyRing& ring,
                                                              const std::vector<int64_t>& ids, absl::Time deadline) {
  std::vector<OfficeDossier> dossiers;
  if (ids.empty()) return dossiers;
  auto found = ReadPersons(pool, ids, deadline);
  if (!found.ok()) return found.status();
  for (DossierWithPersons& read : *found) {
    OfficeDossier& dossier = dossiers.emplace_back();
    for (const core::v1::PersonRef* ref : {&read.dossier.owner(), &read.dossier.submitter()}) {
      if (ref->person() == 0 || (ref != &read.dossier.owner() && ref->person() == read.dossier.owner().person()))
        continue;
      auto row = OpenPerson(ring, read, *ref);
      if (!row.ok()) return row.status();
      if (!row->data_key.has_value()) continue;
      tracking::v1::BookPerson& person = *dossier.add_persons();
      person.set_person(row->person);
      person.set_version(row->version);
      person.set_salt(std::move(row->salt));
      person.set_record(std::move(row->record));
    }
    *dossier.mutable_dossier() = std::move(read.dossier);
  }
  return dossiers;
}

}  // namespace hoso::routing

#include "services/routing/persons_in_full.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/postgres/array.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "services/routing/read_sql.h"

namespace hoso::routing {
namespace {

using core::v1::PersonRef;
using tracking::v1::ShownPerson;

// 1 is the owner, 2 the submitter (PersonRef).
constexpr char kReadSql[] =
    "SELECT d.dossier, d.state, p.person, p.version, p.sealed, k.key_id, k.wrapped FROM ledger.dossier d"
    " LEFT JOIN ledger.person p ON p.dossier = d.dossier AND p.person <= 2"
    " LEFT JOIN ledger.person_key k ON k.dossier = d.dossier AND k.person = p.person AND k.version = p.version"
    " WHERE d.dossier = ANY (";

absl::Status Lost(const core::v1::Dossier& dossier, const PersonRef& ref, const char* what) {
  return absl::DataLossError(absl::StrCat(dossier.dossier_code(), ": person ", ref.person(), ", version ",
                                          ref.version(), " ", what, "; run `hoso ledger verify`"));
}

absl::Status OpenOne(const vault::KeyRing& ring, const DossierWithPersons& read, const PersonRef& ref,
                     ShownPerson& shown) {
  const auto row = OpenPerson(ring, read, ref);
  if (!row.ok()) return row.status();
  shown.set_destroyed(!row->data_key.has_value());
  if (!shown.destroyed() && !shown.mutable_record()->ParseFromString(row->record)) {
    return Lost(read.dossier, ref, "cannot be read");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<DossierWithPersons>> ReadPersons(postgres::Pool& pool, const std::vector<int64_t>& ids,
                                                            absl::Time deadline) {
  std::string sql = kReadSql;
  postgres::AppendArray(sql, std::span<const int64_t>(ids));
  sql += ") ORDER BY d.dossier, p.person, p.version";
  return postgres::Read(
      pool,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::vector<DossierWithPersons>> {
        std::vector<DossierWithPersons> found;
        for (const pqxx::row& row : tx.exec(sql)) {
          const int64_t id = row[0].as<int64_t>();
          if (found.empty() || found.back().id != id) {
            found.push_back({.id = id, .dossier = ParseState(row[1], id), .persons = {}});
          }
          if (row[2].is_null()) continue;
          ledger::KeptPerson& person = found.back().persons.emplace_back();
          person.person = row[2].as<int32_t>();
          person.version = row[3].as<int32_t>();
          person.sealed = postgres::GetBytes(row[4]);
          if (!row[5].is_null()) {
            person.key = {.key_id = row[5].as<std::string>(), .wrapped = postgres::GetBytes(row[6])};
          }
        }
        return found;
      },
      deadline);
}

absl::StatusOr<DossierWithPersons> ReadPersons(postgres::Pool& pool, identity::DossierId id, absl::Time deadline) {
  auto found = ReadPersons(pool, std::vector<int64_t>{id.value()}, deadline);
  if (!found.ok()) return found.status();
  if (found->empty()) return absl::NotFoundError(absl::StrCat("dossier ", id.value(), ": not found"));
  return std::move(found->front());
}

absl::StatusOr<ledger::PersonRow> OpenPerson(const vault::KeyRing& ring, const DossierWithPersons& read,
                                             const PersonRef& ref) {
  const auto kept = std::find_if(read.persons.begin(), read.persons.end(), [&](const ledger::KeptPerson& one) {
    return one.person == ref.person() && one.version == ref.version();
  });
  if (kept == read.persons.end()) return Lost(read.dossier, ref, "is missing");
  auto row = ledger::Open(ring, read.id, *kept);
  if (!row.ok() || !kept->key.has_value()) return row;
  if (ledger::DigestOf(*row) != ref.digest()) return Lost(read.dossier, ref, "is not the one that was recorded");
  return row;
}

absl::Status OpenPersons(const vault::KeyRing& ring, const DossierWithPersons& read,
                         tracking::v1::ShowPersonsResponse& response) {
  const core::v1::Dossier& dossier = read.dossier;
  const int owner = dossier.owner().person(), submitter = dossier.submitter().person();  // 0: none.
  response.set_relation(dossier.relation());
  if (owner != 0) {
    absl::Status status = OpenOne(ring, read, dossier.owner(), *response.mutable_owner());
    if (!status.ok()) return status;
  }
  if (submitter == 0 || submitter == owner) return absl::OkStatus();
  return OpenOne(ring, read, dossier.submitter(), *response.mutable_submitter());
}

}  // namespace hoso::routing

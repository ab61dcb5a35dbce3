#include "services/routing/persons_in_full.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
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
    "SELECT d.state, p.person, p.version, p.sealed, k.key_id, k.wrapped FROM ledger.dossier d"
    " LEFT JOIN ledger.person p ON p.dossier = $1::bigint AND p.person <= 2"
    " LEFT JOIN ledger.person_key k ON k.dossier = $1::bigint AND k.person = p.person AND k.version = p.version"
    " WHERE d.dossier = $1::bigint";

absl::Status Lost(const core::v1::Dossier& dossier, const PersonRef& ref, const char* what) {
  return absl::DataLossError(absl::StrCat(dossier.dossier_code(), ": person ", ref.person(), ", version ",
                                          ref.version(), " ", what, "; run `hoso ledger verify`"));
}

absl::Status OpenOne(const vault::KeyRing& ring, identity::DossierId id, const DossierWithPersons& read,
                     const PersonRef& ref, ShownPerson& shown) {
  const auto kept = std::find_if(read.persons.begin(), read.persons.end(), [&](const ledger::KeptPerson& one) {
    return one.person == ref.person() && one.version == ref.version();
  });
  if (kept == read.persons.end()) return Lost(read.dossier, ref, "is missing");
  if (!kept->key.has_value()) {
    shown.set_destroyed(true);
    return absl::OkStatus();
  }
  const auto row = ledger::Open(ring, id.value(), *kept);
  if (!row.ok()) return row.status();
  if (ledger::DigestOf(*row) != ref.digest() || !shown.mutable_record()->ParseFromString(row->record)) {
    return Lost(read.dossier, ref, "is not the one that was recorded");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DossierWithPersons> ReadPersons(postgres::Pool& pool, identity::DossierId id, absl::Time deadline) {
  return postgres::Read(
      pool,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<DossierWithPersons> {
        const pqxx::result rows = tx.exec_params(kReadSql, id.value());
        if (rows.empty()) return absl::NotFoundError(absl::StrCat("dossier ", id.value(), ": not found"));
        DossierWithPersons read{.dossier = ParseState(rows[0][0], id.value())};
        for (const pqxx::row& row : rows) {
          if (row[1].is_null()) continue;
          ledger::KeptPerson& person = read.persons.emplace_back();
          person.person = row[1].as<int32_t>();
          person.version = row[2].as<int32_t>();
          person.sealed = postgres::GetBytes(row[3]);
          if (!row[4].is_null()) {
            person.key = {.key_id = row[4].as<std::string>(), .wrapped = postgres::GetBytes(row[5])};
          }
        }
        return read;
      },
      deadline);
}

absl::Status OpenPersons(const vault::KeyRing& ring, identity::DossierId id, const DossierWithPersons& read,
                         tracking::v1::ShowPersonsResponse& response) {
  const core::v1::Dossier& dossier = read.dossier;
  const int owner = dossier.owner().person(), submitter = dossier.submitter().person();  // 0: none.
  response.set_relation(dossier.relation());
  if (owner != 0) {
    absl::Status status = OpenOne(ring, id, read, dossier.owner(), *response.mutable_owner());
    if (!status.ok()) return status;
  }
  if (submitter == 0 || submitter == owner) return absl::OkStatus();
  return OpenOne(ring, id, read, dossier.submitter(), *response.mutable_submitter());
}

}  // namespace hoso::routing

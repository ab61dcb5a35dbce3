// What the stores of the reading side share. Includes libpqxx.
#ifndef HOSO_SERVICES_ROUTING_READ_SQL_H_
#define HOSO_SERVICES_ROUTING_READ_SQL_H_

#include <cstdint>
#include <pqxx/pqxx>
#include <stdexcept>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::routing {

// A dossier as the ledger keeps it in a bytea. Throws when it is none, which
// the border of the store turns into INTERNAL.
inline core::v1::Dossier ParseState(const pqxx::field& field, int64_t id) {
  core::v1::Dossier dossier;
  if (!dossier.ParseFromString(postgres::GetBytes(field))) {
    throw std::runtime_error(absl::StrCat("ledger.dossier ", id, ": state is no Dossier; run `hoso ledger verify`"));
  }
  return dossier;
}

// Runs `body(pqxx::work&)`, which returns an absl::Status or absl::StatusOr,
// once, with all its statements in one snapshot. For what reads whole tables.
// Holds neither a writer nor the feed up.
template <typename Body>
auto ReadSnapshot(postgres::Pool& pool, absl::Time deadline, Body body) -> decltype(body(std::declval<pqxx::work&>())) {
  absl::StatusOr<postgres::Lease> lease = pool.Acquire(deadline);
  if (!lease.ok()) return lease.status();
  auto result = postgres::Guard([&]() -> decltype(body(std::declval<pqxx::work&>())) {
    pqxx::work tx(**lease);
    tx.exec(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = on; SET LOCAL "
        "enable_sort = on");
    return body(tx);
  });
  if (!result.ok()) lease->Discard();
  return result;
}

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_READ_SQL_H_

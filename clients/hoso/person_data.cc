#include "clients/hoso/person_data.h"

#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/clock/zone.h"
#include "common/identity/person_id.h"
#include "common/ledger/person_search.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/proto_time/proto_time.h"
#include "common/retention/retention.h"
#include "common/rpc/errors.h"
#include "common/vault/person_index.h"

namespace hoso::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kNoLimit = 1000000;

std::string Day(const google::protobuf::Timestamp& at) { return catalogue::FormatDay(clock::LocalDay(FromProto(at))); }

Json JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return nullptr;
  return Json::parse(text);
}

// nullopt when it only shares a token with the number.
absl::StatusOr<std::optional<Json>> Entry(const vault::KeyRing& ring, const catalogue::Catalogue& catalogue,
                                          const std::string& number, const ledger::PersonHit& hit) {
  const auto row = ledger::Open(ring, hit.dossier, hit.person);
  if (!row.ok()) return row.status();
  core::v1::PersonRecord record;
  core::v1::Dossier dossier;
  if (!record.ParseFromString(row->record) || !dossier.ParseFromString(hit.state)) {
    return absl::DataLossError(absl::StrCat("dossier ", hit.dossier, ": cannot be read; run `hoso ledger verify`"));
  }
  if (record.identity_number() != number && record.former_identity_number() != number) return std::optional<Json>();
  const auto kept = retention::KeptUntil(catalogue, dossier);
  Json entry = {{"dossier_code", dossier.dossier_code()},
                {"person", hit.person.person},
                {"version", hit.person.version},
                {"status", core::v1::Status_Name(dossier.status())},
                {"procedure_version", dossier.procedure_version()},
                {"agency_key", dossier.agency_key()},
                {"office_id", dossier.office_id()}};
  if (dossier.has_accepted_at()) entry["accepted_on"] = Day(dossier.accepted_at());
  if (dossier.has_finished_at()) entry["finished_on"] = Day(dossier.finished_at());
  entry["kept_until"] = kept.has_value() ? Json(catalogue::FormatDay(*kept)) : Json(nullptr);
  entry["record"] = JsonOf(record);
  return std::optional<Json>(std::move(entry));
}

}  // namespace

absl::StatusOr<HeldData> PersonData(const std::string& conninfo, const vault::KeyRing& ring,
                                    const catalogue::Catalogue& catalogue, const std::string& identity_number) {
  const std::string number = identity::NormalIdentityNumber(identity_number);
  ledger::PersonQuery query{.most = kNoLimit, .current_only = false};
  for (const vault::DataClass data_class : vault::AllClasses()) {
    const vault::Key* key = ring.IndexKey(data_class);
    if (key == nullptr) {
      return errors::Precondition("KEY_MISSING",
                                  absl::StrCat("key ring: has no index key of class ", vault::NameOf(data_class)));
    }
    query.groups.push_back({vault::IdentityNumberToken(*key, number)});
  }
  const auto connection = postgres::Connect({.conninfo = conninfo, .application_name = "hoso-person-data"});
  if (!connection.ok()) return connection.status();
  return postgres::Guard([&]() -> absl::StatusOr<HeldData> {
    pqxx::nontransaction tx(**connection);
    HeldData held;
    Json records = Json::array();
    for (const ledger::PersonHit& hit : ledger::FindPersons(tx, query)) {
      auto entry = Entry(ring, catalogue, number, hit);
      if (!entry.ok()) return entry.status();
      if (!entry->has_value()) continue;
      held.dossier_codes.push_back((**entry)["dossier_code"]);
      records.push_back(**std::move(entry));
    }
    held.json = Json({{"records", std::move(records)}}).dump(2);
    return held;
  });
}

}  // namespace hoso::cli

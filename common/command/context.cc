#include "common/command/context.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/canonical.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"

namespace hoso::command {
core::v1::Actor ActorOf(const rpc::Caller& caller) {
  core::v1::Actor actor;
  actor.set_staff_id(caller.staff);
  actor.set_office_id(caller.office);
  actor.set_agency_key(caller.agency);
  actor.set_device_id(caller.device);
  actor.set_role(caller.role);
  return actor;
}

std::string DigestOf(const std::string& method, const google::protobuf::Message& request) {
  return Sha256(absl::StrCat(method, "\n", CanonicalBytes(request)));
}

absl::StatusOr<const ledger::Loaded*> Existing(const ledger::View& view, identity::DossierId id,
                                               const std::string& code) {
  const ledger::Loaded& loaded = view.Get(id);
  if (!loaded.exists) return errors::NotFound("dossier", code);
  return &loaded;
}

absl::Status internal::CheckVersion(const core::v1::Dossier& dossier, int expected) {
  if (dossier.version() == expected) return absl::OkStatus();
  return errors::StaleVersion(dossier.dossier_code(), expected, dossier.version());
}

dossier::DossierChange Begin(const ledger::Loaded& loaded, const Context& context) {
  return dossier::DossierChange(loaded.dossier, loaded.head, context.actor, context.occurred_at, context.now);
}

dossier::DossierChange BeginNew(const std::string& code, const Context& context) {
  core::v1::Dossier dossier;
  dossier.set_dossier_code(code);
  return dossier::DossierChange(std::move(dossier), std::string(kDigestBytes, '\0'), context.actor, context.occurred_at,
                                context.now);
}

ledger::Decision Decide(dossier::DossierChange change, const google::protobuf::Message& response,
                        std::vector<ledger::PersonRow> persons) {
  ledger::Decision decision;
  decision.answer = response.SerializeAsString();
  decision.appends.push_back(ledger::Append{std::move(change), std::move(persons)});
  return decision;
}

StoredPerson StorePerson(int32_t person, int32_t version, const core::v1::PersonRecord& record) {
  StoredPerson stored{.row = ledger::NewPerson(person, version, record)};
  stored.ref.set_person(person);
  stored.ref.set_version(version);
  stored.ref.set_digest(ledger::DigestOf(stored.row));
  return stored;
}

}  // namespace hoso::command

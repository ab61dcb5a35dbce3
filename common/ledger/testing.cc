#include "common/ledger/testing.h"

#include <cstdlib>
#include <iostream>
#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/digest/sha256.h"
#include "common/dossier/testing.h"
#include "common/ledger/bytes.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "tests/support/vault.h"

namespace hoso::ledger::testing {
namespace {

core::v1::Actor Clerk() {
  core::v1::Actor actor;
  actor.set_staff_id("NV-1");
  actor.set_office_id("YB-II-136");
  return actor;
}

Command Named(identity::DossierId id) {
  Command command;
  command.request_id = RequestId();
  command.digest = Sha256(command.request_id);
  command.dossiers = {id};
  return command;
}

dossier::DossierChange ChangeOf(const Loaded& loaded, absl::Time at = Noted(), const std::string& staff = "") {
  core::v1::Dossier dossier = loaded.dossier;
  dossier.set_dossier_code(CodeOf(loaded.id));
  core::v1::Actor actor = Clerk();
  if (!staff.empty()) actor.set_staff_id(staff);
  return dossier::DossierChange(std::move(dossier), loaded.head, actor, at, at);
}

// A record of somebody of this name, and what a fact says of it.
PersonRow OwnerCalled(const std::string& name, core::v1::PersonRef& ref) {
  core::v1::PersonRecord record;
  record.set_full_name(name);
  PersonRow row = NewPerson(1, 1, record);
  ref.set_person(1);
  ref.set_version(1);
  ref.set_digest(DigestOf(row));
  return row;
}

absl::StatusOr<Decision> Accepting(const Loaded& loaded, const core::v1::Fact& fact, std::vector<PersonRow> persons) {
  if (loaded.exists) return absl::AlreadyExistsError(absl::StrCat("dossier ", CodeOf(loaded.id), ": taken"));
  Append append{.change = ChangeOf(loaded), .persons = std::move(persons)};
  if (absl::Status status = append.change.Add(fact); !status.ok()) return status;
  return Decision{.appends = {std::move(append)}, .answer = absl::StrCat("accepted ", CodeOf(loaded.id))};
}

}  // namespace

identity::AgencyCodes Codes() {
  return {.number_of = [](const std::string& code) -> absl::StatusOr<int> {
            if (code == "H15.05") return 5;
            if (code == "H15.07") return 7;
            return absl::NotFoundError(code);
          },
          .code_of = [](int number) -> absl::StatusOr<std::string> {
            if (number == 5) return "H15.05";
            if (number == 7) return "H15.07";
            return absl::NotFoundError(absl::StrCat(number));
          }};
}

identity::DossierId Id(int number, int agency, absl::CivilDay day) {
  return identity::DossierId::Make(agency, day, number).value();
}

std::string CodeOf(identity::DossierId id) { return identity::FormatDossierCode(id, Codes()).value(); }

std::string RequestId() { return rpc::NewRequestId(); }

absl::Time Noted() { return dossier::testing::Start() + absl::Hours(2); }

Command Accept(identity::DossierId id) {
  Command command = Named(id);
  command.decide = [id](const View& view) {
    return Accepting(view.Get(id), dossier::testing::Accepted(dossier::testing::Start()), {});
  };
  return command;
}

Command AcceptWithOwner(identity::DossierId id, const std::string& owner) {
  Command command = Named(id);
  command.decide = [id, owner](const View& view) {
    core::v1::Fact fact = dossier::testing::Accepted(dossier::testing::Start());
    PersonRow row = OwnerCalled(owner, *fact.mutable_accepted()->mutable_owner());
    return Accepting(view.Get(id), fact, {std::move(row)});
  };
  return command;
}

Command RegisterWithOwner(identity::DossierId id, const std::string& owner) {
  Command command = Named(id);
  command.decide = [id, owner](const View& view) {
    core::v1::Fact fact;
    core::v1::Registered& registered = *fact.mutable_registered();
    registered.set_office_id("YB-I-01");
    PersonRow row = OwnerCalled(owner, *registered.mutable_owner());
    return Accepting(view.Get(id), fact, {std::move(row)});
  };
  return command;
}

Command Pay(identity::DossierId id, std::optional<int> expected_version) {
  Command command = Record(id, [](const core::v1::Dossier&) {
    return std::vector<core::v1::Fact>{dossier::testing::PaymentRecorded(1000, Noted())};
  });
  command.decide = [id, expected_version, decide = command.decide](const View& view) -> absl::StatusOr<Decision> {
    const int version = view.Get(id).dossier.version();
    if (expected_version.has_value() && *expected_version != version) {
      return errors::StaleVersion(CodeOf(id), *expected_version, version);
    }
    return decide(view);
  };
  return command;
}

Command PayAt(identity::DossierId id, absl::Time at) {
  Command command = Named(id);
  command.decide = [id, at](const View& view) -> absl::StatusOr<Decision> {
    Append append{.change = ChangeOf(view.Get(id), at)};
    if (absl::Status status = append.change.Add(dossier::testing::PaymentRecorded(1000, at)); !status.ok())
      return status;
    return Decision{.appends = {std::move(append)}};
  };
  return command;
}

Command Move(identity::DossierId id, const core::v1::Holder& to) {
  return Record(id, [to](const core::v1::Dossier& dossier) {
    return std::vector<core::v1::Fact>{dossier::testing::Moved(1, dossier.items(0).holder(), to)};
  });
}

Command Record(identity::DossierId id,
               std::function<std::vector<core::v1::Fact>(const core::v1::Dossier& dossier)> facts,
               const std::string& staff) {
  Command command = Named(id);
  command.decide = [id, staff, facts = std::move(facts)](const View& view) -> absl::StatusOr<Decision> {
    const Loaded& loaded = view.Get(id);
    if (!loaded.exists) return errors::NotFound("dossier", CodeOf(id));
    Append append{.change = ChangeOf(loaded, Noted(), staff)};
    for (core::v1::Fact& fact : facts(loaded.dossier)) {
      if (absl::Status status = append.change.Add(std::move(fact)); !status.ok()) return status;
    }
    const int version = append.change.dossier().version();
    return Decision{.appends = {std::move(append)}, .answer = absl::StrCat(version)};
  };
  return command;
}

Options OptionsFor(const std::string& conninfo) {
  Options options;
  options.conninfo = conninfo;
  options.agencies = Codes();
  options.vault = &hoso::testing::Vault();
  options.class_of = [](const core::v1::Dossier&) { return trust::v1::DATA_CLASS_NORMAL; };
  return options;
}

std::unique_ptr<Ledger> OpenOrDie(Options options) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(std::move(options));
  if (ledger.ok()) return *std::move(ledger);
  std::cerr << "the ledger of a test does not open: " << ledger.status() << std::endl;
  std::abort();
}

std::string Ask(const std::string& conninfo, const std::string& sql) {
  pqxx::connection connection(conninfo);
  const pqxx::result result = pqxx::nontransaction(connection).exec(sql);
  return result.empty() || result[0][0].is_null() ? "" : result[0][0].as<std::string>();
}

}  // namespace hoso::ledger::testing

// What the tests of intake share: the real catalogue, requests as a clerk would
// fill them in, and a dossier whose facts are decided one after another.
#ifndef HOSO_SERVICES_INTAKE_TESTING_H_
#define HOSO_SERVICES_INTAKE_TESTING_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/ledger.h"
#include "hoso/intake/v1/intake_service.pb.h"

namespace hoso::intake::testing {

inline constexpr char kOffice[] = "YB-II-136";
inline constexpr char kOtherOffice[] = "YB-CP-04378";
inline constexpr char kDevice[] = "counter-1";
inline constexpr char kOwnerNumber[] = "015090000123";

// catalogue/ of the source tree, loaded once.
const catalogue::Catalogue& RealCatalogue();

// Monday 14/11/2022 09:00 at the counter.
absl::Time Now();

std::string NewUuid();

// A man born on 17/05/1990 whose number says so.
core::v1::PersonRecord Citizen(const std::string& number = kOwnerNumber);
core::v1::PersonRecord Enterprise();

core::v1::Actor Clerk(const std::string& staff = "NV-1", const std::string& role = "postal_attendant");

core::v1::ComponentCount Component(const std::string& id, int originals, int photocopies = 0, bool shown = false,
                                   bool captured = false);

// A motorcycle licence, filed and paid by its owner.
v1::AcceptDossierRequest Licence();
// A criminal-record certificate, No. 1, filed by the owner; nothing paid.
v1::AcceptDossierRequest Record();
// The same, filed by `relation` of the owner, with a notarised authorisation and its paper where it is AUTHORISED.
v1::AcceptDossierRequest RecordBy(core::v1::Relation relation);

// Number `number` of SGTVT (H15.05) on `day`.
identity::DossierId Id(int number, absl::CivilDay day = absl::CivilDay(2022, 11, 14));
std::string CodeText(identity::DossierId id);

// Dossiers as a committer would show them.
class FakeView : public ledger::View {
 public:
  const ledger::Loaded& Get(identity::DossierId id) const override;
  const std::vector<std::vector<std::optional<std::string>>>& side_rows() const override { return none_; }

  // As they are after `decision`.
  void Commit(const ledger::Decision& decision);
  ledger::Loaded& Mutable(identity::DossierId id);

 private:
  mutable std::map<identity::DossierId, ledger::Loaded> dossiers_;
  const std::vector<std::vector<std::optional<std::string>>> none_;
};

// Requests that are validated, planned and decided as the service does, each at its time; what is decided is committed.
class Counter {
 public:
  absl::Time now = Now();
  core::v1::Actor actor = Clerk();
  std::vector<std::string> credentials_by;  // Of the actor.
  identity::DossierId next = Id(1);  // The code that a new dossier draws.
  FakeView view;

  absl::StatusOr<v1::AcceptDossierResponse> Do(const v1::AcceptDossierRequest& request);
  absl::StatusOr<v1::RegisterDossierResponse> Do(const v1::RegisterDossierRequest& request);
  absl::StatusOr<v1::RefuseDossierResponse> Do(const v1::RefuseDossierRequest& request);
  absl::StatusOr<v1::SupplementDossierResponse> Do(const v1::SupplementDossierRequest& request);
  absl::StatusOr<v1::WithdrawDossierResponse> Do(const v1::WithdrawDossierRequest& request);
  absl::StatusOr<v1::RecordPaymentResponse> Do(const v1::RecordPaymentRequest& request);
  absl::StatusOr<v1::ProposeCorrectionResponse> Do(const v1::ProposeCorrectionRequest& request);
  absl::StatusOr<v1::ReviewCorrectionResponse> Do(const v1::ReviewCorrectionRequest& request);

  // A fact of another door.
  void Record(identity::DossierId id, core::v1::Fact fact);

  const core::v1::Dossier& dossier(identity::DossierId id) { return view.Get(id).dossier; }
  // The facts of the last command that was not refused.
  const std::vector<core::v1::Fact>& facts() const { return facts_; }

 private:
  template <typename Response, typename Plan>
  absl::StatusOr<Response> Commit(const Plan& plan);

  std::vector<core::v1::Fact> facts_;
};

}  // namespace hoso::intake::testing

#endif  // HOSO_SERVICES_INTAKE_TESTING_H_

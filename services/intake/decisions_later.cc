#include "services/intake/decisions_later.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/appointment/appointment.h"
#include "common/catalogue/rules.h"
#include "common/clock/zone.h"
#include "common/command/slips.h"
#include "common/custody/custody.h"
#include "common/dossier/lifecycle.h"
#include "common/dossier/summary.h"
#include "common/identity/person_id.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

using core::v1::ComponentCount;
using core::v1::Dossier;

constexpr char kSupplementLabel[] = "Giấy tờ bổ sung";

// The dossier of a request at the version that the clerk saw.
template <typename Request>
absl::StatusOr<const ledger::Loaded*> Load(const ledger::View& view, const Valid<Request>& valid) {
  const auto loaded = command::Existing(view, *valid.dossier, valid.request.dossier_code());
  if (!loaded.ok()) return loaded.status();
  if (absl::Status status = command::CheckVersion((*loaded)->dossier, valid.request); !status.ok()) return status;
  return *loaded;
}

int Papers(const ComponentCount& count) { return count.originals() + count.certified_copies() + count.photocopies(); }

// Whether `given` is what `asked` asks for; a better form does for a worse one. `field` is its place in the request.
void Compare(const ComponentCount& asked, const ComponentCount& given, const std::string& field,
             errors::FieldErrors& wrong) {
  if (given.originals() < asked.originals()) {
    wrong.Add(field + ".originals", absl::StrCat(given.originals(), ", want ", asked.originals()));
  } else if (given.originals() + given.certified_copies() < asked.originals() + asked.certified_copies()) {
    wrong.Add(field + ".certified_copies", absl::StrCat(given.certified_copies(), ", want ", asked.certified_copies()));
  } else if (Papers(given) != Papers(asked)) {
    wrong.Add(field, absl::StrCat(Papers(given), " papers, want ", Papers(asked)));
  }
  if (asked.original_shown() && !given.original_shown()) wrong.Add(field + ".original_shown", "false, want true");
  if (asked.captured() && !given.captured()) wrong.Add(field + ".captured", "false, want true");
}

absl::Status CheckAsked(const core::v1::SupplementRequested& asked, const v1::SupplementDossierRequest& request) {
  errors::FieldErrors wrong;
  std::map<std::string, int> given;
  for (int i = 0; i < request.components_size(); ++i) {
    const std::string& id = request.components(i).component_id();
    if (!given.emplace(id, i).second) {
      wrong.Add(absl::StrCat("components[", i, "].component_id"), absl::StrCat(errors::Echo(id), " twice, want it once"));
    }
  }
  for (const ComponentCount& component : asked.components()) {
    const auto found = given.find(component.component_id());
    if (found == given.end()) {
      wrong.Add("components", absl::StrCat(component.component_id(), " missing, want all that slip 02 asked for"));
      continue;
    }
    Compare(component, request.components(found->second), absl::StrCat("components[", found->second, "]"), wrong);
    given.erase(found);
  }
  for (const auto& [id, i] : given) {
    wrong.Add(absl::StrCat("components[", i, "].component_id"),
              absl::StrCat(errors::Echo(id), " is surplus, want only what slip 02 asked for"));
  }
  return wrong.ToStatus();
}

absl::Status CheckInTime(const Dossier& dossier, absl::Time at) {
  const auto until = FromProto(dossier.open_supplement().supply_until(), "supply_until");
  if (!dossier.open_supplement().has_supply_until() || !until.ok() || clock::LocalDay(at) <= *until) {
    return absl::OkStatus();
  }
  return errors::Precondition("SUPPLEMENT_LATE",
                              absl::StrCat("dossier ", dossier.dossier_code(), " was to be supplemented until ",
                                           catalogue::FormatDay(*until), ", it is ",
                                           catalogue::FormatDay(clock::LocalDay(at))));
}

absl::StatusOr<core::v1::Supplemented> SupplementedOf(const catalogue::Catalogue& catalogue,
                                                      const command::Context& context, const Dossier& dossier,
                                                      const v1::SupplementDossierRequest& request) {
  const auto procedure = catalogue.FindVersion(dossier.procedure_version());
  if (!procedure.ok()) return procedure.status();
  auto promise = appointment::PromiseAfterWait(catalogue, dossier, context.occurred_at);
  if (!promise.ok()) return promise.status();
  core::v1::Supplemented supplemented;
  *supplemented.mutable_components() = request.components();
  *supplemented.mutable_appointment() = *std::move(promise);
  supplemented.set_restarted(catalogue::SupplementEffectOf(*procedure->version) == clock::SupplementEffect::kRestart);
  core::v1::Item& papers = *supplemented.mutable_papers();
  papers.set_number(dossier.items_size() + 1);
  papers.set_kind(core::v1::ITEM_KIND_SUPPLEMENT);
  papers.set_label(kSupplementLabel);
  *papers.mutable_holder() = custody::Office(context.actor.office_id());
  return supplemented;
}

// The reference to whoever of owner and submitter has this identity number; nullptr if neither has.
const core::v1::PersonRef* FindByNumber(const ledger::Loaded& loaded, const std::string& number) {
  for (const core::v1::PersonRef* ref : {&loaded.dossier.owner(), &loaded.dossier.submitter()}) {
    for (const ledger::PersonRow& row : loaded.persons) {
      core::v1::PersonRecord record;
      if (row.person != ref->person() || row.version != ref->version() || !record.ParseFromString(row.record)) continue;
      if (identity::NormalIdentityNumber(record.identity_number()) == number || record.former_identity_number() == number) {
        return ref;
      }
    }
  }
  return nullptr;
}

int64_t SumOf(const google::protobuf::RepeatedPtrField<core::v1::FeeLine>& lines) {
  int64_t sum = 0;
  for (const core::v1::FeeLine& line : lines) sum += line.amount_vnd();
  return sum;
}

// Each line names a fee of the procedure, or one that the agency asked for.
absl::Status CheckFeeIds(const catalogue::v1::ProcedureVersion& version, const Dossier& dossier,
                         const v1::RecordPaymentRequest& request) {
  errors::FieldErrors wrong;
  for (int i = 0; i < request.fees_size(); ++i) {
    const std::string& id = request.fees(i).fee_id();
    bool known = false;
    for (const auto& fee : version.fees()) known = known || fee.id() == id;
    for (const auto& fee : dossier.open_payment().fees()) known = known || fee.fee_id() == id;
    if (!known) {
      wrong.Add(absl::StrCat("fees[", i, "].fee_id"),
                absl::StrCat(errors::Echo(id), ", want a fee of ", version.id(), " or one that was asked for"));
    }
  }
  return wrong.ToStatus();
}

// The sum is all that is due, or all that the agency asked for, and then each of its lines.
absl::Status CheckSum(const Dossier& dossier, const v1::RecordPaymentRequest& request) {
  const int64_t due = dossier.fees_due_vnd() - dossier.fees_paid_vnd();
  const int64_t asked = SumOf(dossier.open_payment().fees());
  if (due <= 0) {
    return errors::Precondition("NOTHING_DUE", absl::StrCat("dossier ", dossier.dossier_code(), ": nothing is due"));
  }
  const int64_t paid = SumOf(request.fees());
  if (paid != due && (asked == 0 || paid != asked)) {
    return errors::FieldError("fees", absl::StrCat(paid, " VND, want ", due, " VND",
                                                   asked == 0 || asked == due ? "" : absl::StrCat(" or ", asked, " VND")));
  }
  std::map<std::string, int64_t> lacking;
  for (const auto& line : dossier.open_payment().fees()) lacking[line.fee_id()] += line.amount_vnd();
  for (const auto& line : request.fees()) lacking[line.fee_id()] -= line.amount_vnd();
  for (const auto& [id, amount] : lacking) {
    if (amount > 0) return errors::FieldError("fees", absl::StrCat(id, ": ", amount, " VND less than was asked for"));
  }
  return absl::OkStatus();
}

absl::StatusOr<ledger::Decision> DecidePayment(const catalogue::Catalogue& catalogue, const command::Context& context,
                                               const v1::RecordPaymentRequest& request, const ledger::Loaded& loaded) {
  const Dossier& dossier = loaded.dossier;
  // What the lifecycle does not allow is told before what is wrong with the sum.
  const auto row = dossier::FindTransition(core::v1::Fact::kPaymentRecorded, dossier.status());
  if (!row.ok()) return row.status();
  const auto procedure = catalogue.FindVersion(dossier.procedure_version());
  if (!procedure.ok()) return procedure.status();
  if (absl::Status s = CheckSum(dossier, request); !s.ok()) return s;
  if (absl::Status s = CheckFeeIds(*procedure->version, dossier, request); !s.ok()) return s;
  core::v1::Fact fact;
  core::v1::PaymentRecorded& recorded = *fact.mutable_payment_recorded();
  *recorded.mutable_fees() = request.fees();
  recorded.set_receipt_number(request.receipt_number());
  recorded.set_means(request.means());
  recorded.set_office_id(context.actor.office_id());
  if (dossier.status() == core::v1::STATUS_AWAITING_PAYMENT) {
    auto promise = appointment::PromiseAfterWait(catalogue, dossier, context.occurred_at);
    if (!promise.ok()) return promise.status();
    *recorded.mutable_appointment() = *std::move(promise);
  }
  dossier::DossierChange change = command::Begin(loaded, context);
  if (absl::Status status = change.Add(std::move(fact)); !status.ok()) return status;
  v1::RecordPaymentResponse response;
  *response.mutable_dossier() = dossier::Summarize(change.dossier());
  return command::Decide(std::move(change), response);
}

}  // namespace

command::Plan PlanSupplement(const catalogue::Catalogue& catalogue, const command::Context& context,
                             const Valid<v1::SupplementDossierRequest>& valid) {
  command::Plan plan;
  plan.dossiers = {*valid.dossier};
  plan.decide = [&catalogue, context, valid](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = Load(view, valid);
    if (!loaded.ok()) return loaded.status();
    const Dossier& dossier = (*loaded)->dossier;
    const auto row = dossier::FindTransition(core::v1::Fact::kSupplemented, dossier.status());
    if (!row.ok()) return row.status();
    if (absl::Status s = CheckInTime(dossier, context.occurred_at); !s.ok()) return s;
    if (absl::Status s = CheckAsked(dossier.open_supplement(), valid.request); !s.ok()) return s;
    auto supplemented = SupplementedOf(catalogue, context, dossier, valid.request);
    if (!supplemented.ok()) return supplemented.status();
    dossier::DossierChange change = command::Begin(**loaded, context);
    core::v1::Fact fact;
    *fact.mutable_supplemented() = *std::move(supplemented);
    if (absl::Status s = change.Add(std::move(fact)); !s.ok()) return s;
    v1::SupplementDossierResponse response;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    *response.mutable_appointment() = change.dossier().appointment();
    *response.mutable_slip() = command::UnsignedSlip(change);
    return command::Decide(std::move(change), response);
  };
  return plan;
}

command::Plan PlanWithdrawal(const command::Context& context, const Valid<v1::WithdrawDossierRequest>& valid) {
  command::Plan plan;
  plan.dossiers = {*valid.dossier};
  plan.load_persons = true;
  plan.decide = [context, valid](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = Load(view, valid);
    if (!loaded.ok()) return loaded.status();
    const core::v1::PersonRef* by = FindByNumber(**loaded, valid.request.identity_number());
    if (by == nullptr) {
      return errors::WithReason(
          absl::PermissionDeniedError("identity_number: is neither the owner's nor the submitter's"), "WRONG_PERSON");
    }
    core::v1::Fact fact;
    fact.mutable_withdrawn()->set_reason(valid.request.reason());
    *fact.mutable_withdrawn()->mutable_by() = *by;
    dossier::DossierChange change = command::Begin(**loaded, context);
    if (absl::Status s = change.Add(std::move(fact)); !s.ok()) return s;
    v1::WithdrawDossierResponse response;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    return command::Decide(std::move(change), response);
  };
  return plan;
}

command::Plan PlanPayment(const catalogue::Catalogue& catalogue, const command::Context& context,
                          const Valid<v1::RecordPaymentRequest>& valid) {
  command::Plan plan;
  plan.dossiers = {*valid.dossier};
  plan.decide = [&catalogue, context, valid](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = Load(view, valid);
    if (!loaded.ok()) return loaded.status();
    return DecidePayment(catalogue, context, valid.request, **loaded);
  };
  return plan;
}

}  // namespace hoso::intake

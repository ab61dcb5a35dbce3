// Acts that are intake's commands, and slip 02, which is nobody's.
#include "absl/strings/str_cat.h"
#include "clients/counter/acts_weigh.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "services/intake/decisions_later.h"
#include "services/intake/decisions_open.h"
#include "services/intake/validate.h"

namespace hoso::counter {
namespace {

constexpr char kAskForPapers[] = "counter.AskForPapers";

}  // namespace

absl::StatusOr<Acts::Weighed> Acts::WeighPayment(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_pay();
  if (acting.dry_run) {
    command->set_receipt_number("1");  // Drawn when it is done.
  } else {
    const auto number = numbers_.NextReceipt(place_.device_id);
    if (!number.ok()) return number.status();
    command->set_receipt_number(*number);
  }
  if (command->means() == core::v1::PAYMENT_MEANS_UNSPECIFIED) command->set_means(core::v1::PAYMENT_MEANS_CASH);
  const std::string receipt_number = command->receipt_number();
  auto weighed = WeighCommand<intake::v1::RecordPaymentResponse>(
      acting, "intake.RecordPayment", request, command,
      [&](const auto& c) { return intake::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return intake::PlanPayment(catalogue_, acting.context, valid); });
  if (!weighed.ok()) return weighed;
  if (!acting.dry_run) weighed->kept.mutable_response()->set_receipt_number(receipt_number);
  if (weighed->decision.appends.empty()) return weighed;
  const core::v1::Dossier& after = weighed->decision.appends[0].change.dossier();
  if (after.has_appointment()) *weighed->kept.mutable_response()->mutable_appointment() = after.appointment();
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighMissingPapers(const Acting& acting, v1::DoRequest request) {
  const v1::AskForPapersRequest& asked = request.ask_for_papers();
  errors::FieldErrors wrong;
  if (asked.components().empty()) wrong.Add("components", "empty, want what is lacking");
  if (asked.note().size() > 500) wrong.Add("note", absl::StrCat(asked.note().size(), " bytes, want at most 500"));
  if (asked.dossier().procedure().empty()) wrong.Add("dossier.procedure", "empty, want a procedure");
  if (absl::Status status = wrong.ToStatus(); !status.ok()) return status;
  const auto procedure = catalogue_.FindProcedure(asked.dossier().procedure(), clock::LocalDay(acting.moment.now),
                                                  catalogue::v1::CHANNEL_POST);
  if (!procedure.ok()) return procedure.status();
  Weighed weighed{.kind = kAskForPapers, .sent = asked.SerializeAsString()};
  *weighed.kept.mutable_request() = std::move(request);
  return weighed;
}

// Slip 03 for what is not taken in at all: it gets a code of this counter's lease.
absl::StatusOr<Acts::Weighed> Acts::WeighRefusalOfNew(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_refuse();
  const absl::CivilDay day = clock::LocalDay(acting.moment.now);
  const auto procedure = catalogue_.FindProcedure(command->procedure(), day, catalogue::v1::CHANNEL_POST);
  if (!procedure.ok()) return procedure.status();
  const auto leases = numbers_.Leases(procedure->version->agency(), day);
  if (!leases.ok()) return leases.status();
  if (leases->empty()) {
    return errors::Precondition("NO_CODE", "no leased code is left for slip 03: connect to the network");
  }
  const CodeLease& lease = leases->front();
  const auto agency = intake::AgencyNumber(catalogue_, procedure->version->agency());
  if (!agency.ok()) return agency.status();
  const auto id = identity::DossierId::Make(*agency, day, lease.next);
  if (!id.ok()) return id.status();
  const auto code = identity::FormatDossierCode(*id, command::CodesOf(catalogue_));
  if (!code.ok()) return code.status();
  command->set_dossier_code(*code);
  command->set_lease_id(lease.id);
  auto weighed = WeighCommand<intake::v1::RefuseDossierResponse>(
      acting, "intake.RefuseDossier", request, command,
      [&](const auto& c) { return intake::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) -> absl::StatusOr<command::Plan> {
        const auto opening = intake::PrepareRefusal(catalogue_, acting.context, valid);
        if (!opening.ok()) return opening.status();
        return intake::PlanRefusalOfNew(*opening, intake::Code{*id, *code});
      });
  if (weighed.ok()) weighed->also.push_back(Numbers::Take(lease, lease.next));
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighIntake(const Acting& acting, v1::DoRequest request) {
  const auto valid_of = [&](const auto& command) { return intake::Validate(catalogue_, acting.moment.now, command); };
  switch (request.command_case()) {
    case v1::DoRequest::kSupplement:
      return WeighCommand<intake::v1::SupplementDossierResponse>(
          acting, "intake.SupplementDossier", request, request.mutable_supplement(), valid_of,
          [&](const auto& valid) { return intake::PlanSupplement(catalogue_, acting.context, valid); });
    case v1::DoRequest::kWithdraw:
      return WeighCommand<intake::v1::WithdrawDossierResponse>(
          acting, "intake.WithdrawDossier", request, request.mutable_withdraw(), valid_of,
          [&](const auto& valid) { return intake::PlanWithdrawal(acting.context, valid); });
    case v1::DoRequest::kRefuse:
      if (request.refuse().dossier_code().empty()) return WeighRefusalOfNew(acting, std::move(request));
      return WeighCommand<intake::v1::RefuseDossierResponse>(
          acting, "intake.RefuseDossier", request, request.mutable_refuse(), valid_of,
          [&](const auto& valid) { return intake::PlanRefusal(catalogue_, acting.context, valid); });
    case v1::DoRequest::kPay:
      return WeighPayment(acting, std::move(request));
    default:
      return WeighMissingPapers(acting, std::move(request));
  }
}

}  // namespace hoso::counter

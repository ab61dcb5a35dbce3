#include "clients/counter/act_prints.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/counter/print_words.h"
#include "clients/counter/views.h"
#include "common/catalogue/dates.h"
#include "common/clock/zone.h"
#include "common/forms/handing_over.h"
#include "common/forms/money.h"
#include "common/forms/notices.h"
#include "common/forms/receipt.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

using catalogue::v1::ProcedureVersion;
using core::v1::Dossier;

absl::Time DoneAt(const v1::KeptAct& act) { return FromProto(act.done_at()); }
absl::CivilDay DayOf(const v1::KeptAct& act) { return clock::LocalDay(DoneAt(act)); }

forms::Head HeadFor(const Press& press, const v1::KeptAct& act) {
  return HeadOf(press.catalogue, act.office_id(), DayOf(act));
}

forms::Concerned ConcernedOf(const Press& press, const v1::KeptAct& act) {
  const Dossier& dossier = act.dossier().dossier();
  const ProcedureVersion& version = VersionOf(press.catalogue, dossier.procedure_version());
  return {.codes = {.dossier_code = dossier.dossier_code(), .signed_text = act.slip_text()},
          .owner = PartyOf(press.catalogue, OwnerOf(act.dossier()), DayOf(act)),
          .request = RequestOf(version, dossier.cases()),
          .issued_at = MinuteOf(DoneAt(act))};
}

// Slip 01 anew, with the day that is promised after a supplement.
forms::Receipt ReceiptOf(const Press& press, const v1::KeptAct& act, int printed) {
  const Dossier& dossier = act.dossier().dossier();
  const ProcedureVersion& version = VersionOf(press.catalogue, dossier.procedure_version());
  const std::string agency = AgencyName(press.catalogue, dossier.agency_key());
  forms::Receipt receipt;
  receipt.head = HeadFor(press, act);
  receipt.section = absl::StrCat(OfficeName(press.catalogue, act.office_id()), ", thay Bộ phận một cửa ", agency);
  receipt.owner = PartyOf(press.catalogue, OwnerOf(act.dossier()), DayOf(act));
  if (const core::v1::PersonRecord submitter = SubmitterOf(act.dossier()); !submitter.full_name().empty()) {
    receipt.submitter = PartyOf(press.catalogue, submitter, DayOf(act));
  }
  forms::ReceivedDossier& received = receipt.dossiers.emplace_back();
  received.codes = {.dossier_code = dossier.dossier_code(), .signed_text = act.slip_text()};
  received.request = absl::StrCat(RequestOf(version, dossier.cases()), " (nộp bổ sung)");
  for (const core::v1::ComponentCount& count : act.request().supplement().components()) {
    received.components.push_back(ComponentOf(version, count));
  }
  received.term = TermInWords(dossier.term());
  received.received_at = MinuteOf(DoneAt(act));
  const core::v1::Appointment& appointment = act.response().appointment();
  if (appointment.has_due_at()) received.due_at = MinuteOf(FromProto(appointment.due_at()));
  received.derivation = appointment.derivation_vi();
  receipt.return_place =
      dossier.return_office_id().empty() ? agency : OfficeName(press.catalogue, dossier.return_office_id());
  receipt.contact.officer = act.staff_id();
  receipt.reprint = ReprintOf(printed, press.now);
  return receipt;
}

forms::SupplementRequest SupplementRequestOf(const Press& press, const v1::KeptAct& act, int printed) {
  const v1::AskForPapersRequest& asked = act.request().ask_for_papers();
  const auto procedure =
      press.catalogue.FindProcedure(asked.dossier().procedure(), DayOf(act), catalogue::v1::CHANNEL_POST);
  static const ProcedureVersion& unknown = *new ProcedureVersion;
  const ProcedureVersion& version = procedure.ok() ? *procedure->version : unknown;
  forms::SupplementRequest form;
  form.head = HeadFor(press, act);
  form.dossier = {.codes = {},
                  .owner = PartyOf(press.catalogue, asked.dossier().owner(), DayOf(act)),
                  .request = RequestOf(version, asked.dossier().cases()),
                  .issued_at = MinuteOf(DoneAt(act))};
  for (const core::v1::ComponentCount& count : asked.components()) {
    form.wanted.push_back(ComponentOf(version, count));
  }
  form.reason = asked.note();
  form.where_to_bring = OfficeName(press.catalogue, act.office_id());
  form.clock_note = "Hồ sơ chưa được tiếp nhận; thời hạn giải quyết tính từ khi hồ sơ đầy đủ";
  form.contact.officer = act.staff_id();
  form.reprint = ReprintOf(printed, press.now);
  return form;
}

forms::Refusal RefusalOf(const Press& press, const v1::KeptAct& act, int printed) {
  const intake::v1::RefuseDossierRequest& refused = act.request().refuse();
  const ProcedureVersion& version = VersionOf(press.catalogue, act.dossier().dossier().procedure_version());
  forms::Refusal form;
  form.head = HeadFor(press, act);
  form.dossier = ConcernedOf(press, act);
  form.reason = refused.explanation();
  for (const catalogue::v1::RefusalGround& ground : version.refusal_grounds()) {
    if (ground.id() != refused.ground_id()) continue;
    form.reason = absl::StrCat(ground.text_vi(), refused.explanation().empty() ? "" : ": ", refused.explanation());
    form.legal_ground = press.catalogue.SourceText(ground.basis());
  }
  form.contact.officer = act.staff_id();
  form.reprint = ReprintOf(printed, press.now);
  return form;
}

forms::FeeReceipt FeeReceiptOf(const Press& press, const v1::KeptAct& act, int printed) {
  const Dossier& dossier = act.dossier().dossier();
  const ProcedureVersion& version = VersionOf(press.catalogue, dossier.procedure_version());
  const core::v1::PersonRecord submitter = SubmitterOf(act.dossier());
  const intake::v1::RecordPaymentRequest& paid = act.request().pay();
  forms::FeeReceipt receipt;
  receipt.collecting_body = kPost;
  receipt.number = act.response().receipt_number();
  receipt.place = HeadFor(press, act).place;
  receipt.paid_at = MinuteOf(DoneAt(act));
  receipt.procedure = version.name_vi();
  receipt.payer =
      PartyOf(press.catalogue, submitter.full_name().empty() ? OwnerOf(act.dossier()) : submitter, DayOf(act));
  receipt.dossier_code = dossier.dossier_code();
  for (const core::v1::FeeLine& line : paid.fees()) {
    const std::string name = FeeName(version, line.fee_id());
    receipt.lines.push_back(
        {.name = name, .charge = absl::StartsWith(name, "Lệ phí"), .amount_vnd = line.amount_vnd()});
  }
  receipt.means = paid.means() == core::v1::PAYMENT_MEANS_TRANSFER ? "chuyển khoản" : "tiền mặt";
  receipt.belongs_to = AgencyName(press.catalogue, dossier.agency_key());
  receipt.collector = act.staff_id();
  receipt.reprint = ReprintOf(printed, press.now);
  return receipt;
}

forms::BagManifest ManifestOf(const Press& press, const v1::KeptAct& act, int printed) {
  const core::v1::Bag& bag = act.bag();
  forms::BagManifest manifest;
  manifest.head = HeadFor(press, act);
  manifest.bag_id = bag.bag_id();
  manifest.from = NameOf(press.catalogue, bag.from());
  manifest.to = NameOf(press.catalogue, bag.to());
  manifest.seal_number = bag.seal_number();
  manifest.sealed_at = MinuteOf(FromProto(bag.sealed_at()));
  for (int i = 0; i < bag.items_size(); ++i) {
    manifest.items.push_back(
        {.dossier_code = bag.items(i).dossier_code(), .label = i < act.labels_size() ? act.labels(i) : ""});
  }
  manifest.digest = absl::BytesToHexString(bag.manifest_digest());
  manifest.packet_digest = absl::BytesToHexString(bag.packet_digest());
  manifest.sealed_by = act.staff_id();
  manifest.reprint = ReprintOf(printed, press.now);
  return manifest;
}

forms::EnvelopeLabels LabelsOf(const Press& press, const v1::KeptAct& act) {
  forms::EnvelopeLabels labels{.printed_at = MinuteOf(press.now)};
  for (int i = 0; i < act.bag().items_size(); ++i) {
    labels.labels.push_back({.dossier_code = act.bag().items(i).dossier_code(),
                             .from = NameOf(press.catalogue, act.bag().from()),
                             .to = NameOf(press.catalogue, act.bag().to()),
                             .contents = i < act.labels_size() ? act.labels(i) : ""});
  }
  return labels;
}

}  // namespace

absl::StatusOr<std::string> DrawAct(const Press& press, const v1::KeptAct& act, int printed, const std::string& form) {
  const forms::Typesetter& draw = press.typesetter;
  switch (act.request().command_case()) {
    case v1::DoRequest::kSupplement:
      if (form == "01") return draw.Draw(ReceiptOf(press, act, printed), press.paper);
      break;
    case v1::DoRequest::kAskForPapers:
      if (form == "02") return draw.Draw(SupplementRequestOf(press, act, printed), press.paper);
      break;
    case v1::DoRequest::kRefuse:
      if (form == "03") return draw.Draw(RefusalOf(press, act, printed), press.paper);
      break;
    case v1::DoRequest::kPay:
      if (form == "receipt") return draw.Draw(FeeReceiptOf(press, act, printed), press.paper);
      break;
    case v1::DoRequest::kSealBag:
      if (form == "manifest") return draw.Draw(ManifestOf(press, act, printed), press.paper);
      if (form == "labels") return draw.Draw(LabelsOf(press, act), press.paper);
      break;
    default:
      break;
  }
  return errors::NotFound("paper", form);
}

}  // namespace hoso::counter

#include "clients/counter/prints.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/counter/act_prints.h"
#include "clients/counter/print_words.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

using catalogue::v1::ProcedureVersion;

std::string DayOf(const core::v1::Date& date) {
  return absl::StrFormat("%02d/%02d/%04d", date.day(), date.month(), date.year());
}

std::string RelationOf(const intake::v1::AcceptDossierRequest& request) {
  switch (request.relation()) {
    case core::v1::RELATION_PARENT:
      return "cha, mẹ";
    case core::v1::RELATION_SPOUSE:
      return "vợ, chồng";
    case core::v1::RELATION_CHILD:
      return "con";
    case core::v1::RELATION_REPRESENTATIVE:
      return "người đại diện";
    case core::v1::RELATION_AUTHORISED: {
      const core::v1::Authorisation& paper = request.authorisation();
      std::string text = absl::StrCat("được ủy quyền, giấy số ", paper.document_number());
      if (paper.has_issued_on()) absl::StrAppend(&text, " ngày ", DayOf(paper.issued_on()));
      if (paper.has_valid_until()) absl::StrAppend(&text, ", hạn ", DayOf(paper.valid_until()));
      return text;
    }
    default:
      return "";
  }
}

// Old papers that the result is exchanged for: their owner keeps them until then.
void AddExchanged(const ProcedureVersion& version, forms::ReceivedDossier& dossier) {
  for (const catalogue::v1::Result& result : version.results()) {
    if (result.exchange() != catalogue::v1::EXCHANGE_OLD_TAKEN_BACK) continue;
    dossier.exchanged.push_back({.name = absl::StrCat(result.name_vi(), " cũ"), .kept_by_owner = true});
  }
}

forms::ReceivedDossier DossierOf(const ProcedureVersion& version, const v1::KeptAcceptance& kept) {
  forms::ReceivedDossier dossier;
  dossier.codes = {.dossier_code = kept.response().dossier_code(), .signed_text = kept.response().slip_text()};
  dossier.secret = kept.response().lookup_secret();
  dossier.request = RequestOf(version, kept.request().cases());
  for (const core::v1::ComponentCount& count : kept.request().components()) {
    dossier.components.push_back(ComponentOf(version, count));
  }
  dossier.term = TermInWords(kept.term());
  dossier.received_at = MinuteOf(FromProto(kept.accepted_at()));
  const core::v1::Appointment& appointment = kept.response().appointment();
  if (appointment.has_due_at()) dossier.due_at = MinuteOf(FromProto(appointment.due_at()));
  dossier.derivation = appointment.derivation_vi();
  AddExchanged(version, dossier);
  for (const core::v1::FeeLine& line : kept.request().fees_paid()) {
    dossier.fees.push_back({.name = FeeName(version, line.fee_id()), .amount_vnd = line.amount_vnd()});
  }
  dossier.receipt_number = kept.response().receipt_number();
  return dossier;
}

std::string InWords(const core::v1::Appointment& appointment) {
  if (!appointment.has_due_at()) return "chưa hẹn";
  return absl::FormatTime("%H:%M ngày %d/%m/%Y", FromProto(appointment.due_at()), clock::LocalZone());
}

}  // namespace

forms::FeeReceipt FeeReceiptOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept, int printed,
                               absl::Time now) {
  const ProcedureVersion& version = VersionOf(catalogue, kept.procedure_version());
  const absl::Time paid_at = FromProto(kept.accepted_at());
  const intake::v1::AcceptDossierRequest& request = kept.request();
  forms::FeeReceipt receipt;
  receipt.collecting_body = kPost;
  receipt.number = kept.response().receipt_number();
  receipt.place = HeadOf(catalogue, kept.office_id(), clock::LocalDay(FromProto(kept.accepted_at()))).place;
  receipt.paid_at = MinuteOf(paid_at);
  receipt.procedure = version.name_vi();
  receipt.payer =
      PartyOf(catalogue, request.has_submitter() ? request.submitter() : request.owner(), clock::LocalDay(paid_at));
  receipt.dossier_code = kept.response().dossier_code();
  for (const core::v1::FeeLine& line : request.fees_paid()) {
    const std::string name = FeeName(version, line.fee_id());
    receipt.lines.push_back(
        {.name = name, .charge = absl::StartsWith(name, "Lệ phí"), .amount_vnd = line.amount_vnd()});
  }
  receipt.means = request.means() == core::v1::PAYMENT_MEANS_TRANSFER ? "chuyển khoản" : "tiền mặt";
  receipt.belongs_to = AgencyName(catalogue, kept.agency_key());
  receipt.collector = kept.staff_id();
  receipt.reprint = ReprintOf(printed, now);
  return receipt;
}

forms::ChangeNotice NoticeOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept,
                             const intake::v1::AcceptDossierResponse& recorded, absl::Time recorded_at) {
  forms::ChangeNotice notice;
  notice.head = HeadOf(catalogue, kept.office_id(), clock::LocalDay(FromProto(kept.accepted_at())));
  notice.head.date = clock::LocalDay(recorded_at);
  notice.dossier.codes = {.dossier_code = recorded.dossier().dossier_code(), .signed_text = recorded.slip().text()};
  notice.dossier.owner = PartyOf(catalogue, kept.request().owner(), clock::LocalDay(recorded_at));
  notice.dossier.request = RequestOf(VersionOf(catalogue, kept.procedure_version()), kept.request().cases());
  notice.dossier.issued_at = notice.recorded_at = MinuteOf(recorded_at);
  notice.printed_at = MinuteOf(FromProto(kept.accepted_at()));
  const auto changed = [&notice](const char* what, const std::string& was, const std::string& now) {
    if (was != now) notice.changes.push_back({.what = what, .printed = was, .now = now});
  };
  changed("Mã hồ sơ", kept.response().dossier_code(), recorded.dossier().dossier_code());
  changed("Ngày hẹn trả", InWords(kept.response().appointment()), InWords(recorded.appointment()));
  notice.reason = kept.response().provisional() ? "mã trên phiếu là mã tạm, cấp khi mất mạng"
                                                : "ngày hẹn được tính lại theo lịch hiện hành khi vào sổ";
  notice.contact.officer = kept.staff_id();
  return notice;
}

forms::Receipt ReceiptOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept, int printed,
                         absl::Time now) {
  forms::Receipt receipt;
  const ProcedureVersion& version = VersionOf(catalogue, kept.procedure_version());
  const absl::CivilDay day = clock::LocalDay(FromProto(kept.accepted_at()));
  const std::string office_name = OfficeName(catalogue, kept.office_id()),
                    agency_name = AgencyName(catalogue, kept.agency_key());
  receipt.head = HeadOf(catalogue, kept.office_id(), clock::LocalDay(FromProto(kept.accepted_at())));
  receipt.section = absl::StrCat(office_name, ", thay Bộ phận một cửa ", agency_name);
  receipt.owner = PartyOf(catalogue, kept.request().owner(), day);
  if (kept.request().has_submitter()) receipt.submitter = PartyOf(catalogue, kept.request().submitter(), day);
  receipt.relation = RelationOf(kept.request());
  receipt.dossiers = {DossierOf(version, kept)};
  receipt.return_place = kept.return_office_id().empty() ? agency_name : OfficeName(catalogue, kept.return_office_id());
  receipt.contact.officer = kept.staff_id();
  receipt.reprint = ReprintOf(printed, now);
  return receipt;
}

absl::StatusOr<Printed> Prints::Print(int64_t position, const std::string& form) {
  const auto entry = journal_.At(position);
  if (!entry.ok()) return entry.status();
  absl::StatusOr<std::string> pdf = errors::NotFound("paper", absl::StrCat(position, "/", form));
  if (entry->has_value()) pdf = Draw(**entry, form);
  if (!pdf.ok()) return pdf.status();
  return Printed{.content_type = "application/pdf", .bytes = *std::move(pdf)};
}

absl::StatusOr<std::string> Prints::Draw(const Entry& entry, const std::string& form) {
  if (entry.body.kind() != kAcceptDossier) {
    v1::KeptAct act;
    if (act.ParseFromString(entry.told)) {
      return DrawAct({.catalogue = catalogue_, .typesetter = typesetter_, .paper = paper_, .now = clock_.Now().now},
                     act, entry.printed, form);
    }
    return errors::NotFound("paper", absl::StrCat(entry.position, "/", form));
  }
  v1::KeptAcceptance kept;
  if (!kept.ParseFromString(entry.told)) return absl::DataLossError(absl::StrCat("journal: entry ", entry.position));
  return DrawAcceptance(entry, kept, form);
}

absl::StatusOr<std::string> Prints::DrawAcceptance(const Entry& entry, const v1::KeptAcceptance& kept,
                                                   const std::string& form) {
  const absl::Time now = clock_.Now().now;
  if (form == "01") return typesetter_.Draw(ReceiptOf(catalogue_, kept, entry.printed, now), paper_);
  if (form == "receipt" && kept.paid_vnd() > 0) {
    return typesetter_.Draw(FeeReceiptOf(catalogue_, kept, entry.printed, now), paper_);
  }
  intake::v1::AcceptDossierResponse recorded;
  const bool changed = entry.state == v1::ENTRY_STATE_RECORDED_WITH_CHANGE && recorded.ParseFromString(entry.answer);
  if (form == "notice" && changed) {
    return typesetter_.Draw(NoticeOf(catalogue_, kept, recorded, entry.recorded_at.value_or(now)), paper_);
  }
  return errors::NotFound("paper", absl::StrCat(entry.position, "/", form));
}

}  // namespace hoso::counter

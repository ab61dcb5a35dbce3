#include "clients/counter/prints.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

using catalogue::v1::ProcedureVersion;

absl::CivilMinute MinuteOf(absl::Time at) { return absl::ToCivilMinute(at, clock::LocalZone()); }

// The address with commune, district and province, unless it names the commune itself, as that of a card does.
std::string AddressOf(const catalogue::Catalogue& catalogue, const core::v1::PersonRecord& person, absl::CivilDay day) {
  std::vector<std::string> parts;
  if (!person.address().empty()) parts.push_back(person.address());
  auto unit = catalogue.FindAdminUnit(person.commune_code(), day);
  if (unit.ok() && absl::StrContains(person.address(), (*unit)->name())) return person.address();
  for (; unit.ok(); unit = catalogue.FindAdminUnit((*unit)->parent(), day)) {
    parts.push_back((*unit)->name());
    if ((*unit)->parent().empty()) break;
  }
  return absl::StrJoin(parts, ", ");
}

forms::Party PartyOf(const catalogue::Catalogue& catalogue, const core::v1::PersonRecord& person, absl::CivilDay day) {
  return {.name = person.full_name(),
          .identity_number = person.identity_number(),
          .address = AddressOf(catalogue, person, day),
          .phone = person.phone(),
          .email = person.email()};
}

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

std::string TermInWords(const core::v1::Term& term) {
  switch (term.unit()) {
    case core::v1::TERM_UNIT_WORKING_DAY:
      return absl::StrCat(term.value(), " ngày làm việc");
    case core::v1::TERM_UNIT_CALENDAR_DAY:
      return absl::StrCat(term.value(), " ngày");
    default:
      return absl::StrCat(term.value(), " giờ làm việc");
  }
}

std::string RequestOf(const ProcedureVersion& version, const intake::v1::AcceptDossierRequest& request) {
  std::vector<std::string> words = {version.name_vi()};
  for (const std::string& chosen : request.cases()) {
    for (const catalogue::v1::Case& one : version.cases()) {
      if (one.id() == chosen) words.push_back(one.name_vi());
    }
  }
  return absl::StrJoin(words, "; ");
}

forms::Component ComponentOf(const ProcedureVersion& version, const core::v1::ComponentCount& count) {
  forms::Component component{.name = count.component_id(),
                             .originals = count.originals(),
                             .certified_copies = count.certified_copies(),
                             .photocopies = count.photocopies(),
                             .original_shown = count.original_shown(),
                             .note = count.captured() ? "chụp tại quầy" : ""};
  for (const catalogue::v1::Component& one : version.components()) {
    if (one.id() == count.component_id()) component.name = one.name_vi();
  }
  return component;
}

std::string FeeName(const ProcedureVersion& version, const std::string& fee_id) {
  for (const catalogue::v1::Fee& fee : version.fees()) {
    if (fee.id() == fee_id) return fee.name_vi();
  }
  return fee_id;
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
  dossier.request = RequestOf(version, kept.request());
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

}  // namespace

forms::Receipt ReceiptOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept, int printed,
                         absl::Time now) {
  forms::Receipt receipt;
  const auto procedure = catalogue.FindVersion(kept.procedure_version());
  static const ProcedureVersion& unknown = *new ProcedureVersion;
  const ProcedureVersion& version = procedure.ok() ? *procedure->version : unknown;
  const auto office = catalogue.FindOffice(kept.office_id());
  const auto agency = catalogue.FindAgency(kept.agency_key());
  const absl::CivilDay day = clock::LocalDay(FromProto(kept.accepted_at()));
  const std::string office_name = office.ok() ? (*office)->name_vi() : kept.office_id();
  const std::string agency_name = agency.ok() ? (*agency)->name_vi() : kept.agency_key();

  receipt.head.parent_body = "BƯU ĐIỆN TỈNH YÊN BÁI";
  receipt.head.issuing_body = office_name;
  if (office.ok()) {
    if (const auto district = catalogue.FindAdminUnit((*office)->district(), day); district.ok()) {
      receipt.head.place = (*district)->name();
    }
  }
  receipt.head.date = day;
  receipt.section = absl::StrCat(office_name, ", thay Bộ phận một cửa ", agency_name);
  receipt.owner = PartyOf(catalogue, kept.request().owner(), day);
  if (kept.request().has_submitter()) receipt.submitter = PartyOf(catalogue, kept.request().submitter(), day);
  receipt.relation = RelationOf(kept.request());
  receipt.dossiers = {DossierOf(version, kept)};
  if (const auto back = catalogue.FindOffice(kept.return_office_id()); back.ok()) {
    receipt.return_place = (*back)->name_vi();
  } else {
    receipt.return_place = agency_name;
  }
  receipt.contact.officer = kept.staff_id();
  if (printed > 0) receipt.reprint = {.times = printed, .at = MinuteOf(now)};
  return receipt;
}

absl::StatusOr<Printed> Prints::Print(int64_t position, const std::string& form) {
  const auto entry = journal_.At(position);
  if (!entry.ok()) return entry.status();
  v1::KeptAcceptance kept;
  const bool acceptance = entry->has_value() && (*entry)->body.kind() == "intake.AcceptDossier";
  if (!acceptance || form != "01" || !kept.ParseFromString((*entry)->told)) {
    return errors::NotFound("paper", absl::StrCat(position, "/", form));
  }
  auto pdf = typesetter_.Draw(ReceiptOf(catalogue_, kept, (*entry)->printed, clock_.Now().now), paper_);
  if (!pdf.ok()) return pdf.status();
  return Printed{.content_type = "application/pdf", .bytes = *std::move(pdf)};
}

}  // namespace hoso::counter

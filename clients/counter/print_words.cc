#include "clients/counter/print_words.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/zone.h"

namespace hoso::counter {

using catalogue::v1::ProcedureVersion;

namespace {

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

}  // namespace

absl::CivilMinute MinuteOf(absl::Time at) { return absl::ToCivilMinute(at, clock::LocalZone()); }

forms::Party PartyOf(const catalogue::Catalogue& catalogue, const core::v1::PersonRecord& person, absl::CivilDay day) {
  return {.name = person.full_name(),
          .identity_number = person.identity_number(),
          .address = AddressOf(catalogue, person, day),
          .phone = person.phone(),
          .email = person.email()};
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

std::string RequestOf(const ProcedureVersion& version, const google::protobuf::RepeatedPtrField<std::string>& cases) {
  std::vector<std::string> words = {version.name_vi()};
  for (const std::string& chosen : cases) {
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

const ProcedureVersion& VersionOf(const catalogue::Catalogue& catalogue, const std::string& id) {
  static const ProcedureVersion& unknown = *new ProcedureVersion;
  const auto procedure = catalogue.FindVersion(id);
  return procedure.ok() ? *procedure->version : unknown;
}

std::string OfficeName(const catalogue::Catalogue& catalogue, const std::string& id) {
  const auto office = catalogue.FindOffice(id);
  return office.ok() ? (*office)->name_vi() : id;
}

std::string AgencyName(const catalogue::Catalogue& catalogue, const std::string& key) {
  const auto agency = catalogue.FindAgency(key);
  return agency.ok() ? (*agency)->name_vi() : key;
}

forms::Head HeadOf(const catalogue::Catalogue& catalogue, const std::string& office_id, absl::CivilDay day) {
  forms::Head head{.parent_body = kPost, .issuing_body = OfficeName(catalogue, office_id), .date = day};
  if (const auto office = catalogue.FindOffice(office_id); office.ok()) {
    const auto district = catalogue.FindAdminUnit((*office)->district(), head.date);
    if (district.ok()) head.place = (*district)->name();
  }
  return head;
}

forms::Reprint ReprintOf(int printed, absl::Time now) {
  if (printed == 0) return {};
  return {.times = printed, .at = MinuteOf(now)};
}

}  // namespace hoso::counter

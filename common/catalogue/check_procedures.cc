#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "common/catalogue/checker.h"
#include "common/catalogue/rules.h"

namespace hoso::catalogue {
namespace {

bool IsNationalCode(const std::string& code) {
  if (code.size() != 8 || code[1] != '.') return false;
  for (size_t i = 0; i < code.size(); ++i) {
    if (i != 1 && (code[i] < '0' || code[i] > '9')) return false;
  }
  return true;
}

// Checks one version; what it names is looked up within it.
class VersionChecker {
 public:
  VersionChecker(const v1::ProcedureVersion& version, const Place& place, Checker& checker)
      : version_(version), place_(place), checker_(checker) {
    for (const v1::Case& c : version.cases()) cases_[c.id()] = c.group();
    for (const v1::Fee& fee : version.fees()) fees_.insert(fee.id());
    for (const v1::Component& component : version.components()) components_.insert(component.id());
  }

  void Check() {
    CheckAgency();
    CheckCode();
    if (version_.channels().empty()) checker_.Add(place_, "channels: none, want at least one");
    std::set<int> channels;
    for (int i = 0; i < version_.channels_size(); ++i) {
      if (!channels.insert(version_.channels(i).channel()).second) {
        checker_.Add(At("channels", i), "channel: named twice, want it once");
      }
    }
    if (version_.submitters().empty()) checker_.Add(place_, "submitters: none, want at least one");
    CheckCases();
    CheckComponents();
    CheckUnits();
    CheckTerms();
    CheckSupplement();
    CheckFees();
    CheckResults();
    CheckOthers();
  }

 private:
  Place At(const char* field, int index = 0) const { return place_.Field(version_, field, index); }

  void CheckAgency() {
    const v1::Agency* agency = checker_.Refer(At("agency"), "agency", version_.agency(), checker_.entries().agencies,
                                              &v1::Agency::key, "an agency");
    if (agency == nullptr || PeriodOf(*agency).Contains(PeriodOf(version_))) return;
    checker_.Add(At("agency"), "agency: ", agency->key(), " is valid ", FormatPeriod(PeriodOf(*agency)),
                 ", want one that is while the version is: ", FormatPeriod(PeriodOf(version_)));
  }

  void CheckCode() {
    if (version_.code().empty()) {
      if (version_.code_basis().certainty() == v1::CERTAINTY_SEEN) {
        checker_.Add(place_, "code: empty though seen, want the code");
      }
    } else if (!IsNationalCode(version_.code())) {
      checker_.Add(At("code"), "code: ", version_.code(), ", want the shape 1.002809");
    }
  }

  template <typename Repeated>
  void ReferToCases(const Repeated& ids, const Place& place) {
    for (const std::string& id : ids) {
      if (!cases_.contains(id)) checker_.Add(place, "cases: ", id, ", want a case of ", version_.id());
    }
  }

  void CheckCases() {
    std::map<std::string, int> groups;
    std::set<std::string> ids;
    for (int i = 0; i < version_.cases_size(); ++i) {
      const v1::Case& c = version_.cases(i);
      if (c.id().empty() || !ids.insert(c.id()).second) {
        checker_.Add(At("cases", i), "id: \"", c.id(), "\", want it unique in the version");
      }
      if (c.group().empty()) checker_.Add(At("cases", i), "group: empty, want the question that the case answers");
      ++groups[c.group()];
    }
    for (int i = 0; i < version_.cases_size(); ++i) {
      if (groups[version_.cases(i).group()] == 1) {
        checker_.Add(At("cases", i), "group: ", version_.cases(i).group(), " has one case, want two or more");
      }
    }
  }

  void CheckComponents() {
    if (version_.components().empty()) checker_.Add(place_, "components: none, want at least one");
    std::set<std::string> ids;
    for (int i = 0; i < version_.components_size(); ++i) {
      const v1::Component& component = version_.components(i);
      const Place place = At("components", i);
      if (component.id().empty() || !ids.insert(component.id()).second) {
        checker_.Add(place, "id: \"", component.id(), "\", want it unique in the version");
      }
      const int papers = component.originals() + component.certified_copies() + component.photocopies();
      if (std::min({component.originals(), component.certified_copies(), component.photocopies()}) < 0) {
        checker_.Add(place, component.id(), ": a negative number of papers, want 0 or more");
      } else if (papers == 0 && !component.capture_on_site()) {
        checker_.Add(place, component.id(), ": no paper and no capture, want at least one");
      }
      CheckPerUnit(component.per_unit(), place);
      const bool conditional = component.requirement() == v1::REQUIREMENT_CONDITIONAL;
      if (conditional != component.has_condition()) {
        checker_.Add(place, component.id(), ": want a condition if and only if it is conditional");
      }
      ReferToCases(component.condition().cases(), place);
      for (const std::string& fee : component.condition().fees()) {
        if (!fees_.contains(fee)) checker_.Add(place, "fees: ", fee, ", want a fee of ", version_.id());
      }
      for (const int submitter : component.condition().submitters()) {
        if (std::count(version_.submitters().begin(), version_.submitters().end(), submitter) == 0) {
          checker_.Add(place, "submitters: ", v1::SubmitterKind_Name(static_cast<v1::SubmitterKind>(submitter)),
                       ", want a submitter of ", version_.id());
        }
      }
    }
  }

  void CheckPerUnit(v1::UnitKind kind, const Place& place) {
    if (kind != v1::UNIT_KIND_UNSPECIFIED && kind != version_.units().kind()) {
      checker_.Add(place, "per_unit: ", v1::UnitKind_Name(kind), ", want the kind of the version's units");
    }
  }

  void CheckUnits() {
    if (!version_.has_units()) return;
    const v1::Units& units = version_.units();
    if (units.min() < 1 || units.max() < units.min()) {
      checker_.Add(At("units"), "units: ", units.min(), " to ", units.max(), ", want 1 or more, and max not below min");
    }
  }

  void CheckTerms() {
    for (int i = 0; i < version_.terms_size(); ++i) {
      const v1::Term& term = version_.terms(i);
      const Place place = At("terms", i);
      if (term.value() < 1) checker_.Add(place, "value: ", term.value(), ", want at least 1");
      if (term.extended_value() != 0 && term.extended_value() <= term.value()) {
        checker_.Add(place, "extended_value: ", term.extended_value(), ", want more than ", term.value());
      }
      if ((term.extended_value() != 0) != !term.extended_when_vi().empty()) {
        checker_.Add(place, "extended_when_vi: want it if and only if there is an extension");
      }
      ReferToCases(term.cases(), place);
    }
    for (const v1::ChannelRule& rule : version_.channels()) {
      const bool covered = std::any_of(version_.terms().begin(), version_.terms().end(), [&](const v1::Term& term) {
        return term.cases().empty() && (term.channels().empty() ||
                                        std::count(term.channels().begin(), term.channels().end(), rule.channel()) > 0);
      });
      if (!covered) {
        checker_.Add(place_, "terms: none for ", v1::Channel_Name(rule.channel()),
                     " in any case, want one without cases");
      }
    }
  }

  void CheckSupplement() {
    if (!version_.has_supplement())
      return checker_.Add(place_, "supplement: missing, want the rule for missing papers");
    const v1::SupplementRule& rule = version_.supplement();
    if (rule.requests_allowed() < 0) {
      checker_.Add(At("supplement"), "requests_allowed: ", rule.requests_allowed(), ", want 0 or more");
    }
    if (rule.days_to_answer() < 1) {
      checker_.Add(At("supplement"), "days_to_answer: ", rule.days_to_answer(), ", want at least 1");
    }
    if (rule.notice_within() < 1) {
      checker_.Add(At("supplement"), "notice_within: ", rule.notice_within(), ", want at least 1");
    }
  }

  void CheckFees() {
    std::set<std::string> ids;
    for (int i = 0; i < version_.fees_size(); ++i) {
      const v1::Fee& fee = version_.fees(i);
      const Place place = At("fees", i);
      if (fee.id().empty() || !ids.insert(fee.id()).second) {
        checker_.Add(place, "id: \"", fee.id(), "\", want it unique in the version");
      }
      if (fee.amount_vnd() < 0 || fee.extra_amount_vnd() < 0) {
        checker_.Add(place, fee.id(), ": a negative amount, want 0 or more");
      }
      if (fee.extra_from_unit() != 0 && (fee.extra_from_unit() < 2 || !version_.has_units())) {
        checker_.Add(place, "extra_from_unit: ", fee.extra_from_unit(), ", want 2 or more, and units in the version");
      }
      ReferToCases(fee.cases(), place);
    }
    CheckFeesCover();
  }

  // Whoever files on any day, through any channel and in any case, knows what to pay without claiming anything.
  void CheckFeesCover() {
    const Period valid = PeriodOf(version_);
    std::set<absl::CivilDay> days = {valid.first};
    for (const v1::Fee& fee : version_.fees()) {
      const Period period = PeriodOf(fee);
      if (valid.Contains(period.first)) days.insert(period.first);
      if (period.last != absl::CivilDay::max() && valid.Contains(period.last + 1)) days.insert(period.last + 1);
    }
    std::vector<std::string> each_case = {""};
    for (const auto& [id, group] : cases_) each_case.push_back(id);
    for (const absl::CivilDay day : days) {
      for (const v1::ChannelRule& rule : version_.channels()) {
        for (const std::string& id : each_case) CheckFeeFor(day, rule.channel(), id);
      }
    }
  }

  void CheckFeeFor(absl::CivilDay day, v1::Channel channel, const std::string& id) {
    if (version_.submitters().empty()) return;
    Choice choice{.channel = channel, .day = day};
    if (!id.empty()) choice.cases.push_back(id);
    choice.units = version_.has_units() ? version_.units().min() : 1;
    // Any submitter that may file in this case: what is asked here is the fee.
    for (const int submitter : version_.submitters()) {
      choice.submitter = static_cast<v1::SubmitterKind>(submitter);
      const absl::StatusOr<Choice> complete = CompleteChoice(version_, choice);
      if (complete.ok()) return;
      if (absl::StrContains(complete.status().message(), "fee: ")) {
        checker_.Add(place_, "fees: none for ", v1::Channel_Name(channel), " on ", FormatDay(day),
                     id.empty() ? "" : absl::StrCat(" in case ", id), ", want one that needs no proof");
        return;
      }
    }
  }

  void CheckResults() {
    if (version_.results().empty()) checker_.Add(place_, "results: none, want at least one");
    std::set<std::string> ids;
    for (int i = 0; i < version_.results_size(); ++i) {
      const v1::Result& result = version_.results(i);
      const Place place = At("results", i);
      if (result.id().empty() || !ids.insert(result.id()).second) {
        checker_.Add(place, "id: \"", result.id(), "\", want it unique in the version");
      }
      CheckPerUnit(result.per_unit(), place);
      const bool exchanged = result.exchange() != v1::EXCHANGE_NONE;
      if (exchanged != !result.exchanged_component().empty()) {
        checker_.Add(place, "exchanged_component: want it if and only if something is exchanged");
      } else if (exchanged && !components_.contains(result.exchanged_component())) {
        checker_.Add(place, "exchanged_component: ", result.exchanged_component(), ", want a component of ",
                     version_.id());
      }
      if (result.collectors().empty()) checker_.Add(place, "collectors: none, want who may collect");
      for (const v1::Collector& collector : result.collectors()) ReferToCases(collector.cases(), place);
    }
  }

  void CheckOthers() {
    if (!version_.has_clock_start()) checker_.Add(place_, "clock_start: missing, want when the term begins");
    for (int i = 0; i < version_.proxy_rules_size(); ++i) {
      ReferToCases(version_.proxy_rules(i).cases(), At("proxy_rules", i));
    }
    std::set<std::string> grounds;
    for (int i = 0; i < version_.refusal_grounds_size(); ++i) {
      if (!grounds.insert(version_.refusal_grounds(i).id()).second || version_.refusal_grounds(i).id().empty()) {
        checker_.Add(At("refusal_grounds", i), "id: \"", version_.refusal_grounds(i).id(), "\", want it unique");
      }
    }
    const v1::Retention& kept = version_.retention();
    if (std::min({kept.dossier_years(), kept.custody_years(), kept.access_log_years()}) < 1) {
      checker_.Add(place_, "retention: a term below 1 year, want dossier, custody and access log to be kept");
    }
  }

  const v1::ProcedureVersion& version_;
  Place place_;
  Checker& checker_;
  std::map<std::string, std::string> cases_;  // Id to group.
  std::set<std::string> fees_;
  std::set<std::string> components_;
};

void CheckVersions(const Entry<v1::Procedure>& entry, Checker& checker) {
  const v1::Procedure& procedure = *entry.value;
  if (procedure.versions().empty()) checker.Add(entry.place, "versions: none, want at least one");
  std::optional<Period> before;
  for (int i = 0; i < procedure.versions_size(); ++i) {
    const v1::ProcedureVersion& version = procedure.versions(i);
    const Place place = entry.place.Field(procedure, "versions", i);
    if (!version.has_valid_from()) {
      checker.Add(place, "valid_from: missing, want the version's first day");
      continue;
    }
    const Period valid = PeriodOf(version);
    const std::string id = absl::StrCat(procedure.key(), "@", FormatDay(valid.first));
    if (version.id() != id) checker.Add(place.Field(version, "id"), "id: \"", version.id(), "\", want ", id);
    if (before && valid.first <= before->last) {
      checker.Add(place.Field(version, "valid_from"), "valid_from: ", FormatDay(valid.first),
                  " while the version before is valid ", FormatPeriod(*before),
                  ", want versions in order that do not overlap");
    }
    before = valid;
    VersionChecker(version, place, checker).Check();
  }
}

// A national code means one procedure at a time.
void CheckCodes(Checker& checker) {
  std::map<std::string, std::vector<std::pair<std::string, Period>>> users;
  for (const Entry<v1::Procedure>& entry : checker.entries().procedures) {
    for (int i = 0; i < entry.value->versions_size(); ++i) {
      const v1::ProcedureVersion& version = entry.value->versions(i);
      if (version.code().empty()) continue;
      const Period valid = PeriodOf(version);
      for (const auto& [key, period] : users[version.code()]) {
        if (key == entry.value->key() || !valid.Overlaps(period)) continue;
        checker.Add(entry.place.Field(*entry.value, "versions", i).Field(version, "code"), "code: ", version.code(),
                    " is that of ", key, " ", FormatPeriod(period), ", want one procedure for a code");
      }
      users[version.code()].emplace_back(entry.value->key(), valid);
    }
  }
}

}  // namespace

void CheckProcedures(Checker& checker) {
  const auto& procedures = checker.entries().procedures;
  checker.Unique(procedures, "key", [](const v1::Procedure& procedure) { return procedure.key(); });
  checker.Unique(procedures, "order", [](const v1::Procedure& procedure) { return procedure.order(); });
  for (const Entry<v1::Procedure>& entry : procedures) {
    if (entry.value->order() < 1) {
      checker.Add(entry.place, "order: ", entry.value->order(), ", want 1 or more");
    }
    CheckVersions(entry, checker);
  }
  CheckCodes(checker);
}

void CheckOutcomeGrounds(Checker& checker) {
  std::map<std::string, std::vector<Period>> valid;
  for (const Entry<v1::OutcomeGround>& entry : checker.entries().outcome_grounds) {
    const v1::OutcomeGround& ground = *entry.value;
    const Place place = entry.place.Field(ground, "id");
    if (ground.id().empty()) checker.Add(place, "id: empty, want a value");
    if (!ground.stops() && !ground.denies()) {
      checker.Add(entry.place, "stops, denies: neither, want at least one: ", ground.id(), " could never be given");
    }
    for (const Period& other : valid[ground.id()]) {
      if (other.Overlaps(PeriodOf(ground))) {
        checker.Add(place, "id: ", ground.id(), " is also used ", FormatPeriod(other), ", want it unique on any day");
      }
    }
    valid[ground.id()].push_back(PeriodOf(ground));
  }
}

}  // namespace hoso::catalogue

#include "common/catalogue/rules.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/catalogue/dates.h"

namespace hoso::catalogue {
namespace {

template <typename Repeated, typename T>
bool Has(const Repeated& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Whether `wanted` is empty or has one of the cases.
template <typename Repeated>
bool MeetsCases(const Repeated& wanted, const std::vector<std::string>& cases) {
  return wanted.empty() || std::any_of(cases.begin(), cases.end(), [&](const auto& id) { return Has(wanted, id); });
}

template <typename Repeated>
bool MeetsChannel(const Repeated& wanted, v1::Channel channel) {
  return wanted.empty() || Has(wanted, static_cast<int>(channel));
}

std::string CaseIds(const v1::ProcedureVersion& version) {
  return absl::StrJoin(version.cases(), ", ",
                       [](std::string* out, const v1::Case& c) { absl::StrAppend(out, c.id()); });
}

absl::Status CompleteCases(const v1::ProcedureVersion& version, Choice& choice) {
  std::map<std::string, std::string> chosen;  // By group.
  for (size_t i = 0; i < choice.cases.size(); ++i) {
    const auto found = std::find_if(version.cases().begin(), version.cases().end(),
                                    [&](const v1::Case& c) { return c.id() == choice.cases[i]; });
    if (found == version.cases().end()) {
      return absl::InvalidArgumentError(absl::StrCat("cases[", i, "]: ", choice.cases[i], ", want ",
                                                     version.cases().empty() ? "none" : CaseIds(version), " of ",
                                                     version.id()));
    }
    if (!chosen.emplace(found->group(), found->id()).second) {
      return absl::InvalidArgumentError(absl::StrCat("cases[", i, "]: ", choice.cases[i], " besides ",
                                                     chosen[found->group()], ", want one of ", found->group()));
    }
  }
  for (const v1::Case& c : version.cases()) {
    if (chosen.emplace(c.group(), c.id()).second) choice.cases.push_back(c.id());
  }
  return absl::OkStatus();
}

bool FeeFits(const v1::Fee& fee, const Choice& choice) {
  return MeetsChannel(fee.channels(), choice.channel) && MeetsCases(fee.cases(), choice.cases) &&
         PeriodOf(fee).Contains(choice.day);
}

absl::Status CompleteFee(const v1::ProcedureVersion& version, Choice& choice) {
  std::vector<std::string> fitting;
  for (const v1::Fee& fee : version.fees()) {
    if (!FeeFits(fee, choice)) continue;
    if (fee.id() == choice.fee) return absl::OkStatus();
    if (choice.fee.empty() && !fee.proof_needed()) {
      choice.fee = fee.id();
      return absl::OkStatus();
    }
    fitting.push_back(fee.id());
  }
  if (choice.fee.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("fee: empty, want one of ", absl::StrJoin(fitting, ", ")));
  }
  return absl::InvalidArgumentError(absl::StrCat("fee: ", choice.fee, " is not for this channel, day and case of ",
                                                 version.id(), ", want ",
                                                 fitting.empty() ? "none" : absl::StrJoin(fitting, ", ")));
}

std::string SubmitterNames(const v1::ProcedureVersion& version) {
  return absl::StrJoin(version.submitters(), ", ", [](std::string* out, int kind) {
    absl::StrAppend(out, v1::SubmitterKind_Name(static_cast<v1::SubmitterKind>(kind)));
  });
}

absl::Status CheckSubmitter(const v1::ProcedureVersion& version, const Choice& choice) {
  if (!Has(version.submitters(), static_cast<int>(choice.submitter))) {
    return absl::InvalidArgumentError(absl::StrCat("submitter: ", v1::SubmitterKind_Name(choice.submitter), ", want ",
                                                   SubmitterNames(version), " for ", version.id()));
  }
  if (AuthorisationNeeded(version, choice) == v1::AUTHORISATION_FORBIDDEN) {
    return absl::InvalidArgumentError(absl::StrCat("submitter: ", v1::SubmitterKind_Name(choice.submitter),
                                                   ", want the owner: no proxy may file ",
                                                   absl::StrJoin(choice.cases, ", "), " of ", version.id()));
  }
  return absl::OkStatus();
}

absl::Status CheckUnits(const v1::ProcedureVersion& version, int units) {
  const int min = version.has_units() ? version.units().min() : 1;
  const int max = version.has_units() ? version.units().max() : 1;
  if (min <= units && units <= max) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("units: ", units, ", want ", min,
                                                 min == max ? "" : absl::StrCat(" to ", max), " for ", version.id()));
}

// Bodies hand in their own dossiers; natural persons do so for themselves or as proxies of another.
bool IsProxy(v1::SubmitterKind kind) {
  switch (kind) {
    case v1::SUBMITTER_KIND_AUTHORISED_PERSON:
    case v1::SUBMITTER_KIND_PARENT:
    case v1::SUBMITTER_KIND_SPOUSE:
    case v1::SUBMITTER_KIND_CHILD:
      return true;
    default:
      return false;
  }
}

struct Wanted {
  int originals;
  int certified_copies;
  int photocopies;
};

Wanted WantedOf(const v1::Component& component, int units) {
  const int times = component.per_unit() == v1::UNIT_KIND_UNSPECIFIED ? 1 : units;
  return {component.originals() * times, component.certified_copies() * times, component.photocopies() * times};
}

std::string Describe(const v1::Component& component, const Wanted& wanted) {
  std::vector<std::string> parts;
  if (wanted.originals > 0) parts.push_back(absl::StrCat(wanted.originals, " original"));
  if (wanted.certified_copies > 0) parts.push_back(absl::StrCat(wanted.certified_copies, " certified copy"));
  if (wanted.photocopies > 0) parts.push_back(absl::StrCat(wanted.photocopies, " photocopy"));
  if (component.capture_on_site()) parts.push_back("a capture on the spot");
  return absl::StrJoin(parts, ", ");
}

// What is wrong with one tallied component; `field` is its place in the list.
void CompareTally(const v1::Component& component, const Wanted& wanted, const TalliedComponent& tally,
                  const std::string& field, std::vector<std::string>& differences) {
  const auto differ = [&](const char* name, int have, int want) {
    differences.push_back(absl::StrCat(field, ".", name, ": ", have, ", want ", want));
  };
  for (const auto& [name, have] :
       {std::pair("originals", tally.originals), std::pair("certified_copies", tally.certified_copies),
        std::pair("photocopies", tally.photocopies)}) {
    if (have < 0) differ(name, have, 0);
  }
  // A better form does for a worse one, but the number of papers stays.
  const int total = wanted.originals + wanted.certified_copies + wanted.photocopies;
  const int have = tally.originals + tally.certified_copies + tally.photocopies;
  const int certified_or_better = tally.originals + tally.certified_copies;
  if (tally.originals < wanted.originals) {
    differ("originals", tally.originals, wanted.originals);
  } else if (certified_or_better < wanted.originals + wanted.certified_copies) {
    differ("certified_copies", tally.certified_copies, wanted.certified_copies);
  } else if (have != total) {
    const char* name = wanted.photocopies > 0        ? "photocopies"
                       : wanted.certified_copies > 0 ? "certified_copies"
                                                     : "originals";
    const int shown = wanted.photocopies > 0        ? tally.photocopies
                      : wanted.certified_copies > 0 ? tally.certified_copies
                                                    : tally.originals;
    if (have < total) {
      differ(name, shown, shown + total - have);
    } else {
      differences.push_back(absl::StrCat(field, ": ", have, " papers, want ", total));
    }
  }
  const bool certified_instead =
      component.certified_copy_replaces_showing() && certified_or_better >= total && total > 0;
  if (component.original_must_be_shown() && !tally.original_shown && !certified_instead) {
    differences.push_back(absl::StrCat(field, ".original_shown: false, want true"));
  }
  if (component.capture_on_site() && !tally.captured) {
    differences.push_back(absl::StrCat(field, ".captured: false, want true"));
  }
}

}  // namespace

absl::StatusOr<Choice> CompleteChoice(const v1::ProcedureVersion& version, const Choice& choice) {
  Choice complete = choice;
  if (absl::Status status = CompleteCases(version, complete); !status.ok()) return status;
  if (absl::Status status = CheckUnits(version, complete.units); !status.ok()) return status;
  if (absl::Status status = CheckSubmitter(version, complete); !status.ok()) return status;
  if (absl::Status status = CompleteFee(version, complete); !status.ok()) return status;
  return complete;
}

Need NeedOf(const v1::Component& component, const Choice& choice) {
  if (component.requirement() != v1::REQUIREMENT_CONDITIONAL) return Need::kRequired;
  const v1::Condition& condition = component.condition();
  if (condition.cases().empty() && condition.submitters().empty() && condition.fees().empty()) {
    return Need::kClerkDecides;
  }
  const bool holds =
      MeetsCases(condition.cases(), choice.cases) &&
      (condition.submitters().empty() || Has(condition.submitters(), static_cast<int>(choice.submitter))) &&
      (condition.fees().empty() || Has(condition.fees(), choice.fee));
  return holds ? Need::kRequired : Need::kNotNeeded;
}

absl::Status CheckComponents(const v1::ProcedureVersion& version, const Choice& choice,
                             const std::vector<TalliedComponent>& components) {
  std::vector<std::string> differences;
  std::map<std::string, size_t> tallied;
  for (size_t i = 0; i < components.size(); ++i) {
    const std::string& id = components[i].id;
    const bool known = std::any_of(version.components().begin(), version.components().end(),
                                   [&](const v1::Component& c) { return c.id() == id; });
    if (!known) {
      differences.push_back(absl::StrCat("components[", i, "].id: ", id, ", want a component of ", version.id()));
    } else if (!tallied.emplace(id, i).second) {
      differences.push_back(absl::StrCat("components[", i, "].id: ", id, " twice, want it once"));
    }
  }
  for (const v1::Component& component : version.components()) {
    const auto tally = tallied.find(component.id());
    const Need need = NeedOf(component, choice);
    const Wanted wanted = WantedOf(component, choice.units);
    if (tally == tallied.end()) {
      if (need == Need::kRequired) {
        differences.push_back(
            absl::StrCat("components: ", component.id(), " missing, want ", Describe(component, wanted)));
      }
    } else if (need == Need::kNotNeeded) {
      differences.push_back(absl::StrCat("components[", tally->second, "].id: ", component.id(),
                                         " is surplus, want none: ", component.condition().text_en()));
    } else {
      CompareTally(component, wanted, components[tally->second], absl::StrCat("components[", tally->second, "]"),
                   differences);
    }
  }
  if (differences.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(differences, "; "));
}

v1::Authorisation AuthorisationNeeded(const v1::ProcedureVersion& version, const Choice& choice) {
  if (!IsProxy(choice.submitter)) return v1::AUTHORISATION_NONE;
  for (const v1::ProxyRule& rule : version.proxy_rules()) {
    if (!MeetsCases(rule.cases(), choice.cases)) continue;
    if (Has(rule.not_needed_for(), static_cast<int>(choice.submitter))) return v1::AUTHORISATION_NONE;
    return rule.authorisation();
  }
  return v1::AUTHORISATION_FORBIDDEN;
}

absl::StatusOr<clock::Term> TermFor(const v1::ProcedureVersion& version, const Choice& choice, bool extended) {
  for (const v1::Term& term : version.terms()) {
    if (!MeetsChannel(term.channels(), choice.channel) || !MeetsCases(term.cases(), choice.cases)) continue;
    if (extended && term.extended_value() == 0) {
      return absl::FailedPreconditionError(absl::StrCat("term: ", version.id(), " has no extension"));
    }
    clock::Term result;
    result.value = extended ? term.extended_value() : term.value();
    result.unit = term.unit() == v1::TERM_UNIT_HOUR           ? clock::TermUnit::kHour
                  : term.unit() == v1::TERM_UNIT_CALENDAR_DAY ? clock::TermUnit::kCalendarDay
                                                              : clock::TermUnit::kWorkingDay;
    return result;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("term: ", version.id(), " has none for channel ", v1::Channel_Name(choice.channel)));
}

clock::SupplementEffect SupplementEffectOf(const v1::ProcedureVersion& version) {
  return version.supplement().effect() == v1::SUPPLEMENT_EFFECT_RESTART ? clock::SupplementEffect::kRestart
                                                                        : clock::SupplementEffect::kPause;
}

absl::StatusOr<int64_t> FeeAmount(const v1::ProcedureVersion& version, const Choice& choice) {
  for (const v1::Fee& fee : version.fees()) {
    if (fee.id() != choice.fee || !FeeFits(fee, choice)) continue;
    const int extra = fee.extra_from_unit() > 0 ? std::max(0, choice.units - fee.extra_from_unit() + 1) : 0;
    return fee.amount_vnd() + extra * fee.extra_amount_vnd();
  }
  return absl::InvalidArgumentError(absl::StrCat("fee: ", choice.fee, ", want one of ", version.id()));
}

int ResultCount(const v1::ProcedureVersion& version, int units) {
  int count = 0;
  for (const v1::Result& result : version.results()) {
    count += result.per_unit() == v1::UNIT_KIND_UNSPECIFIED ? 1 : units;
  }
  return count;
}

v1::Authorisation AuthorisationToCollect(const v1::ProcedureVersion& version, const Choice& choice,
                                         v1::SubmitterKind collector) {
  // Whoever may not collect one of the results may not collect the dossier; else the strictest paper wins.
  v1::Authorisation needed = v1::AUTHORISATION_NONE;
  for (const v1::Result& result : version.results()) {
    v1::Authorisation here = v1::AUTHORISATION_FORBIDDEN;
    for (const v1::Collector& rule : result.collectors()) {
      if (rule.kind() == collector && MeetsCases(rule.cases(), choice.cases)) {
        here = rule.authorisation();
        break;
      }
    }
    needed = std::max(needed, here);
  }
  return needed;
}

}  // namespace hoso::catalogue

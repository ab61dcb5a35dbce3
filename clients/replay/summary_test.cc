#include "clients/replay/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "clients/replay/testing.h"
#include "clients/replay/words.h"
#include "common/custody/custody.h"

namespace hoso::replay {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::HalfYear;
using testing::ThePlan;
using testing::YenBai;

bool ByThePost(core::v1::ReturnChannel channel) {
  return channel == core::v1::RETURN_CHANNEL_OFFICE || channel == core::v1::RETURN_CHANNEL_DELIVERY;
}

void AddToRow(const DossierOutcome& dossier, core::v1::Party cause, tracking::v1::Bieu06Row& row) {
  row.set_received_total(row.received_total() + 1);
  row.set_received_direct_and_post(row.received_direct_and_post() + 1);
  if (dossier.decision == core::v1::OUTCOME_UNSPECIFIED) {
    const bool closed = dossier.status == core::v1::STATUS_REFUSED || dossier.status == core::v1::STATUS_WITHDRAWN ||
                        dossier.status == core::v1::STATUS_STOPPED;
    if (closed) return row.set_closed_without_result(row.closed_without_result() + 1);
    row.set_in_progress_total(row.in_progress_total() + 1);
    return row.set_in_progress_in_time(row.in_progress_in_time() + 1);
  }
  row.set_resolved_total(row.resolved_total() + 1);
  switch (dossier.result_class) {
    case core::v1::RESULT_CLASS_AHEAD:
      return row.set_resolved_ahead(row.resolved_ahead() + 1);
    case core::v1::RESULT_CLASS_ON_TIME:
      return row.set_resolved_on_time(row.resolved_on_time() + 1);
    default:
      row.set_resolved_late(row.resolved_late() + 1);
      if (cause == core::v1::PARTY_POST) return row.set_late_by_post(row.late_by_post() + 1);
      if (cause == core::v1::PARTY_AGENCY) return row.set_late_by_agency(row.late_by_agency() + 1);
      return row.set_late_by_applicant(row.late_by_applicant() + 1);
  }
}

// A ledger that is all that the plan says.
Figures FiguresOfThePlan() {
  Figures figures;
  figures.facts_by_kind = ThePlan().outcome.facts;
  for (const auto& [kind, count] : figures.facts_by_kind) figures.facts += count;
  int late = 0;
  for (size_t i = 0; i < ThePlan().outcome.dossiers.size(); ++i) {
    const DossierOutcome& dossier = ThePlan().outcome.dossiers[i];
    const Case& c = ThePlan().population.cases[i];
    figures.dossiers += dossier.in_ledger ? 1 : 0;
    figures.refused_at_counter += c.kind == Case::Kind::kRefusedAtCounter ? 1 : 0;
    for (const core::v1::Item& item : dossier.items) ++figures.holders[custody::Name(item.holder())];
    if (!dossier.taken_in) continue;
    ++figures.taken_in;
    ++figures.statuses[{c.procedure->key(), dossier.status}];
    ++figures.districts[YenBai().at(c.office).district];
    ++figures.channels_in[c.channel];
    if (dossier.handed_out != core::v1::RETURN_CHANNEL_UNSPECIFIED) {
      ++figures.handed_out;
      ++figures.channels_out[dossier.handed_out];
      figures.handed_out_by_post += ByThePost(dossier.handed_out) ? 1 : 0;
    }
    const auto cause = static_cast<core::v1::Party>(1 + late % 3);
    if (dossier.result_class != core::v1::RESULT_CLASS_UNSPECIFIED) ++figures.classes[dossier.result_class];
    if (dossier.result_class == core::v1::RESULT_CLASS_LATE) {
      ++figures.late_causes[cause];
      ++late;
    }
    tracking::v1::Bieu06Row& row = figures.bieu06[c.procedure->key()];
    row.set_procedure_key(c.procedure->key());
    AddToRow(dossier, cause, row);
  }
  for (const v1::Branch& branch : HalfYear().branches()) figures.branches[branch.kind()] = branch.count();
  figures.several_results = figures.old_papers_returned = 9;
  figures.ways_spared = figures.taken_in + figures.branches[v1::BRANCH_KIND_SUPPLEMENT] + figures.handed_out_by_post;
  return figures;
}

core::v1::Holder HolderNamed(const std::string& name) {
  const size_t blank = name.find(' ');
  const std::string kind = name.substr(0, blank);
  const std::string id = blank == std::string::npos ? "" : name.substr(blank + 1);
  if (kind == "office") return custody::Office(id);
  if (kind == "bag") return custody::Bag(id);
  if (kind == "carrier") return custody::Carrier(id);
  if (kind == "agency") return custody::Agency(id);
  if (kind == "missing") return custody::Missing(id);
  return custody::Applicant();
}

Evidence EvidenceOfThePlan() {
  Evidence evidence;
  evidence.figures = FiguresOfThePlan();
  const google::protobuf::Descriptor* fields = tracking::v1::Bieu06Row::descriptor();
  for (const auto& [procedure, row] : evidence.figures.bieu06) {
    *evidence.bieu06.add_rows() = row;
    tracking::v1::Bieu06Row& total = *evidence.bieu06.mutable_total();
    const auto* reflection = row.GetReflection();
    for (int i = 0; i < fields->field_count(); ++i) {
      const auto* field = fields->field(i);
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_INT64) continue;
      reflection->SetInt64(&total, field, reflection->GetInt64(total, field) + reflection->GetInt64(row, field));
    }
  }
  evidence.months = {evidence.bieu06};
  for (const auto& [name, items] : evidence.figures.holders) {
    tracking::v1::HolderCount* count = evidence.audit.add_holders();
    *count->mutable_holder() = HolderNamed(name);
    count->set_items(items);
    evidence.audit.set_items_held(evidence.audit.items_held() + items);
  }
  evidence.audit.set_items_existing(evidence.audit.items_held());
  return evidence;
}

Record RecordOfThePlan() {
  Record record;
  for (const Act& act : ThePlan().acts) ++(act.expected == absl::StatusCode::kOk ? record.acknowledged : record.refused);
  record.repeated = 40;
  record.classes = FiguresOfThePlan().classes;
  record.took = absl::Seconds(20);
  return record;
}

Summary Summarise(const Evidence& evidence, std::optional<Record> record = RecordOfThePlan(),
                  std::optional<Verification> verification = Verification()) {
  return MakeSummary({HalfYear(), YenBai().catalogue(), ThePlan(), evidence, std::move(record), std::move(verification)});
}

std::set<std::string> Failing(const Summary& summary) {
  std::set<std::string> keys;
  for (const Section& section : summary.sections) {
    for (const Check& check : section.checks) {
      if (!check.holds) keys.insert(check.key);
    }
  }
  return keys;
}

TEST(SummaryTest, ALedgerThatIsAllThatThePlanSaysPasses) {
  const Summary summary = Summarise(EvidenceOfThePlan());
  EXPECT_THAT(Failing(summary), IsEmpty());
  EXPECT_TRUE(summary.holds());
}

TEST(SummaryTest, WithoutRecordAndDatabaseTheRestIsStillChecked) {
  EXPECT_TRUE(Summarise(EvidenceOfThePlan(), std::nullopt, std::nullopt).holds());
}

// What can go wrong with the evidence, and the checks that must notice.
struct Wrong {
  const char* name;
  std::function<void(Evidence&)> spoil;
  const char* notices;
};

class WrongEvidenceTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongEvidenceTest, IsNoticed) {
  Evidence evidence = EvidenceOfThePlan();
  GetParam().spoil(evidence);
  const Summary summary = Summarise(evidence);
  EXPECT_THAT(Failing(summary), Contains(GetParam().notices));
  EXPECT_FALSE(summary.holds());
}

INSTANTIATE_TEST_SUITE_P(
    SummaryTest, WrongEvidenceTest,
    ::testing::Values(
        Wrong{"OneTakenInTooFew", [](Evidence& e) { --e.figures.taken_in; }, "taken_in"},
        Wrong{"OneHandedOutTooMany", [](Evidence& e) { ++e.figures.handed_out_by_post; }, "handed_out_by_post"},
        Wrong{"AnotherAreaIsBusiest", [](Evidence& e) { e.figures.districts["139"] = 2000; }, "busiest_district"},
        Wrong{"AnotherProcedureIsLargest", [](Evidence& e) { e.figures.statuses[{"LLTP", core::v1::STATUS_RETURNED}] = 2000; },
              "largest_procedure"},
        Wrong{"AStatusIsAnother", [](Evidence& e) { ++e.figures.statuses[{"LLTP", core::v1::STATUS_STOPPED}]; },
              "statuses_as_planned"},
        Wrong{"TheReportNamesABrokenIdentity", [](Evidence& e) { e.bieu06.add_broken_identities("x"); }, "bieu06_identities"},
        Wrong{"AnIdentityIsBrokenInAMonth", [](Evidence& e) { e.months[0].mutable_rows(0)->set_resolved_late(99); },
              "bieu06_identities"},
        Wrong{"TheReportIsNotWhatTheFactsSay", [](Evidence& e) { e.bieu06.mutable_rows(0)->set_rescheduled(77); },
              "bieu06_recount"},
        Wrong{"ARowIsMissingInTheReport", [](Evidence& e) { e.bieu06.mutable_rows()->RemoveLast(); }, "bieu06_recount"},
        Wrong{"AMonthCarriesOverWhatNoneLeft", [](Evidence& e) { e.months[0].mutable_total()->set_carried_over(3); },
              "bieu06_months"},
        Wrong{"ALateOneHasNoCause", [](Evidence& e) { --e.figures.late_causes[core::v1::PARTY_POST]; }, "late_causes"},
        Wrong{"NobodyIsLateByTheOwner", [](Evidence& e) { e.figures.late_causes.erase(core::v1::PARTY_APPLICANT); },
              "late_mixture"},
        Wrong{"AnItemHasTwoHolders", [](Evidence& e) { e.audit.add_problems("two"); }, "one_holder"},
        Wrong{"AnItemHasNoHolder", [](Evidence& e) { e.audit.set_items_held(1); }, "sum_of_holders"},
        Wrong{"AnItemIsElsewhere", [](Evidence& e) { ++e.figures.holders["applicant"]; }, "holders_as_planned"},
        Wrong{"TheAuditIsNotWhatTheFactsSay", [](Evidence& e) { e.audit.mutable_holders(0)->set_items(1); }, "audit_recount"},
        Wrong{"AWayHasNoDistance", [](Evidence& e) { --e.figures.ways_spared; }, "ways"},
        Wrong{"ABranchHappenedOnce", [](Evidence& e) { e.figures.branches[v1::BRANCH_KIND_LOST_PAPERS] = 1; },
              "BRANCH_KIND_LOST_PAPERS"},
        Wrong{"AFactIsLacking", [](Evidence& e) { --e.figures.facts_by_kind[26]; }, "facts_as_planned"},
        Wrong{"AFactDoesNotFit", [](Evidence& e) { e.figures.problems.push_back("x"); }, "facts_refold"}),
    [](const ::testing::TestParamInfo<Wrong>& info) { return info.param.name; });

TEST(SummaryTest, WhatVerificationFindsIsNamed) {
  Verification verification;
  verification.findings = 1;
  verification.first_findings = {"H15.05-221101-0001, fact 3: its hash is another"};
  const Summary summary = Summarise(EvidenceOfThePlan(), RecordOfThePlan(), verification);
  EXPECT_THAT(Failing(summary), ElementsAre("ledger_verify"));
}

TEST(SummaryTest, WhatCheckpointsDoNotAgreeWithIsNamed) {
  Verification verification;
  verification.closed = ClosedDays{.days = 2, .facts = 7, .open = 1};
  EXPECT_TRUE(Summarise(EvidenceOfThePlan(), RecordOfThePlan(), verification).holds());
  verification.closed->findings = 1;
  EXPECT_THAT(Failing(Summarise(EvidenceOfThePlan(), RecordOfThePlan(), verification)), ElementsAre("checkpoints"));
  verification.closed = ClosedDays{};
  EXPECT_THAT(Failing(Summarise(EvidenceOfThePlan(), RecordOfThePlan(), verification)), ElementsAre("checkpoints"))
      << "no day was closed";
}

TEST(SummaryTest, OtherAnswersThanTheLedgersAreNoticed) {
  Record record = RecordOfThePlan();
  ++record.classes[core::v1::RESULT_CLASS_LATE];
  EXPECT_THAT(Failing(Summarise(EvidenceOfThePlan(), record)), ElementsAre("classes_as_answered"));
}

TEST(SummaryTest, OthersMayWorkOnInTheSameLedger) {
  Evidence evidence = EvidenceOfThePlan();
  evidence.figures.facts_beyond = 5;
  evidence.audit.mutable_holders(0)->set_items(evidence.audit.holders(0).items() + 1);
  evidence.audit.set_items_held(evidence.audit.items_held() + 1);
  evidence.audit.set_items_existing(evidence.audit.items_existing() + 1);
  EXPECT_THAT(Failing(Summarise(evidence)), IsEmpty());
}

TEST(SummaryTest, ThePlanIsHeldOnlyWhenEveryKindOfFactIsThere) {
  Figures figures = FiguresOfThePlan();
  EXPECT_TRUE(HoldsThePlan(ThePlan(), figures));
  ++figures.facts_by_kind[11];
  EXPECT_FALSE(HoldsThePlan(ThePlan(), figures));
  EXPECT_FALSE(HoldsThePlan(ThePlan(), Figures()));
}

TEST(SummaryTest, ADossierTakenInWhereNobodyComesIsAStranger) {
  Figures figures;
  for (size_t i = 0; i < ThePlan().outcome.dossiers.size(); ++i) {
    const DossierOutcome& dossier = ThePlan().outcome.dossiers[i];
    if (!dossier.taken_in) continue;
    figures.acceptances[{YenBai().at(ThePlan().population.cases[i].office).id, dossier.accepted_at}] = "ours";
  }
  EXPECT_EQ(figures.acceptances.size(), 1402u);
  EXPECT_EQ(StrangerTo(ThePlan(), YenBai(), figures), "");
  figures.acceptances[{"YB-I-01", absl::FromUnixSeconds(1667264401)}] = "H15.05-221101-0077";
  EXPECT_EQ(StrangerTo(ThePlan(), YenBai(), figures), "H15.05-221101-0077");
}

TEST(WordsTest, NumbersAreWrittenAsEachLanguageWritesThem) {
  EXPECT_EQ(Number(1402).vi, "1.402");
  EXPECT_EQ(Number(1402).en, "1,402");
  EXPECT_EQ(Number(-1234567).en, "-1,234,567");
  EXPECT_EQ(Number(12).vi, "12");
  EXPECT_EQ(Percent(893, 1264).vi, "70,6 %");
  EXPECT_EQ(Percent(1, 0).en, "–");
}

TEST(WordsTest, EveryBranchHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int kind = 1; kind <= v1::BranchKind_MAX; ++kind) {
    const Text name = BranchName(static_cast<v1::BranchKind>(kind));
    EXPECT_NE(name.vi, BranchName(v1::BRANCH_KIND_UNSPECIFIED).vi) << kind;
    EXPECT_TRUE(names.insert(name.vi).second) << name.vi;
    EXPECT_TRUE(names.insert(name.en).second) << name.en;
  }
}

}  // namespace
}  // namespace hoso::replay

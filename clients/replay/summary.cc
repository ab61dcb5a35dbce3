#include "clients/replay/summary.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/replay/summary_parts.h"
#include "clients/replay/words.h"

namespace hoso::replay {
namespace {

using core::v1::Status;
using tracking::v1::Bieu06Row;

// In the order in which a dossier goes through them; those that end it without a result last.
constexpr Status kStatuses[] = {
    core::v1::STATUS_ACCEPTED,  core::v1::STATUS_PROCESSING, core::v1::STATUS_AWAITING_SUPPLEMENT,
    core::v1::STATUS_AWAITING_PAYMENT, core::v1::STATUS_DECIDED, core::v1::STATUS_RETURNED,
    core::v1::STATUS_REFUSED,   core::v1::STATUS_WITHDRAWN,  core::v1::STATUS_STOPPED};

std::map<std::pair<std::string, Status>, int64_t> PlannedStatuses(const Plan& plan) {
  std::map<std::pair<std::string, Status>, int64_t> statuses;
  for (size_t i = 0; i < plan.outcome.dossiers.size(); ++i) {
    const DossierOutcome& dossier = plan.outcome.dossiers[i];
    if (dossier.taken_in) ++statuses[{plan.population.cases[i].procedure->key(), dossier.status}];
  }
  return statuses;
}

std::string Largest(const std::map<std::string, int64_t>& counts) {
  const auto largest = std::max_element(counts.begin(), counts.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  return largest == counts.end() ? "" : largest->first;
}

Text DistrictName(const Findings& findings, const std::string& code) {
  const auto& day = findings.scenario.first_day();
  const auto unit = findings.catalogue.FindAdminUnit(code, absl::CivilDay(day.year(), day.month(), day.day()));
  return Plain(unit.ok() ? (*unit)->name() : code);
}

Check Largest(std::string key, Text what, const std::map<std::string, int64_t>& counts, const std::string& wanted,
              Text name) {
  const auto count = counts.find(wanted);
  Check check;
  check.key = std::move(key);
  check.what = std::move(what);
  check.holds = Largest(counts) == wanted;
  check.value = name + Plain(" (") + Number(count == counts.end() ? 0 : count->second) + Plain(")");
  return check;
}

std::vector<Text> RowOf(const Text& name, const Bieu06Row& row) {
  return {name,
          Number(row.received_total()),
          Number(row.received_online()),
          Number(row.received_direct_and_post()),
          Number(row.carried_over()),
          Number(row.resolved_total()),
          Number(row.resolved_ahead()),
          Number(row.resolved_on_time()),
          Number(row.resolved_late()),
          Number(row.in_progress_total()),
          Number(row.in_progress_in_time()),
          Number(row.in_progress_late()),
          Number(row.closed_without_result())};
}

bool IdentitiesHold(const Bieu06Row& row) {
  return row.received_total() == row.received_online() + row.received_direct_and_post() + row.carried_over() &&
         row.received_total() == row.resolved_total() + row.in_progress_total() + row.closed_without_result() &&
         row.resolved_total() == row.resolved_ahead() + row.resolved_on_time() + row.resolved_late() &&
         row.in_progress_total() == row.in_progress_in_time() + row.in_progress_late() &&
         row.resolved_late() == row.late_by_post() + row.late_by_agency() + row.late_by_applicant();
}

bool AllIdentitiesHold(const Evidence& evidence) {
  std::vector<tracking::v1::ReportBieu06Response> reports = evidence.months;
  reports.push_back(evidence.bieu06);
  return std::all_of(reports.begin(), reports.end(), [](const tracking::v1::ReportBieu06Response& report) {
    return report.broken_identities().empty() && IdentitiesHold(report.total()) &&
           std::all_of(report.rows().begin(), report.rows().end(), IdentitiesHold);
  });
}

// What is in progress at the end of a month is carried over into the next, and the months make up the period.
bool MonthsChain(const Evidence& evidence) {
  int64_t received = 0;
  int64_t resolved = 0;
  int64_t in_progress = 0;
  for (const tracking::v1::ReportBieu06Response& month : evidence.months) {
    if (month.total().carried_over() != in_progress) return false;
    in_progress = month.total().in_progress_total();
    received += month.total().received_online() + month.total().received_direct_and_post();
    resolved += month.total().resolved_total();
  }
  const Bieu06Row& total = evidence.bieu06.total();
  return received == total.received_total() && resolved == total.resolved_total() &&
         in_progress == total.in_progress_total();
}

// Procedures in which the report and the facts differ.
std::string Differences(const Evidence& evidence) {
  std::map<std::string, Bieu06Row> counted = evidence.figures.bieu06;
  std::string differences;
  for (const Bieu06Row& reported : evidence.bieu06.rows()) {
    Bieu06Row row = reported;
    row.clear_agency_key();
    if (counted[row.procedure_key()].SerializeAsString() != row.SerializeAsString()) {
      absl::StrAppend(&differences, " ", row.procedure_key());
    }
    counted.erase(row.procedure_key());
  }
  for (const auto& [procedure, row] : counted) absl::StrAppend(&differences, " ", procedure);
  return differences;
}

}  // namespace

bool Summary::holds() const {
  return std::all_of(sections.begin(), sections.end(), [](const Section& section) {
    return std::all_of(section.checks.begin(), section.checks.end(), [](const Check& check) { return check.holds; });
  });
}

bool HoldsThePlan(const Plan& plan, const Figures& figures) { return plan.outcome.facts == figures.facts_by_kind; }

std::string StrangerTo(const Plan& plan, const World& world, const Figures& figures) {
  std::set<std::pair<std::string, absl::Time>> planned;
  for (size_t i = 0; i < plan.outcome.dossiers.size(); ++i) {
    if (!plan.outcome.dossiers[i].taken_in) continue;
    planned.emplace(world.at(plan.population.cases[i].office).id, plan.outcome.dossiers[i].accepted_at);
  }
  for (const auto& [acceptance, code] : figures.acceptances) {
    if (planned.count(acceptance) == 0) return code;
  }
  return "";
}

Text operator+(const Text& a, const Text& b) { return {a.vi + b.vi, a.en + b.en}; }

Check Equal(std::string key, Text what, int64_t found, int64_t wanted) {
  Check check;
  check.key = std::move(key);
  check.what = std::move(what);
  check.holds = found == wanted;
  check.value = Number(found);
  if (!check.holds) check.value = check.value + Text{", phải là ", ", want "} + Number(wanted);
  return check;
}

Check AtLeast(std::string key, Text what, int64_t found, int64_t wanted) {
  Check check;
  check.key = std::move(key);
  check.what = std::move(what);
  check.holds = found >= wanted;
  check.value = Number(found);
  if (!check.holds) check.value = check.value + Text{", ít nhất ", ", want at least "} + Number(wanted);
  return check;
}

Check Holds(std::string key, Text what, bool holds, Text otherwise) {
  Check check;
  check.key = std::move(key);
  check.what = std::move(what);
  check.holds = holds;
  if (!holds) check.value = std::move(otherwise);
  return check;
}

Section PublishedFigures(const Findings& findings) {
  const v1::Published& published = findings.scenario.published();
  const Figures& figures = findings.evidence.figures;
  std::map<std::string, int64_t> procedures;
  for (const auto& [key, count] : figures.statuses) procedures[key.first] += count;
  Section section;
  section.key = "published";
  section.title = {"Số đã công bố", "Published figures"};
  section.checks = {
      Equal("taken_in", {"hồ sơ tiếp nhận", "dossiers taken in"}, figures.taken_in, published.taken_in()),
      Equal("handed_out_by_post", {"kết quả bưu điện đã trao", "results handed out by the post"},
            figures.handed_out_by_post, published.handed_out_by_post()),
      Largest("busiest_district", {"nơi đông nhất", "busiest area"}, figures.districts, published.busiest_district(),
              DistrictName(findings, published.busiest_district())),
      Largest("largest_procedure", {"thủ tục nhiều nhất", "largest procedure"}, procedures,
              published.largest_procedure(), Plain(published.largest_procedure())),
      Equal("refused_at_counter", {"từ chối tại quầy, không tính vào số tiếp nhận", "refused at the counter, on top"},
            figures.refused_at_counter, findings.scenario.refused_at_counter())};
  return section;
}

Section ByProcedureAndStatus(const Findings& findings) {
  const Figures& figures = findings.evidence.figures;
  Section section;
  section.key = "statuses";
  section.title = {"Hồ sơ theo thủ tục và trạng thái", "Dossiers by procedure and status"};
  Table table;
  table.columns.push_back({"thủ tục", "procedure"});
  Text legend;
  for (const Status status : kStatuses) {
    table.columns.push_back(Plain(absl::StrCat(static_cast<int>(status))));
    legend = legend + Plain(legend.vi.empty() ? "" : " · ") + Plain(absl::StrCat(static_cast<int>(status), " ")) +
             StatusName(status);
  }
  table.columns.push_back({"cộng", "total"});
  std::map<Status, int64_t> totals;
  for (const v1::ProcedureShare& share : findings.scenario.procedures()) {
    std::vector<Text> row = {Plain(share.procedure_key())};
    int64_t total = 0;
    for (const Status status : kStatuses) {
      const auto found = figures.statuses.find({share.procedure_key(), status});
      const int64_t count = found == figures.statuses.end() ? 0 : found->second;
      row.push_back(Number(count));
      totals[status] += count;
      total += count;
    }
    row.push_back(Number(total));
    table.rows.push_back(std::move(row));
  }
  std::vector<Text> sum = {{"cộng", "total"}};
  for (const Status status : kStatuses) sum.push_back(Number(totals[status]));
  sum.push_back(Number(figures.taken_in));
  table.rows.push_back(std::move(sum));
  section.table = std::move(table);
  section.lines.push_back(legend);
  section.checks.push_back(Holds("statuses_as_planned",
                                 {"đúng như sổ riêng của cuộc diễn lại", "as in the replay's own record"},
                                 figures.statuses == PlannedStatuses(findings.plan), {"khác", "differs"}));
  return section;
}

Section Bieu06(const Findings& findings) {
  const Evidence& evidence = findings.evidence;
  Section section;
  section.key = "bieu06";
  section.title = {"Biểu 06/VPCP/KSTT", "Report Biểu 06/VPCP/KSTT"};
  Table table;
  table.columns = {{"thủ tục", "procedure"},     {"nhận", "received"},       {"trực tuyến", "online"},
                   {"trực tiếp, BC", "direct"},  {"kỳ trước", "carried"},    {"đã xong", "resolved"},
                   {"trước hạn", "ahead"},       {"đúng hạn", "on time"},    {"quá hạn", "late"},
                   {"đang làm", "in progress"},  {"trong hạn", "in time"},   {"quá hạn", "late"},
                   {"không có KQ", "no result"}};
  for (const Bieu06Row& row : evidence.bieu06.rows()) table.rows.push_back(RowOf(Plain(row.procedure_key()), row));
  table.rows.push_back(RowOf({"cộng", "total"}, evidence.bieu06.total()));
  section.table = std::move(table);
  const std::string differences = Differences(evidence);
  section.checks = {
      Holds("bieu06_identities",
            {"các đẳng thức của biểu đúng, cả kỳ và từng tháng", "its identities hold, in the whole and month by month"},
            AllIdentitiesHold(evidence), {"không đúng", "broken"}),
      Holds("bieu06_recount", {"khớp với đếm lại từ sự kiện", "agrees with a recount from the facts"},
            differences.empty(), Text{"khác ở", "differs in"} + Plain(differences)),
      Holds("bieu06_months", {"tồn cuối tháng là kỳ trước của tháng sau", "what a month leaves, the next carries over"},
            MonthsChain(evidence), {"không khớp", "does not"})};
  return section;
}

Summary MakeSummary(const Findings& findings) {
  Summary summary;
  summary.title = {findings.scenario.title_vi(), findings.scenario.title_en()};
  summary.sections = {PublishedFigures(findings), ByProcedureAndStatus(findings), Bieu06(findings),
                      Timeliness(findings),       Custody(findings),              PublicPost(findings),
                      Kilometres(findings),       Branches(findings),             LedgerAndReplay(findings)};
  return summary;
}

}  // namespace hoso::replay

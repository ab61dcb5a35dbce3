#include "clients/replay/summary_parts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/replay/words.h"
#include "common/custody/custody.h"
#include "common/dossier/lifecycle.h"

namespace hoso::replay {
namespace {

using core::v1::Party;
using core::v1::ResultClass;

constexpr int kSeveral = 2;

template <typename Key>
int64_t At(const std::map<Key, int64_t>& counts, Key key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

std::map<ResultClass, int64_t> PlannedClasses(const Plan& plan) {
  std::map<ResultClass, int64_t> classes;
  for (const DossierOutcome& dossier : plan.outcome.dossiers) {
    if (dossier.result_class != core::v1::RESULT_CLASS_UNSPECIFIED) ++classes[dossier.result_class];
  }
  return classes;
}

std::map<std::string, int64_t> PlannedHolders(const Plan& plan) {
  std::map<std::string, int64_t> holders;
  for (const DossierOutcome& dossier : plan.outcome.dossiers) {
    for (const core::v1::Item& item : dossier.items) ++holders[custody::Name(item.holder())];
  }
  return holders;
}

std::map<std::string, int64_t> AuditedHolders(const tracking::v1::AuditCustodyResponse& audit) {
  std::map<std::string, int64_t> holders;
  for (const tracking::v1::HolderCount& count : audit.holders()) holders[custody::Name(count.holder())] += count.items();
  return holders;
}

Text Share(const Text& of_what, int64_t part, int64_t of) {
  return of_what + Plain(": ") + Percent(part, of) + Plain(" (") + Number(part) + Plain(" / ") + Number(of) + Plain(")");
}

// Kinds of facts of which the ledger holds another number than the acts record.
std::string OtherKinds(const Plan& plan, const Figures& figures) {
  std::map<int, std::pair<int64_t, int64_t>> both;
  for (const auto& [kind, count] : plan.outcome.facts) both[kind].first = count;
  for (const auto& [kind, count] : figures.facts_by_kind) both[kind].second = count;
  std::string others;
  for (const auto& [kind, counts] : both) {
    if (counts.first == counts.second) continue;
    absl::StrAppend(&others, " ", dossier::KindName(static_cast<dossier::FactKind>(kind)), " ", counts.second, "≠",
                    counts.first);
  }
  return others;
}

std::vector<Check> ChecksOfVerification(const Verification& verification) {
  const Text what = Text{"kiểm toàn sổ: ", "ledger verified: "} + Number(verification.facts) +
                    Text{" sự kiện, ", " facts, "} + Number(verification.dossiers) + Text{" hồ sơ, ", " dossiers, "} +
                    Number(verification.bags) + Text{" túi, ", " bags, "} +
                    Decimal(absl::ToDoubleSeconds(verification.took)) + Text{" giây", " s"};
  const auto found = [](int64_t findings, const std::vector<std::string>& first) {
    return Number(findings) + Text{" sai lệch: ", " findings: "} + Plain(absl::StrJoin(first, "; "));
  };
  std::vector<Check> checks = {Holds("ledger_verify", what, verification.findings == 0,
                                     found(verification.findings, verification.first_findings))};
  if (verification.closed.has_value()) {
    const ClosedDays& closed = *verification.closed;
    checks.push_back(Holds("checkpoints",
                           Text{"đã chốt và ký ", "closed and signed: "} + Number(closed.days) +
                               Text{" ngày, ", " days, "} + Number(closed.facts) +
                               Text{" sự kiện, sổ khớp với các bản chốt", " facts; the ledger agrees with each checkpoint"},
                           closed.findings == 0 && closed.days > 0,
                           found(closed.findings, closed.first_findings)));
  }
  return checks;
}

Text PerSecond(int64_t count, absl::Duration took) {
  return Number(static_cast<int64_t>(static_cast<double>(count) / std::max(0.001, absl::ToDoubleSeconds(took))));
}

void AddRecord(const Record& record, const Figures& figures, const Plan& plan, Section& section) {
  const int64_t calls = record.acknowledged + record.refused + record.repeated;
  section.lines.push_back(Text{"diễn lại: ", "played: "} + Number(calls) + Text{" lời gọi trong ", " calls in "} +
                          Decimal(absl::ToDoubleSeconds(record.took)) + Text{" giây; ", " s; "} +
                          PerSecond(figures.facts, record.took) +
                          Text{" sự kiện mỗi giây, ", " facts per second, "} + PerSecond(calls, record.took) +
                          Text{" lời gọi mỗi giây", " calls per second"});
  int64_t refusals = 0;
  for (const Act& act : plan.acts) refusals += act.expected != absl::StatusCode::kOk ? 1 : 0;
  section.checks.push_back(Equal("refused_as_planned", {"bị từ chối như dự kiến", "calls refused as planned"},
                                 record.refused, refusals));
  section.checks.push_back(
      AtLeast("sent_twice", {"gửi lại cùng mã yêu cầu, được cùng câu trả lời", "requests sent twice, answered the same"},
              record.repeated, kSeveral));
}

}  // namespace

Section Timeliness(const Findings& findings) {
  const Figures& figures = findings.evidence.figures;
  const int64_t ahead = At(figures.classes, core::v1::RESULT_CLASS_AHEAD);
  const int64_t on_time = At(figures.classes, core::v1::RESULT_CLASS_ON_TIME);
  const int64_t late = At(figures.classes, core::v1::RESULT_CLASS_LATE);
  const int64_t post = At(figures.late_causes, core::v1::PARTY_POST);
  const int64_t agency = At(figures.late_causes, core::v1::PARTY_AGENCY);
  const int64_t owner = At(figures.late_causes, core::v1::PARTY_APPLICANT);
  const int64_t resolved = ahead + on_time + late;
  Section section;
  section.key = "timeliness";
  section.title = {"Trước hạn, đúng hạn, quá hạn", "Ahead, on time, late"};
  section.lines = {Share({"trước hạn", "ahead"}, ahead, resolved), Share({"đúng hạn", "on time"}, on_time, resolved),
                   Share({"quá hạn", "late"}, late, resolved) + Text{"; do bưu điện ", "; by the post "} + Number(post) +
                       Text{", do cơ quan ", ", by the agency "} + Number(agency) +
                       Text{", do người dân ", ", by the owner "} + Number(owner)};
  section.checks = {
      Equal("late_causes", {"mỗi hồ sơ quá hạn có một nguyên nhân", "each late one has a cause"}, post + agency + owner, late),
      Holds("late_mixture", {"có cả ba nguyên nhân", "all three causes occur"}, post > 0 && agency > 0 && owner > 0,
            {"thiếu", "one is lacking"}),
      Holds("classes_as_planned", {"đúng như sổ riêng của cuộc diễn lại", "as in the replay's own record"},
            figures.classes == PlannedClasses(findings.plan), {"khác", "differs"})};
  if (findings.record.has_value()) {
    section.checks.push_back(Holds("classes_as_answered", {"đúng như đã trả lời cơ quan", "as the agencies were told"},
                                   findings.record->classes == figures.classes, {"khác", "differs"}));
  }
  return section;
}

Section Custody(const Findings& findings) {
  const Evidence& evidence = findings.evidence;
  const Figures& figures = evidence.figures;
  std::map<core::v1::HolderKind, int64_t> kinds;
  for (const tracking::v1::HolderCount& count : evidence.audit.holders()) kinds[count.holder().kind()] += count.items();
  Section section;
  section.key = "custody";
  section.title = {"Giấy tờ và người giữ", "Items and their holders"};
  Text line;
  for (const auto& [kind, items] : kinds) {
    line = line + Plain(line.vi.empty() ? "" : " · ") + HolderKindName(kind) + Plain(" ") + Number(items);
  }
  section.lines.push_back(line);
  section.checks = {
      Holds("one_holder", {"mỗi món đúng một người giữ", "every item has one holder"}, evidence.audit.problems().empty(),
            Plain(evidence.audit.problems().empty() ? "" : evidence.audit.problems(0))),
      Equal("sum_of_holders", {"cộng mọi người giữ bằng số món đang có", "sum over holders equals the items that exist"},
            evidence.audit.items_held(), evidence.audit.items_existing()),
      Holds("holders_as_planned", {"đúng như sổ riêng của cuộc diễn lại", "as in the replay's own record"},
            figures.holders == PlannedHolders(findings.plan), {"khác", "differs"})};
  // Of a ledger on which others worked on, the audit says more than the half-year.
  if (figures.facts_beyond == 0) {
    section.checks.push_back(Holds("audit_recount", {"khớp với đếm lại từ sự kiện", "agrees with a recount from the facts"},
                                   AuditedHolders(evidence.audit) == figures.holders, {"khác", "differs"}));
    section.checks.push_back(Equal("open_discrepancies", {"chênh lệch còn mở", "open discrepancies"},
                                   evidence.audit.open_discrepancies(), figures.open_discrepancies));
  }
  return section;
}

Section PublicPost(const Findings& findings) {
  const Figures& figures = findings.evidence.figures;
  Section section;
  section.key = "public_post";
  section.title = {"Qua bưu chính công ích", "Through public post"};
  const int64_t in = At(figures.channels_in, core::v1::INTAKE_CHANNEL_PUBLIC_POST);
  section.lines = {Share({"chiều nộp", "in"}, in, figures.taken_in),
                   Share({"chiều trả", "out"}, figures.handed_out_by_post, figures.handed_out)};
  int64_t channels = 0;
  for (const auto& [channel, count] : figures.channels_out) channels += count;
  section.checks = {Equal("return_channels", {"mỗi kết quả đã trao có một kênh trả", "each result went through one channel"},
                          channels, figures.handed_out),
                    Equal("agency_desk", {"nhận tại cơ quan", "collected at the agency"},
                          At(figures.channels_out, core::v1::RETURN_CHANNEL_AGENCY),
                          figures.handed_out - figures.handed_out_by_post)};
  return section;
}

Section Kilometres(const Findings& findings) {
  const Figures& figures = findings.evidence.figures;
  Section section;
  section.key = "kilometres";
  section.title = {"Quãng đường người dân khỏi phải đi", "Travel spared"};
  section.lines = {
      Number(figures.km_spared) + Text{" km, ", " km, "} + Number(figures.ways_spared) +
          Text{" chuyến đi về", " ways there and back"},
      {"cách tính: mỗi lần nộp, mỗi lần bổ sung, mỗi kết quả bưu điện trao là một chuyến đi về giữa điểm bưu điện và "
       "cơ quan; theo đường bộ nếu biết, không thì đường chim bay; chưa trừ đường từ nhà đến điểm",
       "rule: one way there and back between post point and agency for each dossier handed in, each supplement, each "
       "result the post gave out; by road where known, else as the crow flies; the way to the point is not taken off"}};
  section.checks = {Holds("ways", {"mỗi chuyến đều biết quãng đường", "each way has a distance"},
                          figures.ways_spared == figures.taken_in + At(figures.branches, v1::BRANCH_KIND_SUPPLEMENT) +
                                                     figures.handed_out_by_post,
                          {"có chuyến không biết", "some have none"})};
  return section;
}

Section Branches(const Findings& findings) {
  const Figures& figures = findings.evidence.figures;
  Section section;
  section.key = "branches";
  section.title = {"Các nhánh của đời hồ sơ", "Branches of a dossier's life"};
  for (const v1::Branch& branch : findings.scenario.branches()) {
    // What leaves no trace of its own in the facts is checked where it does.
    if (branch.kind() == v1::BRANCH_KIND_SENT_TWICE || branch.kind() == v1::BRANCH_KIND_ON_THE_DAY) continue;
    const int wanted = std::max(kSeveral, branch.at_least() > 0 ? branch.at_least() : branch.count());
    section.checks.push_back(AtLeast(v1::BranchKind_Name(branch.kind()), BranchName(branch.kind()),
                                     At(figures.branches, branch.kind()), wanted));
  }
  section.checks.push_back(AtLeast("several_results", {"một hồ sơ nhiều kết quả", "several results of one dossier"},
                                   figures.several_results, kSeveral));
  section.checks.push_back(AtLeast("old_papers", {"giấy phép cũ đã về cơ quan", "old licences back at the agency"},
                                   figures.old_papers_returned, kSeveral));
  return section;
}

Section LedgerAndReplay(const Findings& findings) {
  const Figures& figures = findings.evidence.figures;
  Section section;
  section.key = "ledger";
  section.title = {"Sổ cái", "Ledger"};
  const std::string others = OtherKinds(findings.plan, figures);
  section.checks = {
      Holds("facts_as_planned",
            Number(figures.facts) + Text{" sự kiện, mỗi loại đúng như đã ghi nhận", " facts, of each kind as acknowledged"},
            others.empty(), Plain(others)),
      Holds("facts_refold", {"mọi sự kiện hợp vòng đời và sổ người giữ", "every fact fits lifecycle and custody book"},
            figures.problems.empty(), Plain(absl::StrJoin(figures.problems, "; ")))};
  if (findings.verification.has_value()) {
    for (Check& check : ChecksOfVerification(*findings.verification)) section.checks.push_back(std::move(check));
  }
  if (findings.record.has_value()) AddRecord(*findings.record, figures, findings.plan, section);
  if (findings.verification.has_value() && findings.verification->closed.has_value() &&
      findings.verification->closed->open > 0) {
    section.lines.push_back(Text{"chưa chốt: ", "in no checkpoint yet: "} + Number(findings.verification->closed->open) +
                            Text{" sự kiện", " facts"});
  }
  if (figures.facts_beyond > 0) {
    section.lines.push_back(Text{"ngoài kỳ, không tính ở đây: ", "beyond the period, not counted here: "} +
                            Number(figures.facts_beyond) + Text{" sự kiện", " facts"});
  }
  return section;
}

}  // namespace hoso::replay

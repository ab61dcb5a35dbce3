#include "services/routing/public_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "common/clock/zone.h"
#include "common/dossier/fold.h"
#include "common/dossier/lifecycle.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/vietnamese.h"

namespace hoso::routing {
namespace {

using catalogue::Catalogue;
using core::v1::Dossier;
using core::v1::Fact;

constexpr char kNothingToDo[] = "Ông/bà chưa phải làm gì.";
constexpr char kDoNotComeYet[] = "Đừng đến trước khi có tin báo kết quả.";
constexpr char kBring[] = "mang theo Giấy hẹn trả kết quả và giấy tờ tùy thân";

std::string OfficeName(const Catalogue& catalogue, const std::string& id) {
  const auto office = catalogue.FindOffice(id);
  return office.ok() ? (*office)->name_vi() : id;
}

std::string AgencyName(const Catalogue& catalogue, const std::string& key) {
  const auto agency = catalogue.FindAgency(key);
  return agency.ok() ? (*agency)->name_vi() : key;
}

// Null when the catalogue no longer knows the version.
const catalogue::v1::ProcedureVersion* VersionOf(const Catalogue& catalogue, const Dossier& dossier) {
  const auto found = catalogue.FindVersion(dossier.procedure_version());
  return found.ok() ? found->version : nullptr;
}

std::string ReturnPlace(const Catalogue& catalogue, const Dossier& dossier) {
  switch (dossier.return_channel()) {
    case core::v1::RETURN_CHANNEL_AGENCY:
      return AgencyName(catalogue, dossier.agency_key());
    case core::v1::RETURN_CHANNEL_OFFICE:
      return OfficeName(catalogue, dossier.return_office_id());
    case core::v1::RETURN_CHANNEL_DELIVERY:
      return "Giao tận nơi, địa chỉ đã đăng ký khi nộp hồ sơ";
    default:
      return dossier.return_office_id().empty() ? "" : OfficeName(catalogue, dossier.return_office_id());
  }
}

// "Giấy khám sức khỏe (1 bản chính)"
std::string PaperWanted(const catalogue::v1::ProcedureVersion* version, const core::v1::ComponentCount& wanted) {
  std::string name = wanted.component_id();
  if (version != nullptr) {
    for (const auto& component : version->components()) {
      if (component.id() == wanted.component_id()) name = component.name_vi();
    }
  }
  std::vector<std::string> counts;
  if (wanted.originals() > 0) counts.push_back(absl::StrCat(wanted.originals(), " bản chính"));
  if (wanted.certified_copies() > 0) counts.push_back(absl::StrCat(wanted.certified_copies(), " bản chứng thực"));
  if (wanted.photocopies() > 0) counts.push_back(absl::StrCat(wanted.photocopies(), " bản sao"));
  if (wanted.original_shown()) counts.push_back("xuất trình bản chính");
  if (counts.empty()) return name;
  return absl::StrCat(name, " (", absl::StrJoin(counts, ", "), ")");
}

std::string SupplementWanted(const Catalogue& catalogue, const Dossier& dossier) {
  const core::v1::SupplementRequested& request = dossier.open_supplement();
  const auto* version = VersionOf(catalogue, dossier);
  std::vector<std::string> papers;
  for (const auto& wanted : request.components()) papers.push_back(PaperWanted(version, wanted));
  std::string text = absl::StrCat("Ông/bà cần nộp bổ sung: ", absl::StrJoin(papers, "; "),
                                  ". Nộp tại: ", OfficeName(catalogue, dossier.office_id()), ".");
  if (request.has_supply_until()) absl::StrAppend(&text, " Chậm nhất: ", DayVi(request.supply_until()), ".");
  return text;
}

std::string PaymentWanted(const Catalogue& catalogue, const Dossier& dossier) {
  int64_t amount = 0;
  for (const auto& fee : dossier.open_payment().fees()) amount += fee.amount_vnd();
  return absl::StrCat("Ông/bà cần nộp thêm phí, lệ phí: ", MoneyVi(amount),
                      ". Nộp tại: ", OfficeName(catalogue, dossier.office_id()), ".");
}

// Where what belongs to the citizen lies, after an end without a decision.
std::string PapersBack(const Catalogue& catalogue, const Dossier& dossier) {
  if (dossier::NothingLeftToHandOut(dossier)) return "Giấy tờ đã trả lại. Ông/bà không phải làm gì thêm.";
  if (dossier.has_results_received_at() || dossier.status() == core::v1::STATUS_REFUSED) {
    const std::string& place = dossier.return_office_id().empty() ? dossier.office_id() : dossier.return_office_id();
    return absl::StrCat("Ông/bà nhận lại giấy tờ tại: ", OfficeName(catalogue, place), "; ", kBring, ".");
  }
  return "Giấy tờ đang được chuyển trả lại. Đừng đến trước khi có tin báo.";
}

// The ground on which it was refused or stopped, in the catalogue's words.
std::string GroundText(const catalogue::v1::ProcedureVersion* version, const std::vector<Fact>& facts) {
  std::string id;
  for (const Fact& fact : facts) {
    if (fact.has_refused()) id = fact.refused().ground_id();
    if (fact.has_stopped()) id = fact.stopped().ground_id();
  }
  if (version == nullptr) return "";
  for (const auto& ground : version->refusal_grounds()) {
    if (ground.id() == id) return absl::StrCat("Lý do: ", absl::StripSuffix(ground.text_vi(), "."), ". ");
  }
  return "";
}

// What is taken back when the result is handed out.
std::string OldPaperToBring(const catalogue::v1::ProcedureVersion* version) {
  if (version == nullptr) return "";
  for (const auto& result : version->results()) {
    if (result.exchange() == catalogue::v1::EXCHANGE_OLD_TAKEN_BACK ||
        result.exchange() == catalogue::v1::EXCHANGE_CORNER_CUT) {
      return ", cùng giấy tờ cũ phải đổi";
    }
  }
  return "";
}

std::string ResultNext(const Catalogue& catalogue, const Dossier& dossier) {
  const std::string place = ReturnPlace(catalogue, dossier);
  if (dossier.unclaimed()) {
    return absl::StrCat("Quá hạn mà chưa có người nhận, kết quả đã chuyển lại ",
                        AgencyName(catalogue, dossier.agency_key()), ". Liên hệ cơ quan để nhận.");
  }
  const std::string bring = absl::StrCat(kBring, OldPaperToBring(VersionOf(catalogue, dossier)));
  if (dossier.return_channel() == core::v1::RETURN_CHANNEL_AGENCY) {
    return absl::StrCat("Mời ông/bà đến nhận kết quả tại: ", place, "; ", bring, ".");
  }
  if (!dossier.has_results_received_at()) {
    return absl::StrCat("Đã có kết quả, đang chuyển về nơi trả. ", kNothingToDo, " ", kDoNotComeYet);
  }
  if (dossier.return_channel() == core::v1::RETURN_CHANNEL_DELIVERY) {
    return absl::StrCat(
        "Bưu điện sẽ giao kết quả đến địa chỉ đã đăng ký. Chuẩn bị Giấy hẹn trả kết quả và giấy tờ tùy thân",
        OldPaperToBring(VersionOf(catalogue, dossier)), ".");
  }
  return absl::StrCat("Mời ông/bà đến nhận kết quả tại: ", place, "; ", bring, ".");
}

std::string NextStep(const Catalogue& catalogue, const Dossier& dossier, const std::vector<Fact>& facts) {
  switch (dossier.status()) {
    case core::v1::STATUS_REGISTERED:
      return absl::StrCat("Ông/bà mang giấy tờ đến nộp tại: ", OfficeName(catalogue, dossier.office_id()), ".");
    case core::v1::STATUS_ACCEPTED:
    case core::v1::STATUS_PROCESSING:
      return absl::StrCat(kNothingToDo, " ", kDoNotComeYet);
    case core::v1::STATUS_AWAITING_SUPPLEMENT:
      return SupplementWanted(catalogue, dossier);
    case core::v1::STATUS_AWAITING_PAYMENT:
      return PaymentWanted(catalogue, dossier);
    case core::v1::STATUS_REFUSED:
    case core::v1::STATUS_STOPPED:
      return absl::StrCat(GroundText(VersionOf(catalogue, dossier), facts), PapersBack(catalogue, dossier));
    case core::v1::STATUS_WITHDRAWN:
      return PapersBack(catalogue, dossier);
    case core::v1::STATUS_DECIDED:
      return ResultNext(catalogue, dossier);
    default:
      return "Đã trả kết quả. Ông/bà không phải làm gì thêm.";
  }
}

// What a fact means to the citizen; empty where it means nothing.
std::string StepOf(const Catalogue& catalogue, const Dossier& dossier, const Fact& fact) {
  switch (fact.payload_case()) {
    case Fact::kRegistered:
      return "Đã đăng ký hồ sơ";
    case Fact::kAccepted:
      return absl::StrCat("Đã nhận hồ sơ tại ", OfficeName(catalogue, fact.accepted().office_id()));
    case Fact::kRefused:
      return "Không được tiếp nhận";
    case Fact::kReceivedByAgency:
      return absl::StrCat("Đã đến ", AgencyName(catalogue, fact.received_by_agency().agency_key()));
    case Fact::kMisdirected:
      return absl::StrCat("Đến nhầm cơ quan, chuyển lại ", AgencyName(catalogue, fact.misdirected().to_agency_key()));
    case Fact::kSupplementRequested:
      return "Yêu cầu bổ sung giấy tờ";
    case Fact::kSupplemented:
      return "Đã nộp bổ sung";
    case Fact::kPaymentRequested:
      return "Yêu cầu nộp thêm phí, lệ phí";
    case Fact::kPaymentRecorded:
      return "Đã nộp phí, lệ phí";
    case Fact::kRescheduled:
      return absl::StrCat("Cơ quan xin lỗi và hẹn lại: ", DayVi(fact.rescheduled().appointment().date()));
    case Fact::kWithdrawn:
      return "Đã rút hồ sơ";
    case Fact::kStopped:
      return "Dừng xử lý";
    case Fact::kDecided:
      return "Đã có kết quả";
    case Fact::kResultsReceived:
      return absl::StrCat("Đã về ", OfficeName(catalogue, fact.results_received().office_id()));
    case Fact::kHandedOut:
      return dossier.outcome() == core::v1::OUTCOME_UNSPECIFIED ? "Đã trả lại giấy tờ"
             : fact.handed_out().last()                         ? "Đã trả kết quả"
                                                                : "Đã trả một phần kết quả";
    case Fact::kAttemptFailed:
      return absl::StrCat("Chưa trao được, lần ", fact.attempt_failed().attempt());
    case Fact::kUnclaimedReturned:
      return "Không có người nhận, đã chuyển lại cơ quan";
    case Fact::kCorrected:
      return fact.corrected().approved() ? "Đã đính chính" : "";
    default:
      return "";
  }
}

void AddStepToCome(tracking::v1::LookUpResponse& view, const std::string& what) { view.add_steps()->set_what_vi(what); }

void AddStepsToCome(const Catalogue& catalogue, const Dossier& dossier, tracking::v1::LookUpResponse& view) {
  if (dossier.status() == core::v1::STATUS_RETURNED ||
      (dossier::IsFinished(dossier.status()) && dossier.status() != core::v1::STATUS_DECIDED)) {
    return;
  }
  if (dossier.status() != core::v1::STATUS_DECIDED) {
    if (!dossier.has_received_by_agency_at()) {
      AddStepToCome(view, absl::StrCat("Đến ", AgencyName(catalogue, dossier.agency_key())));
    }
    AddStepToCome(view, "Có kết quả");
  }
  const std::string place = ReturnPlace(catalogue, dossier);
  if (!place.empty()) AddStepToCome(view, absl::StrCat("Trả kết quả: ", place));
}

}  // namespace

tracking::v1::LookUpResponse PublicView(const Catalogue& catalogue, const Dossier& dossier,
                                        const std::vector<Fact>& facts) {
  tracking::v1::LookUpResponse view;
  view.set_status(dossier.status());
  view.set_status_vi(dossier::StatusNameVi(dossier.status()));
  const auto* version = VersionOf(catalogue, dossier);
  view.set_procedure_name_vi(version == nullptr ? dossier.procedure_key() : version->name_vi());
  if (dossier.has_appointment() && !dossier::IsWaiting(dossier)) {
    *view.mutable_appointment_date() = dossier.appointment().date();
  }
  for (const Fact& fact : facts) {
    const std::string what = StepOf(catalogue, dossier, fact);
    if (what.empty()) continue;
    tracking::v1::LookUpStep& step = *view.add_steps();
    step.set_what_vi(what);
    *step.mutable_at() = fact.occurred_at();
  }
  AddStepsToCome(catalogue, dossier, view);
  view.set_next_step_vi(NextStep(catalogue, dossier, facts));
  view.set_return_place_vi(ReturnPlace(catalogue, dossier));
  return view;
}

}  // namespace hoso::routing

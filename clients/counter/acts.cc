#include "clients/counter/acts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/counter/acts_weigh.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/slips/text.h"

namespace hoso::counter {
namespace {

// The services give a dossier with a provisional code another one: what is done under the first would not be found.
absl::Status CheckCodes(const catalogue::Catalogue& catalogue, const ledger::Decision& decision) {
  for (const ledger::Append& append : decision.appends) {
    const std::string& code = append.change.dossier().dossier_code();
    const auto id = identity::ParseDossierCode(code, command::CodesOf(catalogue));
    if (!id.ok() || !id->provisional()) continue;
    return errors::Precondition(
        "PROVISIONAL_CODE", absl::StrCat("dossier ", code, ": has a provisional code; connect to the network first"));
  }
  return absl::OkStatus();
}

}  // namespace

Eye Acts::EyeOf(const Acting& acting) const {
  return {.catalogue = catalogue_, .office_id = place_.office_id, .now = acting.moment.now};
}

absl::StatusOr<Acts::Weighed> Acts::Weigh(const Acting& acting, v1::DoRequest request) {
  switch (request.command_case()) {
    case v1::DoRequest::kRefuse:
    case v1::DoRequest::kSupplement:
    case v1::DoRequest::kWithdraw:
    case v1::DoRequest::kPay:
    case v1::DoRequest::kAskForPapers:
      return WeighIntake(acting, std::move(request));
    case v1::DoRequest::kSealBag:
    case v1::DoRequest::kDispatchBag:
    case v1::DoRequest::kHandOver:
    case v1::DoRequest::kOpenBag:
    case v1::DoRequest::kSettleDiscrepancy:
      return WeighBag(acting, std::move(request));
    case v1::DoRequest::COMMAND_NOT_SET:
      return errors::FieldError("command", "not set, want what is to be done");
    default:
      return WeighReturns(acting, std::move(request));
  }
}

// The code on slips 01 anew and 03.
void Acts::SignSlip(v1::KeptAct& kept) const {
  const bool again = kept.request().has_supplement();
  if (slip_key_ == nullptr || (!again && !kept.request().has_refuse())) return;
  trust::v1::SlipStatement statement;
  statement.set_form(again ? trust::v1::SLIP_FORM_01 : trust::v1::SLIP_FORM_03);
  statement.set_dossier_code(kept.dossier().dossier().dossier_code());
  statement.mutable_issued_at()->set_seconds(kept.done_at().seconds());
  statement.set_office_id(place_.office_id);
  if (again && kept.response().appointment().has_due_at()) {
    statement.mutable_due_at()->set_seconds(kept.response().appointment().due_at().seconds());
  }
  kept.set_slip_text(slips::Sign(*slip_key_, statement));
}

std::vector<std::string> Acts::LabelsOf(const core::v1::Bag& bag) {
  std::vector<std::string> labels;
  for (const core::v1::ItemRef& ref : bag.items()) {
    const auto dossier = book_.Find(ref.dossier_code());
    const core::v1::Item* item =
        dossier.ok() && dossier->has_value() ? custody::Find((*dossier)->kept.dossier(), ref.item()) : nullptr;
    labels.push_back(item == nullptr ? "" : item->label());
  }
  return labels;
}

// The dossier as it is after the act, and its persons, for the papers of the act.
absl::Status Acts::ShowDossier(const ledger::Append& append, v1::KeptAct& kept) {
  const auto known = book_.Find(append.change.dossier().dossier_code());
  if (!known.ok()) return known.status();
  if (known->has_value()) *kept.mutable_dossier() = (*known)->kept;
  AddPersons(append.persons, *kept.mutable_dossier());
  *kept.mutable_dossier()->mutable_dossier() = append.change.dossier();
  return absl::OkStatus();
}

absl::StatusOr<v1::DoResponse> Acts::Do(const SignedIn& who, const v1::DoRequest& request) {
  if (!rpc::IsUuid(request.act_id())) return errors::FieldError("act_id", "want a UUID");
  absl::MutexLock lock(&one_at_a_time_);
  const auto known = journal_.Find(request.act_id());
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    v1::KeptAct kept;
    if (!kept.ParseFromString((*known)->told) || kept.request().command_case() != request.command_case()) {
      return errors::FieldError("act_id", "is that of something else");
    }
    kept.mutable_response()->set_position((*known)->position);
    for (v1::Paper& paper : PapersOf((*known)->position, kept))
      *kept.mutable_response()->add_papers() = std::move(paper);
    return kept.response();
  }
  const Moment moment = clock_.Now();
  const Acting acting{.context = {.actor = ActorOf(who, place_), .now = moment.now, .occurred_at = moment.now},
                      .moment = moment,
                      .act_id = request.act_id(),
                      .dry_run = request.dry_run()};
  auto weighed = Weigh(acting, request);
  if (!weighed.ok()) return weighed.status();
  if (absl::Status status = CheckCodes(catalogue_, weighed->decision); !status.ok()) return status;

  v1::KeptAct& kept = weighed->kept;
  *kept.mutable_done_at() = ToProto(moment.now);
  kept.set_staff_id(who.session.staff_id());
  kept.set_office_id(place_.office_id);
  const bool of_bag = weighed->bag.has_value();
  if (of_bag) {
    *kept.mutable_bag() = *weighed->bag;
    for (std::string& label : LabelsOf(*weighed->bag)) kept.add_labels(std::move(label));
    *kept.mutable_response()->mutable_bag() = ViewOf(EyeOf(acting), BookBag{.bag = *weighed->bag, .unsent = true});
  } else if (!weighed->decision.appends.empty()) {
    if (absl::Status s = ShowDossier(weighed->decision.appends[0], kept); !s.ok()) return s;
    *kept.mutable_response()->mutable_dossier() =
        ViewOf(EyeOf(acting), BookDossier{.kept = kept.dossier(), .unsent = true});
  }
  if (request.dry_run()) return kept.response();
  SignSlip(kept);

  NewEntry entry{.entry_id = request.act_id(),
                 .kind = weighed->kind,
                 .request = weighed->sent,
                 .occurred_at = moment.now,
                 .written_at = moment.written_at,
                 .doubt = moment.doubt,
                 .session = journal::SessionOf(who.token),
                 .told = kept.SerializeAsString(),
                 .also = {book_.Write(weighed->decision, weighed->bag)}};
  std::move(weighed->also.begin(), weighed->also.end(), std::back_inserter(entry.also));
  if (of_bag) entry.subjects.push_back(SubjectOfBag(weighed->bag->bag_id()));
  for (const ledger::Append& append : weighed->decision.appends) {
    entry.subjects.push_back(append.change.dossier().dossier_code());
  }
  if (!of_bag && weighed->decision.appends.size() == 1) entry.dossier_code = entry.subjects.front();
  const auto appended = journal_.Append(entry);
  if (!appended.ok()) return appended.status();
  v1::DoResponse response = std::move(*kept.mutable_response());
  response.set_position(appended->position);
  for (v1::Paper& paper : PapersOf(appended->position, kept)) *response.add_papers() = std::move(paper);
  return response;
}

std::vector<v1::Paper> PapersOf(int64_t position, const v1::KeptAct& kept) {
  switch (kept.request().command_case()) {
    case v1::DoRequest::kSupplement:
      return {PaperOf(position, "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment")};
    case v1::DoRequest::kAskForPapers:
      return {PaperOf(position, "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request for papers")};
    case v1::DoRequest::kRefuse:
      return {PaperOf(position, "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal")};
    case v1::DoRequest::kPay:
      return {PaperOf(position, "receipt", "Biên lai thu phí, lệ phí", "Fee receipt")};
    case v1::DoRequest::kSealBag:
      return {PaperOf(position, "manifest", "Bản kê túi hồ sơ", "Bag manifest"),
              PaperOf(position, "labels", "Nhãn phong bì", "Envelope labels")};
    default:
      return {};
  }
}

}  // namespace hoso::counter

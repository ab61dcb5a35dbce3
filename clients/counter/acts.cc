#include "clients/counter/acts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/slips/check.h"
#include "common/slips/text.h"
#include "services/intake/decisions_later.h"
#include "services/intake/decisions_open.h"
#include "services/intake/validate.h"
#include "services/returns/decisions.h"
#include "services/returns/validate.h"
#include "services/routing/decisions_bag.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/decisions_open_bag.h"
#include "services/routing/validate.h"

namespace hoso::counter {
namespace {

constexpr char kAskForPapers[] = "counter.AskForPapers";

// What the services are sent of a command: they number it and know its time by the entry, and its version may be
// another by the time that they hear of it.
template <typename Command>
std::string SentOf(Command command) {
  command.clear_request_id();
  command.clear_occurred_at();
  if constexpr (requires { command.clear_expected_version(); }) command.clear_expected_version();
  return command.SerializeAsString();
}

void SetPlace(const Place& place, core::v1::Holder* holder) {
  if (holder->kind() == core::v1::HOLDER_KIND_UNSPECIFIED) *holder = custody::Office(place.office_id);
}

absl::Status NotInTheBook(const std::string& what, const std::string& id) {
  return errors::WithReason(absl::NotFoundError(absl::StrCat(what, " ", errors::Echo(id),
                                                             ": not known on this machine; connect to the network")),
                            "NOT_IN_THE_BOOK");
}

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

struct Acts::Weighed {
  std::string kind;  // Its name in the table of rights.
  std::string sent;  // Its request as the services get it.
  ledger::Decision decision;
  std::optional<core::v1::Bag> bag;  // As it is after the act.
  std::vector<Also> also;            // Written with it.
  v1::KeptAct kept;
};

Eye Acts::EyeOf(const Acting& acting) const {
  return {.catalogue = catalogue_, .office_id = place_.office_id, .now = acting.moment.now};
}

absl::StatusOr<core::v1::Bag> Acts::KnownBag(const std::string& bag_id) {
  auto bag = book_.FindBag(bag_id);
  if (!bag.ok()) return bag.status();
  if (!bag->has_value()) return NotInTheBook("bag", bag_id);
  return std::move((*bag)->bag);
}

template <typename Response, typename Command, typename ValidateFn, typename PlanFn>
absl::StatusOr<Acts::Weighed> Acts::WeighCommand(const Acting& acting, const std::string& kind, v1::DoRequest& request,
                                                 Command* command, ValidateFn validate, PlanFn plan,
                                                 const std::vector<core::v1::Bag>& bags) {
  command->set_request_id(acting.act_id);
  *command->mutable_occurred_at() = ToProto(acting.moment.now);
  const auto valid = validate(*command);
  if (!valid.ok()) return valid.status();
  absl::StatusOr<command::Plan> planned = plan(*valid);
  if (!planned.ok()) return planned.status();
  auto decision = book_.Decide(*planned, bags);
  if (!decision.ok()) {
    if (!absl::IsNotFound(decision.status())) return decision.status();
    return errors::WithReason(decision.status(), "NOT_IN_THE_BOOK");
  }
  Weighed weighed{.kind = kind, .sent = SentOf(valid->request), .decision = *std::move(decision)};
  *command = valid->request;
  *weighed.kept.mutable_request() = request;
  Response response;
  response.ParseFromString(weighed.decision.answer);
  v1::DoResponse& shown = *weighed.kept.mutable_response();
  if constexpr (requires { response.bag(); }) {
    if (response.has_bag()) weighed.bag = response.bag();
  }
  if constexpr (requires { response.appointment(); }) *shown.mutable_appointment() = response.appointment();
  if constexpr (requires { response.last(); }) shown.set_last(response.last());
  if constexpr (requires { response.attempts_left(); }) shown.set_attempts_left(response.attempts_left());
  if constexpr (requires { response.missing(); }) {
    *shown.mutable_missing() = response.missing();
    *shown.mutable_surplus() = response.surplus();
  }
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighPayment(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_pay();
  if (acting.dry_run) {
    command->set_receipt_number("1");  // Drawn when it is done.
  } else {
    const auto number = numbers_.NextReceipt(place_.device_id);
    if (!number.ok()) return number.status();
    command->set_receipt_number(*number);
  }
  if (command->means() == core::v1::PAYMENT_MEANS_UNSPECIFIED) command->set_means(core::v1::PAYMENT_MEANS_CASH);
  const std::string receipt_number = command->receipt_number();
  auto weighed = WeighCommand<intake::v1::RecordPaymentResponse>(
      acting, "intake.RecordPayment", request, command,
      [&](const auto& c) { return intake::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return intake::PlanPayment(catalogue_, acting.context, valid); });
  if (!weighed.ok()) return weighed;
  if (!acting.dry_run) weighed->kept.mutable_response()->set_receipt_number(receipt_number);
  if (weighed->decision.appends.empty()) return weighed;
  const core::v1::Dossier& after = weighed->decision.appends[0].change.dossier();
  if (after.has_appointment()) *weighed->kept.mutable_response()->mutable_appointment() = after.appointment();
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighMissingPapers(const Acting& acting, v1::DoRequest request) {
  const v1::AskForPapersRequest& asked = request.ask_for_papers();
  errors::FieldErrors wrong;
  if (asked.components().empty()) wrong.Add("components", "empty, want what is lacking");
  if (asked.note().size() > 500) wrong.Add("note", absl::StrCat(asked.note().size(), " bytes, want at most 500"));
  if (asked.dossier().procedure().empty()) wrong.Add("dossier.procedure", "empty, want a procedure");
  if (absl::Status status = wrong.ToStatus(); !status.ok()) return status;
  const auto procedure = catalogue_.FindProcedure(asked.dossier().procedure(), clock::LocalDay(acting.moment.now),
                                                  catalogue::v1::CHANNEL_POST);
  if (!procedure.ok()) return procedure.status();
  Weighed weighed{.kind = kAskForPapers, .sent = asked.SerializeAsString()};
  *weighed.kept.mutable_request() = std::move(request);
  return weighed;
}

// Slip 03 for what is not taken in at all: it gets a code of this counter's lease.
absl::StatusOr<Acts::Weighed> Acts::WeighRefusalOfNew(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_refuse();
  const absl::CivilDay day = clock::LocalDay(acting.moment.now);
  const auto procedure = catalogue_.FindProcedure(command->procedure(), day, catalogue::v1::CHANNEL_POST);
  if (!procedure.ok()) return procedure.status();
  const auto leases = numbers_.Leases(procedure->version->agency(), day);
  if (!leases.ok()) return leases.status();
  if (leases->empty()) {
    return errors::Precondition("NO_CODE", "no leased code is left for slip 03: connect to the network");
  }
  const CodeLease& lease = leases->front();
  const auto agency = intake::AgencyNumber(catalogue_, procedure->version->agency());
  if (!agency.ok()) return agency.status();
  const auto id = identity::DossierId::Make(*agency, day, lease.next);
  if (!id.ok()) return id.status();
  const auto code = identity::FormatDossierCode(*id, command::CodesOf(catalogue_));
  if (!code.ok()) return code.status();
  command->set_dossier_code(*code);
  command->set_lease_id(lease.id);
  auto weighed = WeighCommand<intake::v1::RefuseDossierResponse>(
      acting, "intake.RefuseDossier", request, command,
      [&](const auto& c) { return intake::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) -> absl::StatusOr<command::Plan> {
        const auto opening = intake::PrepareRefusal(catalogue_, acting.context, valid);
        if (!opening.ok()) return opening.status();
        return intake::PlanRefusalOfNew(*opening, intake::Code{*id, *code});
      });
  if (weighed.ok()) weighed->also.push_back(Numbers::Take(lease, lease.next));
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighIntake(const Acting& acting, v1::DoRequest request) {
  const auto valid_of = [&](const auto& command) { return intake::Validate(catalogue_, acting.moment.now, command); };
  switch (request.command_case()) {
    case v1::DoRequest::kSupplement:
      return WeighCommand<intake::v1::SupplementDossierResponse>(
          acting, "intake.SupplementDossier", request, request.mutable_supplement(), valid_of,
          [&](const auto& valid) { return intake::PlanSupplement(catalogue_, acting.context, valid); });
    case v1::DoRequest::kWithdraw:
      return WeighCommand<intake::v1::WithdrawDossierResponse>(
          acting, "intake.WithdrawDossier", request, request.mutable_withdraw(), valid_of,
          [&](const auto& valid) { return intake::PlanWithdrawal(acting.context, valid); });
    case v1::DoRequest::kRefuse:
      if (request.refuse().dossier_code().empty()) return WeighRefusalOfNew(acting, std::move(request));
      return WeighCommand<intake::v1::RefuseDossierResponse>(
          acting, "intake.RefuseDossier", request, request.mutable_refuse(), valid_of,
          [&](const auto& valid) { return intake::PlanRefusal(catalogue_, acting.context, valid); });
    case v1::DoRequest::kPay:
      return WeighPayment(acting, std::move(request));
    default:
      return WeighMissingPapers(acting, std::move(request));
  }
}

// "T-CP04378Q1-230306-01": short enough for the bar code of a manifest on A5, and unlike that of any other counter,
// whose name it holds without the province's letters.
absl::StatusOr<std::string> Acts::NewBagId(const Acting& acting) {
  const std::string day = absl::FormatTime("%y%m%d", acting.moment.now, clock::LocalZone());
  const std::vector<std::string> parts = absl::StrSplit(place_.device_id, '-');
  const std::string counter = absl::StrJoin(parts.begin() + (parts.size() > 1 ? 1 : 0), parts.end(), "");
  int64_t number = 0;
  if (!acting.dry_run) {
    const auto next = numbers_.NextNumber(absl::StrCat("bag ", day));
    if (!next.ok()) return next.status();
    number = *next;
  }
  return absl::StrFormat("T-%s-%s-%02d", counter, day, number);
}

absl::StatusOr<Acts::Weighed> Acts::WeighSealing(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_seal_bag();
  SetPlace(place_, command->mutable_from());
  if (command->bag_id().empty()) {
    auto id = NewBagId(acting);
    if (!id.ok()) return id.status();
    command->set_bag_id(*std::move(id));
  }
  std::vector<core::v1::Bag> same_id;
  if (auto bag = KnownBag(command->bag_id()); bag.ok()) same_id.push_back(*std::move(bag));
  return WeighCommand<routing::v1::SealBagResponse>(
      acting, "routing.SealBag", request, command,
      [&](const auto& c) { return routing::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return routing::PlanSealBag(catalogue_, acting.context, valid); }, same_id);
}

absl::StatusOr<Acts::Weighed> Acts::WeighHandOver(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_hand_over();
  SetPlace(place_, command->mutable_from());
  const auto valid_of = [&](const auto& c) { return routing::Validate(catalogue_, acting.moment.now, c); };
  if (command->bag_id().empty()) {
    return WeighCommand<routing::v1::HandOverResponse>(
        acting, "routing.HandOver", request, command, valid_of,
        [&](const auto& valid) { return routing::PlanHandOverItems(catalogue_, acting.context, valid); });
  }
  const auto bag = KnownBag(command->bag_id());
  if (!bag.ok()) return bag.status();
  return WeighCommand<routing::v1::HandOverResponse>(
      acting, "routing.HandOver", request, command, valid_of,
      [&](const auto& valid) { return routing::PlanHandOverBag(catalogue_, acting.context, valid, *bag); }, {*bag});
}

absl::StatusOr<Acts::Weighed> Acts::WeighOpening(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_open_bag();
  SetPlace(place_, command->mutable_at());
  const auto bag = KnownBag(command->bag_id());
  if (!bag.ok()) return bag.status();
  if (command->manifest_digest().empty()) command->set_manifest_digest(bag->manifest_digest());
  // Others in which something stands by the book that turned up in this one.
  const auto known = book_.Bags();
  if (!known.ok()) return known.status();
  std::vector<core::v1::Bag> bags;
  for (const BookBag& one : *known) bags.push_back(one.bag);
  return WeighCommand<routing::v1::OpenBagResponse>(
      acting, "routing.OpenBag", request, command,
      [&](const auto& c) { return routing::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return routing::PlanOpenBag(catalogue_, acting.context, valid, *bag); }, bags);
}

absl::StatusOr<Acts::Weighed> Acts::WeighBag(const Acting& acting, v1::DoRequest request) {
  const auto valid_of = [&](const auto& command) { return routing::Validate(catalogue_, acting.moment.now, command); };
  switch (request.command_case()) {
    case v1::DoRequest::kSealBag:
      return WeighSealing(acting, std::move(request));
    case v1::DoRequest::kHandOver:
      return WeighHandOver(acting, std::move(request));
    case v1::DoRequest::kOpenBag:
      return WeighOpening(acting, std::move(request));
    case v1::DoRequest::kDispatchBag: {
      const auto bag = KnownBag(request.dispatch_bag().bag_id());
      if (!bag.ok()) return bag.status();
      return WeighCommand<routing::v1::DispatchBagResponse>(
          acting, "routing.DispatchBag", request, request.mutable_dispatch_bag(), valid_of,
          [&](const auto& valid) { return routing::PlanDispatchBag(catalogue_, acting.context, valid, *bag); }, {*bag});
    }
    default:
      return WeighCommand<routing::v1::SettleDiscrepancyResponse>(
          acting, "routing.SettleDiscrepancy", request, request.mutable_settle_discrepancy(), valid_of,
          [&](const auto& valid) { return routing::PlanSettleDiscrepancy(catalogue_, acting.context, valid); });
  }
}

absl::StatusOr<Acts::Weighed> Acts::WeighHandOut(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_hand_out();
  if (command->channel() == core::v1::RETURN_CHANNEL_UNSPECIFIED) {
    command->set_channel(core::v1::RETURN_CHANNEL_OFFICE);
  }
  const std::string slip_text = command->slip_text();
  slips::Checked slip;
  if (!slip_text.empty() && slip_keys_ != nullptr) slip = slips::Check(slip_text, *slip_keys_->Current());
  if (slip_keys_ == nullptr) command->clear_slip_text();
  auto weighed = WeighCommand<returns::v1::HandOutResponse>(
      acting, "returns.HandOut", request, command,
      [&](const auto& c) { return returns::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return returns::Plan(catalogue_, acting.context, valid, slip); });
  if (!weighed.ok() || slip_text.empty()) return weighed;
  command->set_slip_text(slip_text);
  weighed->sent = SentOf(*command);
  weighed->kept.mutable_request()->mutable_hand_out()->set_slip_text(slip_text);
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighReturns(const Acting& acting, v1::DoRequest request) {
  const auto valid_of = [&](const auto& command) { return returns::Validate(catalogue_, acting.moment.now, command); };
  const auto plan = [&](const auto& valid) { return returns::Plan(catalogue_, acting.context, valid); };
  switch (request.command_case()) {
    case v1::DoRequest::kReceiveResults:
      return WeighCommand<returns::v1::ReceiveResultsResponse>(acting, "returns.ReceiveResults", request,
                                                               request.mutable_receive_results(), valid_of, plan);
    case v1::DoRequest::kNotify:
      return WeighCommand<returns::v1::NotifyApplicantResponse>(acting, "returns.NotifyApplicant", request,
                                                                request.mutable_notify(), valid_of, plan);
    case v1::DoRequest::kAttempt:
      return WeighCommand<returns::v1::RecordAttemptResponse>(acting, "returns.RecordAttempt", request,
                                                              request.mutable_attempt(), valid_of, plan);
    case v1::DoRequest::kReturnUnclaimed:
      return WeighCommand<returns::v1::ReturnUnclaimedResponse>(acting, "returns.ReturnUnclaimed", request,
                                                                request.mutable_return_unclaimed(), valid_of, plan);
    default:
      return WeighHandOut(acting, std::move(request));
  }
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

namespace {

v1::Paper PaperOf(int64_t position, const char* form, const char* vi, const char* en) {
  v1::Paper paper;
  paper.set_form(form);
  paper.set_path(absl::StrCat("/print/", position, "/", form, ".pdf"));
  paper.set_title_vi(vi);
  paper.set_title_en(en);
  return paper;
}

}  // namespace

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

#include "clients/counter/page_methods.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/counter/acts.h"
#include "clients/counter/card.h"
#include "clients/counter/page_method.h"
#include "clients/counter/words.h"
#include "common/clock/zone.h"
#include "common/forms/amount_in_words.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/role.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

namespace hoso::counter {
namespace {

constexpr int kMostSettled = 200;                        // Of the outbox.
constexpr absl::Duration kSettledFor = absl::Hours(48);  // How long it shows what was settled.
constexpr size_t kLongestDraft = 64 << 10;

absl::StatusOr<v1::State> StateOf(const Counter& counter) {
  v1::State state;
  const Place& place = counter.desk.place();
  state.set_office_id(place.office_id);
  if (const auto office = counter.desk.catalogue().FindOffice(place.office_id); office.ok()) {
    state.set_office_name((*office)->name_vi());
  }
  state.set_counter(place.device_id);
  if (const auto who = counter.people.Current(); who.has_value()) {
    state.set_staff_id(who->session.staff_id());
    state.set_role(rights::NameOf(who->session.role()));
  }
  const auto with_pin = counter.clerks.WithPin();
  if (!with_pin.ok()) return with_pin.status();
  *state.mutable_staff_with_pin() = {with_pin->begin(), with_pin->end()};
  const Moment moment = counter.clock.Now();
  *state.mutable_now() = ToProto(moment.now);
  state.set_simulated_clock(counter.clock.plays());
  state.set_clock(moment.doubt == journal::v1::CLOCK_DOUBT_UNSPECIFIED ? v1::CLOCK_STATE_GOOD
                                                                       : v1::CLOCK_STATE_DOUBTFUL);

  const Courier::Line line = counter.courier.line();
  state.set_online(line.online);
  state.set_drill(line.drill);
  state.set_trouble(line.trouble);
  if (line.offline_since.has_value()) *state.mutable_offline_since() = ToProto(*line.offline_since);
  if (line.recorded_last.has_value()) *state.mutable_recorded_last() = ToProto(*line.recorded_last);
  const auto counts = counter.journal.CountEntries();
  if (!counts.ok()) return counts.status();
  state.set_waiting(counts->waiting);
  if (counts->waiting_since.has_value()) *state.mutable_waiting_since() = ToProto(*counts->waiting_since);
  state.set_needs_review(counts->needs_review);
  state.set_unprinted(counts->unprinted);

  const absl::CivilDay today = clock::LocalDay(moment.now);
  const auto free = counter.numbers.FreeCodes(today);
  if (!free.ok()) return free.status();
  int least_today = -1;
  for (const Numbers::Free& one : *free) {
    if (one.codes == 0) continue;
    *state.mutable_codes_until() = ToProto(one.day);
    if (one.day == today) least_today = least_today < 0 ? one.codes : std::min(least_today, one.codes);
  }
  state.set_codes_today(std::max(least_today, 0));
  state.set_catalogue_digest(counter.desk.catalogue().digest());
  *state.mutable_catalogue_expires_at() = ToProto(counter.catalogue_expires_at);
  const auto shift_open = counter.shift_is_open();
  if (!shift_open.ok()) return shift_open.status();
  state.set_shift_open(*shift_open);
  return state;
}

// Money that is taken while no shift is open is the next one's; nobody is sent away for it.
absl::Status WarnWithoutShift(const Counter& counter, const v1::CheckRequest& request, v1::CheckResponse& response) {
  if (request.dossier().fees_paid().empty() || request.dossier().means() == core::v1::PAYMENT_MEANS_TRANSFER) {
    return absl::OkStatus();
  }
  const auto open = counter.shift_is_open();
  if (!open.ok()) return open.status();
  if (!*open) response.add_warnings("fees_paid: no shift is open; what is paid belongs to the next one that is opened");
  return absl::OkStatus();
}

void AddRefusal(const Entry& entry, v1::JournalRow& row) {
  if (entry.refusal.empty()) return;
  const absl::Status status = rpc::FromGrpc(grpc::Status(grpc::StatusCode::UNKNOWN, "", entry.refusal));
  row.set_message(std::string(status.message()));
  row.set_reason(errors::Reason(status));
  for (const errors::FieldViolation& violation : errors::FieldViolations(status)) {
    v1::FieldProblem& problem = *row.add_problems();
    problem.set_field(violation.field);
    problem.set_description_en(violation.description);
    problem.set_description_vi(ProblemInVietnamese(violation.field, violation.description));
  }
}

// Whether what was told is a KeptAct: the cash keeps something of its own.
bool IsAct(const Entry& entry) {
  return entry.body.kind() != kAcceptDossier && !absl::StartsWith(entry.body.kind(), "cash.");
}

v1::JournalRow RowOf(const Entry& entry) {
  v1::JournalRow row;
  row.set_position(entry.position);
  *row.mutable_occurred_at() = entry.body.occurred_at();
  row.set_kind(entry.body.kind());
  row.set_dossier_code(entry.dossier_code);
  row.set_state(entry.state);
  row.set_tries(entry.tries);
  if (entry.recorded_at.has_value()) *row.mutable_recorded_at() = ToProto(*entry.recorded_at);
  AddRefusal(entry, row);
  v1::KeptAcceptance kept;
  if (entry.body.kind() == kAcceptDossier && kept.ParseFromString(entry.told)) {
    *row.mutable_told() = kept.response().appointment();
    // Where nothing is other than it was told, the services do not say it again.
    if (entry.state == v1::ENTRY_STATE_RECORDED) *row.mutable_recorded() = kept.response().appointment();
    if (!entry.answer.empty() && row.mutable_answer()->ParseFromString(entry.answer)) {
      *row.mutable_recorded() = row.answer().appointment();
      if (entry.state == v1::ENTRY_STATE_RECORDED_WITH_CHANGE) *row.add_papers() = NoticePaper(entry.position);
    }
  } else if (v1::KeptAct act; IsAct(entry) && act.ParseFromString(entry.told)) {
    for (v1::Paper& paper : PapersOf(entry.position, act)) *row.add_papers() = std::move(paper);
  }
  return row;
}

absl::StatusOr<v1::ListJournalResponse> ListJournal(const Counter& counter) {
  const auto entries = counter.journal.Outbox(counter.clock.Now().now - kSettledFor, kMostSettled);
  if (!entries.ok()) return entries.status();
  v1::ListJournalResponse response;
  for (const Entry& entry : *entries) *response.add_rows() = RowOf(entry);
  return response;
}

absl::StatusOr<v1::SaveDraftResponse> SaveDraft(const Counter& counter, const v1::Draft& draft) {
  if (!rpc::IsUuid(draft.draft_id())) return errors::FieldError("draftId", "want a UUID");
  if (draft.json().size() > kLongestDraft) {
    return errors::FieldError("json", absl::StrCat(draft.json().size(), " bytes, want at most ", kLongestDraft));
  }
  // What was accepted is no draft any more, whatever a slow page still sends.
  const auto accepted = counter.journal.Find(draft.draft_id());
  if (!accepted.ok()) return accepted.status();
  const absl::Time now = counter.clock.Now().now;
  if (!accepted->has_value()) {
    absl::Status status = counter.drafts.Save({.draft_id = draft.draft_id(), .json = draft.json(), .saved_at = now});
    if (!status.ok()) return status;
  }
  v1::SaveDraftResponse response;
  *response.mutable_saved_at() = ToProto(now);
  return response;
}

absl::StatusOr<v1::ListDraftsResponse> ListDrafts(const Counter& counter) {
  const auto drafts = counter.drafts.List();
  if (!drafts.ok()) return drafts.status();
  v1::ListDraftsResponse response;
  for (const SavedDraft& saved : *drafts) {
    v1::Draft& draft = *response.add_drafts();
    draft.set_draft_id(saved.draft_id);
    draft.set_json(saved.json);
    *draft.mutable_saved_at() = ToProto(saved.saved_at);
  }
  return response;
}

}  // namespace

PageMethodMap PageMethods(Counter c) {
  using namespace v1;
  PageMethodMap methods;
  const auto state_after = [c](const absl::Status& status) -> absl::StatusOr<State> {
    if (!status.ok()) return status;
    return StateOf(c);
  };
  methods["GetState"] = Method<GetStateRequest, State>([c](const auto&) { return StateOf(c); });
  methods["SignIn"] = Method<SignInRequest, State>([=](const auto& r) { return state_after(c.people.SignIn(r)); });
  methods["SignInOffline"] =
      Method<SignInOfflineRequest, State>([=](const auto& r) { return state_after(c.people.SignInOffline(r)); });
  methods["SignOut"] = Method<SignOutRequest, State>([=](const auto&) {
    c.people.SignOut();
    return StateOf(c);
  });
  methods["Drill"] = Signed<DrillRequest, State>(c.people, [c](const SignedIn&, const DrillRequest& r) {
    c.courier.Drill(r.offline());
    return StateOf(c);
  });
  methods["ListProcedures"] = Method<ListProceduresRequest, ListProceduresResponse>(
      [c](const auto&) -> absl::StatusOr<ListProceduresResponse> { return c.desk.ListProcedures(); });
  methods["ListPlaces"] = Method<ListPlacesRequest, ListPlacesResponse>(
      [c](const auto&) -> absl::StatusOr<ListPlacesResponse> { return c.desk.ListPlaces(); });
  methods["ReadCard"] = Signed<ReadCardRequest, ReadCardResponse>(
      c.people, [](const SignedIn&, const ReadCardRequest& r) { return ReadCard(r.text()); });
  methods["Check"] = Signed<CheckRequest, CheckResponse>(
      c.people, [c](const SignedIn& who, const CheckRequest& r) -> absl::StatusOr<CheckResponse> {
        auto response = c.desk.Check(who, r);
        if (response.ok() && response->fees_due_vnd() > 0) {
          response->set_fees_due_words(forms::NumberInWords(response->fees_due_vnd()) + " đồng");
        }
        if (response.ok()) {
          if (absl::Status status = WarnWithoutShift(c, r, *response); !status.ok()) return status;
        }
        return response;
      });
  methods["Accept"] = Signed<AcceptRequest, AcceptResponse>(c.people, [c](const SignedIn& who, const AcceptRequest& r) {
    auto response = c.desk.Accept(who, r);
    if (response.ok()) c.courier.Nudge();
    return response;
  });
  methods["GetEntry"] = Signed<GetEntryRequest, GetEntryResponse>(
      c.people, [c](const SignedIn&, const GetEntryRequest& r) { return c.desk.GetEntry(r); });
  methods["Mend"] = Signed<MendRequest, MendResponse>(c.people, [c](const SignedIn& who, const MendRequest& r) {
    auto response = c.desk.Mend(who, r);
    if (response.ok()) c.courier.Nudge();
    return response;
  });
  methods["SaveDraft"] =
      Signed<Draft, SaveDraftResponse>(c.people, [c](const SignedIn&, const Draft& r) { return SaveDraft(c, r); });
  methods["ListDrafts"] = Signed<ListDraftsRequest, ListDraftsResponse>(
      c.people, [c](const SignedIn&, const ListDraftsRequest&) { return ListDrafts(c); });
  methods["DiscardDraft"] = Signed<DiscardDraftRequest, DiscardDraftResponse>(
      c.people, [c](const SignedIn&, const DiscardDraftRequest& r) -> absl::StatusOr<DiscardDraftResponse> {
        if (absl::Status status = c.drafts.Discard(r.draft_id()); !status.ok()) return status;
        return DiscardDraftResponse();
      });
  methods["ListToday"] = Signed<ListTodayRequest, ListTodayResponse>(
      c.people, [c](const SignedIn&, const ListTodayRequest& r) { return c.desk.ListToday(r); });
  methods["ListJournal"] = Signed<ListJournalRequest, ListJournalResponse>(
      c.people, [c](const SignedIn&, const ListJournalRequest&) { return ListJournal(c); });
  methods["SendNow"] = Signed<SendNowRequest, SendNowResponse>(
      c.people, [c](const SignedIn&, const SendNowRequest&) -> absl::StatusOr<SendNowResponse> {
        (void)c.courier.Turn();
        const auto counts = c.journal.CountEntries();
        if (!counts.ok()) return counts.status();
        SendNowResponse response;
        response.set_waiting(counts->waiting);
        return response;
      });
  methods["MarkPrinted"] = Signed<MarkPrintedRequest, MarkPrintedResponse>(
      c.people, [c](const SignedIn&, const MarkPrintedRequest& r) -> absl::StatusOr<MarkPrintedResponse> {
        const auto printed = c.journal.MarkPrinted(r.position());
        if (!printed.ok()) return printed.status();
        MarkPrintedResponse response;
        response.set_printed(*printed);
        return response;
      });
  return methods;
}

std::string RefusalJson(const absl::Status& status) {
  nlohmann::json json = {{"code", absl::StatusCodeToString(status.code())},
                         {"message", std::string(status.message())},
                         {"reason", errors::Reason(status)},
                         {"fields", nlohmann::json::array()}};
  for (const errors::FieldViolation& violation : errors::FieldViolations(status)) {
    json["fields"].push_back({{"field", violation.field},
                              {"description", violation.description},
                              {"descriptionVi", ProblemInVietnamese(violation.field, violation.description)}});
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace hoso::counter

#include "clients/counter/shifts.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/dossier/two_persons.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "hoso/routing/v1/routing_service.pb.h"

namespace hoso::counter {
namespace {

const std::vector<std::string>& Kinds() {
  static const std::vector<std::string> kinds = {kOpenShift, kCountCash, kHandOverFees, kAcceptDossier, kRecordPayment};
  return kinds;
}
const std::vector<std::string>& PaymentKinds() {
  static const std::vector<std::string> kinds = {kAcceptDossier, kRecordPayment};
  return kinds;
}
constexpr int kMostWaiting = 2000;
constexpr absl::Duration kPapersLieFor = absl::Hours(24 * 30);  // What was taken in before is in a bag, or somebody's.

cash::NotesList NotesOf(const google::protobuf::RepeatedPtrField<v1::NoteCount>& counted) {
  cash::NotesList notes;
  for (const v1::NoteCount& one : counted) {
    if (one.count() == 0) continue;
    cash::v1::Notes& of = *notes.Add();
    of.set_value_vnd(one.value_vnd());
    of.set_count(one.count());
  }
  return notes;
}

absl::Status NotOpen() { return errors::Precondition("SHIFT_NOT_OPEN", "no shift is open at this counter"); }

// In the transaction of the closing: ABORTED, reason SHIFT_MOVED, when something was paid after `seen` and before it.
Also NothingPaidSince(int64_t seen) {
  return [seen](Sqlite& database, int64_t position) -> absl::Status {
    auto statement = database.Prepare(
        "SELECT count(*) FROM entry WHERE position > ? AND position < ? AND kind IN ('intake.AcceptDossier', "
        "'intake.RecordPayment')");
    if (!statement.ok()) return statement.status();
    const auto row = (*statement)->Number(seen).Number(position).Step();
    if (!row.ok()) return row.status();
    if ((*statement)->NumberAt(0) == 0) return absl::OkStatus();
    return errors::WithReason(absl::AbortedError("something was taken in meanwhile; press again"), "SHIFT_MOVED");
  };
}

v1::Paper SheetPaper(int64_t position) {
  v1::Paper paper;
  paper.set_form("shift");
  paper.set_path(absl::StrCat("/print/", position, "/shift.pdf"));
  paper.set_title_vi("Bảng kê nộp tiền cuối ca");
  paper.set_title_en("Sheet of the shift");
  return paper;
}

std::vector<v1::KeptTaken> TakenOf(const CashState& state) {
  std::vector<v1::KeptTaken> taken;
  for (const Payment& payment : state.payments) {
    if (payment.given_up) continue;
    auto of = std::find_if(taken.begin(), taken.end(), [&](const v1::KeptTaken& one) {
      return one.agency_key() == payment.agency_key && one.procedure() == payment.procedure;
    });
    if (of == taken.end()) {
      of = taken.emplace(taken.end());
      of->set_agency_key(payment.agency_key);
      of->set_procedure(payment.procedure);
    }
    of->set_receipts(of->receipts() + 1);
    of->set_fees_vnd(of->fees_vnd() + payment.fees_vnd);
    of->set_charges_vnd(of->charges_vnd() + payment.charges_vnd);
  }
  std::stable_sort(taken.begin(), taken.end(),
                   [](const auto& a, const auto& b) { return a.agency_key() < b.agency_key(); });
  return taken;
}

cash::v1::CloseShiftRequest Sent(const CashState& state, const v1::Shift& shift) {
  cash::v1::CloseShiftRequest sent;
  sent.set_shift_id(state.open->id);
  *sent.mutable_sheet() = state.sheet;
  sent.set_difference_vnd(state.difference_vnd());
  sent.set_unprinted(shift.unprinted());
  sent.set_unsent(shift.unsent());
  sent.set_items_not_in_a_bag(shift.items_not_in_a_bag());
  return sent;
}

// What the paper and the next shift need of a closing.
v1::KeptCash Closing(const CashState& state, absl::Time now) {
  v1::KeptCash kept;
  *kept.mutable_notes() = state.count->kept.notes();
  *kept.mutable_sheet() = state.sheet;
  for (const v1::KeptTaken& taken : TakenOf(state)) *kept.add_taken() = taken;
  *kept.mutable_held() = state.held;
  for (const auto& [agency, amount] : cash::TakenFor(state.sheet)) {
    cash::Hold(*kept.mutable_held()->mutable_held(), agency, amount, now);
  }
  *kept.mutable_void_positions() = {state.void_positions.begin(), state.void_positions.end()};
  return kept;
}

bool HasOpenWork(const v1::Shift& shift) {
  return shift.unprinted() > 0 || shift.unsent() > 0 || shift.items_not_in_a_bag() > 0;
}

}  // namespace

struct Shifts::Act {
  std::string act_id;
  const char* kind;
  std::string request;  // Serialised.
  v1::KeptCash kept;
  std::vector<Also> also = {};
};

std::string Shifts::ProcedureOfCode(const std::string& dossier_code) {
  const auto accepted = journal_.OfDossier(kAcceptDossier, dossier_code);
  v1::KeptAcceptance kept;
  if (accepted.ok() && accepted->has_value() && kept.ParseFromString((*accepted)->told)) return kept.procedure_key();
  return elsewhere_ == nullptr ? "" : elsewhere_(dossier_code);
}

absl::StatusOr<CashState> Shifts::Now() {
  CashEntries entries;
  auto close = journal_.Last(kCloseShift);
  if (!close.ok()) return close.status();
  entries.last_close = *std::move(close);
  auto since = journal_.After(Kinds(), entries.last_close.has_value() ? entries.last_close->position : 0);
  if (!since.ok()) return since.status();
  entries.since = *std::move(since);
  auto given_up = journal_.InState(PaymentKinds(), v1::ENTRY_STATE_VOIDED);
  if (!given_up.ok()) return given_up.status();
  entries.given_up = *std::move(given_up);
  return Fold(
      catalogue_, [this](const std::string& code) { return ProcedureOfCode(code); }, entries);
}

// What the next shift takes over.
absl::Status Shifts::AddOpenWork(v1::Shift& shift) {
  const auto counts = journal_.CountEntries();
  if (!counts.ok()) return counts.status();
  shift.set_unprinted(counts->unprinted);
  const auto waiting = journal_.Waiting(kMostWaiting);
  if (!waiting.ok()) return waiting.status();
  shift.set_unsent(static_cast<int>(std::count_if(waiting->begin(), waiting->end(), [](const Entry& entry) {
    return std::find(Kinds().begin(), Kinds().begin() + 3, entry.body.kind()) == Kinds().begin() + 3;
  })));
  const absl::Time now = clock_.Now().now;
  const auto accepted = journal_.Between(kAcceptDossier, now - kPapersLieFor, now + absl::Hours(1));
  if (!accepted.ok()) return accepted.status();
  const auto sealed = journal_.Between("routing.SealBag", now - kPapersLieFor, now + absl::Hours(1));
  if (!sealed.ok()) return sealed.status();
  std::set<std::string> in_bags;
  for (const Entry& entry : *sealed) {
    routing::v1::SealBagRequest request;
    if (entry.state == v1::ENTRY_STATE_VOIDED || !request.ParseFromString(entry.body.request())) continue;
    for (const core::v1::ItemRef& item : request.items()) in_bags.insert(item.dossier_code());
  }
  shift.set_items_not_in_a_bag(static_cast<int>(std::count_if(accepted->begin(), accepted->end(), [&](const Entry& e) {
    return e.state != v1::ENTRY_STATE_VOIDED && !in_bags.contains(e.dossier_code);
  })));
  return absl::OkStatus();
}

absl::StatusOr<v1::Shift> Shifts::View(const CashState& state) {
  v1::Shift shift;
  for (const cash::v1::Held& held : state.held.held()) {
    v1::HeldFees& of = *shift.add_held();
    of.set_agency_key(held.agency_key());
    if (const auto agency = catalogue_.FindAgency(held.agency_key()); agency.ok()) {
      of.set_agency_name_vi((*agency)->name_vi());
    }
    of.set_amount_vnd(held.amount_vnd());
    *of.mutable_since() = held.since();
  }
  shift.set_provisional(state.waiting);
  if (!state.open.has_value()) return LastPapers(std::move(shift));
  shift.set_shift_id(state.open->id);
  shift.set_opened_by(state.open->staff);
  *shift.mutable_opened_at() = ToProto(state.open->at);
  shift.set_float_vnd(state.open->float_vnd);
  shift.set_counts(state.counts);
  shift.set_receipts(static_cast<int>(state.payments.size()));
  shift.set_receipts_void(state.sheet.void_receipt_numbers_size());
  if (!state.payments.empty()) {
    shift.set_first_receipt(state.payments.front().number);
    shift.set_last_receipt(state.payments.back().number);
  }
  if (absl::Status status = AddOpenWork(shift); !status.ok()) return status;
  if (!state.counted()) return shift;
  shift.set_counted(true);
  shift.set_counted_vnd(state.count->sum_vnd);
  shift.set_expected_vnd(state.expected_vnd());
  shift.set_difference_vnd(state.difference_vnd());
  for (const cash::v1::Line& line : state.sheet.lines()) {
    v1::ShiftLine& of = *shift.add_lines();
    of.set_agency_key(line.agency_key());
    if (const auto agency = catalogue_.FindAgency(line.agency_key()); agency.ok()) {
      of.set_agency_name_vi((*agency)->name_vi());
    }
    of.set_procedure_key(line.procedure());
    of.set_procedure_name_vi(ProcedureName(catalogue_, line.procedure()));
    of.set_means(line.means());
    of.set_receipts(line.receipts());
    of.set_amount_vnd(line.amount_vnd());
  }
  return shift;
}

// With the sheet of the shift before, to be printed again.
absl::StatusOr<v1::Shift> Shifts::LastPapers(v1::Shift shift) {
  const auto close = journal_.Last(kCloseShift);
  if (!close.ok()) return close.status();
  if (!close->has_value()) return shift;
  *shift.mutable_closed_at() = (*close)->body.occurred_at();
  *shift.add_papers() = SheetPaper((*close)->position);
  return shift;
}

absl::StatusOr<std::optional<v1::Shift>> Shifts::Known(const std::string& act_id, const char* kind) {
  if (!rpc::IsUuid(act_id)) return errors::FieldError("act_id", "want a UUID");
  const auto entry = journal_.Find(act_id);
  if (!entry.ok()) return entry.status();
  if (!entry->has_value()) return std::nullopt;
  v1::KeptCash kept;
  if ((*entry)->body.kind() != kind || !kept.ParseFromString((*entry)->told)) {
    return errors::FieldError("act_id", "is that of something else");
  }
  if (kind == std::string(kCloseShift)) *kept.mutable_shift()->add_papers() = SheetPaper((*entry)->position);
  return std::move(*kept.mutable_shift());
}

absl::StatusOr<Entry> Shifts::Write(const SignedIn& who, Act act) {
  const Moment moment = clock_.Now();
  act.kept.set_staff_id(who.session.staff_id());
  *act.kept.mutable_at() = ToProto(moment.now);
  return journal_.Append({.entry_id = act.act_id,
                          .kind = act.kind,
                          .request = std::move(act.request),
                          .occurred_at = moment.now,
                          .written_at = moment.written_at,
                          .doubt = moment.doubt,
                          .session = journal::SessionOf(who.token),
                          .told = act.kept.SerializeAsString(),
                          .also = std::move(act.also)});
}

absl::StatusOr<v1::Shift> Shifts::Get() {
  absl::MutexLock lock(&mutex_);
  const auto state = Now();
  if (!state.ok()) return state.status();
  return View(*state);
}

absl::StatusOr<bool> Shifts::IsOpen() {
  absl::MutexLock lock(&mutex_);
  const auto open = journal_.Last(kOpenShift), closed = journal_.Last(kCloseShift);
  if (!open.ok()) return open.status();
  if (!closed.ok()) return closed.status();
  return open->has_value() && (!closed->has_value() || (*closed)->position < (*open)->position);
}

absl::StatusOr<v1::Shift> Shifts::Open(const SignedIn& who, const v1::OpenShiftRequest& request) {
  absl::MutexLock lock(&mutex_);
  const auto known = Known(request.act_id(), kOpenShift);
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  auto state = Now();
  if (!state.ok()) return state.status();
  if (state->open.has_value()) return errors::Precondition("SHIFT_OPEN", "a shift is open at this counter");
  Act act{.act_id = request.act_id(), .kind = kOpenShift};
  *act.kept.mutable_notes() = NotesOf(request.notes());
  const auto sum = cash::SumOf(act.kept.notes());
  if (!sum.ok()) return sum.status();
  cash::v1::OpenShiftRequest sent;
  *sent.mutable_notes() = act.kept.notes();
  act.request = sent.SerializeAsString();
  state->open = {.id = act.act_id, .staff = who.session.staff_id(), .at = clock_.Now().now, .float_vnd = *sum};
  auto shift = View(*state);
  if (!shift.ok()) return shift;
  shift->set_provisional(true);
  *act.kept.mutable_shift() = *shift;
  const auto entry = Write(who, std::move(act));
  if (!entry.ok()) return entry.status();
  return shift;
}

absl::StatusOr<v1::Shift> Shifts::Count(const SignedIn& who, const v1::CountCashRequest& request) {
  absl::MutexLock lock(&mutex_);
  const auto known = Known(request.act_id(), kCountCash);
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  auto state = Now();
  if (!state.ok()) return state.status();
  if (!state->open.has_value()) return NotOpen();
  Act act{.act_id = request.act_id(), .kind = kCountCash};
  *act.kept.mutable_notes() = NotesOf(request.notes());
  *act.kept.mutable_sheet() = state->sheet;
  const auto sum = cash::SumOf(act.kept.notes());
  if (!sum.ok()) return sum.status();
  cash::v1::CountCashRequest sent;
  sent.set_shift_id(state->open->id);
  *sent.mutable_notes() = act.kept.notes();
  act.request = sent.SerializeAsString();
  ++state->counts;
  state->count = {.sum_vnd = *sum, .kept = act.kept};
  auto shift = View(*state);
  if (!shift.ok()) return shift;
  shift->set_provisional(true);
  *act.kept.mutable_shift() = *shift;
  const auto entry = Write(who, std::move(act));
  if (!entry.ok()) return entry.status();
  return shift;
}

absl::StatusOr<std::string> Shifts::SignedFor(const SignedIn& who, const CashState& state,
                                              const v1::CloseShiftRequest& request, const Prove& supervisor,
                                              cash::v1::CloseShiftRequest& sent) const {
  if (state.difference_vnd() == 0) return "";
  const auto unexplained = [&](const char* wanted) {
    return errors::Precondition("DIFFERENCE_UNEXPLAINED",
                                absl::StrCat("difference: ", state.difference_vnd(), " đồng, want ", wanted));
  };
  if (request.difference_ground().empty()) return unexplained("a ground");
  if (request.staff_id().empty()) {
    if (who.session.role() == trust::v1::ROLE_BUREAU_SUPERVISOR) return who.session.staff_id();
    return unexplained("the supervisor");
  }
  const auto proved = supervisor();
  if (!proved.ok()) return proved.status();
  if (proved->session.role() != trust::v1::ROLE_BUREAU_SUPERVISOR) {
    return errors::WithReason(absl::PermissionDeniedError("staff_id: no supervisor of this office"), "ROLE_MAY_NOT");
  }
  if (dossier::CouldSignIn(proved->session.staff_id(), who.session.credentials_by()) ||
      dossier::CouldSignIn(who.session.staff_id(), proved->session.credentials_by())) {
    return errors::WithReason(
        absl::PermissionDeniedError("staff_id: one of the two gave the other their way to sign in"),
        dossier::kNotTwoPersons);
  }
  sent.set_supervisor_token(proved->token);
  *sent.mutable_supervised_at() = ToProto(absl::Now());
  return proved->session.staff_id();
}

absl::StatusOr<v1::Shift> Shifts::Close(const SignedIn& who, const v1::CloseShiftRequest& request,
                                        const Prove& supervisor) {
  absl::MutexLock lock(&mutex_);
  auto known = Known(request.act_id(), kCloseShift);
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  auto state = Now();
  if (!state.ok()) return state.status();
  if (!state->open.has_value()) return NotOpen();
  if (!state->counted()) {
    return errors::Precondition("NOT_COUNTED", "want a count after the last payment, before the shift is closed");
  }
  auto shift = View(*state);
  if (!shift.ok()) return shift;
  if (HasOpenWork(*shift) && !request.hand_on_open_work()) {
    return errors::Precondition("LEFT_OPEN", "something is open: say that the next shift takes it over");
  }
  cash::v1::CloseShiftRequest sent = Sent(*state, *shift);
  if (state->difference_vnd() != 0) sent.set_difference_ground(request.difference_ground());
  const auto signed_for = SignedFor(who, *state, request, supervisor, sent);
  if (!signed_for.ok()) return signed_for.status();

  Act act{.act_id = request.act_id(), .kind = kCloseShift};
  act.request = sent.SerializeAsString();
  act.also = {NothingPaidSince(state->seen)};
  const absl::Time now = clock_.Now().now;
  act.kept = Closing(*state, now);
  act.kept.set_difference_ground(sent.difference_ground());
  act.kept.set_supervisor(*signed_for);
  *shift->mutable_closed_at() = ToProto(now);
  shift->set_provisional(true);
  *act.kept.mutable_shift() = *shift;
  const auto entry = Write(who, std::move(act));
  if (!entry.ok()) return entry.status();
  *shift->add_papers() = SheetPaper(entry->position);
  return shift;
}

absl::StatusOr<v1::Shift> Shifts::HandOver(const SignedIn& who, const v1::HandOverFeesRequest& request) {
  absl::MutexLock lock(&mutex_);
  const auto known = Known(request.act_id(), kHandOverFees);
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  auto state = Now();
  if (!state.ok()) return state.status();
  const int64_t held = cash::HeldFor(state->held.held(), request.agency_key());
  if (request.amount_vnd() < 1) return errors::FieldError("amount_vnd", "want 1 or more");
  if (request.document_number().empty()) return errors::FieldError("document_number", "not given");
  if (request.amount_vnd() > held) {
    return errors::Precondition("MORE_THAN_HELD",
                                absl::StrCat("amount_vnd: ", request.amount_vnd(), ", of closed shifts ", held,
                                             " đồng are held for ", request.agency_key()));
  }
  Act act{.act_id = request.act_id(), .kind = kHandOverFees};
  act.kept.set_agency_key(request.agency_key());
  act.kept.set_amount_vnd(request.amount_vnd());
  cash::v1::HandOverFeesRequest sent;
  sent.set_agency_key(request.agency_key());
  sent.set_amount_vnd(request.amount_vnd());
  sent.set_document_number(request.document_number());
  act.request = sent.SerializeAsString();
  cash::Hold(*state->held.mutable_held(), request.agency_key(), -request.amount_vnd(), clock_.Now().now);
  auto shift = View(*state);
  if (!shift.ok()) return shift;
  shift->set_provisional(true);
  *act.kept.mutable_shift() = *shift;
  const auto entry = Write(who, std::move(act));
  if (!entry.ok()) return entry.status();
  return shift;
}

}  // namespace hoso::counter

#include "clients/counter/review.h"

#include "absl/strings/str_cat.h"
#include "common/journal/chain.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"

namespace hoso::counter {

absl::StatusOr<Entry> Review::ToReview(int64_t position, EntryState state) {
  auto entry = journal_.At(position);
  if (!entry.ok()) return entry.status();
  if (!entry->has_value()) return errors::NotFound("entry", absl::StrCat(position));
  if ((*entry)->state != state) {
    return errors::Precondition("NOT_TO_REVIEW", absl::StrCat("position: ", position, " is not to be reviewed so"));
  }
  return **std::move(entry);
}

absl::StatusOr<SignedIn> Review::Supervisor(const SignedIn& who, const v1::VoidEntryRequest& request) {
  SignedIn supervisor = who;
  if (!request.staff_id().empty()) {
    staff::v1::SignInRequest sign_in;
    sign_in.set_staff_id(request.staff_id());
    sign_in.mutable_password()->set_password(request.password());
    sign_in.mutable_password()->set_one_time_code(request.one_time_code());
    auto signed_in = doors_.SignIn(sign_in);
    if (!signed_in.ok()) return signed_in.status();
    supervisor = {.token = signed_in->token(), .session = signed_in->session()};
  }
  if (supervisor.session.role() == trust::v1::ROLE_BUREAU_SUPERVISOR) return supervisor;
  return errors::WithReason(absl::PermissionDeniedError("staff_id: want a supervisor, who signs in for this"),
                            "NOT_A_SUPERVISOR");
}

absl::Status Review::Note(const SignedIn& who, const char* kind, const google::protobuf::Message& request,
                          const Entry& entry, EntryState to) {
  const Moment moment = clock_.Now();
  if (absl::Status status = journal_.KeepToken(who.token); !status.ok()) return status;
  return journal_
      .Append({.entry_id = rpc::NewRequestId(),
               .kind = kind,
               .request = request.SerializeAsString(),
               .dossier_code = entry.dossier_code,
               .occurred_at = moment.now,
               .written_at = moment.written_at,
               .doubt = moment.doubt,
               .session = journal::SessionOf(who.token),
               .also = {[at = entry.position, from = entry.state, to](Sqlite& database, int64_t) -> absl::Status {
                 absl::Status status =
                     Execute(database.Prepare("UPDATE entry SET state = ? WHERE position = ? AND state = ?"),
                             [&](auto& s) { s.Number(to).Number(at).Number(from); });
                 if (!status.ok() || database.changed() == 1) return status;
                 return errors::Precondition("NOT_TO_REVIEW", "position: was settled meanwhile");
               }}})
      .status();
}

absl::Status Review::Void(const SignedIn& who, const v1::VoidEntryRequest& request) {
  const auto entry = ToReview(request.position(), v1::ENTRY_STATE_NEEDS_REVIEW);
  if (!entry.ok()) return entry.status();
  const auto supervisor = Supervisor(who, request);
  if (!supervisor.ok()) return supervisor.status();
  journal::v1::VoidEntryRequest told;
  told.set_journal_id(entry->body.journal_id());
  told.set_position(entry->position);
  told.set_digest(journal::DigestOf(entry->wire.previous(), entry->wire.body()));
  told.set_previous(entry->wire.previous());
  told.set_kind(entry->body.kind());
  *told.mutable_occurred_at() = entry->body.occurred_at();
  told.set_ground(request.ground());
  const auto voided = doors_.VoidEntry(journal::DoorOf(entry->body.kind()), supervisor->token, told);
  if (!voided.ok()) return voided.status();
  return Note(*supervisor, "counter.VoidEntry", told, *entry, v1::ENTRY_STATE_VOIDED);
}

absl::Status Review::MarkSeen(const SignedIn& who, const v1::MarkSeenRequest& request) {
  const auto entry = ToReview(request.position(), v1::ENTRY_STATE_RECORDED_WITH_CHANGE);
  if (!entry.ok()) return entry.status();
  return Note(who, "counter.MarkSeen", request, *entry, v1::ENTRY_STATE_RECORDED);
}

PageMethodMap ReviewMethods(People& people, Review& review) {
  PageMethodMap methods;
  methods["VoidEntry"] = Signed<v1::VoidEntryRequest, v1::VoidEntryResponse>(
      people, [&review](const SignedIn& who, const auto& request) -> absl::StatusOr<v1::VoidEntryResponse> {
        if (absl::Status status = review.Void(who, request); !status.ok()) return status;
        return v1::VoidEntryResponse();
      });
  methods["MarkSeen"] = Signed<v1::MarkSeenRequest, v1::MarkSeenResponse>(
      people, [&review](const SignedIn& who, const auto& request) -> absl::StatusOr<v1::MarkSeenResponse> {
        if (absl::Status status = review.MarkSeen(who, request); !status.ok()) return status;
        return v1::MarkSeenResponse();
      });
  return methods;
}

}  // namespace hoso::counter

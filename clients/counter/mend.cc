// Acceptances that a service refused, put right.
#include <utility>

#include "clients/counter/desk.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"

namespace hoso::counter {

absl::StatusOr<Entry> Desk::Refused(int64_t position, v1::KeptAcceptance& kept) {
  auto entry = journal_.At(position);
  if (!entry.ok()) return entry.status();
  if (!entry->has_value()) return errors::NotFound("entry", std::to_string(position));
  if ((*entry)->state != v1::ENTRY_STATE_NEEDS_REVIEW || (*entry)->body.kind() != kAcceptDossier ||
      !kept.ParseFromString((*entry)->told)) {
    return errors::Precondition("NOT_REFUSED", "position: want an acceptance that was refused");
  }
  return *std::move(*entry);
}

absl::StatusOr<v1::GetEntryResponse> Desk::GetEntry(const v1::GetEntryRequest& request) {
  const auto entry = journal_.At(request.position());
  if (!entry.ok()) return entry.status();
  if (!entry->has_value()) return errors::NotFound("entry", std::to_string(request.position()));
  v1::GetEntryResponse response;
  response.set_dossier_code((*entry)->dossier_code);
  v1::KeptAcceptance kept;
  if ((*entry)->body.kind() == kAcceptDossier && kept.ParseFromString((*entry)->told)) {
    *response.mutable_dossier() = kept.request();
  }
  return response;
}

absl::StatusOr<v1::MendResponse> Desk::Mend(const SignedIn& who, const v1::MendRequest& request) {
  v1::KeptAcceptance kept;
  const auto refused = Refused(request.position(), kept);
  if (!refused.ok()) return refused.status();
  // What the slip says stays: code, secret, date, receipt.
  intake::v1::AcceptDossierRequest dossier = request.dossier();
  const intake::v1::AcceptDossierRequest& before = kept.request();
  dossier.set_request_id(rpc::NewRequestId());
  dossier.set_dossier_code("");
  dossier.set_lease_id("");
  dossier.set_provisional_code("");
  dossier.set_receipt_number(before.receipt_number());
  *dossier.mutable_fees_paid() = before.fees_paid();
  dossier.set_means(before.means());
  const Moment now = clock_.Now();
  Moment then = now;
  then.now = FromProto(refused->body.occurred_at());
  const auto weighed = Weigh(who, dossier, then);
  if (!weighed.ok()) return weighed.status();
  const std::string lease_id = before.lease_id(), provisional = before.provisional_code();
  *kept.mutable_request() = weighed->request;
  kept.mutable_request()->set_lease_id(lease_id);
  kept.mutable_request()->set_provisional_code(provisional);
  if (provisional.empty()) kept.mutable_request()->set_dossier_code(refused->dossier_code);
  kept.set_staff_id(who.session.staff_id());
  const auto opened = Opened(*weighed, kept);
  if (!opened.ok()) return opened.status();
  const NewEntry entry{.entry_id = weighed->request.request_id(),
                       .kind = kAcceptDossier,
                       .request = SentOf(kept),
                       .dossier_code = refused->dossier_code,
                       .occurred_at = then.now,
                       .written_at = now.written_at.value_or(now.now),
                       .doubt = now.doubt,
                       .session = journal::SessionOf(who.token),
                       .told = kept.SerializeAsString(),
                       .also = {Journal::Replace(request.position()), book_.Write(*opened, std::nullopt)}};
  const auto appended = journal_.Append(entry);
  if (!appended.ok()) return appended.status();
  v1::MendResponse response;
  response.set_position(appended->position);
  for (v1::Paper& paper : PapersOf(appended->position, kept)) *response.add_papers() = std::move(paper);
  return response;
}

}  // namespace hoso::counter

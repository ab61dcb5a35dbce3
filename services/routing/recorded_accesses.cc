#include "services/routing/recorded_accesses.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access_log/call_entry.h"
#include "common/clock/zone.h"
#include "common/command/fields.h"
#include "common/rights/reach.h"
#include "common/rpc/errors.h"
#include "services/routing/office_book.h"
#include "services/routing/person_search.h"
#include "services/routing/persons_in_full.h"
#include "services/routing/stored_facts.h"
#include "services/routing/time_shares.h"
#include "services/routing/tracking_requests.h"

namespace hoso::routing {
namespace {

using namespace tracking::v1;  // Requests and responses of this service only.
using access_log::AccessEntry;
using access_log::EntryOf;

constexpr int kBookDays = 400;    // For how long a dossier that is not finished stays in an office's book.
constexpr size_t kBookPage = 50;  // Dossiers in one answer of it.
constexpr int kForms = 6;         // Of slips: pilot.md section 6.

AccessEntry Ended(AccessEntry entry, bool found, bool reached, int records) {
  entry.set_outcome(reached ? access::v1::OUTCOME_SHOWN
                    : found ? access::v1::OUTCOME_OUT_OF_REACH
                            : access::v1::OUTCOME_NOT_FOUND);
  entry.set_records(records);
  return entry;
}

// What a search went by, without what was typed.
std::string KindOf(const SearchDossiersRequest& request) {
  if (!request.identity_number().empty()) return "identity_number";
  if (!request.phone().empty()) return "phone";
  return request.commune().empty() ? "name" : "name commune";
}

}  // namespace

RecordedAccesses::RecordedAccesses(const TrackingParts& parts)
    : catalogue_(parts.catalogue),
      codes_(command::CodesOf(parts.catalogue)),
      reader_(parts.reader),
      pool_(parts.pool),
      workers_(parts.workers),
      vault_(parts.vault),
      access_log_(parts.access_log) {}

// The entry of a call about one dossier.
template <typename Call>
AccessEntry RecordedAccesses::EntryAbout(access_log::Deed deed, const Call& call, identity::DossierId id) const {
  AccessEntry entry = EntryOf(deed, call);
  entry.set_dossier_code(identity::FormatDossierCode(id, codes_).value_or(""));
  return entry;
}

// The same, with the request's purpose. INVALID_ARGUMENT if it has none.
template <typename Call>
absl::StatusOr<AccessEntry> RecordedAccesses::EntryFor(access_log::Deed deed, const Call& call,
                                                       identity::DossierId id) const {
  const auto& request = call.request();
  absl::Status status = access_log::CheckPurpose(request.purpose(), request.reference());
  if (!status.ok()) return status;
  AccessEntry entry = EntryAbout(deed, call, id);
  entry.set_purpose(request.purpose());
  entry.set_reference(request.reference());
  return entry;
}

template <typename Call>
absl::Status RecordedAccesses::AnswerGetDossier(Call& call, ledger::Found found) {
  const auto shares = TimeSharesOf(catalogue_, found.dossier, call.now());
  if (!shares.ok()) return shares.status();
  auto facts = FactsOf(found);
  if (!facts.ok()) return facts.status();
  *call.response()->mutable_shares() = *shares;
  *call.response()->mutable_dossier() = std::move(found.dossier);
  call.NoteDossier(call.response()->dossier().dossier_code());
  for (size_t i = 0; i < facts->size(); ++i) {
    core::v1::RecordedFact& recorded = *call.response()->add_facts();
    *recorded.mutable_fact() = std::move((*facts)[i]);
    recorded.set_hash(std::move(found.facts[i].hash));
  }
  return absl::OkStatus();
}

// Records what `open` says is shown, how many records, before it is. One answer for what is out of reach and for what
// does not exist.
template <typename Call, typename Open>
absl::Status RecordedAccesses::AnswerAboutPersons(Call& call, identity::DossierId id, const AccessEntry& entry,
                                                  Open open) {
  const auto read = ReadPersons(pool_, id, call.deadline());
  if (!read.ok() && !absl::IsNotFound(read.status())) return read.status();
  if (!read.ok() || !rights::ReachesDossier(catalogue_, call.reach(), read->dossier)) {
    absl::Status recorded = access_log_.RecordAndWait(Ended(entry, read.ok(), false, 0));
    return recorded.ok() ? errors::NotFound("dossier", call.request().dossier_code()) : recorded;
  }
  call.NoteDossier(read->dossier.dossier_code());
  const absl::StatusOr<int> records = open(*read);
  if (!records.ok()) return records.status();
  return access_log_.RecordAndWait(Ended(entry, true, true, *records));
}

void RecordedAccesses::GetDossier(const CallPtr<GetDossierRequest, GetDossierResponse>& call) {
  const auto id = ReadDossierCode(codes_, call->request().dossier_code());
  if (!id.ok()) return call->Finish(id.status());
  reader_.Find(*id, call->request().with_facts(), [this, call, id = *id](absl::StatusOr<ledger::Found> found) {
    if (!found.ok() && !absl::IsNotFound(found.status())) return call->Finish(found.status());
    const bool reached = found.ok() && rights::ReachesDossier(catalogue_, call->reach(), found->dossier);
    absl::Status status = errors::NotFound("dossier", call->request().dossier_code());
    if (reached) {
      status = AnswerGetDossier(*call, *std::move(found));
      if (!status.ok()) return call->Finish(status);
    }
    AccessEntry entry = EntryAbout(access::v1::DEED_VIEW, *call, id);
    access_log_.RecordSoon(
        Ended(std::move(entry), found.ok(), reached, reached),
        [call, status](const absl::Status& recorded) { call->Finish(recorded.ok() ? status : recorded); });
  });
}

void RecordedAccesses::SearchDossiers(const CallPtr<SearchDossiersRequest, SearchDossiersResponse>& call) {
  const auto scope = SearchScopeOf(catalogue_, call->reach());
  if (!scope.ok()) return call->Finish(scope.status());
  const auto ring = vault_.Current();
  auto search = PlanSearch(catalogue_, *ring, *scope, call->now(), call->request());
  if (!search.ok()) return call->Finish(search.status());
  workers_.Answer(call, [this, call, ring, search = *std::move(search)] {
    absl::Status status = AnswerSearch(pool_, catalogue_, *ring, search, call->deadline(), *call->response());
    if (!status.ok()) return status;
    const int shown = call->response()->persons_size();
    AccessEntry entry = EntryOf(access::v1::DEED_SEARCH, *call);
    entry.set_scope(KindOf(call->request()));
    return access_log_.RecordAndWait(Ended(entry, shown > 0, shown > 0, shown));
  });
}

void RecordedAccesses::ShowPersons(const CallPtr<ShowPersonsRequest, ShowPersonsResponse>& call) {
  const auto id = ReadDossierCode(codes_, call->request().dossier_code());
  if (!id.ok()) return call->Finish(id.status());
  const auto entry = EntryFor(access::v1::DEED_VIEW_IN_FULL, *call, *id);
  if (!entry.ok()) return call->Finish(entry.status());
  workers_.Answer(call, [this, call, id = *id, entry = *entry] {
    return AnswerAboutPersons(*call, id, entry, [&](const DossierWithPersons& read) -> absl::StatusOr<int> {
      absl::Status status = OpenPersons(*vault_.Current(), read, *call->response());
      if (!status.ok()) return status;
      return call->response()->owner().has_record() + call->response()->submitter().has_record();
    });
  });
}

void RecordedAccesses::GetOfficeBook(const CallPtr<GetOfficeBookRequest, GetOfficeBookResponse>& call) {
  const std::string& office = call->request().office_id();
  if (!catalogue_.FindOffice(office).ok() || !rights::ReachesOffice(catalogue_, call->reach(), office)) {
    return call->Finish(rights::OutOfReach("office_id", office));
  }
  workers_.Answer(call, [this, call] { return AnswerOfficeBook(*call); });
}

template <typename Call>
absl::Status RecordedAccesses::AnswerOfficeBook(Call& call) {
  const auto contents =
      ReadOfficeContents(pool_, call.request().office_id(), clock::LocalDay(call.now()) - kBookDays, call.deadline());
  if (!contents.ok()) return contents.status();
  auto changes = ChangesOf(catalogue_, *contents, call.request(), kBookPage);
  if (!changes.ok()) return changes.status();
  auto dossiers = ReadOfficeDossiers(pool_, *vault_.Current(), changes->dossiers, call.deadline());
  if (!dossiers.ok()) return dossiers.status();
  *call.response() = std::move(changes->response);
  std::vector<AccessEntry> entries;
  for (OfficeDossier& dossier : *dossiers) {
    AccessEntry entry = EntryOf(access::v1::DEED_VIEW_IN_FULL, call);
    entry.set_dossier_code(dossier.dossier().dossier_code());
    entry.set_purpose(access::v1::PURPOSE_HAND_OUT);
    entry.set_scope("office book");
    entries.push_back(Ended(std::move(entry), true, true, dossier.persons_size()));
    *call.response()->add_dossiers() = std::move(dossier);
  }
  return access_log_.RecordAndWait(std::move(entries));
}

void RecordedAccesses::RecordPrint(const CallPtr<RecordPrintRequest, RecordPrintResponse>& call) {
  const auto id = ReadDossierCode(codes_, call->request().dossier_code());
  if (!id.ok()) return call->Finish(id.status());
  const int form = call->request().form();
  if (form < 1 || form > kForms) {
    return call->Finish(errors::FieldError("form", absl::StrCat(form, ", want 1..", kForms)));
  }
  auto entry = EntryFor(access::v1::DEED_PRINT, *call, *id);
  if (!entry.ok()) return call->Finish(entry.status());
  entry->set_scope(absl::StrCat("slip ", form));
  workers_.Answer(call, [this, call, id = *id, entry = *entry] {
    return AnswerAboutPersons(*call, id, entry, [](const DossierWithPersons&) { return 1; });
  });
}

}  // namespace hoso::routing

#include "clients/counter/drafts.h"

namespace hoso::counter {

absl::Status Drafts::Save(const SavedDraft& draft) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(store_.database().Prepare(
                     "INSERT INTO draft (draft_id, sealed, saved_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
                     "sealed = excluded.sealed, saved_at = excluded.saved_at"),
                 [&](auto& s) {
                   s.Text(draft.draft_id).Blob(store_.Seal("draft " + draft.draft_id, draft.json));
                   s.Number(absl::ToUnixMicros(draft.saved_at));
                 });
}

absl::StatusOr<std::vector<SavedDraft>> Drafts::List() {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare("SELECT draft_id, sealed, saved_at FROM draft ORDER BY saved_at DESC");
  if (!statement.ok()) return statement.status();
  std::vector<SavedDraft> drafts;
  absl::Status status = All(**statement, [&]() -> absl::Status {
    SavedDraft draft{.draft_id = (*statement)->TextAt(0), .saved_at = absl::FromUnixMicros((*statement)->NumberAt(2))};
    auto json = store_.Unseal("draft " + draft.draft_id, (*statement)->BlobAt(1));
    if (!json.ok()) return json.status();
    draft.json = *std::move(json);
    drafts.push_back(std::move(draft));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return drafts;
}

absl::Status Drafts::Discard(const std::string& draft_id) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(store_.database().Prepare("DELETE FROM draft WHERE draft_id = ?"), [&](auto& s) { s.Text(draft_id); });
}

Also Drafts::Done(const std::string& draft_id) {
  return [draft_id](Sqlite& database, int64_t) {
    return Execute(database.Prepare("DELETE FROM draft WHERE draft_id = ?"), [&](auto& s) { s.Text(draft_id); });
  };
}

}  // namespace hoso::counter

#include "clients/counter/clerks.h"

namespace hoso::counter {

absl::Status Clerks::Put(const Clerk& clerk) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(
      store_.database().Prepare(
          "INSERT INTO clerk (staff_id, token_sealed, wrong_pins) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
          "token_sealed = excluded.token_sealed, wrong_pins = excluded.wrong_pins"),
      [&](auto& s) { s.Text(clerk.staff_id).Blob(clerk.token_sealed).Number(clerk.wrong_pins); });
}

absl::StatusOr<std::optional<Clerk>> Clerks::Find(const std::string& staff_id) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare("SELECT token_sealed, wrong_pins FROM clerk WHERE staff_id = ?");
  if (!statement.ok()) return statement.status();
  const auto row = (*statement)->Text(staff_id).Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return Clerk{.staff_id = staff_id,
               .token_sealed = (*statement)->BlobAt(0),
               .wrong_pins = static_cast<int>((*statement)->NumberAt(1))};
}

absl::StatusOr<std::vector<std::string>> Clerks::WithPin() {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare("SELECT staff_id FROM clerk ORDER BY 1");
  if (!statement.ok()) return statement.status();
  std::vector<std::string> clerks;
  absl::Status status = All(**statement, [&] {
    clerks.push_back((*statement)->TextAt(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return clerks;
}

}  // namespace hoso::counter

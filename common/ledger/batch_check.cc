#include "common/ledger/batch_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/postgres/time_text.h"

namespace hoso::ledger {

void BatchCheck::AddBatch(const BatchRow& row, const std::string& hash) {
  if (row.writer != writer_) {
    writer_ = row.writer;
    number_ = 0;
    previous_ = genesis_;
  }
  const std::string name = absl::StrCat("transaction ", row.tx);
  if (row.number != number_ + 1) {
    Find(absl::StrCat("batch ", number_ + 1, " of writer ", UuidText(writer_), ": is missing before ", name));
  } else if (BatchHash(previous_, row) != hash) {
    Find(absl::StrCat(name, ": its row in ledger.batch is not the one that was written"));
  } else if (row.number == 1) {
    any_writer_began_here_ = true;
  }
  number_ = row.number;
  previous_ = hash;

  const absl::StatusOr<Inventory> inventory = DecodeInventory(row.inventory);
  if (!inventory.ok()) return Find(absl::StrCat(name, ": ", std::string(inventory.status().message())));
  if (inventory->facts.empty() && inventory->answers.empty()) Find(absl::StrCat(name, ": wrote nothing"));
  for (const InventoryFacts& facts : inventory->facts) claims_[facts.dossier].push_back({.tx = row.tx, .facts = facts});
  for (const InventoryAnswer& answer : inventory->answers) {
    const auto [at, added] = answers_.try_emplace(
        answer.request_id, ClaimedAnswer{.tx = row.tx, .recorded_at = row.recorded_at, .digest = answer.digest});
    if (!added) {
      Find(absl::StrCat("answer ", UuidText(answer.request_id), ": written by transactions ", at->second.tx, " and ",
                        row.tx));
    }
  }
}

void BatchCheck::AddAnswer(const StoredAnswer& answer) {
  const std::string name = absl::StrCat("answer ", UuidText(answer.request_id));
  if (answer.dossier.has_value() && !claims_.contains(*answer.dossier)) {
    Find(absl::StrCat(name, ": dossier: key ", *answer.dossier, " is no dossier's"));
  }
  const auto claimed = answers_.find(answer.request_id);
  if (claimed == answers_.end()) return Find(absl::StrCat(name, ": no transaction of the ledger wrote it"));
  claimed->second.found = true;
  if (claimed->second.digest != AnswerDigest(answer.dossier, answer.digest, answer.answer)) {
    Find(absl::StrCat(name, ": is not the one that transaction ", claimed->second.tx, " wrote"));
  }
  if (claimed->second.recorded_at != answer.recorded_at) {
    Find(absl::StrCat(name, ": recorded_at: ", postgres::TimeText(answer.recorded_at), ", want ",
                      postgres::TimeText(claimed->second.recorded_at)));
  }
}

void BatchCheck::Finish() {
  if (!writer_.empty() && !any_writer_began_here_) {
    Find("ledger.identity: no chain of transactions begins with this ledger_id");
  }
  for (const auto& [request_id, claimed] : answers_) {
    if (!claimed.found) {
      Find(absl::StrCat("answer ", UuidText(request_id), " of transaction ", claimed.tx, ": is missing"));
    }
  }
}

std::map<int64_t, std::vector<Claim>> BatchCheck::Claims() const {
  std::map<int64_t, std::vector<Claim>> sorted = claims_;
  for (auto& [key, claims] : sorted) {
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.facts.last < b.facts.last; });
  }
  return sorted;
}

}  // namespace hoso::ledger

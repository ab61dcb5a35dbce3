#include "clients/replay/closing.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/command/fields.h"
#include "common/files/atomic_file.h"
#include "common/ledger/checkpoint_check.h"
#include "common/ledger/close_day.h"
#include "common/ledger/leaf_reader.h"
#include "common/signing/key.h"
#include "common/signing/key_list.h"

namespace hoso::replay {
namespace {

constexpr size_t kMaxKeysBytes = 1 << 20;
constexpr size_t kNamed = 5;
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr absl::Duration kPause = absl::Milliseconds(10);

absl::StatusOr<signing::KeyList> KeysOf(const ClosingOptions& options) {
  const auto json = files::ReadFile(options.keys, kMaxKeysBytes);
  if (!json.ok()) return json.status();
  return signing::KeyList::Parse(*json);
}

// Transactions of others, such as of autovacuum, end within moments; what comes after them is not complete before.
absl::Status AwaitComplete(const ClosingOptions& options) {
  const absl::Time until = absl::Now() + kPatience;
  while (true) {
    const auto reader = ledger::LeafReader::Open({.conninfo = options.conninfo, .complete_only = true});
    if (!reader.ok()) return reader.status();
    if ((*reader)->incomplete() == 0 || absl::Now() > until) return absl::OkStatus();
    absl::SleepFor(kPause);
  }
}

}  // namespace

absl::Status CloseDays(const ClosingOptions& options, const catalogue::Catalogue& catalogue, absl::CivilDay last) {
  const auto key = signing::PrivateKey::Load(options.key);
  if (!key.ok()) return key.status();
  const auto keys = KeysOf(options);
  if (!keys.ok()) return keys.status();
  const trust::v1::PublicKey* listed = keys->Find(key->key_id(), trust::v1::KEY_USE_CHECKPOINT);
  if (listed == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(options.keys, ": does not list the key ", key->key_id()));
  }
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (failed) return absl::FailedPreconditionError(absl::StrCat(options.folder, ": ", failed.message()));
  if (absl::Status status = AwaitComplete(options); !status.ok()) return status;
  return ledger::CloseEachDay({.conninfo = options.conninfo,
                               .folder = options.folder,
                               .day = last,
                               .name = listed->owner(),
                               .catalogue = catalogue.digest()},
                              *key)
      .status();
}

absl::StatusOr<ClosedDays> CheckDays(const ClosingOptions& options, const catalogue::Catalogue& catalogue) {
  auto keys = KeysOf(options);
  if (!keys.ok()) return keys.status();
  const auto report = ledger::CheckCheckpoints({.conninfo = options.conninfo,
                                                .folder = options.folder,
                                                .keys = *std::move(keys),
                                                .agencies = command::CodesOf(catalogue)});
  if (!report.ok()) return report.status();
  ClosedDays closed = {.days = static_cast<int64_t>(report->days.size()),
                       .facts = report->days.empty() ? 0 : static_cast<int64_t>(report->days.back().checkpoint.size),
                       .open = report->open,
                       .findings = report->findings_in_all};
  for (size_t i = 0; i < report->findings.size() && i < kNamed; ++i) {
    closed.first_findings.push_back(report->findings[i].ToString());
  }
  return closed;
}

}  // namespace hoso::replay

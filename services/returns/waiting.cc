#include "services/returns/waiting.h"

#include "common/custody/custody.h"
#include "common/dossier/summary.h"
#include "common/proto_time/proto_time.h"
#include "services/returns/opening.h"

namespace hoso::returns {

std::optional<v1::WaitingResult> WaitingAt(const core::v1::Dossier& dossier, const std::string& office) {
  if (!dossier.has_results_received_at() || dossier.unclaimed()) return std::nullopt;
  const absl::Time received = FromProto(dossier.results_received_at());
  v1::WaitingResult waiting;
  bool owed = false;
  for (const core::v1::Item& item : dossier.items()) {
    const bool here = custody::Same(item.holder(), custody::Office(office)) && FromProto(item.since()) <= received;
    if (!here || item.kind() == core::v1::ITEM_KIND_EXCHANGED) continue;
    waiting.add_items(item.number());
    owed = owed || IsOwed(dossier, item);
  }
  if (!owed) return std::nullopt;
  *waiting.mutable_dossier() = dossier::Summarize(dossier);
  *waiting.mutable_ready_since() = dossier.results_received_at();
  waiting.set_failed_attempts(dossier.failed_attempts());
  waiting.set_notified(dossier.has_notified_at() && FromProto(dossier.notified_at()) >= received);
  return waiting;
}

}  // namespace hoso::returns

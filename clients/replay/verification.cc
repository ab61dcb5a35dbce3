#include "clients/replay/verification.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "clients/hoso/ledger_check.h"
#include "common/clock/zone.h"
#include "common/ledger/verify.h"
#include "common/vault/key_ring.h"

namespace hoso::replay {
namespace {

constexpr size_t kNamed = 5;

}  // namespace

absl::StatusOr<Verification> VerifyLedger(const std::string& conninfo, const catalogue::Catalogue& catalogue,
                                          const std::string& vault) {
  std::shared_ptr<const vault::KeyRing> ring;
  if (!vault.empty()) {
    const auto file = vault::KeyRingFile::Open(vault);
    if (!file.ok()) return file.status();
    ring = (*file)->Current();
  }
  const absl::StatusOr<ledger::VerifyReport> report =
      ledger::Verify(cli::FullCheck(conninfo, catalogue, std::move(ring), clock::LocalDay(absl::Now())));
  if (!report.ok()) return report.status();
  Verification verification;
  verification.dossiers = report->dossiers;
  verification.facts = report->facts;
  verification.bags = report->bags;
  verification.findings = report->findings_in_all;
  verification.took = report->took;
  for (const ledger::Finding& finding : report->findings) {
    if (verification.first_findings.size() == kNamed) break;
    verification.first_findings.push_back(finding.ToString());
  }
  return verification;
}

}  // namespace hoso::replay

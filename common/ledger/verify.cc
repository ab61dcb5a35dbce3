#include "common/ledger/verify.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <memory>
#include <thread>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/ledger/bag_check.h"
#include "common/ledger/batch_check.h"
#include "common/ledger/dossier_check.h"
#include "common/ledger/verify_rows.h"
#include "common/postgres/error.h"

namespace hoso::ledger {
namespace {

constexpr int kDossiersAtOnce = 500;

using Claims = std::map<int64_t, std::vector<Claim>>;

// What one connection found in the ranges that it took.
struct Share {
  absl::Status status;
  VerifyReport counts;
  std::vector<Finding> findings;
  std::vector<core::v1::Fact> bag_facts;
};

// Takes one range after another until none is left.
class DossierWorker {
 public:
  DossierWorker(const VerifyOptions& options, const std::vector<KeyRange>& ranges, const Claims& claims,
                std::atomic<size_t>& next)
      : options_(options), ranges_(ranges), claims_(claims), next_(next) {}

  Share Run(const std::string& exported) {
    auto snapshot = Snapshot::Open(options_.conninfo, exported);
    if (!snapshot.ok()) return {.status = snapshot.status()};
    share_.status = postgres::Guard([&] {
      for (size_t i = next_++; i < ranges_.size(); i = next_++) CheckRange(**snapshot, ranges_[i]);
      return absl::OkStatus();
    });
    return std::move(share_);
  }

 private:
  void CheckRange(Snapshot& snapshot, const KeyRange& range) {
    std::map<int64_t, StoredDossier> dossiers = snapshot.Read(range);
    for (auto at = claims_.lower_bound(range.from); at != claims_.end() && at->first < range.until; ++at) {
      dossiers[at->first].key = at->first;  // It may have no rows left.
      dossiers[at->first].claims = at->second;
    }
    for (const auto& [key, dossier] : dossiers) Check(dossier);
  }

  void Check(const StoredDossier& dossier) {
    share_.counts.dossiers += dossier.dossier.has_value();
    share_.counts.facts += dossier.facts.size();
    share_.counts.items += dossier.items.size();
    share_.counts.persons += dossier.persons.size();
    CheckedDossier checked = CheckDossier(dossier, options_.agencies, options_.check_dossier, persons_);
    share_.counts.persons_unopened += checked.persons_unopened;
    share_.counts.persons_destroyed += checked.persons_destroyed;
    std::move(checked.findings.begin(), checked.findings.end(), std::back_inserter(share_.findings));
    for (core::v1::Fact& fact : checked.facts) {
      if (BagCheck::Concerns(fact)) share_.bag_facts.push_back(std::move(fact));
    }
  }

  const VerifyOptions& options_;
  const std::vector<KeyRange>& ranges_;
  const Claims& claims_;
  std::atomic<size_t>& next_;
  const PersonCheck persons_ = {.ring = options_.ring, .may_be_destroyed = options_.may_be_destroyed};
  Share share_;
};

class Verification {
 public:
  Verification(const VerifyOptions& options, Snapshot& snapshot) : options_(options), snapshot_(snapshot) {}

  // Throws what libpqxx throws.
  absl::StatusOr<VerifyReport> Run() {
    const std::string exported = snapshot_.Export();
    BatchCheck batches(LedgerId());
    snapshot_.ForEachBatch([&](const BatchRow& row, const std::string& hash) {
      ++report_.batches;
      batches.AddBatch(row, hash);
    });
    const Claims claims = batches.Claims();
    const std::vector<KeyRange> ranges = snapshot_.Ranges(kDossiersAtOnce);
    std::atomic<size_t> next = 0;
    std::vector<Share> shares(options_.connections);
    {
      std::vector<std::jthread> threads;
      for (Share& share : shares) {
        threads.emplace_back([&] { share = DossierWorker(options_, ranges, claims, next).Run(exported); });
      }
      snapshot_.ForEachAnswer([&](const StoredAnswer& answer) {
        ++report_.answers;
        batches.AddAnswer(answer);
      });
    }
    batches.Finish();
    BagCheck bags;
    for (Share& share : shares) {
      if (!share.status.ok()) return share.status;
      Take(share, bags);
    }
    Take(batches.findings());
    Take(bags.Finish());
    report_.bags = static_cast<int64_t>(bags.bags().size());
    CheckTables(bags.bags());
    return Sorted();
  }

 private:
  std::string LedgerId() {
    const std::vector<std::string> ids = snapshot_.LedgerIds();
    if (ids.size() == 1) return ids[0];
    Take({{.what = absl::StrCat("ledger.identity: ", ids.size(), " rows, want 1")}});
    return std::string();
  }

  void Take(const std::vector<Finding>& findings) {
    report_.findings.insert(report_.findings.end(), findings.begin(), findings.end());
  }

  void Take(const Share& share, BagCheck& bags) {
    report_.dossiers += share.counts.dossiers;
    report_.facts += share.counts.facts;
    report_.items += share.counts.items;
    report_.persons += share.counts.persons;
    report_.persons_unopened += share.counts.persons_unopened;
    report_.persons_destroyed += share.counts.persons_destroyed;
    Take(share.findings);
    for (const core::v1::Fact& fact : share.bag_facts) bags.Add(fact);
  }

  void CheckTables(const BagsByFacts& bags) {
    for (const TableCheck& table : options_.tables) {
      for (std::string& what : table.check(snapshot_.Rows(table.sql), bags)) Take({{.what = std::move(what)}});
    }
  }

  VerifyReport Sorted() {
    std::stable_sort(report_.findings.begin(), report_.findings.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.dossier_code, a.sequence) < std::tie(b.dossier_code, b.sequence);
    });
    report_.findings_in_all = static_cast<int64_t>(report_.findings.size());
    if (report_.findings_in_all > options_.max_findings) report_.findings.resize(options_.max_findings);
    return std::move(report_);
  }

  const VerifyOptions& options_;
  Snapshot& snapshot_;
  VerifyReport report_;
};

}  // namespace

absl::StatusOr<VerifyReport> Verify(const VerifyOptions& options) {
  if (options.connections < 1 || !options.agencies.code_of) {
    return absl::InvalidArgumentError("connections, agencies: want at least one connection, and the agencies' codes");
  }
  const absl::Time begun = absl::Now();
  auto snapshot = Snapshot::Open(options.conninfo);
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<VerifyReport> report = postgres::Guard([&] { return Verification(options, **snapshot).Run(); });
  if (report.ok()) report->took = absl::Now() - begun;
  return report;
}

}  // namespace hoso::ledger

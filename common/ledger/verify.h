// Verification: reads the whole ledger, in one snapshot, and computes
// everything again from the facts. It finds what anyone changed, added or took
// away behind the ledger's back, and names it.
//
// What is compared, per dossier (dossier_check.h): sequence numbers, chain,
// columns of facts against their bytes, the fold of the facts against the
// stored state and its projection, items, persons (opened, if there is a key ring). Over all (batch_check.h,
// bag_check.h): what each transaction says it wrote against what is there,
// remembered answers, manifests of bags.
//
// What it cannot find is a forger who computes all of that again for the end of
// every writer's chain: for that, heads have to be signed and kept elsewhere.
#ifndef HOSO_COMMON_LEDGER_VERIFY_H_
#define HOSO_COMMON_LEDGER_VERIFY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/dossier_code.h"
#include "common/vault/key_ring.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::ledger {

// Something that does not agree.
struct Finding {
  std::string dossier_code;  // Empty when it is about no one dossier.
  int32_t sequence = 0;      // Of the fact; 0 when it is about no one fact.
  std::string what;

  // "H15.05-221101-0001, fact 3: …"
  std::string ToString() const;
  bool operator==(const Finding&) const = default;
};

// Bags as the facts tell of them, by id: everything but version, expected_at
// and the staff's words.
using BagsByFacts = std::map<std::string, core::v1::Bag>;

// A table of a service that is to agree with the facts, such as routing.bag.
struct TableCheck {
  using Rows = std::vector<std::vector<std::optional<std::string>>>;  // As text; nullopt is NULL.
  std::string sql;
  // One text per thing that does not agree.
  std::function<std::vector<std::string>(const Rows& rows, const BagsByFacts& bags)> check;
};

struct VerifyOptions {
  std::string conninfo;  // Role hoso_auditor.
  identity::AgencyCodes agencies;
  int connections = 2;  // Beside one that reads what is not per dossier.
  // What else must hold of a dossier and its facts, such as that its promises
  // are those of the catalogue. May be called from several threads at once.
  std::function<std::vector<std::string>(const core::v1::Dossier&, const std::vector<core::v1::Fact>&)> check_dossier;
  std::vector<TableCheck> tables;
  // Opens the records of persons and compares them with the facts; without one, all else is checked.
  std::shared_ptr<const vault::KeyRing> ring;
  // Whether the term of a dossier's personal data has passed, so that their keys may be gone.
  std::function<bool(const core::v1::Dossier&)> may_be_destroyed;
  int max_findings = 1000;  // More are counted and not named.
};

struct VerifyReport {
  int64_t dossiers = 0;
  int64_t facts = 0;
  int64_t items = 0;
  int64_t persons = 0;
  int64_t persons_unopened = 0;   // For want of a key ring: whether they are what was signed is not known.
  int64_t persons_destroyed = 0;  // Unreadable, as their term has passed.
  int64_t answers = 0;
  int64_t batches = 0;
  int64_t bags = 0;
  std::vector<Finding> findings;
  int64_t findings_in_all = 0;
  absl::Duration took;

  bool ok() const { return findings_in_all == 0; }
};

// An error only when the ledger cannot be read; what is wrong in it is in the report.
absl::StatusOr<VerifyReport> Verify(const VerifyOptions& options);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_VERIFY_H_

// Bags as the facts of many dossiers tell of them together, and whether what
// was signed for is what was put in.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_BAG_CHECK_H_
#define HOSO_COMMON_LEDGER_BAG_CHECK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/ledger/verify.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::ledger {

class BagCheck {
 public:
  // Whether `fact` tells of a bag.
  static bool Concerns(const core::v1::Fact& fact);

  // Facts of all dossiers, in any order. REQUIRES: Concerns(fact).
  void Add(const core::v1::Fact& fact);
  // Compares manifests; call once, at the end.
  std::vector<Finding> Finish();
  // After Finish.
  const BagsByFacts& bags() const { return bags_; }

 private:
  // A digest that a dossier's fact says was signed for.
  struct Signature {
    std::string dossier_code;
    int32_t sequence = 0;
    std::string digest;
  };
  struct Evidence {
    absl::Time custodian_since = absl::InfinitePast();
    std::vector<Signature> signatures;
  };

  void AddSealed(const core::v1::Fact& fact);
  void AddOpened(const core::v1::Fact& fact);
  // The bag stands in `status` at least, and was in these hands since the fact.
  core::v1::Bag& Note(const std::string& bag_id, core::v1::BagStatus status, const core::v1::Holder& custodian,
                      const core::v1::Fact& fact);

  BagsByFacts bags_;
  std::map<std::string, Evidence> evidence_;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_BAG_CHECK_H_

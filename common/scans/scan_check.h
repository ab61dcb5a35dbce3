// What the facts say was scanned against what is kept of it: part of `hoso ledger verify`.
#ifndef HOSO_COMMON_SCANS_SCAN_CHECK_H_
#define HOSO_COMMON_SCANS_SCAN_CHECK_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/vault/key_ring.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::scans {

// Thread-safe.
class ScanCheck {
 public:
  // `conninfo`: role hoso_auditor. Without a ring scans are not opened; whether all of their bytes are there is looked
  // at.
  ScanCheck(const std::string& conninfo, std::shared_ptr<const vault::KeyRing> ring,
            std::function<bool(const core::v1::Dossier&)> may_be_destroyed);
  ~ScanCheck();

  // One text per scan of the facts that is missing, not whole or not what was scanned, or that cannot be looked at.
  std::vector<std::string> Check(int64_t key, const core::v1::Dossier& dossier,
                                 const std::vector<core::v1::Fact>& facts) const;

 private:
  const std::unique_ptr<postgres::Pool> pool_;
  const std::shared_ptr<const vault::KeyRing> ring_;
  const std::function<bool(const core::v1::Dossier&)> may_be_destroyed_;
};

}  // namespace hoso::scans

#endif  // HOSO_COMMON_SCANS_SCAN_CHECK_H_

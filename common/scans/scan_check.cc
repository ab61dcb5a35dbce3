#include "common/scans/scan_check.h"

#include <optional>
#include <pqxx/pqxx>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "common/scans/sealed_chunk.h"

namespace hoso::scans {
namespace {

constexpr int kConnections = 2;

struct Kept {
  bool there = false;
  std::optional<vault::WrappedKey> key;
  std::vector<std::pair<int64_t, std::string>> chunks;  // First byte; sealed.
};

absl::StatusOr<Kept> Read(postgres::Pool& pool, const std::string& id, int64_t dossier) {
  return postgres::Transact(pool, [&](pqxx::work& tx) -> absl::StatusOr<Kept> {
    Kept kept;
    for (const pqxx::row& row :
         tx.exec_params("SELECT k.key_id, k.wrapped FROM ledger.scan s LEFT JOIN ledger.scan_key k USING (scan_id)"
                        " WHERE s.scan_id = $1::uuid AND s.dossier = $2",
                        id, dossier)) {
      kept.there = true;
      if (!row[0].is_null()) kept.key = {.key_id = row[0].as<std::string>(), .wrapped = postgres::GetBytes(row[1])};
    }
    for (const pqxx::row& row :
         tx.exec_params("SELECT first, sealed FROM ledger.scan_chunk WHERE scan_id = $1::uuid ORDER BY first", id)) {
      kept.chunks.emplace_back(row[0].as<int64_t>(), postgres::GetBytes(row[1]));
    }
    return kept;
  });
}

// Empty: it is whole, and what was scanned.
std::string Compare(const vault::KeyRing* ring, int64_t dossier, const core::v1::Scanned& scanned, const Kept& kept,
                    bool may_be_destroyed) {
  const std::string scan = absl::StrCat("scan ", scanned.scan_id());
  if (!kept.there) return absl::StrCat(scan, ": is missing");
  if (!kept.key.has_value() && !may_be_destroyed) {
    return absl::StrCat(scan, ": its data key is missing, though its term has not passed");
  }
  int64_t bytes = 0;
  for (const auto& [first, sealed] : kept.chunks) {
    if (first != bytes) break;
    bytes += static_cast<int64_t>(sealed.size()) - kSealBytes;
  }
  if (bytes != scanned.bytes()) {
    return absl::StrCat(scan, ": ", bytes, " bytes are kept in their order, the fact says ", scanned.bytes());
  }
  if (ring == nullptr || !kept.key.has_value()) return "";
  const auto key = ring->Unwrap(RowOf(dossier, scanned.scan_id()), *kept.key);
  if (!key.ok()) return absl::StrCat(scan, ": ", std::string(key.status().message()));
  std::string plain;
  for (const auto& [first, sealed] : kept.chunks) {
    const auto chunk = OpenChunk(*key, scanned.scan_id(), first, sealed);
    if (!chunk.ok()) return std::string(chunk.status().message());
    plain += *chunk;
  }
  return Sha256(plain) == scanned.digest() ? "" : absl::StrCat(scan, ": is not what was scanned");
}

}  // namespace

ScanCheck::ScanCheck(const std::string& conninfo, std::shared_ptr<const vault::KeyRing> ring,
                     std::function<bool(const core::v1::Dossier&)> may_be_destroyed)
    : pool_(std::make_unique<postgres::Pool>(postgres::PoolOptions{
          .connect = {.conninfo = conninfo, .application_name = "hoso-verify-scans"}, .size = kConnections})),
      ring_(std::move(ring)),
      may_be_destroyed_(std::move(may_be_destroyed)) {}

ScanCheck::~ScanCheck() = default;

std::vector<std::string> ScanCheck::Check(int64_t key, const core::v1::Dossier& dossier,
                                          const std::vector<core::v1::Fact>& facts) const {
  std::vector<std::string> findings;
  for (const core::v1::Fact& fact : facts) {
    if (!fact.has_scanned()) continue;
    const auto kept = Read(*pool_, fact.scanned().scan_id(), key);
    std::string what = kept.ok() ? Compare(ring_.get(), key, fact.scanned(), *kept, may_be_destroyed_(dossier))
                                 : absl::StrCat("scan ", fact.scanned().scan_id(),
                                                ": cannot be looked at: ", std::string(kept.status().message()));
    if (!what.empty()) findings.push_back(std::move(what));
  }
  return findings;
}

}  // namespace hoso::scans

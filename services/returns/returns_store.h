// What returns reads from the database beside single dossiers.
//
// The only place of this service that knows SQL or libpqxx.
#ifndef HOSO_SERVICES_RETURNS_RETURNS_STORE_H_
#define HOSO_SERVICES_RETURNS_RETURNS_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::returns {

struct StoreOptions {
  std::string conninfo;
  int connections = 4;
  std::function<void(int idle, int busy)> on_pool_change;  // For metrics; keep it short.
};

// The row after which a page begins, in the order of the list.
struct Position {
  absl::Time arrived;  // To the microsecond.
  int64_t dossier = 0;
};

// A dossier of which an office holds something.
struct HeldDossier {
  Position position;
  core::v1::Dossier dossier;
};

// Thread-safe.
class ReturnsStore {
 public:
  static std::unique_ptr<ReturnsStore> Open(const StoreOptions& options);
  virtual ~ReturnsStore() = default;

  // Dossiers that have an end and of which `office` holds papers or results, by the time of the last arrival; at most
  // `limit` after `after`.
  virtual absl::StatusOr<std::vector<HeldDossier>> ListHeld(const std::string& office,
                                                            const std::optional<Position>& after, int limit,
                                                            absl::Time deadline) = 0;
};

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_RETURNS_STORE_H_

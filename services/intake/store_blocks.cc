#include "services/intake/store_blocks.h"

#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/request_id.h"

namespace hoso::intake {

CodeAllocator::Options BlocksOf(IntakeStore& store, const std::string& holder, int first_block) {
  return {.open = [&store, holder](int agency, absl::CivilDay day, int count) -> absl::StatusOr<Lease> {
            return store.Open({.request_id = rpc::NewRequestId(),
                               .digest = std::string(32, '\0'),  // Nobody repeats it.
                               .agency = agency,
                               .day = day,
                               .count = count,
                               .holder = holder,
                               .now = absl::Now()});
          },
          .close = [&store](const std::vector<std::string>& leases) -> absl::Status {
            return store.CloseAll(leases, "given back by its replica", absl::Now()).status();
          },
          .first_block = first_block};
}

}  // namespace hoso::intake

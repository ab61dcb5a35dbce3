// Blocks of numbers for a replica, from the store.
#ifndef HOSO_SERVICES_INTAKE_STORE_BLOCKS_H_
#define HOSO_SERVICES_INTAKE_STORE_BLOCKS_H_

#include <string>

#include "services/intake/code_allocator.h"
#include "services/intake/intake_store.h"

namespace hoso::intake {

// `holder` is who the leases are for. `store` outlives the allocator.
CodeAllocator::Options BlocksOf(IntakeStore& store, const std::string& holder, int first_block);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_STORE_BLOCKS_H_

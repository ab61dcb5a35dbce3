// Appending within a transaction of one's own, so that what is recorded and the record are durable together.
#ifndef HOSO_COMMON_ACCESS_LOG_APPEND_H_
#define HOSO_COMMON_ACCESS_LOG_APPEND_H_

#include <string>
#include <vector>

#include "common/access_log/entry.h"

namespace hoso::access_log {

// The statement that appends `entries`; its one value is the number of the last. Whoever runs it holds the end of the
// chain until the transaction is over: as its last statement but few.
std::string AppendSql(const std::vector<AccessEntry>& entries);

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_APPEND_H_

// Request ids: what ties a call, its log lines and its remembered answer
// together.
#pragma once

#include <string>

namespace hoso::rpc {

// A fresh random id in the form of a UUID version 4. Thread-safe.
std::string NewRequestId();

// 1 to 64 characters of letters, digits, '-', '_', '.' and ':', so that an id
// can stand in logs and headers as it is; and not the digits of an identity or
// telephone number.
bool IsRequestId(const std::string& id);

// 32 hexadecimal digits in the groups of a UUID, of either case.
bool IsUuid(const std::string& id);

}  // namespace hoso::rpc

// An entry of the access log: what it says, and how it is chained (docs/trust.md, "Access log").
//
// Pure: no gRPC, no SQL, no clock of its own.
#ifndef HOSO_COMMON_ACCESS_LOG_ENTRY_H_
#define HOSO_COMMON_ACCESS_LOG_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "hoso/access/v1/access_log.pb.h"

namespace hoso::access_log {

using access::v1::AccessEntry;
using access::v1::Deed;
using access::v1::Purpose;

// Who did what, when (cut to microseconds, as the database keeps times). `machine`, `request_id`: of the call.
AccessEntry MakeEntry(Deed deed, core::v1::Actor actor, std::string machine, std::string request_id, absl::Time at);

// The office or agency where who acts stands; empty for neither.
std::string PlaceOf(const AccessEntry& entry);

// INVALID_ARGUMENT naming purpose or reference, never what was given: no purpose of the list, or a reference that is
// none (access_service.proto). An empty reference is fine.
absl::Status CheckPurpose(int purpose, const std::string& reference);

// What people read for a word of the lists of access_log.proto; its name where it has no label.
std::string Label(const google::protobuf::EnumValueDescriptor& word, bool vietnamese);

// What stands before the first entry.
std::string FirstLink();
// The hash of an entry: see AccessRow.hash. `previous`: that of the entry before.
std::string LinkOf(const std::string& previous, int64_t sequence, const std::string& writer, const std::string& body);

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_ENTRY_H_

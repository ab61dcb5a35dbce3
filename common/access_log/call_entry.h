// The entry of a call, before it is known what comes of it.
#ifndef HOSO_COMMON_ACCESS_LOG_CALL_ENTRY_H_
#define HOSO_COMMON_ACCESS_LOG_CALL_ENTRY_H_

#include "common/access_log/entry.h"
#include "common/command/context.h"

namespace hoso::access_log {

// `call`: an rpc::Call. Who, where, on which machine and when are what the door has proved.
template <typename Call>
AccessEntry EntryOf(Deed deed, const Call& call) {
  return MakeEntry(deed, command::ActorOf(call.caller()), call.machine(), call.request_id(), call.now());
}

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_CALL_ENTRY_H_

// absl::Status over the wire and back. The only place that knows how.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace hoso::rpc {

// Carries the google.rpc details (common/rpc/errors.h) as binary error
// details. Message and details are cut to what fits in a response header
// (8 KB), since a longer one would lose the whole answer.
grpc::Status ToGrpc(const absl::Status& status);

// Reads what ToGrpc, or any server with google.rpc details, sent.
absl::Status FromGrpc(const grpc::Status& status);

// What a stranger may read of `status`: INTERNAL and DATA_LOSS keep their code,
// and their text becomes "internal error; request id ID". The text itself
// belongs into the log.
absl::Status ForCaller(const absl::Status& status, const std::string& request_id);

}  // namespace hoso::rpc

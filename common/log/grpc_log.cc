#include "common/log/grpc_log.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>

#include "common/log/log.h"

namespace hoso::log {
namespace {

void Forward(gpr_log_func_args* args) {
  const Level level = args->severity == GPR_LOG_SEVERITY_ERROR ? Level::kError : Level::kDebug;
  if (!Enabled(level)) return;
  Write(level, "grpc", {{"error", args->message}, {"file", args->file}, {"line", args->line}});
}

}  // namespace

void CaptureGrpcLog() {
  grpc_init();  // Setting the function before this has no effect.
  gpr_set_log_function(Forward);
}

}  // namespace hoso::log

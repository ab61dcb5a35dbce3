// gRPC's own log, through ours.
#pragma once

namespace hoso::log {

// From now on gRPC's messages are JSON lines too: its errors as they are, its
// info as debug. Once per process; initialises gRPC.
void CaptureGrpcLog();

}  // namespace hoso::log

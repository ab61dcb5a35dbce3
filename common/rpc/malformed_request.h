// What a server answers to a request that cannot be read: broken wire format, or
// text that is not UTF-8.
//
// gRPC 1.51 does not call the handler then and answers UNIMPLEMENTED without a
// word, as if the method did not exist. This turns it into INVALID_ARGUMENT on
// the field `request`.
#pragma once

#include <grpcpp/support/server_interceptor.h>

#include <memory>

namespace hoso::rpc {

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMalformedRequestAnswers();

}  // namespace hoso::rpc

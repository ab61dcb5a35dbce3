// Page tokens: where a list goes on, for the same question only.
//
// A token is opaque to clients, and no secret: it is checked so that one which
// was mistyped, or which another question gave, is refused and does not yield
// pages that look right.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_COMMON_RPC_PAGE_TOKEN_H_
#define HOSO_COMMON_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace hoso::rpc {

// What a token is bound to: the request without its page_size and page_token,
// and whoever else the answer depends on (`scope`, may be empty).
std::string QuestionOf(const google::protobuf::Message& request, const std::string& scope = "");

// The token of the page that follows the row with the sort key `position`:
// texts without newlines.
std::string MakePageToken(const std::string& question, const std::vector<std::string>& position);

// The position of a token that MakePageToken gave for the same question; of
// `parts` texts. An empty token is the first page: no texts. INVALID_ARGUMENT
// naming page_token for anything else.
absl::StatusOr<std::vector<std::string>> ReadPageToken(const std::string& question, const std::string& token,
                                                       size_t parts);

// Reads a number that stood in a checked token.
absl::StatusOr<int64_t> PositionNumber(const std::string& text);

// `size`, or `absent` for 0; INVALID_ARGUMENT naming page_size outside 1 to
// `max`.
absl::StatusOr<int> PageSize(int32_t size, int absent, int max);

}  // namespace hoso::rpc

#endif  // HOSO_COMMON_RPC_PAGE_TOKEN_H_

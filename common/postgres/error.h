// What libpqxx throws, as absl::Status. The code says what to do next:
//
//   UNKNOWN              read first: a commit or a lone writing statement may have happened
//   ABORTED              run it all again: serialization failure, deadlock, lock timeout (55P03)
//   UNAVAILABLE          send it again later: connection lost or refused, server starting or stopping
//   ALREADY_EXISTS       unique or exclusion constraint
//   PERMISSION_DENIED    the database role may not do this
//   DEADLINE_EXCEEDED    statement_timeout, or cancelled (57014)
//   INTERNAL             all else: a mistake of ours
#pragma once

#include <exception>
#include <string>

#include "absl/status/status.h"

namespace hoso::postgres {

// REQUIRES: `thrown` is not null. What is no exception of libpqxx becomes
// INTERNAL with its what().
absl::Status FromException(std::exception_ptr thrown);

// The five characters of SQLSTATE behind a status of FromException, or "".
// libpqxx tells none for a lost connection.
std::string SqlState(const absl::Status& status);

// Runs `body`, which returns an absl::Status or absl::StatusOr and may throw.
template <typename Body>
auto Guard(Body body) -> decltype(body()) {
  try {
    return body();
  } catch (...) {
    return FromException(std::current_exception());
  }
}

}  // namespace hoso::postgres

// Waiting for something that another thread or process does.
#pragma once

#include <functional>

#include "absl/time/time.h"

namespace hoso::testing {

// Asks `predicate` every few milliseconds until it says true, and returns
// true; or returns false once `limit` has passed.
//
//   EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return server.port() != 0; }));
bool Eventually(absl::Duration limit, const std::function<bool()>& predicate);

}  // namespace hoso::testing

// Asking somebody else's server by https: small questions, small answers.
#ifndef HOSO_COMMON_HTTPS_HTTPS_H_
#define HOSO_COMMON_HTTPS_HTTPS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::https {

struct Options {
  std::string authorities;  // File of certificates, PEM, of whom to believe; empty: those of the system.
  absl::Duration timeout = absl::Seconds(5);  // For all of a question.
  size_t longest_answer = 256 << 10;          // Bytes.
};

struct Answer {
  long code = 0;  // As 200.
  std::string body;
};

// Thread-safe. Blocks for no longer than the timeout; follows nobody elsewhere, and speaks TLS 1.2 or later only.
// UNAVAILABLE naming the host when there is no answer, when it is too long, or when its certificate does not count.
class Client {
 public:
  explicit Client(Options options) : options_(std::move(options)) {}
  absl::StatusOr<Answer> Get(const std::string& url) const;
  absl::StatusOr<Answer> Post(const std::string& url,
                              const std::vector<std::pair<std::string, std::string>>& form) const;

 private:
  const Options options_;
};

}  // namespace hoso::https

#endif  // HOSO_COMMON_HTTPS_HTTPS_H_

// What `hoso sign-in` leaves for the commands after it: a file for each person who is signed in on this machine.
#ifndef HOSO_CLIENTS_HOSO_SESSION_FILE_H_
#define HOSO_CLIENTS_HOSO_SESSION_FILE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hoso/trust/v1/session.pb.h"

namespace hoso::cli {

struct SignedIn {
  std::string token;
  trust::v1::Session session;  // What the token states.
};

// A folder of files STAFF_ID, each with a token, which only their owner may read.
class SessionFiles {
 public:
  explicit SessionFiles(std::string folder) : folder_(std::move(folder)) {}

  // Of `staff_id`, or if that is empty, of the only person who is signed in; nullopt if there is none. An expired one is
  // none. INVALID_ARGUMENT when there are several to choose from.
  absl::StatusOr<std::optional<SignedIn>> Find(const std::string& staff_id, absl::Time now) const;
  absl::Status Write(const std::string& token) const;
  void Remove(const std::string& staff_id) const;

  const std::string& folder() const { return folder_; }

 private:
  const std::string folder_;
};

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_SESSION_FILE_H_

// The people as whom a tool acts, the replay or the benchmark: it adds them as the administrator, gives them their work, and
// signs in as each, with passwords that it writes down.
#ifndef HOSO_CLIENTS_CREW_CREW_H_
#define HOSO_CLIENTS_CREW_CREW_H_

#include <grpcpp/channel.h>

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/caller.h"
#include "hoso/staff/v1/staff_service.grpc.pb.h"

namespace hoso::crew {

// Thread-safe.
class Crew {
 public:
  struct Options {
    std::shared_ptr<grpc::Channel> staff;  // To hoso-staff, with the tool's certificate.
    std::string administrator;             // Staff id.
    std::string passwords;                 // Folder with a file for each staff id; the administrator's is there.
  };
  // Signs in as the administrator, with another password if the one in the file was the first.
  static absl::StatusOr<std::unique_ptr<Crew>> Open(Options options);

  // A token of `who`, who is made known and given the role at the place when first asked for. Empty for a citizen.
  absl::StatusOr<std::string> TokenOf(const rpc::Caller& who);

 private:
  struct Person {
    absl::Mutex mutex;
    std::string token ABSL_GUARDED_BY(mutex);
    absl::Time renew_at ABSL_GUARDED_BY(mutex) = absl::InfinitePast();
  };

  explicit Crew(Options options);
  Person& PersonOf(const rpc::Caller& who);
  absl::Status SignIn(const rpc::Caller& who, Person& person) ABSL_EXCLUSIVE_LOCKS_REQUIRED(person.mutex);
  absl::Status Engage(const rpc::Caller& who);
  std::string PasswordFile(const std::string& staff_id) const;

  const Options options_;
  const std::unique_ptr<staff::v1::StaffService::Stub> stub_;
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<Person>> people_ ABSL_GUARDED_BY(mutex_);  // By staff id, role and place.
};

}  // namespace hoso::crew

#endif  // HOSO_CLIENTS_CREW_CREW_H_

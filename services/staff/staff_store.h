// The rows behind StaffService. Each function is one transaction.
#ifndef HOSO_SERVICES_STAFF_STAFF_STORE_H_
#define HOSO_SERVICES_STAFF_STAFF_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "hoso/staff/v1/staff_service.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::staff {

struct Member {
  std::string staff_id;
  std::string password;
  bool password_first = false;
  std::string oidc_issuer;  // Of whom the subject is.
  std::optional<std::string> oidc_subject;
  std::string code_secret;  // Sealed; empty: none.
  bool code_confirmed = false;
  int64_t code_step = 0;
  std::string added_by;
};

// Who did what to whom, for staff.event; a change of credentials or roles is in the access log as well.
struct Event {
  absl::Time at;
  std::string what;
  std::string staff_id;
  std::string by_staff;
  std::string machine;
  std::string detail;
};

struct NewSession {
  std::string session_id;
  std::string staff_id;
  std::string assignment_id;
  std::string machine;
  trust::v1::SignInMethod method = trust::v1::SIGN_IN_METHOD_UNSPECIFIED;
  absl::Time began_at;
  absl::Time ends_at;
  std::string new_password;  // Its hash, when it was set with the sign-in; empty: none.
  int64_t code_step = 0;     // Of the one-time code that came; 0: none.
};

struct AssignmentFilter {
  std::string staff_id;
  std::string office;
  std::string agency;
};

// Thread-safe. Errors of the database as in common/postgres/error.h.
class StaffStore {
 public:
  struct Options {
    std::string conninfo;  // Role hoso_staff.
    int connections = 4;
  };
  explicit StaffStore(Options options);
  ~StaffStore();

  // Counts an attempt as failed until it is proved right, and returns how many came before it in a row. An attempt while
  // LockedUntil (lockout.h) says no is not counted: RESOURCE_EXHAUSTED with reason SIGN_IN_LOCKED.
  absl::Status BeginAttempt(const std::string& staff_id, const std::string& machine, absl::Time now);

  // nullopt for one that there is not, or who has left.
  absl::StatusOr<std::optional<Member>> FindMember(const std::string& staff_id);
  absl::StatusOr<std::optional<Member>> FindMemberBySubject(const std::string& oidc_issuer,
                                                            const std::string& oidc_subject);

  // A nonce is good once, until `expires_at` and on `machine`: whether this one was, which it is not any more.
  absl::Status AddNonce(const std::string& nonce, const std::string& machine, absl::Time now, absl::Time expires_at);
  absl::StatusOr<bool> UseNonce(const std::string& nonce, const std::string& machine, absl::Time now);

  // In force on `day`, by first day.
  absl::StatusOr<std::vector<v1::Assignment>> AssignmentsOf(const std::string& staff_id, absl::CivilDay day);

  // Forgets the attempts. FAILED_PRECONDITION, reason CODE_USED, when the code's time step was used before.
  absl::Status BeginSession(const NewSession& session, const Event& event);

  struct OpenSession {
    std::string staff_id;
    v1::Assignment assignment;
    absl::Time ends_at;
  };
  // nullopt when it has ended, or its assignment is not in force any more.
  absl::StatusOr<std::optional<OpenSession>> FindSession(const std::string& session_id, absl::Time now);
  absl::Status EndSession(const std::string& session_id, const Event& event);

  absl::Status SetCodes(const std::string& staff_id, const std::optional<std::string>& secret, const Event& event);

  // ALREADY_EXISTS when the staff id was ever given, or the subject is bound.
  absl::Status AddMember(const Member& member, const Event& event);
  // Ends the sessions that began by the subject of before. False when there is no such member; ALREADY_EXISTS when the
  // subject is bound to another, or to one who has left.
  absl::StatusOr<bool> BindSubject(const std::string& staff_id, const std::string& oidc_issuer,
                                   const std::string& oidc_subject, const Event& event);
  // Also of one who has left; as above.
  absl::StatusOr<bool> UnbindSubject(const std::string& staff_id, const Event& event);
  // Ends assignments and sessions, too. False when there is none.
  absl::StatusOr<bool> EndMember(const std::string& staff_id, const Event& event);
  absl::StatusOr<bool> SetFirstPassword(const std::string& staff_id, const std::string& hash, const Event& event);
  absl::Status Unlock(const std::string& staff_id, const Event& event);

  // Sets assignment_id. NOT_FOUND for a member that there is not.
  absl::Status AddAssignment(v1::Assignment& assignment, const Event& event);
  absl::StatusOr<std::optional<v1::Assignment>> FindAssignment(const std::string& assignment_id);
  absl::Status EndAssignment(const std::string& assignment_id, const Event& event);
  // In force on `day` or later, by id, after `after`.
  absl::StatusOr<std::vector<v1::Assignment>> ListAssignments(const AssignmentFilter& filter, absl::CivilDay day,
                                                              const std::string& after, int limit);

  // Session.credentials_by of a member, by what happened from `since` on. More than kMostCredentialsBy are
  // dossier::kAnyone.
  static constexpr size_t kMostCredentialsBy = 12;
  absl::StatusOr<std::vector<std::string>> CredentialsBy(const std::string& staff_id, absl::Time since);

  // Whether anybody is an administrator.
  absl::StatusOr<bool> HasAdministrator();

  absl::Status Record(const Event& event);

 private:
  const std::unique_ptr<postgres::Pool> pool_;
};

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_STAFF_STORE_H_

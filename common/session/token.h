// Tokens: signed statements that a person has signed in (hoso.trust.v1.Session says their form).
//
// hoso-staff makes them; every service checks them with the public key alone, so that people go on working while hoso-staff is
// away.
#ifndef HOSO_COMMON_SESSION_TOKEN_H_
#define HOSO_COMMON_SESSION_TOKEN_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/signing/key.h"
#include "common/signing/key_list.h"
#include "hoso/trust/v1/session.pb.h"

namespace hoso::session {

// Reasons of refusals, all UNAUTHENTICATED.
inline constexpr char kTokenUnreadable[] = "TOKEN_UNREADABLE";
inline constexpr char kTokenForeign[] = "TOKEN_FOREIGN";  // No key of the list signed it.
inline constexpr char kTokenKeyRevoked[] = "TOKEN_KEY_REVOKED";
inline constexpr char kTokenNotYetValid[] = "TOKEN_NOT_YET_VALID";
inline constexpr char kTokenExpired[] = "TOKEN_EXPIRED";
inline constexpr char kTokenOtherMachine[] = "TOKEN_OTHER_MACHINE";

inline constexpr size_t kLongestToken = 2048;  // One with twelve long names in credentials_by has some 1100.

// How far the clocks of two machines may differ: a token counts so much before it was issued.
inline constexpr absl::Duration kClockSkew = absl::Minutes(2);

// For how long after signing in with the network a person may work on that machine without it.
inline constexpr absl::Duration kOfflineAllowance = absl::Hours(24 * 30);

std::string MakeToken(const signing::PrivateKey& key, const trust::v1::Session& session);

struct ParsedToken {
  trust::v1::Session session;
  std::string signed_bytes;
  std::string key_id;
  std::string signature;
};
// The parts of a token that nobody has checked yet. TOKEN_UNREADABLE for anything that MakeToken would not write.
absl::StatusOr<ParsedToken> ParseToken(const std::string& token);

// Thread-safe.
class TokenCheck {
 public:
  // `keys` outlives this.
  explicit TokenCheck(signing::KeyListFile& keys) : keys_(keys) {}

  // What the token states, if it counts on `machine` (its certificate's name) at `now`.
  absl::StatusOr<trust::v1::Session> Check(const std::string& token, const std::string& machine, absl::Time now);

  // What the token stated `then`, for what was done on `machine` without the network and is told `now`: a token counts
  // for kOfflineAllowance from when it was issued. The clock of the machine may be wrong, so that either time will do.
  absl::StatusOr<trust::v1::Session> CheckPast(const std::string& token, const std::string& machine, absl::Time then,
                                               absl::Time now);

 private:
  // What the token states, if its signature is good.
  absl::StatusOr<trust::v1::Session> Signed(const std::string& token, absl::Time now);
  absl::StatusOr<trust::v1::Session> CheckSignature(const std::string& token, const signing::KeyList& keys,
                                                    absl::Time now);

  signing::KeyListFile& keys_;
  absl::Mutex mutex_;
  // Of this list, the tokens whose signature was good: checking one takes longer than many a call.
  std::shared_ptr<const signing::KeyList> list_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, trust::v1::Session> signed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::session

#endif  // HOSO_COMMON_SESSION_TOKEN_H_

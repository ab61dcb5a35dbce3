#include "common/session/token.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::session {
namespace {

constexpr char kFormat[] = "hoso1";
constexpr char kSignedFormat[] = "hoso session 1\n";
constexpr size_t kMostRemembered = 10'000;

absl::Status Refused(const char* reason, const std::string& message) {
  return errors::WithReason(absl::UnauthenticatedError(absl::StrCat("authorization: ", message)), reason);
}

// base64url without padding, and only as it would be written: a token has one spelling.
bool Unescape(const std::string& text, std::string& bytes) {
  return absl::WebSafeBase64Unescape(text, &bytes) && absl::WebSafeBase64Escape(bytes) == text;
}

absl::Status KeyRefused(const absl::Status& status) {
  if (errors::Reason(status) == "KEY_REVOKED") {
    return Refused(kTokenKeyRevoked, "the key that signed it was revoked: sign in again");
  }
  return Refused(kTokenForeign, "signed by a key that may not sign now: sign in again");
}

absl::Status CheckTime(const trust::v1::Session& session, absl::Time now) {
  if (now < FromProto(session.issued_at()) - kClockSkew) {
    return Refused(kTokenNotYetValid, "not yet valid: are the clocks of this machine and of the server right?");
  }
  if (now >= FromProto(session.expires_at())) return Refused(kTokenExpired, "expired: renew it, or sign in again");
  return absl::OkStatus();
}

absl::Status CheckMachine(const trust::v1::Session& session, const std::string& machine) {
  if (session.machine() == machine) return absl::OkStatus();
  return Refused(kTokenOtherMachine, "given to another machine: sign in on this one");
}

}  // namespace

std::string MakeToken(const signing::PrivateKey& key, const trust::v1::Session& session) {
  const std::string bytes = session.SerializeAsString();
  return absl::StrCat(kFormat, ".", absl::WebSafeBase64Escape(bytes), ".", key.key_id(), ".",
                      absl::WebSafeBase64Escape(key.Sign(kSignedFormat + bytes)));
}

absl::StatusOr<ParsedToken> ParseToken(const std::string& token) {
  const absl::Status unreadable = Refused(kTokenUnreadable, "no token of hoso-staff, want `Bearer hoso1.…`");
  if (token.size() > kLongestToken) return unreadable;
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  ParsedToken parsed;
  std::string bytes;
  if (parts.size() != 4 || parts[0] != kFormat || !Unescape(parts[1], bytes) || !Unescape(parts[3], parsed.signature) ||
      !parsed.session.ParseFromString(bytes)) {
    return unreadable;
  }
  parsed.signed_bytes = kSignedFormat + bytes;
  parsed.key_id = parts[2];
  return parsed;
}

absl::StatusOr<trust::v1::Session> TokenCheck::CheckSignature(const std::string& token, const signing::KeyList& keys,
                                                              absl::Time now) {
  absl::StatusOr<ParsedToken> parsed = ParseToken(token);
  if (!parsed.ok()) return parsed.status();
  const trust::v1::PublicKey* key = keys.Find(parsed->key_id, trust::v1::KEY_USE_TOKEN);
  if (key == nullptr || !signing::IsSigned(key->ed25519(), parsed->signed_bytes, parsed->signature)) {
    return Refused(kTokenForeign, "not signed by hoso-staff: sign in again");
  }
  if (absl::Status status = signing::CheckUsable(*key, now); !status.ok()) return KeyRefused(status);
  return std::move(parsed->session);
}

absl::StatusOr<trust::v1::Session> TokenCheck::Signed(const std::string& token, absl::Time now) {
  const std::shared_ptr<const signing::KeyList> keys = keys_.Current();
  trust::v1::Session session;
  bool known = false;
  {
    absl::MutexLock lock(&mutex_);
    if (list_ != keys) {
      list_ = keys;
      signed_.clear();
    }
    const auto found = signed_.find(token);
    if ((known = found != signed_.end())) session = found->second;
  }
  if (!known) {
    auto checked = CheckSignature(token, *keys, now);
    if (!checked.ok()) return checked.status();
    session = *std::move(checked);
    absl::MutexLock lock(&mutex_);
    if (signed_.size() >= kMostRemembered) signed_.clear();
    if (list_ == keys) signed_.emplace(token, session);
  }
  return session;
}

absl::StatusOr<trust::v1::Session> TokenCheck::Check(const std::string& token, const std::string& machine,
                                                     absl::Time now) {
  auto session = Signed(token, now);
  if (!session.ok()) return session.status();
  if (absl::Status status = CheckTime(*session, now); !status.ok()) return status;
  if (absl::Status status = CheckMachine(*session, machine); !status.ok()) return status;
  return session;
}

absl::StatusOr<trust::v1::Session> TokenCheck::CheckPast(const std::string& token, const std::string& machine,
                                                         absl::Time then, absl::Time now) {
  auto session = Signed(token, now);
  if (!session.ok()) return session.status();
  trust::v1::Session allowed = *session;
  *allowed.mutable_expires_at() = ToProto(FromProto(session->issued_at()) + kOfflineAllowance);
  if (absl::Status status = CheckTime(allowed, then); !status.ok() && !CheckTime(allowed, now).ok()) return status;
  if (absl::Status status = CheckMachine(*session, machine); !status.ok()) return status;
  return session;
}

}  // namespace hoso::session

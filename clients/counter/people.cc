#include "clients/counter/people.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/session/token.h"
#include "common/vault/key.h"

namespace hoso::counter {
namespace {

constexpr absl::Duration kRenewBefore = absl::Minutes(3);
constexpr size_t kSaltBytes = crypto_pwhash_SALTBYTES;

// Argon2id: slow enough that a stolen disk does not give the PIN away at once; the wrong attempts at the page are
// counted.
absl::StatusOr<vault::Key> KeyOfPin(const std::string& pin, const std::string& salt) {
  std::string bytes(vault::kKeyBytes, '\0');
  const int failed =
      crypto_pwhash(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), pin.data(), pin.size(),
                    reinterpret_cast<const unsigned char*>(salt.data()), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                    crypto_pwhash_MEMLIMIT_MIN * 4096, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return absl::ResourceExhaustedError("pin: not enough memory to check it");
  auto key = vault::Key::FromBytes(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

absl::StatusOr<std::string> SealToken(const std::string& staff_id, const std::string& pin, const std::string& token) {
  const std::string salt = vault::RandomBytes(kSaltBytes), nonce = vault::RandomBytes(vault::kNonceBytes);
  const auto key = KeyOfPin(pin, salt);
  if (!key.ok()) return key.status();
  return salt + nonce + vault::Encrypt(*key, nonce, staff_id, token);
}

absl::StatusOr<std::string> OpenToken(const Clerk& clerk, const std::string& pin) {
  if (clerk.token_sealed.size() < kSaltBytes + vault::kNonceBytes)
    return absl::DataLossError("journal: clerk is damaged");
  const auto key = KeyOfPin(pin, clerk.token_sealed.substr(0, kSaltBytes));
  if (!key.ok()) return key.status();
  return vault::Decrypt(*key, clerk.token_sealed.substr(kSaltBytes, vault::kNonceBytes), clerk.staff_id,
                        clerk.token_sealed.substr(kSaltBytes + vault::kNonceBytes));
}

absl::Status CheckPin(const std::string& pin) {
  const bool digits =
      std::all_of(pin.begin(), pin.end(), [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
  if (digits && pin.size() >= 6 && pin.size() <= 12) return absl::OkStatus();
  return errors::FieldError("pin", "has another shape, want 6 to 12 digits");
}

}  // namespace

absl::Status People::SignIn(const v1::SignInRequest& request) {
  if (!request.pin().empty()) {
    if (absl::Status status = CheckPin(request.pin()); !status.ok()) return status;
  }
  staff::v1::SignInRequest call;
  call.set_staff_id(request.staff_id());
  call.mutable_password()->set_password(request.password());
  call.mutable_password()->set_one_time_code(request.one_time_code());
  call.mutable_password()->set_new_password(request.new_password());
  const auto who = AskStaff(call);
  if (!who.ok()) return who.status();
  return Keep(*who, request.pin());
}

absl::StatusOr<SignedIn> People::AskStaff(const staff::v1::SignInRequest& call) {
  const auto response = doors_.SignIn(call);
  if (!response.ok()) return response.status();
  if (response->session().office_id() != office_id_) {
    return errors::WithReason(absl::PermissionDeniedError("staff_id: not of this office"), "NOT_OF_THIS_OFFICE");
  }
  return SignedIn{.token = response->token(), .session = response->session()};
}

absl::StatusOr<SignedIn> People::Prove(const std::string& staff_id, const std::string& password,
                                       const std::string& one_time_code, bool online) {
  if (!online) return OpenByPin(staff_id, password);
  staff::v1::SignInRequest call;
  call.set_staff_id(staff_id);
  call.mutable_password()->set_password(password);
  call.mutable_password()->set_one_time_code(one_time_code);
  return AskStaff(call);
}

absl::Status People::Keep(const SignedIn& who, const std::string& pin) {
  if (absl::Status status = journal_.KeepToken(who.token); !status.ok()) return status;
  if (!pin.empty()) {
    const std::string& staff_id = who.session.staff_id();
    auto sealed = SealToken(staff_id, pin, who.token);
    if (!sealed.ok()) return sealed.status();
    if (absl::Status s = clerks_.Put({.staff_id = staff_id, .token_sealed = *std::move(sealed)}); !s.ok()) return s;
  }
  absl::MutexLock lock(&mutex_);
  current_ = who;
  return absl::OkStatus();
}

absl::Status People::SignInOffline(const v1::SignInOfflineRequest& request) {
  const auto who = OpenByPin(request.staff_id(), request.pin());
  if (!who.ok()) return who.status();
  return Keep(*who, "");
}

absl::StatusOr<SignedIn> People::OpenByPin(const std::string& staff_id, const std::string& pin) {
  const absl::Status wrong = errors::WithReason(
      absl::PermissionDeniedError("pin: not that of a clerk who signed in here with the network"), "PIN_WRONG");
  auto clerk = clerks_.Find(staff_id);
  if (!clerk.ok()) return clerk.status();
  if (!clerk->has_value()) return wrong;
  if ((*clerk)->wrong_pins >= kWrongPins) {
    return errors::WithReason(absl::ResourceExhaustedError("pin: wrong too often, sign in with the network"),
                              "PIN_LOCKED");
  }
  // Counted before it is known, so that pulling the plug does not undo it.
  Clerk counted = **clerk;
  ++counted.wrong_pins;
  if (absl::Status status = clerks_.Put(counted); !status.ok()) return status;
  const auto token = OpenToken(**clerk, pin);
  if (!token.ok()) return absl::IsDataLoss(token.status()) ? wrong : token.status();
  counted.wrong_pins = 0;
  if (absl::Status status = clerks_.Put(counted); !status.ok()) return status;
  const auto parsed = session::ParseToken(*token);
  if (!parsed.ok()) return parsed.status();
  return SignedIn{.token = *token, .session = parsed->session};
}

void People::SignOut() {
  absl::MutexLock lock(&mutex_);
  current_.reset();
}

std::optional<SignedIn> People::Current() {
  absl::MutexLock lock(&mutex_);
  return current_;
}

absl::StatusOr<SignedIn> People::Needed() {
  auto current = Current();
  if (current.has_value()) return *std::move(current);
  return errors::WithReason(absl::UnauthenticatedError("staff_id: nobody is signed in at this counter"),
                            "SIGN_IN_NEEDED");
}

void People::Renew(absl::Time now) {
  const auto before = Current();
  if (!before.has_value() || FromProto(before->session.expires_at()) > now + kRenewBefore) return;
  const auto renewed = doors_.RenewToken(before->token);
  if (!renewed.ok() || !journal_.KeepToken(renewed->token()).ok()) return;
  absl::MutexLock lock(&mutex_);
  if (current_.has_value() && current_->token == before->token) current_ = {renewed->token(), renewed->session()};
}

}  // namespace hoso::counter

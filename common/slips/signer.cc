#include "common/slips/signer.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/identity/machine_name.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/signing/key.h"
#include "common/slips/text.h"

namespace hoso::slips {
namespace {

bool IsOf(const trust::v1::PublicKey& key, const std::string& service) {
  const auto owner = identity::ParseMachineName(key.owner());
  return owner.ok() && owner->kind == identity::MachineKind::kService && owner->id == service;
}

class KeySigner final : public Signer {
 public:
  KeySigner(signing::PrivateKey key, signing::KeyListFile& keys) : key_(std::move(key)), keys_(keys) {}
  void Sign(trust::v1::Slip& slip) const override;

 private:
  const signing::PrivateKey key_;
  signing::KeyListFile& keys_;
};

void KeySigner::Sign(trust::v1::Slip& slip) const {
  const auto keys = keys_.Current();
  const trust::v1::PublicKey* listed = keys->Find(key_.key_id(), trust::v1::KEY_USE_SLIP);
  const absl::Status usable = listed == nullptr
                                  ? absl::FailedPreconditionError("is not in the list of public keys any more")
                                  : signing::CheckUsable(*listed, FromProto(slip.statement().issued_at()));
  if (!usable.ok()) {
    log::Write(log::Level::kError, "slip not signed",
               {{"key", key_.key_id()}, {"error", std::string(usable.message())}});
    return;
  }
  slip.mutable_statement()->set_key_id(absl::HexStringToBytes(key_.key_id()));
  slip.set_text(slips::Sign(key_, slip.statement()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Signer>> Signer::Open(const std::string& key_file, const std::string& service,
                                                     signing::KeyListFile& keys) {
  auto key = signing::PrivateKey::Load(key_file);
  if (!key.ok()) return key.status();
  const trust::v1::PublicKey* listed = keys.Current()->Find(key->key_id(), trust::v1::KEY_USE_SLIP);
  if (listed == nullptr || !IsOf(*listed, service)) {
    return absl::FailedPreconditionError(
        absl::StrCat(key_file, ": key ", key->key_id(),
                     " is not in the list of public keys, want it for slips of service/", service));
  }
  return std::make_unique<KeySigner>(*std::move(key), keys);
}

}  // namespace hoso::slips

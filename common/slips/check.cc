#include "common/slips/check.h"

#include "common/identity/machine_name.h"
#include "common/proto_time/proto_time.h"

namespace hoso::slips {
namespace {

using trust::v1::PublicKey;
using trust::v1::SlipStatement;
using trust::v1::SlipVerdict;

bool MayIssue(const PublicKey& key, const SlipStatement& statement) {
  const auto owner = identity::ParseMachineName(key.owner());
  if (!owner.ok()) return false;
  switch (owner->kind) {
    case identity::MachineKind::kOffice:
      return statement.office_id() == owner->id;
    case identity::MachineKind::kAgency:
      return statement.agency_key() == owner->id;
    case identity::MachineKind::kService:
    case identity::MachineKind::kDevice:
      return true;
  }
  return false;
}

SlipVerdict StandingOf(const PublicKey& key, absl::Time issued_at) {
  if (key.has_revoked_at()) {
    return issued_at < FromProto(key.revoked_at()) ? trust::v1::SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION
                                                   : trust::v1::SLIP_VERDICT_SIGNED_AFTER_REVOCATION;
  }
  if ((key.has_not_before() && issued_at < FromProto(key.not_before()) - kClockSkew) ||
      (key.has_not_after() && issued_at >= FromProto(key.not_after()) + kClockSkew)) {
    return trust::v1::SLIP_VERDICT_KEY_NOT_IN_USE;
  }
  return trust::v1::SLIP_VERDICT_GENUINE;
}

}  // namespace

Checked Check(const std::string& text, const signing::KeyList& keys) {
  const auto slip = Read(text);
  if (!slip.ok()) return {.verdict = trust::v1::SLIP_VERDICT_UNREADABLE};
  const PublicKey* key = keys.Find(slip->key_id, trust::v1::KEY_USE_SLIP);
  if (key == nullptr) return {.verdict = trust::v1::SLIP_VERDICT_FORGED};
  if (!signing::IsSigned(key->ed25519(), SignedBytes(slip->statement), slip->signature)) {
    return {.verdict = trust::v1::SLIP_VERDICT_ALTERED};
  }
  if (!MayIssue(*key, slip->statement)) return {.verdict = trust::v1::SLIP_VERDICT_FORGED};
  return {
      .verdict = StandingOf(*key, FromProto(slip->statement.issued_at())), .statement = slip->statement, .key = *key};
}

bool IsSigned(SlipVerdict verdict) {
  switch (verdict) {
    case trust::v1::SLIP_VERDICT_UNSPECIFIED:
    case trust::v1::SLIP_VERDICT_ALTERED:
    case trust::v1::SLIP_VERDICT_FORGED:
    case trust::v1::SLIP_VERDICT_UNREADABLE:
      return false;
    default:
      return true;
  }
}

}  // namespace hoso::slips

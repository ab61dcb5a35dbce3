#include "common/packet/label.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/identity/machine_name.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/signing/key.h"

namespace hoso::packet {
namespace {

using journal::v1::PacketLabel;
using trust::v1::PublicKey;

constexpr size_t kLongestName = 64;
constexpr size_t kDigestBytes = 32;
constexpr int kMostParts = 1000;

// One word of a line.
bool IsWord(const std::string& text) {
  return !text.empty() && text.size() <= kLongestName && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c));
  });
}

std::string OfficeOf(const PublicKey& key) {
  const auto owner = identity::ParseMachineName(key.owner());
  return owner.ok() && owner->kind == identity::MachineKind::kOffice ? owner->id : "";
}

absl::Status Usable(const PublicKey* key, const std::string& whose, absl::Time now) {
  if (key == nullptr || OfficeOf(*key).empty()) {
    return errors::Precondition(kKeyUnknown, absl::StrCat(whose, ": its key is no office's in the list of keys"));
  }
  if (absl::Status status = signing::CheckUsable(*key, now); !status.ok()) {
    return errors::Precondition(kKeyRevoked,
                                absl::StrCat(whose, ": its key ", key->key_id(),
                                             key->has_revoked_at() ? " was revoked" : " is not in use now"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckLabel(const PacketLabel& label) {
  errors::FieldErrors wrong;
  const auto word = [&wrong](const char* field, const std::string& text) {
    if (!IsWord(text))
      wrong.Add(absl::StrCat("label.", field), "has another shape, want a word of at most 64 characters");
  };
  word("to_office_id", label.to_office_id());
  word("to_key_id", label.to_key_id());
  word("device", label.device());
  word("key_id", label.key_id());
  word("journal_id", label.journal_id());
  if (label.first_position() < 1 || label.last_position() < label.first_position()) {
    wrong.Add("label.last_position", "want first_position, of at least 1, or more");
  }
  if (label.entries() < 1 || label.entries() > label.last_position() - label.first_position() + 1) {
    wrong.Add("label.entries", "want 1 to as many as there are positions");
  }
  if (!FromProto(label.made_at(), "label.made_at").ok() || label.made_at().nanos() != 0) {
    wrong.Add("label.made_at", "want whole seconds");
  }
  if (label.part_digests().empty() || label.part_digests_size() > kMostParts) {
    wrong.Add("label.part_digests", absl::StrCat(label.part_digests_size(), ", want 1 to ", kMostParts));
  }
  for (const std::string& digest : label.part_digests()) {
    if (digest.size() != kDigestBytes) wrong.Add("label.part_digests", "want 32 bytes each");
  }
  if (!label.sealed_digest().empty() && label.sealed_digest().size() != kDigestBytes) {
    wrong.Add("label.sealed_digest", "want 32 bytes or none");
  }
  return wrong.ToStatus();
}

std::string SignedText(const PacketLabel& label) {
  std::string text = absl::StrCat("hoso packet 1\nto ", label.to_office_id(), " ", label.to_key_id(), "\nfrom ",
                                  label.device(), " ", label.key_id(), "\n");
  absl::StrAppend(&text, "journal ", label.journal_id(), " ", label.first_position(), " ", label.last_position(), " ",
                  label.entries(), "\nmade ", label.made_at().seconds(), "\n");
  for (const std::string& digest : label.part_digests()) {
    absl::StrAppend(&text, "part ", absl::BytesToHexString(digest), "\n");
  }
  if (!label.sealed_digest().empty()) {
    absl::StrAppend(&text, "sealed ", absl::BytesToHexString(label.sealed_digest()), "\n");
  }
  return text;
}

std::string PartDigest(const journal::v1::SyncJournalRequest& part) {
  std::string digests;
  for (const journal::v1::JournalEntry& entry : part.entries()) {
    absl::StrAppend(&digests, journal::DigestOf(entry.previous(), entry.body()));
  }
  return Sha256(digests);
}

absl::StatusOr<std::string> CheckSignature(const PacketLabel& label, const std::string& signature,
                                           const signing::KeyList& keys, absl::Time now) {
  const PublicKey* key = keys.Find(label.key_id(), trust::v1::KEY_USE_SLIP);
  if (absl::Status status = Usable(key, "packet", now); !status.ok()) return status;
  if (!signing::IsSigned(key->ed25519(), SignedText(label), signature)) {
    return errors::Precondition(kSignatureWrong,
                                absl::StrCat("packet: its signature is not that of the counter ", OfficeOf(*key)));
  }
  return key->owner();
}

absl::StatusOr<std::string> OfficeOfKey(const std::string& key_id, const signing::KeyList& keys, absl::Time now) {
  const PublicKey* key = keys.Find(key_id, trust::v1::KEY_USE_PACKET);
  if (absl::Status status = Usable(key, "office", now); !status.ok()) return status;
  return OfficeOf(*key);
}

absl::StatusOr<PublicKey> KeyOfOffice(const std::string& office_id, const signing::KeyList& keys, absl::Time now) {
  const PublicKey* newest = nullptr;
  for (const auto& [id, key] : keys.keys()) {
    if (key.use() != trust::v1::KEY_USE_PACKET || OfficeOf(key) != office_id) continue;
    if (!signing::CheckUsable(key, now).ok()) continue;
    if (newest == nullptr || FromProto(newest->not_before()) < FromProto(key.not_before())) newest = &key;
  }
  if (newest == nullptr) {
    return errors::Precondition(
        kKeyUnknown, absl::StrCat("to_office_id: ", office_id, " has no key for packets in the list of keys"));
  }
  return *newest;
}

}  // namespace hoso::packet

#include "common/packet/cover.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/digest/base32.h"
#include "common/journal/chain.h"
#include "common/packet/squeeze.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::packet {
namespace {

using journal::v1::CoverContents;
using journal::v1::PacketLabel;

constexpr size_t kKeyIdBytes = 8;
constexpr size_t kMostContents = 64 << 10;

struct Sealed {
  std::string key_id;
  std::string box;
};

absl::Status Refused(const char* reason, const std::string& what) {
  return errors::WithReason(errors::FieldError("text", what), reason);
}

absl::StatusOr<Sealed> ReadText(const std::string& text) {
  std::string bare;
  for (const char c : text) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) bare += c;
  }
  const std::string prefix = kCoverPrefix;
  if (!absl::StartsWith(bare, prefix)) {
    return Refused(kUnreadable, absl::StrCat("no cover sheet, want what its QR code says: ", prefix, "…"));
  }
  const std::optional<std::string> bytes = FromBase32(bare.substr(prefix.size()));
  if (!bytes.has_value() || bytes->size() <= kKeyIdBytes) {
    return Refused(kCutShort, "cut short or mistyped: scan it again");
  }
  return Sealed{.key_id = absl::BytesToHexString(bytes->substr(0, kKeyIdBytes)), .box = bytes->substr(kKeyIdBytes)};
}

// Of `contents` and the entry in it. nullopt for an entry that is none.
std::optional<PacketLabel> LabelOf(const CoverContents& contents, const std::string& to_key_id,
                                   const journal::v1::SyncJournalRequest& part) {
  const auto links = journal::ReadEntries(part);
  if (!links.ok()) return std::nullopt;
  PacketLabel label;
  label.set_to_office_id(contents.to_office_id());
  label.set_to_key_id(to_key_id);
  label.set_device(contents.device());
  label.set_key_id(absl::BytesToHexString(contents.key_id()));
  label.set_journal_id(links->front().body.journal_id());
  *label.mutable_made_at() = contents.made_at();
  label.set_first_position(links->front().body.position());
  label.set_last_position(links->front().body.position());
  label.set_entries(1);
  label.add_part_digests(PartDigest(part));
  if (!CheckLabel(label).ok()) return std::nullopt;
  return label;
}

journal::v1::SyncJournalRequest PartOf(const CoverContents& contents) {
  journal::v1::SyncJournalRequest part;
  *part.add_entries() = contents.entry();
  if (!contents.token().empty()) part.add_tokens(contents.token());
  return part;
}

}  // namespace

absl::StatusOr<std::string> MakeCover(const Making& making, const journal::v1::JournalEntry& entry,
                                      const std::string& token) {
  CoverContents contents;
  *contents.mutable_entry() = entry;
  contents.set_token(token);
  contents.set_to_office_id(making.to_office_id);
  contents.set_device(making.device);
  contents.set_key_id(absl::HexStringToBytes(making.key->key_id()));
  contents.mutable_made_at()->set_seconds(absl::ToUnixSeconds(making.made_at));
  const auto label = LabelOf(contents, making.to_key.key_id(), PartOf(contents));
  if (!label.has_value()) return errors::FieldError("entry", "is none of a journal");
  contents.set_signature(making.key->Sign(SignedText(*label)));
  const auto box = signing::SealTo(making.to_key.ed25519(), Squeeze(contents.SerializeAsString()));
  if (!box.ok()) return box.status();
  const std::string text = absl::StrCat(kCoverPrefix, ToBase32(absl::HexStringToBytes(making.to_key.key_id()) + *box));
  if (text.size() > kLongestCover) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cover sheet: ", text.size(), " signs, want at most ", kLongestCover, ": the packet has it"));
  }
  return text;
}

absl::StatusOr<std::string> KeyOfCover(const std::string& text) {
  const auto sealed = ReadText(text);
  if (!sealed.ok()) return sealed.status();
  return sealed->key_id;
}

absl::StatusOr<Cover> OpenCover(const std::string& text, const signing::PrivateKey& key) {
  const auto sealed = ReadText(text);
  if (!sealed.ok()) return sealed.status();
  if (sealed->key_id != key.key_id()) {
    return errors::Precondition(kForAnotherOffice, absl::StrCat("cover sheet: is sealed to the key ", sealed->key_id,
                                                                " of another office, not to ", key.key_id()));
  }
  const auto squeezed = key.Unseal(sealed->box);
  // A scanner checks what it reads; what was typed by hand, or came in pieces, may end early.
  if (!squeezed.ok()) return Refused(kDamaged, "damaged or cut short: scan it again");
  const auto plain = Unsqueeze(*squeezed, kMostContents);
  CoverContents contents;
  if (!plain.ok() || !contents.ParseFromString(*plain)) return Refused(kDamaged, "damaged: it cannot be read");
  Cover cover{.signature = contents.signature(), .part = PartOf(contents)};
  auto label = LabelOf(contents, key.key_id(), cover.part);
  if (!label.has_value()) return Refused(kDamaged, "damaged: there is no entry in it");
  cover.label = *std::move(label);
  return cover;
}

}  // namespace hoso::packet

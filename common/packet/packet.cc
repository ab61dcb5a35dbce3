#include "common/packet/packet.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/journal/chain.h"
#include "common/packet/squeeze.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::packet {
namespace {

using journal::v1::Packet;
using journal::v1::PacketContents;
using journal::v1::PacketLabel;
using journal::v1::SyncJournalRequest;

constexpr char kName[] = "hoso packet ";
constexpr char kHead[] = "hoso packet 1\n";
constexpr size_t kHeadBytes = sizeof(kHead) - 1;
constexpr size_t kLengthBytes = 8;

std::string Length(uint64_t bytes) {
  std::string text;
  for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(bytes >> shift & 0xff);
  return text;
}

uint64_t ReadLength(const std::string& text) {
  uint64_t bytes = 0;
  for (const char c : text) bytes = bytes << 8 | static_cast<unsigned char>(c);
  return bytes;
}

absl::Status Unreadable(const std::string& what) {
  return errors::WithReason(errors::FieldError("packet", what), kUnreadable);
}

absl::Status CutShort(size_t bytes) {
  return errors::WithReason(
      errors::FieldError("packet", absl::StrCat("cut short after ", bytes, " bytes: copy it again, or make another")),
      kCutShort);
}

absl::Status Damaged(const std::string& what) {
  return errors::WithReason(errors::FieldError("packet", absl::StrCat("damaged: ", what, "; copy it again")), kDamaged);
}

// The number of the format, where the file begins as a packet of any does; 0: it does not, -1: it ends before that.
int FormatOf(const std::string& file) {
  const std::string name = kName;
  if (file.size() < name.size()) return absl::StartsWith(name, file) ? -1 : 0;
  if (!absl::StartsWith(file, name)) return 0;
  int format = 0;
  for (size_t i = name.size(); i < file.size() && i < name.size() + 4; ++i) {
    if (file[i] == '\n') return format;
    if (file[i] < '0' || file[i] > '9') return 0;
    format = format * 10 + (file[i] - '0');
  }
  return file.size() < name.size() + 4 ? -1 : 0;
}

PacketLabel LabelOf(const Making& making, const std::vector<journal::Link>& links) {
  PacketLabel label;
  label.set_to_office_id(making.to_office_id);
  label.set_to_key_id(making.to_key.key_id());
  label.set_device(making.device);
  label.set_key_id(making.key->key_id());
  label.set_journal_id(links.front().body.journal_id());
  label.mutable_made_at()->set_seconds(absl::ToUnixSeconds(making.made_at));
  label.set_first_position(links.front().body.position());
  label.set_last_position(links.back().body.position());
  label.set_entries(static_cast<int32_t>(links.size()));
  return label;
}

}  // namespace

absl::StatusOr<std::string> Make(const Making& making, const std::vector<SyncJournalRequest>& parts) {
  std::vector<journal::Link> all;
  PacketContents contents;
  for (size_t i = 0; i < parts.size(); ++i) {
    auto links = journal::ReadEntries(parts[i]);
    if (!links.ok()) return links.status();
    const bool follows = all.empty() || (all.back().body.journal_id() == links->front().body.journal_id() &&
                                         all.back().body.position() < links->front().body.position());
    if (!follows) return errors::FieldError(absl::StrCat("parts[", i, "]"), "want later entries of the same journal");
    std::move(links->begin(), links->end(), std::back_inserter(all));
    *contents.add_parts() = parts[i];
  }
  if (all.empty()) return errors::FieldError("parts", "none, want at least 1");
  const std::string plain = contents.SerializeAsString();
  if (plain.size() > kMostBytes) {
    return errors::FieldError("parts", absl::StrCat(plain.size(), " bytes, want at most ", kMostBytes));
  }
  auto sealed = signing::SealTo(making.to_key.ed25519(), Squeeze(plain));
  if (!sealed.ok()) return sealed.status();
  Packet packet;
  *packet.mutable_label() = LabelOf(making, all);
  for (const SyncJournalRequest& part : parts) packet.mutable_label()->add_part_digests(PartDigest(part));
  packet.mutable_label()->set_sealed_digest(Sha256(*sealed));
  if (absl::Status status = CheckLabel(packet.label()); !status.ok()) return status;
  packet.set_signature(making.key->Sign(SignedText(packet.label())));
  packet.set_sealed(*std::move(sealed));
  const std::string body = packet.SerializeAsString();
  return absl::StrCat(kHead, Length(body.size()), body);
}

std::string DigestOf(const std::string& file) { return Sha256(file); }

absl::StatusOr<Packet> Read(const std::string& file) {
  const int format = FormatOf(file);
  if (format < 0) return CutShort(file.size());
  if (format == 0) return Unreadable("is none, want a file that hoso-counter wrote for a bag");
  if (format > kFormat) {
    return errors::WithReason(
        errors::FieldError("packet", absl::StrCat("format ", format, ", want ", kFormat, ": a later release wrote it")),
        kLaterFormat);
  }
  if (file.size() < kHeadBytes + kLengthBytes) return CutShort(file.size());
  const uint64_t length = ReadLength(file.substr(kHeadBytes, kLengthBytes));
  if (length > 2 * kMostBytes) return Unreadable("is longer than any");
  const size_t have = file.size() - kHeadBytes - kLengthBytes;
  if (have < length) return CutShort(file.size());
  if (have > length) return Damaged("something follows its end");
  Packet packet;
  if (!packet.ParseFromArray(file.data() + kHeadBytes + kLengthBytes, static_cast<int>(length))) {
    return Damaged("it cannot be read");
  }
  if (absl::Status status = CheckLabel(packet.label()); !status.ok()) {
    return Damaged(std::string(status.message()));
  }
  if (packet.label().sealed_digest() != Sha256(packet.sealed())) return Damaged("its contents are others");
  return packet;
}

absl::StatusOr<PacketContents> Open(const Packet& packet, const signing::PrivateKey& key) {
  const PacketLabel& label = packet.label();
  if (label.to_key_id() != key.key_id()) {
    return errors::Precondition(kForAnotherOffice,
                                absl::StrCat("packet: is for ", label.to_office_id(), ", sealed to its key ",
                                             label.to_key_id(), ", not to ", key.key_id()));
  }
  const auto squeezed = key.Unseal(packet.sealed());
  if (!squeezed.ok()) return Damaged("it does not open");
  const auto plain = Unsqueeze(*squeezed, kMostBytes);
  if (!plain.ok()) return Damaged(std::string(plain.status().message()));
  PacketContents contents;
  if (!contents.ParseFromString(*plain) || contents.parts_size() != label.part_digests_size()) {
    return Damaged("its contents cannot be read");
  }
  for (int i = 0; i < contents.parts_size(); ++i) {
    if (PartDigest(contents.parts(i)) != label.part_digests(i)) return Damaged("its entries are others");
  }
  return contents;
}

}  // namespace hoso::packet

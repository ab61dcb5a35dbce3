#include "clients/counter/packets.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/counter/desk.h"
#include "common/clock/zone.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"
#include "common/forms/handing_over.h"
#include "common/journal/chain.h"
#include "common/packet/cover.h"
#include "common/packet/packet.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"
#include "hoso/counter/v1/kept.pb.h"

namespace hoso::counter {
namespace {

using journal::v1::PacketLabel;
using journal::v1::SyncJournalRequest;

constexpr char kExport[] = "counter.ExportPacket";
constexpr int kMostEntries = 2000;
// Of a part: a service takes a call of 1 MiB, and a slow line is cut less in the middle of a short one.
constexpr int kPartEntries = 25;
constexpr size_t kPartBytes = 256 << 10;
constexpr size_t kMostFileBytes = 2 * packet::kMostBytes;

// Of a file; names nobody.
std::string NameOf(const std::string& device, const PacketLabel& label) {
  std::string name =
      absl::StrCat(device, "-", label.first_position(), "-", label.last_position(), "-", label.to_office_id());
  for (char& c : name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) c = '-';
  }
  return name + ".hoso";
}

bool IsName(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos && name[0] != '.'; }

// In the transaction of the packet's own entry: what is in it goes with the bag.
Also GoesWithTheBag(std::vector<int64_t> positions) {
  return [positions = std::move(positions)](Sqlite& database, int64_t) -> absl::Status {
    for (const int64_t position : positions) {
      absl::Status status = Execute(database.Prepare("UPDATE entry SET state = 6 WHERE position = ? AND state = 1"),
                                    [&](auto& s) { s.Number(position); });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  };
}

v1::Paper CoverPaper(int64_t position) {
  v1::Paper paper;
  paper.set_form("cover");
  paper.set_path(absl::StrCat("/print/", position, "/cover.pdf"));
  paper.set_title_vi("Tờ bìa hồ sơ đi theo túi");
  paper.set_title_en("Cover sheet");
  return paper;
}

v1::ImportPacketResponse ResponseOf(const packet::Opened& opened, const packet::Imported& imported) {
  v1::ImportPacketResponse response;
  response.set_from_counter(opened.label.device());
  response.set_recorded(imported.recorded);
  response.set_known(imported.known);
  response.set_refused(static_cast<int>(imported.refused.size()));
  response.set_waiting(imported.waiting);
  *response.mutable_dossier_codes() = {imported.dossier_codes.begin(), imported.dossier_codes.end()};
  for (const packet::Refusal& refusal : imported.refused) {
    const absl::Status status = rpc::FromGrpc(grpc::Status(grpc::StatusCode::UNKNOWN, "", refusal.refusal));
    v1::ImportProblem& problem = *response.add_problems();
    problem.set_dossier_code(refusal.dossier_code);
    problem.set_kind(refusal.kind);
    problem.set_message(std::string(status.message()));
    problem.set_reason(errors::Reason(status));
  }
  return response;
}

absl::CivilMinute MinuteOf(absl::Time at) { return absl::ToCivilMinute(at, clock::LocalZone()); }

forms::CoverSheet SheetOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept,
                          const std::string& text) {
  forms::CoverSheet sheet;
  if (const auto office = catalogue.FindOffice(kept.office_id()); office.ok()) sheet.office = (*office)->name_vi();
  sheet.dossier_code = kept.response().dossier_code();
  sheet.core = text;
  if (const auto version = catalogue.FindVersion(kept.procedure_version()); version.ok()) {
    sheet.procedure = version->version->name_vi();
  }
  sheet.received_at = MinuteOf(FromProto(kept.accepted_at()));
  const core::v1::Appointment& appointment = kept.response().appointment();
  if (appointment.has_due_at()) sheet.due_at = MinuteOf(FromProto(appointment.due_at()));
  sheet.papers = kept.request().components_size();
  sheet.digest = Sha256Hex(text);
  return sheet;
}

}  // namespace

absl::StatusOr<Packets::Sealing> Packets::SealingFor(const std::string& office_id) const {
  if (!options_.device_key.has_value() || options_.keys.empty()) {
    return errors::Precondition("NO_DEVICE_KEY", "this counter has no key to sign packets with, or no list of keys");
  }
  const auto office = catalogue_.FindOffice(office_id);
  if (!office.ok()) return errors::FieldError("to_office_id", "want an office of the catalogue");
  const auto json = files::ReadFile(options_.keys, packet::kMostBytes);
  if (!json.ok()) return json.status();
  const auto keys = signing::KeyList::Parse(*json);
  if (!keys.ok()) return keys.status();
  auto key = packet::KeyOfOffice(office_id, *keys, absl::Now());
  if (!key.ok()) return key.status();
  return Sealing{.to_key = *std::move(key), .office_name = (*office)->name_vi()};
}

absl::StatusOr<std::vector<SyncJournalRequest>> Packets::PartsOf(const std::vector<Entry>& entries) {
  std::vector<SyncJournalRequest> parts;
  std::vector<Entry> of_part;
  size_t bytes = 0;
  const auto close = [&]() -> absl::Status {
    const auto tokens = journal_.Tokens(of_part);
    if (!tokens.ok()) return tokens.status();
    SyncJournalRequest& part = parts.emplace_back();
    for (const Entry& entry : of_part) *part.add_entries() = entry.wire;
    *part.mutable_tokens() = {tokens->begin(), tokens->end()};
    of_part.clear();
    bytes = 0;
    return absl::OkStatus();
  };
  for (const Entry& entry : entries) {
    const bool full = of_part.size() == kPartEntries || bytes + entry.wire.body().size() > kPartBytes;
    if (full && !of_part.empty()) {
      if (absl::Status status = close(); !status.ok()) return status;
    }
    of_part.push_back(entry);
    bytes += entry.wire.body().size();
  }
  if (absl::Status status = close(); !status.ok()) return status;
  return parts;
}

absl::StatusOr<v1::ExportPacketResponse> Packets::Export(const SignedIn& who, const v1::ExportPacketRequest& request) {
  const auto sealing = SealingFor(request.to_office_id());
  if (!sealing.ok()) return sealing.status();
  const auto waiting = journal_.Waiting(kMostEntries);
  if (!waiting.ok()) return waiting.status();
  if (waiting->empty())
    return errors::Precondition("NOTHING_WAITS", "everything here was recorded: no packet is needed");
  const auto parts = PartsOf(*waiting);
  if (!parts.ok()) return parts.status();
  const Moment moment = clock_.Now();
  const auto file = packet::Make({.to_office_id = request.to_office_id(),
                                  .to_key = sealing->to_key,
                                  .device = options_.place.device_id,
                                  .key = &*options_.device_key,
                                  .made_at = moment.now},
                                 *parts);
  if (!file.ok()) return file.status();
  const PacketLabel label = packet::Read(*file)->label();  // Was just written.

  v1::ExportPacketResponse response;
  response.set_name(NameOf(options_.place.device_id, label));
  response.set_path("/packet/" + response.name());
  response.set_digest(absl::BytesToHexString(packet::DigestOf(*file)));
  response.set_entries(label.entries());
  response.set_bytes(static_cast<int64_t>(file->size()));
  std::vector<int64_t> positions;
  for (const Entry& entry : *waiting) {
    positions.push_back(entry.position);
    if (entry.body.kind() == kAcceptDossier) *response.add_papers() = CoverPaper(entry.position);
  }
  std::filesystem::create_directories(options_.folder);
  absl::Status status =
      files::WriteFile(absl::StrCat(options_.folder, "/", response.name()), *file, files::Existing::kReplace, 0600);
  if (!status.ok()) return status;
  const auto kept = journal_.Append({.entry_id = rpc::NewRequestId(),
                                     .kind = kExport,
                                     .request = label.SerializeAsString(),
                                     .occurred_at = moment.now,
                                     .written_at = moment.written_at,
                                     .doubt = moment.doubt,
                                     .session = journal::SessionOf(who.token),
                                     .told = response.SerializeAsString(),
                                     .also = {GoesWithTheBag(std::move(positions))}});
  if (!kept.ok()) return kept.status();
  return response;
}

absl::StatusOr<std::string> Packets::File(const std::string& name) const {
  const std::string path = absl::StrCat(options_.folder, "/", name);
  if (!IsName(name) || !std::filesystem::exists(path)) return errors::NotFound("packet", name);
  return files::ReadFile(path, kMostFileBytes);
}

absl::StatusOr<Printed> Packets::Cover(int64_t position) {
  const absl::Status none = errors::NotFound("paper", absl::StrCat(position, "/cover"));
  const auto entry = journal_.At(position);
  if (!entry.ok()) return entry.status();
  v1::KeptAcceptance kept;
  if (!entry->has_value() || (*entry)->body.kind() != kAcceptDossier || !kept.ParseFromString((*entry)->told))
    return none;
  const auto exports = journal_.Between(kExport, absl::UnixEpoch(), clock_.Now().now + absl::Hours(24));
  if (!exports.ok()) return exports.status();
  PacketLabel label;
  const auto in = [&](const Entry& one) {
    return label.ParseFromString(one.body.request()) && label.first_position() <= position &&
           position <= label.last_position();
  };
  if (std::none_of(exports->begin(), exports->end(), in)) return none;
  const auto sealing = SealingFor(label.to_office_id());
  if (!sealing.ok()) return sealing.status();
  const auto tokens = journal_.Tokens({**entry});
  if (!tokens.ok()) return tokens.status();
  const auto text = packet::MakeCover({.to_office_id = label.to_office_id(),
                                       .to_key = sealing->to_key,
                                       .device = options_.place.device_id,
                                       .key = &*options_.device_key,
                                       .made_at = clock_.Now().now},
                                      (*entry)->wire, tokens->empty() ? "" : tokens->front());
  // Without a code the sheet still names its dossier, which is in the packet.
  if (!text.ok() && !absl::IsResourceExhausted(text.status())) return text.status();
  forms::CoverSheet sheet = SheetOf(catalogue_, kept, text.value_or(""));
  sheet.to = sealing->office_name;
  auto pdf = typesetter_.Draw(forms::CoverSheets{.sheets = {std::move(sheet)}}, forms::Paper::kA5);
  if (!pdf.ok()) return pdf.status();
  return Printed{.content_type = "application/pdf", .bytes = *std::move(pdf)};
}

absl::StatusOr<signing::PrivateKey> Packets::OfficeKey() const {
  if (options_.office_key.has_value()) return *options_.office_key;
  return errors::Precondition("NO_OFFICE_KEY",
                              "the key of this office is not on this machine: packets are opened where it is");
}

absl::StatusOr<v1::ImportPacketResponse> Packets::Import(const SignedIn& who, const std::string& file) {
  const auto key = OfficeKey();
  if (!key.ok()) return key.status();
  return Hand(who, packet::OpenFile(file, *key));
}

absl::StatusOr<v1::ImportPacketResponse> Packets::ImportCover(const SignedIn& who, const std::string& text) {
  const auto key = OfficeKey();
  if (!key.ok()) return key.status();
  return Hand(who, packet::OpenText(text, *key));
}

absl::StatusOr<v1::ImportPacketResponse> Packets::Hand(const SignedIn& who, absl::StatusOr<packet::Opened> opened) {
  if (!opened.ok()) return opened.status();
  const auto imported =
      packet::Import(*opened, [&](const std::string& door, const journal::v1::ImportPacketRequest& request) {
        return doors_.ImportPacket(door, who.token, request);
      });
  if (!imported.ok()) return imported.status();
  return ResponseOf(*opened, *imported);
}

PageMethodMap PacketMethods(People& people, Packets& packets) {
  PageMethodMap methods;
  methods["ExportPacket"] = Signed<v1::ExportPacketRequest, v1::ExportPacketResponse>(
      people, [&packets](const SignedIn& who, const auto& request) { return packets.Export(who, request); });
  methods["ImportCoverSheet"] = Signed<v1::ImportCoverSheetRequest, v1::ImportPacketResponse>(
      people,
      [&packets](const SignedIn& who, const auto& request) { return packets.ImportCover(who, request.text()); });
  return methods;
}

PageMethod TakePacket(People& people, Packets& packets) {
  return [&people, &packets](const std::string& file) -> absl::StatusOr<std::string> {
    const auto who = people.Needed();
    if (!who.ok()) return who.status();
    const auto response = packets.Import(*who, file);
    if (!response.ok()) return response.status();
    return ToJson(*response);
  };
}

}  // namespace hoso::counter

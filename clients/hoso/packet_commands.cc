// hoso packet import | show
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/hoso/commands.h"
#include "common/files/atomic_file.h"
#include "common/packet/cover.h"
#include "common/packet/import.h"
#include "common/packet/packet.h"
#include "common/rpc/errors.h"
#include "common/rpc/status.h"
#include "hoso/counter/v1/packets.pb.h"
#include "hoso/journal/v1/journal_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using journal::v1::ImportPacketRequest;
using journal::v1::JournalService;

constexpr size_t kMaxKeysBytes = 16 << 20;

struct Arguments {
  std::string file, cover, office_key, keys;
};

// "-" is what a scanner types.
std::string CoverText(const std::string& argument) {
  if (argument != "-") return argument;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

std::string ReadPacket(const std::string& path) {
  return OrUsage("file", files::ReadFile(path, 2 * packet::kMostBytes));
}

template <typename T>
T OrRefuse(const Session& session, absl::StatusOr<T> value) {
  if (!value.ok()) session.Refuse(value.status());
  return *std::move(value);
}

absl::StatusOr<journal::v1::ImportPacketResponse> ImportAt(const Session& session, const std::string& door,
                                                           const ImportPacketRequest& request) {
  const std::map<std::string, Session::Service> doors = {{"intake", Session::Service::kIntake},
                                                         {"routing", Session::Service::kRouting},
                                                         {"returns", Session::Service::kReturns}};
  const auto service = doors.find(door);
  if (service == doors.end())
    return errors::FieldError("kind", absl::StrCat(door, ": want intake, routing or returns"));
  return session.Try<JournalService>(service->second, &JournalService::StubInterface::ImportPacket, request);
}

counter::v1::ImportPacketResponse ResponseOf(const packet::Opened& opened, const packet::Imported& imported) {
  counter::v1::ImportPacketResponse response;
  response.set_from_counter(opened.label.device());
  response.set_recorded(imported.recorded);
  response.set_known(imported.known);
  response.set_refused(static_cast<int>(imported.refused.size()));
  response.set_waiting(imported.waiting);
  *response.mutable_dossier_codes() = {imported.dossier_codes.begin(), imported.dossier_codes.end()};
  for (const packet::Refusal& refusal : imported.refused) {
    const absl::Status status = rpc::FromGrpc(grpc::Status(grpc::StatusCode::UNKNOWN, "", refusal.refusal));
    counter::v1::ImportProblem& problem = *response.add_problems();
    problem.set_dossier_code(refusal.dossier_code);
    problem.set_kind(refusal.kind);
    problem.set_message(std::string(status.message()));
    problem.set_reason(errors::Reason(status));
  }
  return response;
}

void Import(const Session& session, const Arguments& a) {
  if (a.file.empty() == a.cover.empty()) {
    NotUnderstood("file", absl::InvalidArgumentError("want a packet's file or --cover, one of the two"));
  }
  const auto key = OrUsage("--office-key", signing::PrivateKey::Load(a.office_key));
  const packet::Opened opened = OrRefuse(
      session, a.file.empty() ? packet::OpenText(CoverText(a.cover), key) : packet::OpenFile(ReadPacket(a.file), key));
  const packet::Imported imported =
      OrRefuse(session, packet::Import(opened, [&](const std::string& door, const ImportPacketRequest& request) {
                 return ImportAt(session, door, request);
               }));
  const counter::v1::ImportPacketResponse response = ResponseOf(opened, imported);
  if (session.options().json) {
    PrintJson(response);
  } else {
    PrintRow({response.from_counter(), absl::StrCat(response.recorded()), absl::StrCat(response.known()),
              absl::StrCat(response.refused()), absl::StrCat(response.waiting())});
  }
  for (const counter::v1::ImportProblem& problem : response.problems()) {
    std::cerr << "hoso: " << problem.kind() << " " << problem.dossier_code() << ": " << problem.message() << "\n";
  }
  if (response.waiting() > 0) {
    std::cerr << "hoso: "
              << session.Say("còn việc chưa ghi được: nhập lại khi có mạng", "some could not be sent: import it again")
              << "\n";
  }
  if (response.refused() + response.waiting() > 0) throw CLI::RuntimeError(1);
}

// What the label says of who signed it, by the list of keys.
std::string SignedBy(const journal::v1::Packet& packet, const std::string& keys) {
  if (keys.empty()) return "-";
  const std::string json = OrUsage("--keys", files::ReadFile(keys, kMaxKeysBytes));
  const auto machine = packet::CheckSignature(packet.label(), packet.signature(),
                                              OrUsage("--keys", signing::KeyList::Parse(json)), absl::Now());
  return machine.ok() ? *machine : errors::Reason(machine.status());
}

void Show(const Session& session, const Arguments& a) {
  const std::string file = ReadPacket(a.file);
  const journal::v1::Packet packet = OrRefuse(session, packet::Read(file));
  const journal::v1::PacketLabel& label = packet.label();
  if (session.options().json) return PrintJson(label);
  PrintRow({label.to_office_id(), label.device(), label.journal_id(), absl::StrCat(label.first_position()),
            absl::StrCat(label.last_position()), absl::StrCat(label.entries()), ShowTime(label.made_at()),
            absl::BytesToHexString(packet::DigestOf(file)), SignedBy(packet, a.keys)});
}

}  // namespace

void AddPacketCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("packet", "Unsent work of a counter that came with a bag");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();

  CLI::App& import = *group.add_subcommand(
      "import",
      "Hand a packet's entries, or a cover sheet's, to the services; again, it changes nothing. Exit code 1 when\n"
      "something of it is not recorded. Columns: counter, recorded, known before, refused, waiting");
  import.add_option("file", a->file, "The packet's file");
  import.add_option("--cover", a->cover, "Instead: what the QR code of a cover sheet says, HOSOB1:…; - reads a line");
  import.add_option("--office-key", a->office_key, "Private key of the office that it is for")->required();
  import.callback([=] { Import(session, *a);
});

CLI::App& show = *group.add_subcommand(
    "show",
    "What a packet says without being opened; needs no server. Columns: for, counter, journal, first and last\n"
    "position, entries, made at, digest, signed by (with --keys)");
show.add_option("file", a->file, "The packet's file")->required();
show.add_option("--keys", a->keys, "List of public keys: says whose signature it is, or what is wrong with it");
show.callback([=] { Show(session, *a); });
}  // namespace hoso::cli

}  // namespace hoso::cli

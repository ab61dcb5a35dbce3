// hoso-counter: the clerk's workplace on the counter's own computer. Serves its page on 127.0.0.1, keeps the journal,
// talks to the services when there is a network.
#include <sodium.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/counter/acts.h"
#include "clients/counter/adopt.h"
#include "clients/counter/book.h"
#include "clients/counter/clerks.h"
#include "clients/counter/courier.h"
#include "clients/counter/desk.h"
#include "clients/counter/drafts.h"
#include "clients/counter/grpc_doors.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "clients/counter/packets.h"
#include "clients/counter/page_methods.h"
#include "clients/counter/page_server.h"
#include "clients/counter/people.h"
#include "clients/counter/prints.h"
#include "clients/counter/review.h"
#include "clients/counter/scan_courier.h"
#include "clients/counter/scan_door.h"
#include "clients/counter/scan_methods.h"
#include "clients/counter/scanners.h"
#include "clients/counter/scans.h"
#include "clients/counter/shift_sheet.h"
#include "clients/counter/shifts.h"
#include "clients/counter/timekeeper.h"
#include "clients/counter/work.h"
#include "clients/counter/work_methods.h"
#include "common/catalogue/catalogue.h"
#include "common/command/fields.h"
#include "common/files/atomic_file.h"
#include "common/files/secret_file.h"
#include "common/log/grpc_log.h"
#include "common/log/log.h"
#include "common/process/private_memory.h"
#include "common/rpc/server.h"
#include "common/signing/key.h"
#include "common/signing/key_list.h"
#include "common/vault/key.h"

namespace {

using namespace hoso;

// For how long a catalogue that nobody confirmed is believed without a warning.
constexpr absl::Duration kCatalogueGood = absl::Hours(24 * 14);

struct Flags {
  std::string data, office, device, machine, catalogue = "catalogue", web = "web/dist", adopt, slip_key, keys,
                                             office_key, play_from, port_file;
  counter::DoorAddresses doors;
  int port = 0;
  bool drill = false;
  int keep_scans_days = 7;
  std::string paper = "a5", log_level = "info";
};

void AddTo(CLI::App& app, Flags& flags) {
  app.add_option("--data", flags.data, "Folder of the journal and its key; made at the first start")->required();
  app.add_option("--office", flags.office, "Office of the catalogue where the counter stands")->required();
  app.add_option("--device", flags.device, "Name of this counter, one of a kind in the province: YB-CP-04378-Q1")
      ->required();
  app.add_option("--machine", flags.machine, "Folder of the office's certificate (deploy/ca/ca.sh)")->required();
  app.add_option("--intake", flags.doors.intake, "hoso-intake, host:port")->required();
  app.add_option("--routing", flags.doors.routing, "hoso-routing, host:port")->required();
  app.add_option("--returns", flags.doors.returns, "hoso-returns, host:port")->required();
  app.add_option("--staff", flags.doors.staff, "hoso-staff, host:port")->required();
  app.add_option("--catalogue", flags.catalogue, "Folder of the catalogue")->capture_default_str();
  app.add_option("--web", flags.web, "Folder of the built page")->capture_default_str();
  app.add_option("--slip-key", flags.slip_key,
                 "Key that signs slips printed here; without it they carry no signed code");
  app.add_option("--adopt", flags.adopt,
                 "Folder of a journal that was copied, forked or damaged: what it did not send goes on in --data");
  app.add_option(
      "--keys", flags.keys,
      "List of public keys: by it slips that are given back are checked, and packets made for other offices");
  app.add_option("--office-key", flags.office_key, "This office's key for packets; without it none are taken here");
  app.add_option("--port", flags.port, "Of the page on 127.0.0.1; 0: any that is free")->capture_default_str();
  app.add_option("--port-file", flags.port_file, "Written with the address of the page, for its owner alone");
  app.add_option("--paper", flags.paper, "What slips are printed on: a5, a4-two-up or a4")
      ->check(CLI::IsMember({"a5", "a4-two-up", "a4"}))
      ->capture_default_str();
  app.add_option("--keep-scans-days", flags.keep_scans_days,
                 "For how long scans stay on this disk after they are recorded")
      ->check(CLI::Range(0, 365))
      ->capture_default_str();
  app.add_option("--play-from", flags.play_from,
                 "For drills: what time it is now, such as 2023-05-04T08:00:00+07:00; the services have to play along");
  app.add_flag("--drill", flags.drill, "Starts with the network pulled out, as it were");
  app.add_option("--log-level", flags.log_level, "debug, info, warn or error")->capture_default_str();
}

int Fail(const absl::Status& status) {
  std::cerr << "hoso-counter: " << status.message() << "\n";
  return 1;
}

// The key under which the journal is sealed, beside it; made at the first start.
absl::StatusOr<vault::Key> DeviceKey(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    const absl::Status status = files::WriteFile(path, absl::BytesToHexString(vault::Key::Random().Bytes()) + "\n",
                                                 files::Existing::kRefuse, 0600);
    if (!status.ok()) return status;
  }
  const auto text = files::ReadSecretFile(path);
  if (!text.ok()) return text.status();
  return vault::Key::FromBytes(absl::HexStringToBytes(absl::StripAsciiWhitespace(*text)));
}

forms::Paper PaperOf(const std::string& name) {
  if (name == "a4") return forms::Paper::kA4;
  return name == "a4-two-up" ? forms::Paper::kA4TwoUp : forms::Paper::kA5;
}

// Says what was taken over and what is lost, on stdout and by position.
absl::Status Adopt(const Flags& flags, counter::Store& into) {
  if (!std::filesystem::exists(flags.adopt + "/device.key")) {
    return absl::NotFoundError(
        absl::StrCat(flags.adopt, "/device.key: is not there: nothing of the journal can be read"));
  }
  const auto key = DeviceKey(flags.adopt + "/device.key");
  if (!key.ok()) return key.status();
  const auto adopted = counter::Adopt(flags.adopt + "/journal.db", *key, flags.data + "/adopting", into);
  if (!adopted.ok()) return adopted.status();
  std::cout << "adopted " << adopted->entries << " entries and " << adopted->drafts << " drafts\n";
  for (const int64_t position : adopted->unreadable) std::cout << "lost: entry " << position << "\n";
  for (const std::string& what : adopted->damaged) std::cout << "damaged: " << what << "\n";
  std::cout.flush();
  return absl::OkStatus();
}

absl::Status Run(const Flags& flags) {
  std::filesystem::create_directories(flags.data);
  if (chmod(flags.data.c_str(), 0700) != 0)
    return absl::FailedPreconditionError(absl::StrCat(flags.data, ": is another's"));
  const auto catalogue = catalogue::Catalogue::Load(flags.catalogue);
  if (!catalogue.ok()) return catalogue.status();
  if (const auto office = (*catalogue)->FindOffice(flags.office); !office.ok()) return office.status();
  const auto device_key = DeviceKey(flags.data + "/device.key");
  if (!device_key.ok()) return device_key.status();
  const auto store = counter::Store::Open(flags.data + "/journal.db", *device_key);
  if (!store.ok()) return store.status();
  if (!flags.adopt.empty()) {
    if (absl::Status status = Adopt(flags, **store); !status.ok()) return status;
  }
  counter::Journal journal(**store);
  counter::Numbers numbers(**store);
  counter::Clerks clerks(**store);
  counter::Drafts drafts(**store);
  counter::Book book(**store, command::CodesOf(**catalogue));
  std::optional<signing::PrivateKey> slip_key;
  if (!flags.slip_key.empty()) {
    auto key = signing::PrivateKey::Load(flags.slip_key);
    if (!key.ok()) return key.status();
    slip_key = *std::move(key);
  }
  std::unique_ptr<signing::KeyListFile> slip_keys;
  if (!flags.keys.empty()) {
    auto keys = signing::KeyListFile::Open(flags.keys);
    if (!keys.ok()) return keys.status();
    slip_keys = *std::move(keys);
  }
  std::optional<signing::PrivateKey> office_key;
  if (!flags.office_key.empty()) {
    auto key = signing::PrivateKey::Load(flags.office_key);
    if (!key.ok()) return key.status();
    office_key = *std::move(key);
  }
  const auto typesetter = forms::Typesetter::Make();
  if (!typesetter.ok()) return typesetter.status();

  counter::Timekeeper::Options clock_options = counter::Timekeeper::OfThisMachine();
  const auto newest = journal.Newest();
  if (!newest.ok()) return newest.status();
  clock_options.newest = *newest;
  if (!flags.play_from.empty()) {
    absl::Time from;
    std::string why;
    if (!absl::ParseTime(absl::RFC3339_full, flags.play_from, &from, &why)) {
      return absl::InvalidArgumentError("--play-from: want a time such as 2023-05-04T08:00:00+07:00");
    }
    // A drill that goes on goes on from where it was.
    clock_options.played_from = newest->has_value() ? std::max(from, **newest) : from;
  }
  counter::Timekeeper clock(clock_options);
  const auto played = [&clock]() -> std::optional<absl::Time> {
    if (!clock.plays()) return std::nullopt;
    return clock.Now().now;
  };
  const auto doors = counter::OpenGrpcDoors(flags.doors, flags.machine, flags.device, played);
  if (!doors.ok()) return doors.status();

  counter::People people(journal, clerks, **doors, flags.office);
  counter::Desk desk(**catalogue, journal, numbers, book, clock, slip_key.has_value() ? &*slip_key : nullptr,
                     {.office_id = flags.office, .device_id = flags.device});
  counter::Courier courier(journal, numbers, book, **doors, clock, people, desk, {.drill = flags.drill});
  const auto scans = counter::Scans::Open(**store, flags.data + "/scans");
  if (!scans.ok()) return scans.status();
  const auto scan_door = counter::OpenGrpcScanDoor(flags.doors.intake, flags.machine, flags.device, played);
  if (!scan_door.ok()) return scan_door.status();
  counter::ScanCourier scan_courier(journal, **scans, **scan_door,
                                    {.keep = absl::Hours(24) * flags.keep_scans_days,
                                     .online = [&courier] { return courier.line().online; },
                                     .now = [&clock] { return clock.Now().now; }});
  counter::Scanners scanners;
  const counter::ScanDesk scan_desk{.scans = **scans, .scanners = scanners, .people = people, .clock = clock};
  counter::Prints prints(**catalogue, journal, clock, **typesetter, PaperOf(flags.paper));
  counter::Shifts shifts(**catalogue, journal, clock, desk.place(), [&book](const std::string& dossier_code) {
    const auto dossier = book.Find(dossier_code);
    return dossier.ok() && dossier->has_value() ? (*dossier)->kept.dossier().procedure_key() : std::string();
  });
  const counter::ShiftPrints shift_prints(**catalogue, journal, clock, **typesetter, PaperOf(flags.paper),
                                          desk.place());
  counter::Work work(**catalogue, book, clock, desk.place());
  counter::Acts acts(**catalogue, journal, numbers, book, clock, slip_key.has_value() ? &*slip_key : nullptr,
                     slip_keys.get(), desk.place());
  counter::Packets packets(**catalogue, journal, **doors, clock, **typesetter,
                           {.folder = flags.data + "/packets",
                            .place = desk.place(),
                            .device_key = slip_key,
                            .office_key = office_key,
                            .keys = flags.keys});
  counter::PageMethodMap methods = counter::PageMethods({.desk = desk,
                                                         .journal = journal,
                                                         .numbers = numbers,
                                                         .clerks = clerks,
                                                         .drafts = drafts,
                                                         .courier = courier,
                                                         .people = people,
                                                         .clock = clock,
                                                         .catalogue_expires_at = clock.Now().now + kCatalogueGood,
                                                         .shift_is_open = [&shifts] { return shifts.IsOpen(); }});
  methods.merge(counter::WorkMethods(people, work, acts, courier));
  methods.merge(counter::ShiftMethods(shifts, people, courier));
  methods.merge(counter::PacketMethods(people, packets));
  counter::Review review(journal, **doors, clock);
  methods.merge(counter::ReviewMethods(people, review));
  const std::string key = absl::WebSafeBase64Escape(vault::RandomBytes(18));
  methods.merge(counter::ScanMethods(scan_desk));
  const auto print = [&](int64_t position, const std::string& form) {
    if (form == "shift") return shift_prints.Print(position);
    if (form == "cover") return packets.Cover(position);
    return prints.Print(position, form);
  };
  const auto server = counter::PageServer::Start(
      {.port = flags.port,
       .files = flags.web,
       .key = key,
       .methods = std::move(methods),
       .print = print,
       .take_packet = counter::TakePacket(people, packets),
       .packet = [&packets](const std::string& name) { return packets.File(name); },
       .take_scan = [&scan_desk](const counter::ScanOf& of,
                                 const std::string& bytes) { return counter::TakeScan(scan_desk, of, bytes); },
       .show_scan = [&scan_desk](const std::string& id) { return counter::ShowScan(scan_desk, id); }});
  if (!server.ok()) return server.status();
  const std::string address = absl::StrCat("http://127.0.0.1:", (*server)->port(), "/#key=", key);
  if (!flags.port_file.empty()) {
    absl::Status status = files::WriteFile(flags.port_file, address + "\n", files::Existing::kReplace, 0600);
    if (!status.ok()) return status;
  }
  std::cout << address << std::endl;
  rpc::WaitForTermination();
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  rpc::BlockTerminationSignals();
  if (const absl::Status status = process::KeepMemoryPrivate(); !status.ok()) return Fail(status);
  if (sodium_init() < 0) return Fail(absl::InternalError("libsodium does not start"));
  CLI::App app("The clerk's workplace: a page on this computer, and a journal that works without the network",
               "hoso-counter");
  Flags flags;
  AddTo(app, flags);
  CLI11_PARSE(app, argc, argv);
  log::Configure("counter", flags.log_level);
  log::CaptureGrpcLog();
  const absl::Status status = Run(flags);
  return status.ok() ? 0 : Fail(status);
}

// hoso bag seal|dispatch|hand-over|open|show|list
#include <iostream>
#include <vector>

#include "absl/strings/escaping.h"
#include "clients/hoso/commands.h"
#include "common/files/atomic_file.h"
#include "common/packet/packet.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using routing::v1::RoutingService;
using tracking::v1::TrackingService;
using Stub = RoutingService::StubInterface;
constexpr auto kRouting = Session::Service::kRouting;

struct Arguments {
  std::string bag, from, to, seal, carrier, seal_state, seal_found, digest, code, document, custodian, status, packet;
  std::vector<std::string> refs, damaged;
  std::vector<int> items;
  int counted = -1;
  bool all_found = false;
  int limit = 0;
};

// Where the caller stands.
core::v1::Holder Here(const Session& session, const std::string& given, const char* option) {
  if (!given.empty()) return OrUsage(option, ParseHolder(given));
  const rpc::Caller& caller = session.options().caller;
  if (caller.office.empty() && caller.agency.empty()) {
    NotUnderstood(option, absl::InvalidArgumentError("empty, want office:ID or agency:KEY, or --office or --agency"));
  }
  return *ParseHolder(caller.office.empty() ? "agency:" + caller.agency : "office:" + caller.office);
}

// `bag<TAB>state<TAB>manifest digest`, or the answer as JSON.
template <typename Response>
void ShowBag(const Session& session, const Response& response) {
  if (session.options().json) return PrintJson(response);
  const core::v1::Bag& bag = response.bag();
  PrintRow({bag.bag_id(), WordOf(*core::v1::BagStatus_descriptor(), bag.status()),
            absl::BytesToHexString(bag.manifest_digest())});
}

// References to items, given one by one or, with "-", one a line on standard input.
template <typename Repeated>
void AddRefs(const std::vector<std::string>& texts, Repeated* refs) {
  std::vector<std::string> all = texts;
  if (texts.size() == 1 && texts[0] == "-") {
    all.clear();
    for (std::string line; std::getline(std::cin, line);) {
      if (!line.empty()) all.push_back(line);
    }
  }
  for (const std::string& text : all) *refs->Add() = OrUsage("--item", ParseItemRef(text));
}

tracking::v1::GetBagResponse Find(const Session& session, const std::string& bag) {
  tracking::v1::GetBagRequest request;
  request.set_bag_id(bag);
  return session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::GetBag, request);
}

void Seal(const Session& session, const Arguments& arguments) {
  routing::v1::SealBagRequest request;
  session.Complete(request);
  request.set_bag_id(arguments.bag);
  *request.mutable_from() = Here(session, arguments.from, "--from");
  *request.mutable_to() = OrUsage("--to", ParseHolder(arguments.to));
  request.set_seal_number(arguments.seal);
  if (!arguments.packet.empty()) {
    const std::string file = OrUsage("--packet", files::ReadFile(arguments.packet, 2 * packet::kMostBytes));
    OrUsage("--packet", packet::Read(file));
    request.set_packet_digest(packet::DigestOf(file));
  }
  AddRefs(arguments.refs, request.mutable_items());
  ShowBag(session, session.Call<RoutingService>(kRouting, &Stub::SealBag, request));
}

void Dispatch(const Session& session, const Arguments& arguments) {
  routing::v1::DispatchBagRequest request;
  session.Complete(request);
  request.set_bag_id(arguments.bag);
  request.set_carrier_id(arguments.carrier);
  ShowBag(session, session.Call<RoutingService>(kRouting, &Stub::DispatchBag, request));
}

void HandOver(const Session& session, const Arguments& arguments) {
  routing::v1::HandOverRequest request;
  session.Complete(request);
  if (arguments.bag.empty() == arguments.code.empty()) {
    NotUnderstood("--bag, --dossier", absl::InvalidArgumentError("want one of the two"));
  }
  request.set_bag_id(arguments.bag);
  if (!arguments.code.empty()) request.set_dossier_code(OrUsage("--dossier", ParseCode(arguments.code)));
  request.mutable_items()->Add(arguments.items.begin(), arguments.items.end());
  *request.mutable_from() = Here(session, arguments.from, "--from");
  *request.mutable_to() = OrUsage("--to", ParseHolder(arguments.to));
  request.set_document_number(arguments.document);
  const auto response = session.Call<RoutingService>(kRouting, &Stub::HandOver, request);
  response.has_bag() ? ShowBag(session, response) : ShowChanged(session, response);
}

void Open(const Session& session, const Arguments& arguments) {
  routing::v1::OpenBagRequest request;
  session.Complete(request);
  request.set_bag_id(arguments.bag);
  *request.mutable_at() = Here(session, arguments.from, "--at");
  request.set_seal_state(Word<core::v1::SealState>(arguments.seal_state, *core::v1::SealState_descriptor()));
  request.set_seal_number_found(arguments.seal_found);
  AddRefs(arguments.refs, request.mutable_found());
  AddRefs(arguments.damaged, request.mutable_damaged());
  if (arguments.all_found || arguments.digest.empty()) {
    const core::v1::Bag bag = Find(session, arguments.bag).bag();
    if (arguments.all_found) *request.mutable_found() = bag.items();
    request.set_manifest_digest(bag.manifest_digest());
  }
  if (!arguments.digest.empty()) request.set_manifest_digest(absl::HexStringToBytes(arguments.digest));
  request.set_counted(arguments.counted >= 0 ? arguments.counted : request.found_size());
  const auto response = session.Call<RoutingService>(kRouting, &Stub::OpenBag, request);
  ShowBag(session, response);
  for (const auto& [refs, vi, en] :
       {std::tuple(&response.missing(), "thiếu ", "missing "), std::tuple(&response.surplus(), "thừa ", "surplus ")}) {
    for (const core::v1::ItemRef& ref : *refs) {
      std::cerr << "hoso: " << session.Say(vi, en) << ref.dossier_code() << "/" << ref.item() << "\n";
    }
  }
}

void Show(const Session& session, const Arguments& arguments) {
  const auto response = Find(session, arguments.bag);
  if (session.options().json) return PrintJson(response);
  PrintRow(RowOf(response.bag()));
  for (const core::v1::ItemRef& ref : response.bag().items()) {
    std::cout << ref.dossier_code() << "/" << ref.item() << "\n";
  }
}

void List(const Session& session, const Arguments& arguments) {
  tracking::v1::ListBagsRequest request;
  if (!arguments.to.empty()) *request.mutable_to() = OrUsage("--to", ParseHolder(arguments.to));
  if (!arguments.custodian.empty())
    *request.mutable_custodian() = OrUsage("--custodian", ParseHolder(arguments.custodian));
  request.set_status(Word<core::v1::BagStatus>(arguments.status, *core::v1::BagStatus_descriptor()));
  const auto response = ReadPages<tracking::v1::ListBagsResponse>(
      request, arguments.limit,
      [&](const auto& page) {
        return session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::ListBags, page);
      },
      [](const auto& all) { return all.bags_size(); });
  if (session.options().json) return PrintJson(response);
  for (const core::v1::Bag& bag : response.bags()) PrintRow(RowOf(bag));
}

using Run = void (*)(const Session&, const Arguments&);

CLI::App& Add(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& arguments, const char* name,
              const char* help, Run run) {
  CLI::App& command = *group.add_subcommand(name, help);
  command.callback([=] { run(session, *arguments); });
  return command;
}

}  // namespace

void AddBagCommands(CLI::App& app, const Session& session) {
  CLI::App& group =
      *app.add_subcommand("bag", "Sealed bags; an item is CODE/ITEM, a place office:ID, agency:KEY or carrier:ID");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();

  CLI::App& seal =
      Add(group, session, a, "seal", "Put items into a new bag: prints bag, state and manifest digest", Seal);
  seal.add_option("bag", a->bag, "Id on the label; never used twice")->required();
  seal.add_option("--to", a->to, "Where it may be opened")->required();
  seal.add_option("--from", a->from, "Absent: where the caller stands");
  seal.add_option("--seal", a->seal, "Number of the seal")->required();
  seal.add_option("--packet", a->packet, "File of the unsent work that travels in it, signed for with the manifest");
  AddMany(seal, "--item", a->refs, "CODE/ITEM; repeatable; - reads them from standard input, one a line")->required();

  CLI::App& dispatch = Add(group, session, a, "dispatch", "Give a sealed bag to a carrier", Dispatch);
  dispatch.add_option("bag", a->bag, "Bag")->required();
  dispatch.add_option("--carrier", a->carrier, "Carrier")->required();

  CLI::App& hand_over =
      Add(group, session, a, "hand-over", "Pass a bag unopened, or single items, to the next holder", HandOver);
  hand_over.add_option("--bag", a->bag, "Bag");
  hand_over.add_option("--dossier", a->code, "Dossier whose items are handed over");
  AddMany(hand_over, "--item", a->items, "Number of an item of the dossier; repeatable");
  hand_over.add_option("--from", a->from, "Absent: where the caller stands");
  hand_over.add_option("--to", a->to, "The next holder")->required();
  hand_over.add_option("--document", a->document, "Number of the hand-over record");

  CLI::App& open = Add(group, session, a, "open", "Open a bag and count; differences are told on stderr", Open);
  open.add_option("bag", a->bag, "Bag")->required();
  open.add_option("--at", a->from, "Absent: where the caller stands");
  AddWord(open, "--seal", a->seal_state, *core::v1::SealState_descriptor(), "How the seal was found")->required();
  open.add_option("--seal-found", a->seal_found, "Its number, if another");
  open.add_option("--counted", a->counted, "Blind count; absent: the number of items found")
      ->check(CLI::NonNegativeNumber);
  CLI::Option* found = AddMany(open, "--found", a->refs, "CODE/ITEM; repeatable; - reads them from standard input");
  open.add_flag("--all-found", a->all_found, "All that is on the manifest was found, and nothing else")
      ->excludes(found);
  AddMany(open, "--damaged", a->damaged, "CODE/ITEM, found but torn, wet or unreadable; repeatable");
  open.add_option("--digest", a->digest, "Manifest digest on the paper copy, in hex; absent: the ledger's");

  CLI::App& show = Add(group, session, a, "show", "A bag and its manifest", Show);
  show.add_option("bag", a->bag, "Bag")->required();

  CLI::App& list =
      Add(group, session, a, "list", "Bags not yet opened: id, state, from, to, custodian, items, expected", List);
  list.add_option("--to", a->to, "Where they may be opened");
  list.add_option("--custodian", a->custodian, "Who answers for them");
  AddWord(list, "--status", a->status, *core::v1::BagStatus_descriptor(), "In this state");
  AddLimit(list, a->limit);
}

}  // namespace hoso::cli

#include "services/routing/ways.h"

#include <map>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace hoso::routing {
namespace {

// Offices and agencies as the nodes of one graph.
std::string OfficeNode(const std::string& id) { return absl::StrCat("office ", id); }
std::string AgencyNode(const std::string& key) { return absl::StrCat("agency ", key); }

using Graph = std::map<std::string, std::vector<std::pair<std::string, int>>>;  // Neighbours with minutes.

bool ValidOn(const catalogue::v1::Leg& leg, absl::CivilDay day) {
  const auto from = catalogue::DayFromProto(leg.valid_from());
  const auto until = catalogue::DayFromProto(leg.valid_until());
  return (!leg.has_valid_from() || (from.ok() && *from <= day)) &&
         (!leg.has_valid_until() || (until.ok() && day <= *until));
}

Graph LegsOn(const catalogue::Catalogue& catalogue, absl::CivilDay day) {
  Graph graph;
  for (const catalogue::v1::Leg& leg : catalogue.data().legs()) {
    if (!ValidOn(leg, day)) continue;
    const std::string from = OfficeNode(leg.from_office());
    const std::string to = leg.to_office().empty() ? AgencyNode(leg.to_agency()) : OfficeNode(leg.to_office());
    graph[from].emplace_back(to, leg.planned_minutes());
    graph[to].emplace_back(from, leg.planned_minutes());
  }
  return graph;
}

// Where a bag for `holder` is brought: an agency without legs of its own has its desk in another's house.
std::string NodeOf(const catalogue::Catalogue& catalogue, const Graph& graph, const core::v1::Holder& holder) {
  if (holder.kind() == core::v1::HOLDER_KIND_OFFICE) return OfficeNode(holder.id());
  const std::string own = AgencyNode(holder.id());
  if (graph.count(own) > 0) return own;
  const auto agency = catalogue.FindAgency(holder.id());
  if (!agency.ok()) return own;
  for (const catalogue::v1::Desk& desk : (*agency)->desks()) {
    if (!desk.at().empty()) return AgencyNode(desk.at());
  }
  return own;
}

}  // namespace

std::optional<absl::Duration> PlannedTime(const catalogue::Catalogue& catalogue, const core::v1::Holder& from,
                                          const core::v1::Holder& to, absl::CivilDay day) {
  const Graph graph = LegsOn(catalogue, day);
  const std::string start = NodeOf(catalogue, graph, from);
  const std::string goal = NodeOf(catalogue, graph, to);
  using Reached = std::pair<int, std::string>;  // Minutes, node.
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> open;
  std::map<std::string, int> best{{start, 0}};
  open.emplace(0, start);
  while (!open.empty()) {
    const auto [minutes, node] = open.top();
    open.pop();
    if (node == goal) return absl::Minutes(minutes);
    const auto neighbours = graph.find(node);
    if (minutes > best[node] || neighbours == graph.end()) continue;
    for (const auto& [next, leg] : neighbours->second) {
      const auto known = best.find(next);
      if (known != best.end() && known->second <= minutes + leg) continue;
      best[next] = minutes + leg;
      open.emplace(minutes + leg, next);
    }
  }
  return std::nullopt;
}

}  // namespace hoso::routing

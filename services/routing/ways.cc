#include "services/routing/ways.h"

#include <map>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"

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

struct Way {
  int minutes = 0;
  std::string first;  // The node after the start; the start itself when that is the goal.
};

std::optional<Way> ShortestWay(const Graph& graph, const std::string& start, const std::string& goal) {
  using Reached = std::pair<int, std::string>;  // Minutes, node.
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> open;
  std::map<std::string, Way> best{{start, {.minutes = 0, .first = start}}};
  open.emplace(0, start);
  while (!open.empty()) {
    const auto [minutes, node] = open.top();
    open.pop();
    const Way here = best[node];
    if (node == goal) return here;
    const auto neighbours = graph.find(node);
    if (minutes > here.minutes || neighbours == graph.end()) continue;
    for (const auto& [next, leg] : neighbours->second) {
      const auto known = best.find(next);
      if (known != best.end() && known->second.minutes <= minutes + leg) continue;
      best[next] = {.minutes = minutes + leg, .first = node == start ? next : here.first};
      open.emplace(minutes + leg, next);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<absl::Duration> PlannedTime(const catalogue::Catalogue& catalogue, const core::v1::Holder& from,
                                          const core::v1::Holder& to, absl::CivilDay day) {
  const Graph graph = LegsOn(catalogue, day);
  const auto way = ShortestWay(graph, NodeOf(catalogue, graph, from), NodeOf(catalogue, graph, to));
  if (!way.has_value()) return std::nullopt;
  return absl::Minutes(way->minutes);
}

core::v1::Holder NextStop(const catalogue::Catalogue& catalogue, const core::v1::Holder& from,
                          const core::v1::Holder& to, absl::CivilDay day) {
  const Graph graph = LegsOn(catalogue, day);
  const std::string goal = NodeOf(catalogue, graph, to);
  const auto way = ShortestWay(graph, NodeOf(catalogue, graph, from), goal);
  if (!way.has_value() || way->first == goal) return to;
  if (absl::StartsWith(way->first, OfficeNode(""))) return custody::Office(way->first.substr(OfficeNode("").size()));
  return custody::Agency(way->first.substr(AgencyNode("").size()));
}

}  // namespace hoso::routing

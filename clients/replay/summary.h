// The summary of a replay: figures, and for each whether it holds.
//
// A figure is counted from the facts of the ledger (recount.h) and checked
// against what was published, what the replay itself planned and was told, and
// what the services report. Pure; how it is shown is in show.h.
#ifndef HOSO_CLIENTS_REPLAY_SUMMARY_H_
#define HOSO_CLIENTS_REPLAY_SUMMARY_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/replay/evidence.h"
#include "clients/replay/plan.h"
#include "clients/replay/player.h"
#include "clients/replay/scenario.pb.h"
#include "clients/replay/verification.h"
#include "common/catalogue/catalogue.h"

namespace hoso::replay {

// The same in two languages.
struct Text {
  std::string vi;
  std::string en;
};

// Something that must hold.
struct Check {
  std::string key;  // For programs.
  Text what;
  Text value;  // As found; with what was wanted where it does not hold.
  bool holds = false;
};

struct Table {
  std::vector<Text> columns;
  std::vector<std::vector<Text>> rows;
};

struct Section {
  std::string key;
  Text title;
  std::optional<Table> table;
  std::vector<Text> lines;  // Figures that nothing is checked against, and rules.
  std::vector<Check> checks;
};

struct Summary {
  Text title;
  std::vector<Section> sections;

  bool holds() const;
};

// What a summary is made from.
struct Findings {
  const v1::Scenario& scenario;
  const catalogue::Catalogue& catalogue;
  const Plan& plan;
  const Evidence& evidence;
  std::optional<Record> record;              // Absent when the ledger held the replay already.
  std::optional<Verification> verification;  // Absent when no database was named.
};

Summary MakeSummary(const Findings& findings);

// Whether `figures` hold what the plan comes to: each kind of fact as often as the acts of the plan record it.
bool HoldsThePlan(const Plan& plan, const Figures& figures);

// Code of a dossier that was taken in where and when nobody in the plan comes; empty if there is none.
std::string StrangerTo(const Plan& plan, const World& world, const Figures& figures);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_SUMMARY_H_

#include "clients/replay/scenario.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"

namespace hoso::replay {
namespace {

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status Wrong(const std::string& field, const std::string& value, const std::string& want) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", value, ", want ", want));
}

// HH:MM.
bool IsClock(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const size_t i : {0, 1, 3, 4}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return text.substr(0, 2) < "24" && text.substr(3, 2) < "60";
}

absl::Status CheckDays(const v1::Scenario& scenario) {
  const auto first = FromProto(scenario.first_day(), "first_day");
  if (!first.ok()) return first.status();
  const auto last = FromProto(scenario.last_day(), "last_day");
  if (!last.ok()) return last.status();
  if (*last < *first) return Wrong("last_day", absl::FormatCivilTime(*last), "a day not before first_day");
  return absl::OkStatus();
}

absl::Status CheckRuns(const v1::Scenario& scenario) {
  for (int i = 0; i < scenario.runs_size(); ++i) {
    const v1::Run& run = scenario.runs(i);
    if (!IsClock(run.seal_at())) return Wrong(absl::StrCat("runs[", i, "].seal_at"), run.seal_at(), "HH:MM");
    if (run.departs_after_minutes() < 0 || run.spread_percent() < 0) {
      return Wrong(absl::StrCat("runs[", i, "]"), "negative minutes or percent", "0 or more");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCounts(const v1::Scenario& scenario) {
  if (scenario.name().empty()) return Wrong("name", "empty", "a name of its own");
  for (int i = 0; i < scenario.procedures_size(); ++i) {
    const v1::ProcedureShare& share = scenario.procedures(i);
    const std::string field = absl::StrCat("procedures[", i, "]");
    if (share.dossiers() < 0) return Wrong(field + ".dossiers", absl::StrCat(share.dossiers()), "0 or more");
    if (share.least_hours() < 0 || share.usual_hours() < share.least_hours() ||
        share.most_hours() < share.usual_hours()) {
      return Wrong(field, "hours out of order", "least_hours <= usual_hours <= most_hours");
    }
  }
  for (int i = 0; i < scenario.branches_size(); ++i) {
    const v1::Branch& branch = scenario.branches(i);
    const std::string field = absl::StrCat("branches[", i, "]");
    if (branch.kind() == v1::BRANCH_KIND_UNSPECIFIED) return Wrong(field + ".kind", "none", "a kind");
    if (branch.count() < 0 || branch.at_least() > branch.count()) {
      return Wrong(field + ".count", absl::StrCat(branch.count()), "0 or more, and no less than at_least");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Scenario> ParseScenario(const std::string& text) {
  v1::Scenario scenario;
  FirstError errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (!parser.ParseFromString(text, &scenario)) return absl::InvalidArgumentError(errors.text());
  for (const auto& check : {CheckDays, CheckRuns, CheckCounts}) {
    if (absl::Status status = check(scenario); !status.ok()) return status;
  }
  return scenario;
}

absl::StatusOr<v1::Scenario> LoadScenario(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("scenario: ", path, " cannot be read"));
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<v1::Scenario> scenario = ParseScenario(text.str());
  if (scenario.ok()) return scenario;
  return absl::Status(scenario.status().code(), absl::StrCat(path, ": ", std::string(scenario.status().message())));
}

}  // namespace hoso::replay

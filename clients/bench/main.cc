// hoso-bench: the services over gRPC against PostgreSQL's own rate for the same
// rows, in one run on one cluster. ./bench starts what it needs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <iostream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/bench/closed_loop.h"
#include "clients/bench/pgbench.h"
#include "clients/bench/process_stats.h"
#include "clients/bench/report.h"
#include "clients/bench/scenarios.h"
#include "common/clock/zone.h"
#include "common/identity/dossier_code.h"
#include "common/postgres/conninfo.h"

namespace hoso::bench {
namespace {

struct Flags {
  Scenarios::Services services;
  std::string plain;     // "HOST:PORT" of hoso-bench-plain; empty: what trust costs is not measured.
  std::string database;  // Of a superuser or the owner, on the private cluster.
  int intake_pid = 0;
  int routing_pid = 0;
  int postgres_pid = 0;
  int intake_metrics_port = 0;
  int routing_metrics_port = 0;
  std::vector<int> callers = {8, 32, 256};
  int rounds = 3;
  int seconds = 3;
  std::vector<std::string> only;
  bool json = false;
};

// One operation: how to ask it of the services, and its floor.
struct Operation {
  std::string name;
  int pid;
  int metrics_port;
  std::string lane;
  std::string floor_script;  // Empty: compared with another operation, not with a floor.
  std::function<void(int caller, Finished)> call;
};

class Bench {
 public:
  explicit Bench(Flags flags) : flags_(std::move(flags)) {}

  absl::Status Run() {
    auto connected = Scenarios::Connect(flags_.services);
    if (!connected.ok()) return connected.status();
    scenarios_ = *std::move(connected);
    if (!flags_.plain.empty()) {
      auto plain =
          Scenarios::Connect({.intake = flags_.plain, .routing = flags_.plain, .staff = flags_.plain, .plain = true});
      if (!plain.ok()) return plain.status();
      plain_ = *std::move(plain);
    }
    if (absl::Status status = Prepare(); !status.ok()) return status;
    for (int round = 1; round <= flags_.rounds; ++round) {
      for (int callers : flags_.callers) {
        std::cerr << "round " << round << " of " << flags_.rounds << ", " << callers << " callers\n";
        for (const Operation& operation : operations_) {
          if (absl::Status status = Measure(operation, callers); !status.ok()) return status;
        }
        if (absl::Status status = MeasureDuplicates(callers); !status.ok()) return status;
        if (absl::Status status = MeasureTrust(callers); !status.ok()) return status;
      }
    }
    report_.SetMemory("intake", StatsOf(flags_.intake_pid).resident_mb);
    report_.SetMemory("routing", StatsOf(flags_.routing_pid).resident_mb);
    std::cout << (flags_.json ? report_.Json() + "\n" : report_.Table());
    return absl::OkStatus();
  }

 private:
  bool Wanted(const std::string& name) const {
    return flags_.only.empty() || std::find(flags_.only.begin(), flags_.only.end(), name) != flags_.only.end();
  }

  absl::StatusOr<int64_t> IdOf(const std::string& code) const {
    const identity::AgencyCodes codes{[](const std::string&) -> absl::StatusOr<int> { return kAgency; },
                                      [](int) -> absl::StatusOr<std::string> { return std::string("H15.05"); }};
    const auto id = identity::ParseDossierCode(code, codes);
    if (!id.ok()) return id.status();
    return id->value();
  }

  absl::Status Prepare() {
    const int most = *std::max_element(flags_.callers.begin(), flags_.callers.end());
    std::cerr << "preparing dossiers\n";
    if (absl::Status status = scenarios_->PrepareAdvance(most, kDossiersEach); !status.ok()) return status;
    if (absl::Status status = scenarios_->PrepareLookUps(kLookedUp); !status.ok()) return status;
    if (plain_ != nullptr && Wanted("trust")) {
      if (absl::Status status = plain_->PrepareLookUps(kLookedUp); !status.ok()) return status;
    }
    const auto fresh = IdOf(scenarios_->some_advanced_code());
    const auto first = IdOf(scenarios_->look_up_codes().front());
    const auto last = IdOf(scenarios_->look_up_codes().back());
    if (!fresh.ok()) return fresh.status();
    if (!first.ok()) return first.status();
    if (!last.ok()) return last.status();
    const auto sizes = MeasureRows(flags_.database, *fresh, *first);
    if (!sizes.ok()) return sizes.status();
    std::cerr << "rows: accept " << sizes->accept_facts << " facts of " << sizes->accept_fact_bytes << " B, state "
              << sizes->accept_state_bytes << " B, answer " << sizes->accept_answer_bytes << " B, " << sizes->persons
              << " persons of " << sizes->person_tokens << " tokens; advance fact " << sizes->advance_fact_bytes
              << " B, state " << sizes->advance_state_bytes << " B, answer " << sizes->advance_answer_bytes << " B\n";
    if (absl::Status status = PrepareFloors(flags_.database, *sizes, kMaxFloorClients * kDossiersEach); !status.ok())
      return status;
    operations_ = {
        {"accept", flags_.intake_pid, flags_.intake_metrics_port, "usual", AcceptScript(*sizes),
         [this](int, Finished finished) { scenarios_->Accept(std::move(finished)); }},
        {"advance", flags_.routing_pid, flags_.routing_metrics_port, "usual", AdvanceScript(*sizes, kDossiersEach),
         [this](int caller, Finished finished) { scenarios_->Advance(caller, std::move(finished)); }},
        {"look_up", flags_.routing_pid, flags_.routing_metrics_port, "reader", LookUpScript(*first, *last),
         [this](int, Finished finished) { scenarios_->LookUp(std::move(finished)); }},
        {"worklist", flags_.routing_pid, flags_.routing_metrics_port, "", WorklistScript(kAgency),
         [this](int, Finished finished) { scenarios_->Worklist(std::move(finished)); }},
    };
    std::erase_if(operations_, [this](const Operation& operation) { return !Wanted(operation.name); });
    return absl::OkStatus();
  }

  absl::StatusOr<Sample> MeasureOurs(const Operation& operation, int callers) {
    const ProcessStats before = StatsOf(operation.pid);
    const ProcessStats database_before = StatsOfTree(flags_.postgres_pid);
    const BatchCount batches_before = BatchesOf(operation.metrics_port, operation.lane);
    const Outcome outcome = RunClosedLoop(callers, absl::Seconds(flags_.seconds), operation.call);
    if (outcome.failed > 0) {
      return absl::InternalError(
          absl::StrCat(operation.name, ": ", outcome.failed, " calls failed, the first with ", outcome.first_failure));
    }
    const BatchCount batches = BatchesOf(operation.metrics_port, operation.lane);
    Sample sample;
    const double answered = std::max<double>(1, static_cast<double>(outcome.answered));
    sample.ours_per_s = answered / outcome.seconds;
    sample.p50_ms = Quantile(outcome.latencies_ms, 0.50);
    sample.p99_ms = Quantile(outcome.latencies_ms, 0.99);
    sample.cpu_us = (StatsOf(operation.pid).cpu_seconds - before.cpu_seconds) * 1e6 / answered;
    sample.database_cpu_us =
        (StatsOfTree(flags_.postgres_pid).cpu_seconds - database_before.cpu_seconds) * 1e6 / answered;
    if (batches.batches > batches_before.batches) {
      sample.batch = (batches.commands - batches_before.commands) / (batches.batches - batches_before.batches);
    }
    return sample;
  }

  absl::Status Measure(const Operation& operation, int callers) {
    if (absl::Status status = scenarios_->SignIn(); !status.ok()) return status;
    // The floor first in one round and second in the next would be fairer still; the two lie seconds apart.
    const auto floor = RunPgbench(flags_.database, operation.floor_script, std::min(callers, kMaxFloorClients),
                                  absl::Seconds(flags_.seconds));
    if (!floor.ok()) return floor.status();
    auto sample = MeasureOurs(operation, callers);
    if (!sample.ok()) return sample.status();
    sample->floor_per_s = floor->per_second;
    sample->floor_p99_ms = floor->p99_ms;
    report_.Add(operation.name, callers, *sample);
    return absl::OkStatus();
  }

  // Accept with codes that the callers give, without and with one taken code in a hundred: the second against the
  // first.
  absl::Status MeasureDuplicates(int callers) {
    if (!Wanted("accept_duplicates")) return absl::OkStatus();
    const auto measure = [&](int duplicate_every) -> absl::StatusOr<double> {
      if (absl::Status status = scenarios_->LeaseForCallers(callers, 400); !status.ok()) return status;
      const int64_t calls = std::min<int64_t>(int64_t{callers} * 390, 15000);
      const Outcome outcome = RunCalls(callers, calls, [&](int caller, Finished finished) {
        scenarios_->AcceptWithCode(caller, duplicate_every, std::move(finished));
      });
      if (outcome.failed > 0) return absl::InternalError(absl::StrCat("accept_duplicates: ", outcome.first_failure));
      return static_cast<double>(outcome.answered) / outcome.seconds;
    };
    const auto without = measure(0);
    if (!without.ok()) return without.status();
    const auto with = measure(100);
    if (!with.ok()) return with.status();
    Sample sample;
    sample.ours_per_s = *with;
    sample.floor_per_s = *without;
    report_.Add("accept_duplicates", callers, sample);
    return absl::OkStatus();
  }

  // Accepts and look-ups of the services as they are against the same without trust: one right after the other.
  absl::Status MeasureTrust(int callers) {
    if (plain_ == nullptr || !Wanted("trust")) return absl::OkStatus();
    if (absl::Status status = scenarios_->SignIn(); !status.ok()) return status;
    const auto rate = [&](const std::function<void(int caller, Finished)>& call) -> absl::StatusOr<double> {
      const Outcome outcome = RunClosedLoop(callers, absl::Seconds(flags_.seconds), call);
      if (outcome.failed > 0) return absl::InternalError(absl::StrCat("trust: ", outcome.first_failure));
      return static_cast<double>(outcome.answered) / outcome.seconds;
    };
    using Ask = void (Scenarios::*)(Finished);
    for (const auto& [name, ask] : {std::pair<const char*, Ask>{"accept/plain", &Scenarios::Accept},
                                    std::pair<const char*, Ask>{"look_up/plain", &Scenarios::LookUp}}) {
      const auto plain = rate([&](int, Finished finished) { ((*plain_).*ask)(std::move(finished)); });
      if (!plain.ok()) return plain.status();
      const auto ours = rate([&](int, Finished finished) { ((*scenarios_).*ask)(std::move(finished)); });
      if (!ours.ok()) return ours.status();
      report_.Add(name, callers, {.ours_per_s = *ours, .floor_per_s = *plain});
    }
    return absl::OkStatus();
  }

  static constexpr int kLookedUp = 2000;
  static constexpr int kDossiersEach = 64;      // To advance, for each caller.
  static constexpr int kAgency = 1;             // SGTVT in the catalogue.
  static constexpr int kMaxFloorClients = 150;  // The private cluster takes 200 connections.

  Flags flags_;
  std::unique_ptr<Scenarios> scenarios_;
  std::unique_ptr<Scenarios> plain_;
  std::vector<Operation> operations_;
  Report report_;
};

}  // namespace
}  // namespace hoso::bench

int main(int argc, char** argv) {
  hoso::bench::Flags flags;
  CLI::App app("Measures the services against PostgreSQL's own rate for the same rows.");
  app.add_option("--machine", flags.services.machine, "folder of the certificate, as deploy/ca/ca.sh makes it")
      ->required();
  app.add_option("--intake", flags.services.intake, "HOST:PORT")->required();
  app.add_option("--routing", flags.services.routing, "HOST:PORT")->required();
  app.add_option("--staff", flags.services.staff, "HOST:PORT")->required();
  app.add_option("--administrator", flags.services.administrator, "staff id of who adds the people")->required();
  app.add_option("--passwords", flags.services.passwords, "folder of passwords")->required();
  app.add_option("--plain", flags.plain, "HOST:PORT of hoso-bench-plain");
  app.add_option("--database", flags.database, "libpq connection string of the superuser")
      ->check(hoso::postgres::ProblemWithConninfo)
      ->required();
  app.add_option("--intake-pid", flags.intake_pid);
  app.add_option("--routing-pid", flags.routing_pid);
  app.add_option("--postgres-pid", flags.postgres_pid);
  app.add_option("--intake-metrics-port", flags.intake_metrics_port);
  app.add_option("--routing-metrics-port", flags.routing_metrics_port);
  app.add_option("--callers", flags.callers, "how many callers at once, several with commas")->delimiter(',');
  app.add_option("--rounds", flags.rounds)->check(CLI::Range(1, 100));
  app.add_option("--seconds", flags.seconds, "of each measurement")->check(CLI::Range(1, 600));
  app.add_option("--only", flags.only, "accept, advance, look_up, worklist, accept_duplicates, trust")->delimiter(',');
  app.add_flag("--json", flags.json, "one JSON object instead of the table");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = hoso::bench::Bench(flags).Run();
  if (status.ok()) return 0;
  std::cerr << "hoso-bench: " << status << "\n";
  return 1;
}

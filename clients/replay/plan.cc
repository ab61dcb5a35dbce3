#include "clients/replay/plan.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_cat.h"
#include "clients/replay/play.h"
#include "clients/replay/post.h"

namespace hoso::replay {
namespace {

constexpr char kCasePrefix[] = "#";
constexpr char kLeasePrefix[] = "lease#";
constexpr int kMostAttempts = 200;

std::optional<int> NumberAfter(const std::string& prefix, const std::string& name) {
  if (name.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  int number = 0;
  const char* end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

bool ByThePost(core::v1::ReturnChannel channel) {
  return channel == core::v1::RETURN_CHANNEL_OFFICE || channel == core::v1::RETURN_CHANNEL_DELIVERY;
}

absl::Status CheckBranchesHappened(const v1::Scenario& scenario, std::vector<Played>& dossiers) {
  for (const v1::Branch& branch : scenario.branches()) {
    // What is no event of its own cannot fail to happen.
    if (branch.kind() == v1::BRANCH_KIND_SENT_TWICE || branch.kind() == v1::BRANCH_KIND_SHARED_SLIP ||
        branch.kind() == v1::BRANCH_KIND_ON_THE_DAY) {
      continue;
    }
    const auto happened = std::count_if(dossiers.begin(), dossiers.end(), [&](const Played& played) {
      return played.c->branch == branch.kind() && played.branch_happened;
    });
    const int want = branch.at_least() > 0 ? branch.at_least() : branch.count();
    if (happened < want) {
      return absl::FailedPreconditionError(absl::StrCat("branches: ", v1::BranchKind_Name(branch.kind()),
                                                        ": happened to ", happened, ", want ", want,
                                                        " by the last day; take them in earlier"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string CaseName(int case_number) { return absl::StrCat(kCasePrefix, case_number); }
std::string LeaseName(int case_number) { return absl::StrCat(kLeasePrefix, case_number); }
std::optional<int> CaseOf(const std::string& case_name) { return NumberAfter(kCasePrefix, case_name); }
std::optional<int> LeaseOf(const std::string& lease_name) { return NumberAfter(kLeasePrefix, lease_name); }

absl::StatusOr<Plan> Simulate(const v1::Scenario& scenario, const World& world, uint64_t seed,
                              Population population) {
  Plan plan;
  plan.population = std::move(population);
  Play play(scenario, world, seed, plan);
  play.Run();
  if (absl::Status status = CheckBranchesHappened(scenario, play.dossiers()); !status.ok()) return status;
  for (Played& played : play.dossiers()) {
    plan.outcome.taken_in += played.now.taken_in ? 1 : 0;
    plan.outcome.handed_out_by_post += ByThePost(played.now.handed_out) ? 1 : 0;
    plan.outcome.dossiers.push_back(std::move(played.now));
  }
  plan.outcome.bags_under_way = play.post().UnderWay();
  return plan;
}

// The more dossiers are collected at the agency, the fewer the post hands out, by at most one each: so going on by the
// surplus never goes too far.
absl::StatusOr<Plan> MakePlan(const v1::Scenario& scenario, const World& world, uint64_t seed) {
  const absl::StatusOr<Population> population = MakePopulation(scenario, world, seed);
  if (!population.ok()) return population.status();
  const int want = scenario.published().handed_out_by_post();
  int at_agency = 0;
  int by_post = 0;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    Population tried = *population;
    if (absl::Status status = CollectAtAgency(tried, at_agency); !status.ok()) return status;
    absl::StatusOr<Plan> plan = Simulate(scenario, world, seed, std::move(tried));
    if (!plan.ok()) return plan.status();
    by_post = plan->outcome.handed_out_by_post;
    if (by_post == want) {
      plan->collected_at_agency = at_agency;
      return plan;
    }
    at_agency += by_post - want;
    if (at_agency < 0) break;
  }
  return absl::FailedPreconditionError(absl::StrCat("published.handed_out_by_post: ", want,
                                                    ", but the post can hand out only ", by_post,
                                                    " by the last day"));
}

}  // namespace hoso::replay

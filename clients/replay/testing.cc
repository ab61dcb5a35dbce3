#include "clients/replay/testing.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "clients/replay/scenario.h"
#include "common/catalogue/catalogue.h"

namespace hoso::replay::testing {
namespace {

std::string Root() {
  const char* root = std::getenv("HOSO_SOURCE_DIR");
  return root == nullptr ? "." : root;
}

template <typename T>
T Need(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::cerr << value.status() << "\n";
  std::exit(1);
}

}  // namespace

const v1::Scenario& HalfYear() {
  static const v1::Scenario& scenario =
      *new v1::Scenario(Need(LoadScenario(Root() + "/clients/replay/yenbai_2022.textproto")));
  return scenario;
}

const World& YenBai() {
  static const World& world =
      *new World(Need(World::Create(Need(catalogue::Catalogue::Load(Root() + "/catalogue")), HalfYear())));
  return world;
}

const Plan& PlanOf(uint64_t seed) {
  static std::map<uint64_t, Plan>& plans = *new std::map<uint64_t, Plan>();
  auto found = plans.find(seed);
  if (found == plans.end()) found = plans.emplace(seed, Need(MakePlan(HalfYear(), YenBai(), seed))).first;
  return found->second;
}

}  // namespace hoso::replay::testing

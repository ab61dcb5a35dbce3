// Acts that are routing's commands: bags, hand-overs, differences.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/counter/acts_weigh.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "services/routing/decisions_bag.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/decisions_open_bag.h"
#include "services/routing/validate.h"

namespace hoso::counter {
namespace {

void SetPlace(const Place& place, core::v1::Holder* holder) {
  if (holder->kind() == core::v1::HOLDER_KIND_UNSPECIFIED) *holder = custody::Office(place.office_id);
}

}  // namespace

absl::StatusOr<core::v1::Bag> Acts::KnownBag(const std::string& bag_id) {
  auto bag = book_.FindBag(bag_id);
  if (!bag.ok()) return bag.status();
  if (!bag->has_value()) return NotInTheBook("bag", bag_id);
  return std::move((*bag)->bag);
}

// "T-CP04378Q1-230306-01": short enough for the bar code of a manifest on A5, and unlike that of any other counter,
// whose name it holds without the province's letters.
absl::StatusOr<std::string> Acts::NewBagId(const Acting& acting) {
  const std::string day = absl::FormatTime("%y%m%d", acting.moment.now, clock::LocalZone());
  const std::vector<std::string> parts = absl::StrSplit(place_.device_id, '-');
  const std::string counter = absl::StrJoin(parts.begin() + (parts.size() > 1 ? 1 : 0), parts.end(), "");
  int64_t number = 0;
  if (!acting.dry_run) {
    const auto next = numbers_.NextNumber(absl::StrCat("bag ", day));
    if (!next.ok()) return next.status();
    number = *next;
  }
  return absl::StrFormat("T-%s-%s-%02d", counter, day, number);
}

absl::StatusOr<Acts::Weighed> Acts::WeighSealing(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_seal_bag();
  SetPlace(place_, command->mutable_from());
  if (command->bag_id().empty()) {
    auto id = NewBagId(acting);
    if (!id.ok()) return id.status();
    command->set_bag_id(*std::move(id));
  }
  std::vector<core::v1::Bag> same_id;
  if (auto bag = KnownBag(command->bag_id()); bag.ok()) same_id.push_back(*std::move(bag));
  return WeighCommand<routing::v1::SealBagResponse>(
      acting, "routing.SealBag", request, command,
      [&](const auto& c) { return routing::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return routing::PlanSealBag(catalogue_, acting.context, valid); }, same_id);
}

absl::StatusOr<Acts::Weighed> Acts::WeighHandOver(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_hand_over();
  SetPlace(place_, command->mutable_from());
  const auto valid_of = [&](const auto& c) { return routing::Validate(catalogue_, acting.moment.now, c); };
  if (command->bag_id().empty()) {
    return WeighCommand<routing::v1::HandOverResponse>(
        acting, "routing.HandOver", request, command, valid_of,
        [&](const auto& valid) { return routing::PlanHandOverItems(catalogue_, acting.context, valid); });
  }
  const auto bag = KnownBag(command->bag_id());
  if (!bag.ok()) return bag.status();
  return WeighCommand<routing::v1::HandOverResponse>(
      acting, "routing.HandOver", request, command, valid_of,
      [&](const auto& valid) { return routing::PlanHandOverBag(catalogue_, acting.context, valid, *bag); }, {*bag});
}

absl::StatusOr<Acts::Weighed> Acts::WeighOpening(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_open_bag();
  SetPlace(place_, command->mutable_at());
  const auto bag = KnownBag(command->bag_id());
  if (!bag.ok()) return bag.status();
  if (command->manifest_digest().empty()) command->set_manifest_digest(bag->manifest_digest());
  // Others in which something stands by the book that turned up in this one.
  const auto known = book_.Bags();
  if (!known.ok()) return known.status();
  std::vector<core::v1::Bag> bags;
  for (const BookBag& one : *known) bags.push_back(one.bag);
  return WeighCommand<routing::v1::OpenBagResponse>(
      acting, "routing.OpenBag", request, command,
      [&](const auto& c) { return routing::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return routing::PlanOpenBag(catalogue_, acting.context, valid, *bag); }, bags);
}

absl::StatusOr<Acts::Weighed> Acts::WeighBag(const Acting& acting, v1::DoRequest request) {
  const auto valid_of = [&](const auto& command) { return routing::Validate(catalogue_, acting.moment.now, command); };
  switch (request.command_case()) {
    case v1::DoRequest::kSealBag:
      return WeighSealing(acting, std::move(request));
    case v1::DoRequest::kHandOver:
      return WeighHandOver(acting, std::move(request));
    case v1::DoRequest::kOpenBag:
      return WeighOpening(acting, std::move(request));
    case v1::DoRequest::kDispatchBag: {
      const auto bag = KnownBag(request.dispatch_bag().bag_id());
      if (!bag.ok()) return bag.status();
      return WeighCommand<routing::v1::DispatchBagResponse>(
          acting, "routing.DispatchBag", request, request.mutable_dispatch_bag(), valid_of,
          [&](const auto& valid) { return routing::PlanDispatchBag(catalogue_, acting.context, valid, *bag); }, {*bag});
    }
    default:
      return WeighCommand<routing::v1::SettleDiscrepancyResponse>(
          acting, "routing.SettleDiscrepancy", request, request.mutable_settle_discrepancy(), valid_of,
          [&](const auto& valid) { return routing::PlanSettleDiscrepancy(catalogue_, acting.context, valid); });
  }
}

}  // namespace hoso::counter

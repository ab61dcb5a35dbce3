#include "services/routing/lists_and_reports.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/dossier/summary.h"
#include "common/rights/reach.h"
#include "common/rpc/errors.h"
#include "common/rpc/page_token.h"
#include "services/routing/custody_audit.h"
#include "services/routing/report_bieu06.h"
#include "services/routing/stock.h"
#include "services/routing/tracking_requests.h"

namespace hoso::routing {
namespace {

using namespace tracking::v1;  // Requests and responses of this service only.

constexpr int kDueSoonDays = 2;

HeldItem HeldItemOf(const StoredItem& stored) {
  HeldItem held;
  held.set_dossier_code(stored.state.dossier_code());
  for (const core::v1::Item& item : stored.state.items()) {
    if (item.number() == stored.item) *held.mutable_item() = item;
  }
  held.set_status(stored.state.status());
  held.set_return_office_id(stored.state.return_office_id());
  held.set_agency_key(stored.state.agency_key());
  return held;
}

}  // namespace

ListsAndReports::ListsAndReports(const TrackingParts& parts)
    : catalogue_(parts.catalogue), pool_(parts.pool), workers_(parts.workers), store_(parts.pool) {}

// What a place has in hand is for that place; what is in a bag, for who has to do with the bag.
template <typename Call>
absl::Status ListsAndReports::CheckMayList(const Call& call, const core::v1::Holder& holder) {
  if (rights::ReachesHolder(catalogue_, call.reach(), holder)) return absl::OkStatus();
  if (holder.kind() != core::v1::HOLDER_KIND_BAG) return rights::OutOfReach("holder", custody::Name(holder));
  const auto bag = store_.FindBag(holder.id(), call.deadline());
  if (!bag.ok()) return bag.status();
  if (rights::ReachesBag(catalogue_, call.reach(), *bag)) return absl::OkStatus();
  return errors::NotFound("bag", holder.id());
}

void ListsAndReports::ListDossiers(const CallPtr<ListDossiersRequest, ListDossiersResponse>& call) {
  const auto page = PlanListDossiers(catalogue_, call->reach(), call->request());
  if (!page.ok()) return call->Finish(page.status());
  workers_.Answer(call, [this, call, page = *page]() -> absl::Status {
    // One row more than a page tells whether another page follows.
    auto found = store_.ListDossiers(page.filter, page.before, page.size + 1, call->deadline());
    if (!found.ok()) return found.status();
    if (static_cast<int>(found->size()) > page.size) {
      found->pop_back();
      call->response()->set_next_page_token(rpc::MakePageToken(page.question, {absl::StrCat(found->back().id)}));
    }
    for (const StoredDossier& dossier : *found) {
      *call->response()->add_dossiers() = dossier::Summarize(dossier.state);
    }
    return absl::OkStatus();
  });
}

void ListsAndReports::GetBag(const CallPtr<GetBagRequest, GetBagResponse>& call) {
  if (call->request().bag_id().empty()) return call->Finish(errors::FieldError("bag_id", "empty, want a bag's id"));
  workers_.Answer(call, [this, call]() -> absl::Status {
    auto bag = store_.FindBag(call->request().bag_id(), call->deadline());
    if (!bag.ok()) return bag.status();
    if (!rights::ReachesBag(catalogue_, call->reach(), *bag)) {
      return errors::NotFound("bag", call->request().bag_id());
    }
    *call->response()->mutable_bag() = *std::move(bag);
    return absl::OkStatus();
  });
}

void ListsAndReports::ListBags(const CallPtr<ListBagsRequest, ListBagsResponse>& call) {
  const auto page = PlanListBags(catalogue_, call->reach(), call->request());
  if (!page.ok()) return call->Finish(page.status());
  workers_.Answer(call, [this, call, page = *page]() -> absl::Status {
    auto bags = store_.ListBags(page.filter, page.after, page.size + 1, call->deadline());
    if (!bags.ok()) return bags.status();
    if (static_cast<int>(bags->size()) > page.size) {
      bags->pop_back();
      call->response()->set_next_page_token(rpc::MakePageToken(page.question, {bags->back().bag_id()}));
    }
    for (core::v1::Bag& bag : *bags) *call->response()->add_bags() = std::move(bag);
    return absl::OkStatus();
  });
}

void ListsAndReports::ListItems(const CallPtr<ListItemsRequest, ListItemsResponse>& call) {
  const auto page = PlanListItems(call->request());
  if (!page.ok()) return call->Finish(page.status());
  workers_.Answer(call, [this, call, page = *page]() -> absl::Status {
    if (absl::Status status = CheckMayList(*call, page.holder); !status.ok()) return status;
    auto items = store_.ListItems(page.holder, page.after_dossier, page.after_item, page.size + 1, call->deadline());
    if (!items.ok()) return items.status();
    if (static_cast<int>(items->size()) > page.size) {
      items->pop_back();
      call->response()->set_next_page_token(
          rpc::MakePageToken(page.question, {absl::StrCat(items->back().dossier), absl::StrCat(items->back().item)}));
    }
    for (const StoredItem& item : *items) *call->response()->add_items() = HeldItemOf(item);
    return absl::OkStatus();
  });
}

void ListsAndReports::AuditCustody(const CallPtr<AuditCustodyRequest, AuditCustodyResponse>& call) {
  workers_.Answer(call, [this, call]() -> absl::Status {
    auto audit = routing::AuditCustody(pool_, call->deadline());
    if (!audit.ok()) return audit.status();
    *call->response() = *std::move(audit);
    return absl::OkStatus();
  });
}

void ListsAndReports::ReportBieu06(const CallPtr<ReportBieu06Request, ReportBieu06Response>& call) {
  const auto period = PeriodOf(call->request());
  if (!period.ok()) return call->Finish(period.status());
  std::optional<int> agency;
  if (const std::string& key = call->request().agency_key(); !key.empty()) {
    const auto found = catalogue_.FindAgency(key);
    if (!found.ok()) return call->Finish(errors::NotFound("agency", key));
    if (!rights::ReachesAgency(catalogue_, call->reach(), key)) {
      return call->Finish(rights::OutOfReach("agency_key", key));
    }
    agency = (*found)->number();
  }
  workers_.Answer(call, [this, call, period = *period, agency]() -> absl::Status {
    Bieu06Report report(period, call->now());
    absl::Status status = store_.VisitDossiers(
        agency,
        [&](const core::v1::Dossier& dossier) {
          if (rights::ReachesAgency(catalogue_, call->reach(), dossier.agency_key())) report.Add(dossier);
        },
        call->deadline());
    if (status.ok()) *call->response() = report.Finish();
    return status;
  });
}

void ListsAndReports::GetOverview(const CallPtr<GetOverviewRequest, GetOverviewResponse>& call) {
  workers_.Answer(call, [this, call]() -> absl::Status {
    const absl::Time now = call->now();
    const auto stock = ReadStock(pool_, now, DueSoonUntil(catalogue_, now, kDueSoonDays), call->deadline());
    if (!stock.ok()) return stock.status();
    *call->response() = OverviewOf(catalogue_, *stock, now);
    return absl::OkStatus();
  });
}

}  // namespace hoso::routing

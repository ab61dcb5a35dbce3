#include "services/routing/decisions_open_bag.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/catalogue/relations.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/routing/bag_contents.h"
#include "services/routing/bag_rows.h"
#include "services/routing/deadlines.h"
#include "services/routing/opening.h"

namespace hoso::routing {
namespace {

using core::v1::Bag;

// OK if the bag as it stands may be opened by this request.
absl::Status CheckMayOpen(const catalogue::Catalogue& catalogue, const Bag& bag, const v1::OpenBagRequest& request,
                          absl::Time occurred_at) {
  const bool here = custody::Same(bag.to(), request.at()) ||
                    (bag.to().kind() == core::v1::HOLDER_KIND_AGENCY && request.at().kind() == bag.to().kind() &&
                     catalogue::IsOrSucceeds(catalogue, request.at().id(), bag.to().id()));
  if (!here) {
    return errors::Precondition("WRONG_PLACE",
                                absl::StrCat("bag ", bag.bag_id(), " may be opened at ", custody::Name(bag.to()),
                                             " only, not at ", custody::Name(request.at())),
                                {{"bag_id", bag.bag_id()}, {"to", custody::Name(bag.to())}});
  }
  if (absl::Status status = CheckUnderWay(bag, occurred_at); !status.ok()) return status;
  if (request.manifest_digest() != bag.manifest_digest()) {
    return errors::FieldError("manifest_digest",
                              absl::StrCat("another than that of bag ", bag.bag_id(), ", want that of its manifest"));
  }
  const std::string& seal = request.seal_number_found();
  if (request.seal_state() == core::v1::SEAL_STATE_DIFFERENT && seal == bag.seal_number()) {
    return errors::FieldError("seal_number_found", absl::StrCat(seal, ", the number that the bag was sealed with"));
  }
  if (request.seal_state() == core::v1::SEAL_STATE_INTACT && !seal.empty() && seal != bag.seal_number()) {
    return errors::FieldError("seal_state", absl::StrCat("INTACT, want DIFFERENT: the bag was sealed with another "
                                                         "number than ",
                                                         seal));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, core::v1::Holder>> CustodiansOf(const ledger::View& view) {
  std::map<std::string, core::v1::Holder> custodians;
  for (const Row& row : view.side_rows()) {
    const auto bag = BagOfRow(row);
    if (!bag.ok()) return bag.status();
    custodians[bag->bag_id()] = bag->custodian();
  }
  return custodians;
}

void AddRefs(const std::string& code, const std::vector<int32_t>& items,
             google::protobuf::RepeatedPtrField<core::v1::ItemRef>& refs) {
  for (const int32_t item : items) {
    core::v1::ItemRef& ref = *refs.Add();
    ref.set_dossier_code(code);
    ref.set_item(item);
  }
}

void MarkOpened(const Opening& opening, Bag& bag) {
  bag.set_status(core::v1::BAG_STATUS_OPENED);
  *bag.mutable_custodian() = opening.at;
  *bag.mutable_opened_at() = opening.opened_at;
  bag.set_seal_state(opening.seal_state);
  bag.set_version(bag.version() + 1);
}

// All that the opening of one bag is decided by.
class OpenBag {
 public:
  OpenBag(const catalogue::Catalogue& catalogue, command::Context context, v1::OpenBagRequest request,
          absl::Time settle_by, ItemsByCode listed)
      : catalogue_(catalogue),
        context_(std::move(context)),
        request_(std::move(request)),
        settle_by_(settle_by),
        listed_(std::move(listed)),
        found_(GroupByCode(request_.found())),
        damaged_(GroupByCode(request_.damaged())) {}

  // Names the dossiers of the manifest and of what was found.
  absl::Status NameDossiers() {
    ItemsByCode all = listed_;
    all.insert(found_.begin(), found_.end());
    auto dossiers = DossiersOf(catalogue_, all);
    if (!dossiers.ok()) return dossiers.status();
    dossiers_ = *std::move(dossiers);
    return absl::OkStatus();
  }

  const std::map<std::string, identity::DossierId>& dossiers() const { return dossiers_; }

  absl::StatusOr<ledger::Decision> Decide(const ledger::View& view) const {
    auto bag = BagIn(view, request_.bag_id());
    if (!bag.ok()) return bag.status();
    if (absl::Status status = CheckMayOpen(catalogue_, *bag, request_, context_.occurred_at); !status.ok()) {
      return status;
    }
    auto custodians = CustodiansOf(view);
    if (!custodians.ok()) return custodians.status();
    Opening opening;
    opening.bag = *bag;
    opening.at = request_.at();
    opening.seal_state = request_.seal_state();
    opening.opened_at = ToProto(ToMicros(context_.occurred_at));
    opening.settle_by = ToProto(ToMicros(settle_by_));
    opening.custodians = *std::move(custodians);
    ledger::Decision decision;
    v1::OpenBagResponse response;
    for (const auto& [code, id] : dossiers_) {
      if (absl::Status status = Record(view, opening, code, id, decision, response); !status.ok()) return status;
    }
    MarkOpened(opening, *bag);
    *response.mutable_bag() = *bag;
    decision.answer = response.SerializeAsString();
    decision.side_write = UpdateBagSql(*bag, request_.seal_number_found());
    return decision;
  }

 private:
  absl::Status Record(const ledger::View& view, const Opening& opening, const std::string& code, identity::DossierId id,
                      ledger::Decision& decision, v1::OpenBagResponse& response) const {
    const auto loaded = command::Existing(view, id, code);
    if (!loaded.ok()) return loaded.status();
    dossier::DossierChange change = command::Begin(**loaded, context_);
    Differences differences;
    if (absl::Status status = RecordOpening(opening, ItemsOf(listed_, code),
                                            {ItemsOf(found_, code), ItemsOf(damaged_, code)}, change, differences);
        !status.ok()) {
      return status;
    }
    AddRefs(code, differences.missing, *response.mutable_missing());
    AddRefs(code, differences.surplus, *response.mutable_surplus());
    if (!change.facts().empty()) decision.appends.push_back(ledger::Append{std::move(change), {}});
    return absl::OkStatus();
  }

  static std::vector<int32_t> ItemsOf(const ItemsByCode& groups, const std::string& code) {
    const auto group = groups.find(code);
    return group == groups.end() ? std::vector<int32_t>{} : group->second;
  }

  const catalogue::Catalogue& catalogue_;
  command::Context context_;
  v1::OpenBagRequest request_;
  absl::Time settle_by_;
  ItemsByCode listed_;
  ItemsByCode found_;
  ItemsByCode damaged_;
  std::map<std::string, identity::DossierId> dossiers_;
};

}  // namespace

absl::StatusOr<command::Plan> PlanOpenBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                          const Valid<v1::OpenBagRequest>& valid, const Bag& read) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  const v1::OpenBagRequest& request = valid.request;
  if (absl::Status status = command::CheckActsFor(catalogue, context.actor, request.at(), "at"); !status.ok())
    return status;
  const auto settle_by = SettleBy(catalogue, request.at(), context.occurred_at);
  if (!settle_by.ok()) return settle_by.status();
  auto opening = std::make_shared<OpenBag>(catalogue, context, request, *settle_by, GroupByCode(read.items()));
  if (absl::Status status = opening->NameDossiers(); !status.ok()) return status;

  command::Plan plan;
  for (const auto& [code, id] : opening->dossiers()) plan.dossiers.push_back(id);
  std::vector<ItemKey> found;
  for (int i = 0; i < request.found_size(); ++i) {
    found.push_back({valid.dossiers[static_cast<size_t>(i)], request.found(i).item()});
  }
  plan.lane = ledger::Lane::kBulk;
  plan.side_load = LockBagsOfSql(request.bag_id(), found);
  plan.decide = [opening = std::shared_ptr<const OpenBag>(std::move(opening))](const ledger::View& view) {
    return opening->Decide(view);
  };
  return plan;
}

}  // namespace hoso::routing

#include "services/routing/validate.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/custody/manifest.h"
#include "services/routing/validate_fields.h"

namespace hoso::routing {
namespace {

using command::Fields;
using core::v1::Holder;

constexpr int kMaxItems = 1000;  // Of a bag.
constexpr size_t kDigestBytes = 32;

void CheckBagId(Fields& fields, const std::string& bag_id) {
  bool good = bag_id.size() >= 4 && bag_id.size() <= 40;
  for (char c : bag_id) good = good && (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.');
  if (!good) {
    fields.Add("bag_id",
               absl::StrCat("\"", errors::Echo(bag_id, 40), "\", want 4 to 40 letters, digits, \"-\", \".\""));
  }
}

// A holder that the catalogue knows; `carriers`: one may stand here too.
void CheckHolder(Fields& fields, bool given, const Holder& holder, const std::string& field, bool carriers) {
  const bool place = holder.kind() == core::v1::HOLDER_KIND_OFFICE || holder.kind() == core::v1::HOLDER_KIND_AGENCY;
  const bool carrier = holder.kind() == core::v1::HOLDER_KIND_CARRIER;
  if (!given || !(place || (carriers && carrier))) {
    fields.Add(field, carriers ? "not given, want an office, an agency or a carrier"
                               : "not given, want an office or an agency");
    return;
  }
  const absl::Status known = command::CheckKnown(fields.catalogue(), holder);
  if (!known.ok()) fields.Add(field, absl::StrCat(errors::Echo(holder.id()), ", want one of the catalogue"));
}

// Items as printed; the dossier of each goes into `dossiers`.
template <typename Items>
void CheckItems(Fields& fields, Items& items, const std::string& field, std::vector<identity::DossierId>& dossiers) {
  const identity::AgencyCodes codes = command::CodesOf(fields.catalogue());
  std::set<std::pair<int64_t, int32_t>> seen;
  for (int i = 0; i < items.size(); ++i) {
    const std::string here = absl::StrCat(field, "[", i, "]");
    core::v1::ItemRef& item = items[i];
    if (item.item() < 1) fields.Add(here + ".item", absl::StrCat(item.item(), ", want 1 or more"));
    const auto id = fields.DossierCode(item.dossier_code(), here + ".dossier_code");
    if (!id.has_value()) continue;
    const auto code = identity::FormatDossierCode(*id, codes);
    if (code.ok()) item.set_dossier_code(*code);
    if (!seen.emplace(id->value(), item.item()).second) {
      fields.Add(here,
                 absl::StrCat("item ", item.item(), " of ", item.dossier_code(), " a second time, want each once"));
    }
    dossiers.push_back(*id);
  }
}

// What is damaged is also found, and named once. REQUIRES: `found` went through CheckItems.
void CheckDamaged(Fields& fields, v1::OpenBagRequest& request) {
  if (request.damaged_size() > request.found_size()) {
    return fields.Add("damaged",
                      absl::StrCat(request.damaged_size(), ", want no more than were found, ", request.found_size()));
  }
  std::vector<identity::DossierId> dossiers;
  CheckItems(fields, *request.mutable_damaged(), "damaged", dossiers);
  std::set<std::pair<std::string, int32_t>> found;
  for (const core::v1::ItemRef& item : request.found()) found.emplace(item.dossier_code(), item.item());
  for (int i = 0; i < request.damaged_size(); ++i) {
    const core::v1::ItemRef& item = request.damaged(i);
    if (found.contains({item.dossier_code(), item.item()})) continue;
    fields.Add(absl::StrCat("damaged[", i, "]"),
               absl::StrCat("item ", item.item(), " of ", item.dossier_code(), ", want one of those found"));
  }
}

void SortManifest(Valid<v1::SealBagRequest>& valid, const catalogue::Catalogue& catalogue) {
  std::vector<core::v1::ItemRef> items(valid.request.items().begin(), valid.request.items().end());
  // Its complaints are those of CheckItems, which came before.
  if (!custody::OrderManifest(items).ok()) return;
  valid.dossiers.clear();
  for (size_t i = 0; i < items.size(); ++i) {
    *valid.request.mutable_items(static_cast<int>(i)) = items[i];
    valid.dossiers.push_back(*identity::ParseDossierCode(items[i].dossier_code(), command::CodesOf(catalogue)));
  }
}

}  // namespace

Validated<v1::SealBagRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                       const v1::SealBagRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  CheckBagId(fields, request.bag_id());
  CheckHolder(fields, request.has_from(), request.from(), "from", /*carriers=*/false);
  CheckHolder(fields, request.has_to(), request.to(), "to", /*carriers=*/false);
  if (request.has_to() && custody::Same(request.from(), request.to())) {
    fields.Add("to", absl::StrCat(custody::Name(request.to()), ", want another place than it comes from"));
  }
  fields.Label(request.seal_number(), "seal_number");
  if (!request.packet_digest().empty() && request.packet_digest().size() != kDigestBytes) {
    fields.Add("packet_digest",
               absl::StrCat(request.packet_digest().size(), " bytes, want ", kDigestBytes, " or none"));
  }
  if (request.items().empty() || request.items_size() > kMaxItems) {
    fields.Add("items", absl::StrCat(request.items_size(), ", want 1 to ", kMaxItems));
    return fields.ToStatus();
  }
  CheckItems(fields, *valid.request.mutable_items(), "items", valid.dossiers);
  if (fields.ok()) SortManifest(valid, catalogue);
  return End(fields, std::move(valid));
}

Validated<v1::DispatchBagRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                           const v1::DispatchBagRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  CheckBagId(fields, request.bag_id());
  CheckHolder(fields, true, custody::Carrier(request.carrier_id()), "carrier_id", /*carriers=*/true);
  return End(fields, std::move(valid));
}

Validated<v1::HandOverRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                        const v1::HandOverRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  // What is lost with a report may turn up: then whoever has it signs for it.
  if (request.from().kind() != core::v1::HOLDER_KIND_MISSING || !request.bag_id().empty()) {
    CheckHolder(fields, request.has_from(), request.from(), "from", /*carriers=*/true);
  }
  CheckHolder(fields, request.has_to(), request.to(), "to", /*carriers=*/true);
  if (request.has_to() && custody::Same(request.from(), request.to())) {
    fields.Add("to", absl::StrCat(custody::Name(request.to()), ", want another than who hands over"));
  }
  CheckExpectedVersion(fields, request);
  if (!request.bag_id().empty()) {
    CheckBagId(fields, request.bag_id());
    if (!request.dossier_code().empty() || !request.items().empty()) {
      fields.Add("bag_id", "given together with dossier_code or items, want either a bag or items of one dossier");
    }
    valid.request.set_document_number(fields.OptionalText(request.document_number(), "document_number", 64));
    return End(fields, std::move(valid));
  }
  NameDossier(fields, valid);
  valid.request.set_document_number(fields.Text(request.document_number(), "document_number", 64));
  if (request.items().empty()) fields.Add("items", "none, want the numbers of the items that change hands");
  std::set<int32_t> seen;
  for (int i = 0; i < request.items_size(); ++i) {
    if (request.items(i) < 1 || !seen.insert(request.items(i)).second) {
      fields.Add(absl::StrCat("items[", i, "]"), absl::StrCat(request.items(i), ", want each number once, from 1"));
    }
  }
  return End(fields, std::move(valid));
}

Validated<v1::OpenBagRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                       const v1::OpenBagRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  CheckBagId(fields, request.bag_id());
  CheckHolder(fields, request.has_at(), request.at(), "at", /*carriers=*/false);
  fields.Given(request.seal_state(), core::v1::SealState_IsValid, "seal_state");
  if (request.seal_state() == core::v1::SEAL_STATE_DIFFERENT) {
    fields.Label(request.seal_number_found(), "seal_number_found");
  } else if (!request.seal_number_found().empty()) {
    fields.Label(request.seal_number_found(), "seal_number_found");
  }
  if (request.manifest_digest().size() != kDigestBytes) {
    fields.Add("manifest_digest", absl::StrCat(request.manifest_digest().size(), " bytes, want the ", kDigestBytes,
                                               " of the manifest in the bag"));
  }
  if (request.found_size() > 2 * kMaxItems) {
    fields.Add("found", absl::StrCat(request.found_size(), ", want at most ", 2 * kMaxItems));
    return fields.ToStatus();
  }
  if (request.counted() != request.found_size()) {
    fields.Add("counted", absl::StrCat(request.counted(), ", want as many as were found, ", request.found_size()));
  }
  CheckItems(fields, *valid.request.mutable_found(), "found", valid.dossiers);
  CheckDamaged(fields, valid.request);
  return End(fields, std::move(valid));
}

Validated<v1::SettleDiscrepancyRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::SettleDiscrepancyRequest& request) {
  Fields fields(catalogue, now);
  auto valid = Begin(fields, request);
  NameDossier(fields, valid);
  CheckExpectedVersion(fields, request);
  if (request.discrepancy() < 1) fields.Add("discrepancy", absl::StrCat(request.discrepancy(), ", want 1 or more"));
  fields.Given(request.outcome(), core::v1::DiscrepancyOutcome_IsValid, "outcome");
  valid.request.set_ground(fields.Text(request.ground(), "ground"));
  const bool lost = request.outcome() == core::v1::DISCREPANCY_OUTCOME_LOST;
  if (lost) {
    fields.Label(request.report_number(), "report_number");
    if (request.has_found_at()) fields.Add("found_at", "given, want none for what is lost");
  } else if (!request.report_number().empty()) {
    fields.Add("report_number", "given, want one only for what is lost");
  }
  const bool found = request.outcome() == core::v1::DISCREPANCY_OUTCOME_FOUND;
  if (found || (!lost && request.has_found_at())) {
    CheckHolder(fields, request.has_found_at(), request.found_at(), "found_at", /*carriers=*/true);
  }
  return End(fields, std::move(valid));
}

}  // namespace hoso::routing

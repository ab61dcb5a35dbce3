#include "common/custody/custody.h"

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"

namespace hoso::custody {
namespace {

using core::v1::Holder;
using core::v1::HolderKind;
using enum core::v1::HolderKind;

bool IsKeeper(HolderKind kind) {
  return kind == HOLDER_KIND_OFFICE || kind == HOLDER_KIND_CARRIER || kind == HOLDER_KIND_AGENCY;
}

bool MayPass(HolderKind from, HolderKind to, Cause cause) {
  switch (cause) {
    case Cause::kByHand:
      return (IsKeeper(from) || from == HOLDER_KIND_MISSING) && IsKeeper(to);
    case Cause::kSealed:
      return (from == HOLDER_KIND_OFFICE || from == HOLDER_KIND_AGENCY) && to == HOLDER_KIND_BAG;
    case Cause::kOpened:
      return from == HOLDER_KIND_BAG && (to == HOLDER_KIND_OFFICE || to == HOLDER_KIND_AGENCY);
    case Cause::kDiscrepancy:
      return from != HOLDER_KIND_APPLICANT && IsKeeper(to);
    case Cause::kLost:
      return from != HOLDER_KIND_APPLICANT && from != HOLDER_KIND_MISSING && to == HOLDER_KIND_MISSING;
    case Cause::kHandedOut:
      return IsKeeper(from) && to == HOLDER_KIND_APPLICANT;
  }
  return false;
}

const char* KindName(HolderKind kind) {
  switch (kind) {
    case HOLDER_KIND_OFFICE:
      return "office";
    case HOLDER_KIND_BAG:
      return "bag";
    case HOLDER_KIND_CARRIER:
      return "carrier";
    case HOLDER_KIND_AGENCY:
      return "agency";
    case HOLDER_KIND_APPLICANT:
      return "applicant";
    case HOLDER_KIND_MISSING:
      return "missing";
    default:
      return "nobody";
  }
}

absl::Status CheckHolder(const Holder& holder) {
  if (holder.kind() == HOLDER_KIND_UNSPECIFIED || !core::v1::HolderKind_IsValid(holder.kind())) {
    return absl::InvalidArgumentError(
        "holder.kind: not given, want office, bag, carrier, agency, applicant or missing");
  }
  if (holder.kind() != HOLDER_KIND_APPLICANT && holder.id().empty()) {
    return absl::InvalidArgumentError(absl::StrCat("holder.id: empty, want the id of the ", KindName(holder.kind())));
  }
  return absl::OkStatus();
}

}  // namespace

Holder MakeHolder(HolderKind kind, const std::string& id) {
  Holder holder;
  holder.set_kind(kind);
  holder.set_id(id);
  return holder;
}

Holder Office(const std::string& id) { return MakeHolder(HOLDER_KIND_OFFICE, id); }
Holder Agency(const std::string& key) { return MakeHolder(HOLDER_KIND_AGENCY, key); }
Holder Bag(const std::string& id) { return MakeHolder(HOLDER_KIND_BAG, id); }
Holder Carrier(const std::string& id) { return MakeHolder(HOLDER_KIND_CARRIER, id); }
Holder Applicant() { return MakeHolder(HOLDER_KIND_APPLICANT, ""); }
Holder Missing(const std::string& report_number) { return MakeHolder(HOLDER_KIND_MISSING, report_number); }

bool Same(const Holder& a, const Holder& b) { return a.kind() == b.kind() && a.id() == b.id(); }

std::string Name(const Holder& holder) {
  if (holder.id().empty()) return KindName(holder.kind());
  return absl::StrCat(KindName(holder.kind()), " ", holder.id());
}

const core::v1::Item* Find(const core::v1::Dossier& dossier, int item) {
  for (const core::v1::Item& candidate : dossier.items()) {
    if (candidate.number() == item) return &candidate;
  }
  return nullptr;
}

core::v1::ItemMove MakeMove(int item, const Holder& from, const Holder& to) {
  core::v1::ItemMove move;
  move.set_item(item);
  *move.mutable_from() = from;
  *move.mutable_to() = to;
  return move;
}

absl::Status Create(core::v1::Dossier& dossier, core::v1::Item item, absl::Time at) {
  const int next = dossier.items_size() + 1;
  if (item.number() != next) {
    return absl::InvalidArgumentError(absl::StrCat("item.number: ", item.number(), ", want ", next));
  }
  if (item.kind() == core::v1::ITEM_KIND_UNSPECIFIED) return absl::InvalidArgumentError("item.kind: not given");
  if (absl::Status status = CheckHolder(item.holder()); !status.ok()) return status;
  if (!IsKeeper(item.holder().kind())) {
    return absl::InvalidArgumentError(
        absl::StrCat("item.holder: ", Name(item.holder()), ", want an office, a carrier or an agency"));
  }
  *item.mutable_since() = ToProto(at);
  *dossier.add_items() = std::move(item);
  return absl::OkStatus();
}

absl::Status Move(core::v1::Dossier& dossier, const core::v1::ItemMove& move, Cause cause, absl::Time at) {
  if (absl::Status status = CheckHolder(move.to()); !status.ok()) return status;
  for (core::v1::Item& item : *dossier.mutable_items()) {
    if (item.number() != move.item()) continue;
    if (!Same(item.holder(), move.from())) {
      return absl::FailedPreconditionError(absl::StrCat("item ", move.item(), " of ", dossier.dossier_code(),
                                                        " is held by ", Name(item.holder()), ", not by ",
                                                        Name(move.from())));
    }
    if (Same(item.holder(), move.to()) || !MayPass(item.holder().kind(), move.to().kind(), cause)) {
      return absl::FailedPreconditionError(absl::StrCat("item ", move.item(), " of ", dossier.dossier_code(),
                                                        " may not pass from ", Name(item.holder()), " to ",
                                                        Name(move.to())));
    }
    *item.mutable_holder() = move.to();
    *item.mutable_since() = ToProto(at);
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat("item ", move.item(), ": ", dossier.dossier_code(), " has no such item"));
}

}  // namespace hoso::custody

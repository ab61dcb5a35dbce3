#include "clients/counter/work.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/counter/card.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/dossier/lifecycle.h"
#include "common/identity/folded_name.h"
#include "common/identity/person_id.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/slips/text.h"

namespace hoso::counter {
namespace {

constexpr int kMostFound = 50;
constexpr size_t kLongestScan = 1000;
constexpr size_t kLeastDigits = 3;  // Of a code's end.

bool AllDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

// "H15.05-230504-0001", or its end.
bool LooksLikeCode(const std::string& text) {
  return absl::StartsWith(text, "H") && std::count(text.begin(), text.end(), '-') == 2;
}

bool HasNumber(const core::v1::PersonRecord& person, const std::string& number) {
  return identity::NormalIdentityNumber(person.identity_number()) == number ||
         person.former_identity_number() == number;
}

bool HasWords(const core::v1::PersonRecord& person, const std::vector<identity::NameWord>& words) {
  return identity::FitOf(words, identity::WordsOf(person.full_name())) != identity::NameFit::kNone;
}

bool Fits(const Scan& scan, const BookDossier& of) {
  const std::string& code = of.kept.dossier().dossier_code();
  const core::v1::PersonRecord owner = OwnerOf(of.kept), submitter = SubmitterOf(of.kept);
  switch (scan.as) {
    case v1::SCANNED_CODE:
    case v1::SCANNED_SLIP:
      return code == scan.text || (AllDigits(scan.text) && absl::EndsWith(code, scan.text));
    case v1::SCANNED_CARD:
    case v1::SCANNED_NUMBER:
      return HasNumber(owner, scan.text) || HasNumber(submitter, scan.text) ||
             (scan.as == v1::SCANNED_NUMBER && owner.phone() == scan.text);
    case v1::SCANNED_WORDS: {
      const auto words = identity::WordsOf(scan.text);
      return !words.empty() && (HasWords(owner, words) || HasWords(submitter, words));
    }
    default:
      return false;
  }
}

bool Has(const v1::DossierView& view, v1::Act act) {
  return std::find(view.acts().begin(), view.acts().end(), act) != view.acts().end();
}

bool IsDue(const v1::DossierView& view, const core::v1::Dossier& dossier, absl::Time now) {
  if (!view.has_appointment() || !view.appointment().has_due_at() || dossier::IsFinished(dossier.status()))
    return false;
  return clock::LocalDay(FromProto(view.appointment().due_at())) <= clock::LocalDay(now) + 1;
}

// Since when the applicant should have been told of something: results here, papers or money asked for.
std::optional<absl::Time> ToTellSince(const v1::DossierView& view, const core::v1::Dossier& dossier) {
  if (Has(view, v1::ACT_HAND_OUT)) return FromProto(dossier.results_received_at());
  if (!view.has_supplement() && !dossier.has_open_payment()) return std::nullopt;
  return dossier.pauses().empty() ? absl::InfinitePast() : FromProto(dossier.pauses().rbegin()->from());
}

}  // namespace

absl::StatusOr<Scan> ReadScan(const std::string& raw) {
  const std::string text(absl::StripAsciiWhitespace(raw));
  if (text.empty()) return errors::FieldError("text", "empty, want what was scanned or typed");
  if (text.size() > kLongestScan)
    return errors::FieldError("text", absl::StrCat(text.size(), " bytes, want at most 1000"));
  if (absl::StartsWith(text, slips::kPrefix)) {
    const auto slip = slips::Read(text);
    if (!slip.ok()) return slip.status();
    return Scan{.as = v1::SCANNED_SLIP, .text = slip->statement.dossier_code()};
  }
  if (absl::StrContains(text, "|")) {
    const auto card = ReadCard(text);
    if (!card.ok()) return card.status();
    return Scan{.as = v1::SCANNED_CARD,
                .text = identity::NormalIdentityNumber(card->person().identity_number()),
                .person = card->person()};
  }
  const std::string upper = absl::AsciiStrToUpper(text);
  if (LooksLikeCode(upper)) return Scan{.as = v1::SCANNED_CODE, .text = upper};
  if (absl::StartsWith(upper, "T-")) return Scan{.as = v1::SCANNED_BAG, .text = upper};
  if (AllDigits(text)) {
    return Scan{.as = text.size() >= 9 ? v1::SCANNED_NUMBER : v1::SCANNED_CODE, .text = text};
  }
  return Scan{.as = v1::SCANNED_WORDS, .text = text};
}

Eye Work::EyeNow() { return {.catalogue = catalogue_, .office_id = place_.office_id, .now = clock_.Now().now}; }

absl::StatusOr<v1::FindDossiersResponse> Work::Find(const v1::FindDossiersRequest& request) {
  const auto scan = ReadScan(request.text());
  if (!scan.ok()) return scan.status();
  v1::FindDossiersResponse response;
  response.set_scanned(scan->as);
  if (scan->as == v1::SCANNED_CARD) *response.mutable_person() = scan->person;
  if (scan->as == v1::SCANNED_SLIP) response.set_slip_text(std::string(absl::StripAsciiWhitespace(request.text())));
  if (scan->as == v1::SCANNED_BAG) response.set_bag_id(scan->text);
  if (scan->as == v1::SCANNED_CODE && AllDigits(scan->text) && scan->text.size() < kLeastDigits) {
    return errors::FieldError("text", absl::StrCat("want at least the last ", kLeastDigits, " digits of a code"));
  }
  auto dossiers = book_.Dossiers();
  if (!dossiers.ok()) return dossiers.status();
  const Eye eye = EyeNow();
  for (auto dossier = dossiers->rbegin(); dossier != dossiers->rend(); ++dossier) {
    if (response.dossiers_size() == kMostFound) break;
    if (Fits(*scan, *dossier)) *response.add_dossiers() = ViewOf(eye, *dossier);
  }
  return response;
}

absl::StatusOr<v1::DossierView> Work::Get(const v1::GetDossierRequest& request) {
  const auto dossier = book_.Find(request.dossier_code());
  if (!dossier.ok()) return dossier.status();
  if (!dossier->has_value()) return NotInTheBook("dossier", request.dossier_code());
  return ViewOf(EyeNow(), **dossier);
}

absl::StatusOr<v1::ListWorkResponse> Work::List() {
  const auto dossiers = book_.Dossiers();
  if (!dossiers.ok()) return dossiers.status();
  const auto bags = book_.Bags();
  if (!bags.ok()) return bags.status();
  const Eye eye = EyeNow();
  v1::ListWorkResponse work;
  absl::Time as_of = absl::InfinitePast();
  for (const BookDossier& one : *dossiers) {
    const core::v1::Dossier& dossier = one.kept.dossier();
    const v1::DossierView view = ViewOf(eye, one);
    if (Has(view, v1::ACT_INTO_BAG)) *work.add_to_send() = view;
    if (Has(view, v1::ACT_HAND_OUT) || Has(view, v1::ACT_RECEIVE_RESULTS)) *work.add_results() = view;
    if (const auto since = ToTellSince(view, dossier); since.has_value()) {
      const bool told = dossier.has_notified_at() && FromProto(dossier.notified_at()) >= *since;
      *(told ? work.add_for_applicant() : work.add_to_call()) = view;
    }
    if (IsDue(view, dossier, eye.now)) *work.add_due() = view;
    if (view.turn() == v1::TURN_TROUBLE) *work.add_discrepancies() = view;
    as_of = std::max(as_of, one.as_of.value_or(absl::InfinitePast()));
  }
  const core::v1::Holder here = custody::Office(place_.office_id);
  for (const BookBag& bag : *bags) {
    if (bag.bag.status() == core::v1::BAG_STATUS_OPENED) continue;
    const v1::BagView view = ViewOf(eye, bag);
    if (custody::Same(bag.bag.custodian(), here)) {
      *work.add_bags_here() = view;
    } else if (view.may_open()) {
      *work.add_bags_coming() = view;
    }
  }
  if (as_of > absl::InfinitePast()) *work.mutable_as_of() = ToProto(as_of);
  return work;
}

absl::StatusOr<v1::BagView> Work::GetBag(const v1::GetBagRequest& request) {
  const auto bag = book_.FindBag(request.bag_id());
  if (!bag.ok()) return bag.status();
  if (!bag->has_value()) return NotInTheBook("bag", request.bag_id());
  return ViewOf(EyeNow(), **bag);
}

absl::StatusOr<v1::CompareBagResponse> Work::Compare(const v1::CompareBagRequest& request) {
  if (request.counted() < 0) return errors::FieldError("counted", "want 0 or more");
  const auto found = book_.FindBag(request.bag_id());
  if (!found.ok()) return found.status();
  if (!found->has_value()) return NotInTheBook("bag", request.bag_id());
  const core::v1::Bag& bag = (*found)->bag;
  const auto here = ViewOf(EyeNow(), **found);
  if (bag.status() == core::v1::BAG_STATUS_OPENED) {
    return errors::Precondition("BAG_OPENED", absl::StrCat("bag ", bag.bag_id(), " was opened before"));
  }
  if (!here.may_open()) {
    return errors::Precondition(
        "WRONG_PLACE", absl::StrCat("bag ", bag.bag_id(), " may be opened at ", custody::Name(bag.to()), " only"));
  }
  v1::CompareBagResponse response;
  {
    absl::MutexLock lock(&mutex_);
    response.set_first_counted(first_counts_.try_emplace(bag.bag_id(), request.counted()).first->second);
  }
  response.set_expected(bag.items_size());
  std::set<std::pair<std::string, int>> in_bag;
  for (const core::v1::ItemRef& ref : request.found()) in_bag.emplace(ref.dossier_code(), ref.item());
  for (const core::v1::ItemRef& ref : bag.items()) {
    v1::ManifestRow& row = *response.add_rows();
    *row.mutable_item() = ref;
    row.set_found(in_bag.erase({ref.dossier_code(), ref.item()}) > 0);
    const auto dossier = book_.Find(ref.dossier_code());
    if (!dossier.ok() || !dossier->has_value()) continue;
    if (const core::v1::Item* item = custody::Find((*dossier)->kept.dossier(), ref.item()))
      row.set_label(item->label());
  }
  for (const auto& [code, item] : in_bag) {
    core::v1::ItemRef& ref = *response.add_surplus();
    ref.set_dossier_code(code);
    ref.set_item(item);
  }
  return response;
}

}  // namespace hoso::counter

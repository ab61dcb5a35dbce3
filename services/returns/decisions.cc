#include "services/returns/decisions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"
#include "common/catalogue/relations.h"
#include "common/clock/zone.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/identity/look_up_secret.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/returns/opening.h"

namespace hoso::returns {
namespace {

using ledger::Decision;
using ledger::View;

// The items named, or all that are there to be collected; each must be in the caller's office.
absl::StatusOr<core::v1::ResultsReceived> ReceivedAt(const core::v1::Dossier& dossier, const std::string& office,
                                                     const v1::ReceiveResultsRequest& request) {
  core::v1::ResultsReceived received;
  received.set_office_id(office);
  received.set_shelf(request.shelf());
  const core::v1::Holder here = custody::Office(office);
  for (int number : request.items()) {
    const core::v1::Item* item = custody::Find(dossier, number);
    if (item == nullptr) return errors::NotFound("item", absl::StrCat(dossier.dossier_code(), " ", number));
    if (!custody::Same(item->holder(), here)) return NotHere(dossier, *item);
    received.add_items(number);
  }
  if (!request.items().empty()) return received;
  for (const core::v1::Item& item : dossier.items()) {
    const bool collected = item.kind() != core::v1::ITEM_KIND_EXCHANGED;
    if (collected && custody::Same(item.holder(), here)) received.add_items(item.number());
  }
  if (received.items().empty()) return NothingHere(dossier);
  return received;
}

// OK once the results have been kept for the days of the catalogue.
absl::Status CheckKeptLongEnough(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                 absl::Time occurred_at) {
  if (!dossier.has_results_received_at()) {
    return errors::Precondition(
        "TOO_EARLY", absl::StrCat(dossier.dossier_code(), ": never received for collection, want that first"));
  }
  const absl::CivilDay received = clock::LocalDay(FromProto(dossier.results_received_at()));
  const auto rules = catalogue.PostalRulesOn(received);
  if (!rules.ok()) return rules.status();
  const absl::CivilDay not_before = received + (*rules)->keep_days();
  if (clock::LocalDay(occurred_at) >= not_before) return absl::OkStatus();
  return errors::Precondition(
      "TOO_EARLY",
      absl::StrCat(dossier.dossier_code(), ": kept since ", catalogue::FormatDay(received), ", to be kept ",
                   (*rules)->keep_days(), " days, want ", catalogue::FormatDay(not_before), " or later"),
      {{"not_before", catalogue::FormatDay(not_before)}});
}

}  // namespace

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::ReceiveResultsRequest>& valid) {
  if (absl::Status status = command::CheckOfficeCaller(catalogue, context.actor); !status.ok()) return status;
  return PlanFor(valid.dossier, [context, valid](const View& view) -> absl::StatusOr<Decision> {
    const auto loaded = Open(view, valid);
    if (!loaded.ok()) return loaded.status();
    auto received = ReceivedAt((*loaded)->dossier, context.actor.office_id(), valid.request);
    if (!received.ok()) return received.status();
    core::v1::Fact fact;
    *fact.mutable_results_received() = *std::move(received);
    return Record(**loaded, context, std::move(fact), v1::ReceiveResultsResponse());
  });
}

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::NotifyApplicantRequest>& valid) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  return PlanFor(valid.dossier, [&catalogue, context, valid](const View& view) -> absl::StatusOr<Decision> {
    const auto loaded = Open(view, valid);
    if (!loaded.ok()) return loaded.status();
    const core::v1::Actor& actor = context.actor;
    const std::string& agency = (*loaded)->dossier.agency_key();
    if (actor.office_id().empty() && !catalogue::IsOrSucceeds(catalogue, actor.agency_key(), agency)) {
      return absl::PermissionDeniedError(absl::StrCat(valid.request.dossier_code(), ": a dossier of another agency"));
    }
    core::v1::Fact fact;
    fact.mutable_notified()->set_means(valid.request.means());
    fact.mutable_notified()->set_subject(valid.request.subject());
    return Record(**loaded, context, std::move(fact), v1::NotifyApplicantResponse());
  });
}

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::RecordAttemptRequest>& valid) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  return PlanFor(valid.dossier, [&catalogue, context, valid](const View& view) -> absl::StatusOr<Decision> {
    const auto loaded = Open(view, valid);
    if (!loaded.ok()) return loaded.status();
    const core::v1::Dossier& dossier = (*loaded)->dossier;
    const bool here = std::any_of(dossier.items().begin(), dossier.items().end(), [&](const core::v1::Item& item) {
      return IsOwed(dossier, item) && command::ActsFor(catalogue, context.actor, item.holder());
    });
    if (!here) return NothingHere(dossier);
    core::v1::Fact fact;
    core::v1::AttemptFailed& failed = *fact.mutable_attempt_failed();
    failed.set_failure(valid.request.failure());
    failed.set_explanation(valid.request.explanation());
    failed.set_attempt(dossier.failed_attempts() + 1);
    const auto rules = catalogue.PostalRulesOn(clock::LocalDay(context.occurred_at));
    if (!rules.ok()) return rules.status();
    v1::RecordAttemptResponse response;
    response.set_attempt(failed.attempt());
    response.set_attempts_left(std::max(0, (*rules)->attempts() - failed.attempt()));
    return Record(**loaded, context, std::move(fact), std::move(response));
  });
}

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::ReturnUnclaimedRequest>& valid) {
  if (absl::Status status = command::CheckOfficeCaller(catalogue, context.actor); !status.ok()) return status;
  return PlanFor(valid.dossier, [&catalogue, context, valid](const View& view) -> absl::StatusOr<Decision> {
    const auto loaded = Open(view, valid);
    if (!loaded.ok()) return loaded.status();
    const core::v1::Dossier& dossier = (*loaded)->dossier;
    if (dossier.unclaimed()) {
      return errors::Precondition("ALREADY_UNCLAIMED", absl::StrCat(dossier.dossier_code(), ": its keeping has ended"));
    }
    core::v1::Fact fact;
    core::v1::UnclaimedReturned& unclaimed = *fact.mutable_unclaimed_returned();
    unclaimed.set_reason(valid.request.reason());
    for (const core::v1::Item& item : dossier.items()) {
      const bool here = custody::Same(item.holder(), custody::Office(context.actor.office_id()));
      if (here && IsOwed(dossier, item)) unclaimed.add_items(item.number());
    }
    if (unclaimed.items().empty()) return NothingHere(dossier);
    if (absl::Status status = CheckKeptLongEnough(catalogue, dossier, context.occurred_at); !status.ok()) return status;
    return Record(**loaded, context, std::move(fact), v1::ReturnUnclaimedResponse());
  });
}

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::RecordFeedbackRequest>& valid) {
  return PlanFor(valid.dossier, [context, valid](const View& view) -> absl::StatusOr<Decision> {
    const ledger::Loaded& loaded = view.Get(valid.dossier);
    // One answer for both, so that nobody can find out which codes exist.
    const core::v1::Dossier& dossier = loaded.dossier;
    const bool fits =
        identity::SecretFits(dossier.dossier_code(), dossier.secret_digest(), valid.request.lookup_secret());
    if (!loaded.exists || !fits) {
      return errors::WithReason(
          absl::PermissionDeniedError("dossier_code, lookup_secret: not a pair, want those of slip 01"),
          "WRONG_SECRET");
    }
    if (loaded.dossier.feedback_score() != 0) {
      return errors::Precondition("ALREADY_RATED", absl::StrCat(loaded.dossier.dossier_code(), ": rated before"));
    }
    core::v1::Fact fact;
    fact.mutable_feedback_recorded()->set_score(valid.request.score());
    fact.mutable_feedback_recorded()->set_comment(valid.request.comment());
    return Record(loaded, context, std::move(fact), v1::RecordFeedbackResponse());
  });
}

}  // namespace hoso::returns

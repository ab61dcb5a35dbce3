#include "clients/replay/branches.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/replay/filing.h"
#include "clients/replay/random.h"
#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

using v1::Branch;
using v1::BranchKind;
using enum v1::BranchKind;

constexpr int kPartlyHandedOutUnits = 3;
constexpr int kOfflineBeforeHour = 10;
constexpr int kMostOnOneSlip = 3;
constexpr absl::Duration kBetweenDossiersOfASlip = absl::Minutes(4);

absl::CivilDay DayOf(const core::v1::Date& date) { return absl::CivilDay(date.year(), date.month(), date.day()); }

bool Allows(const Branch& branch, const Case& c) {
  const absl::CivilDay day = clock::LocalDay(c.comes_at);
  if (branch.has_taken_in_from() && day < DayOf(branch.taken_in_from())) return false;
  if (branch.has_taken_in_until() && day > DayOf(branch.taken_in_until())) return false;
  return branch.procedures().empty() ||
         std::find(branch.procedures().begin(), branch.procedures().end(), c.procedure->key()) !=
             branch.procedures().end();
}

// The result is to be given out by the post, so that the branch can happen there.
bool NeedsThePost(BranchKind kind) {
  return kind == BRANCH_KIND_IDENTITY_MISMATCH || kind == BRANCH_KIND_PROXY_COLLECTS ||
         kind == BRANCH_KIND_THREE_ATTEMPTS || kind == BRANCH_KIND_UNCLAIMED || kind == BRANCH_KIND_RESULT_WRONG ||
         kind == BRANCH_KIND_PLACE_CORRECTED || kind == BRANCH_KIND_CORRECTION_REJECTED ||
         kind == BRANCH_KIND_PARTLY_HANDED_OUT || kind == BRANCH_KIND_LOST_RESULT;
}

// No result comes of it.
bool EndsWithoutResult(BranchKind kind) {
  return kind == BRANCH_KIND_SUPPLEMENT_LATE || kind == BRANCH_KIND_REFUSED || kind == BRANCH_KIND_WITHDRAWN ||
         kind == BRANCH_KIND_PAYMENT_NEVER || kind == BRANCH_KIND_STOPPED || kind == BRANCH_KIND_LOST_PAPERS;
}

bool CanHave(const World& world, BranchKind kind, const Case& c) {
  if (NeedsThePost(kind) && !c.agency_inclination.has_value()) return false;
  const bool commune_point = world.at(c.office).level == v1::PLACE_LEVEL_COMMUNE;
  switch (kind) {
    case BRANCH_KIND_PAYMENT:
    case BRANCH_KIND_PAYMENT_NEVER:
      return c.fee_vnd > 0;
    case BRANCH_KIND_PROXY_COLLECTS:
      return ProxyMayCollect(c);
    case BRANCH_KIND_PLACE_CORRECTED:
      return commune_point;
    case BRANCH_KIND_MISSING_FOUND:
    case BRANCH_KIND_LOST_PAPERS:
    case BRANCH_KIND_LOST_RESULT:
      // On a way between two offices of the post.
      return world.at(c.office).level != v1::PLACE_LEVEL_I;
    case BRANCH_KIND_CORRECTION_REJECTED:
      return world.at(c.office).parent != kNowhere;
    case BRANCH_KIND_OFFLINE:
      return commune_point &&
             clock::LocalZone().At(c.comes_at).cs.hour() < kOfflineBeforeHour;
    case BRANCH_KIND_PARTLY_HANDED_OUT:
      return c.version->has_units() && c.version->units().max() >= kPartlyHandedOutUnits;
    default:
      return true;
  }
}

absl::Status Give(BranchKind kind, Case& c) {
  c.branch = kind;
  if (kind == BRANCH_KIND_PARTLY_HANDED_OUT) {
    if (absl::Status status = ChangeUnits(c, kPartlyHandedOutUnits); !status.ok()) return status;
  }
  if (NeedsThePost(kind) || EndsWithoutResult(kind)) {
    c.agency_inclination.reset();
    c.return_channel = kind == BRANCH_KIND_THREE_ATTEMPTS ? core::v1::RETURN_CHANNEL_DELIVERY
                                                          : core::v1::RETURN_CHANNEL_OFFICE;
  }
  if (kind == BRANCH_KIND_PLACE_CORRECTED || kind == BRANCH_KIND_THREE_ATTEMPTS) c.return_office = c.office;
  return absl::OkStatus();
}

class Assigner {
 public:
  Assigner(const v1::Scenario& scenario, const World& world, uint64_t seed, std::vector<Case>& cases)
      : scenario_(scenario), world_(world), seed_(seed), cases_(cases) {}

  absl::Status Assign(const Branch& branch) {
    if (branch.kind() == BRANCH_KIND_SHARED_SLIP) return ShareSlips(branch);
    const std::vector<size_t> candidates = Candidates(branch);
    if (static_cast<int>(candidates.size()) < branch.count()) return TooFew(branch, candidates.size());
    for (int i = 0; i < branch.count(); ++i) {
      Case& c = cases_[candidates[static_cast<size_t>(i)]];
      if (branch.kind() == BRANCH_KIND_SENT_TWICE) {
        c.sent_twice = true;
      } else if (absl::Status status = Give(branch.kind(), c); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  // Some prepare online first: the channel is another, with the same papers in the end.
  absl::Status PrepareOnline() {
    Branch plain;
    plain.set_count(scenario_.prepared_online());
    int prepared = 0;
    for (const size_t i : Candidates(plain)) {
      if (prepared == plain.count()) break;
      if (GoOnline(cases_[i])) ++prepared;
    }
    if (prepared < plain.count()) {
      return absl::FailedPreconditionError(
          absl::StrCat("prepared_online: ", prepared, " could be, want ", plain.count()));
    }
    for (Case& c : cases_) {
      if (c.kind == Case::Kind::kOnlyPrepared) GoOnline(c);
    }
    return absl::OkStatus();
  }

 private:
  // In an order that chance decided.
  std::vector<size_t> Candidates(const Branch& branch) const {
    const bool on_top = branch.kind() == BRANCH_KIND_SENT_TWICE;
    std::vector<size_t> candidates;
    for (size_t i = 0; i < cases_.size(); ++i) {
      const Case& c = cases_[i];
      if (c.kind != Case::Kind::kTakenIn || !Allows(branch, c) || !CanHave(world_, branch.kind(), c)) continue;
      if (!on_top && (c.branch != BRANCH_KIND_UNSPECIFIED || c.prepared_online)) continue;
      candidates.push_back(i);
    }
    Random random(seed_, "branch", branch.kind());
    random.Shuffle(candidates);
    return candidates;
  }

  static absl::Status TooFew(const Branch& branch, size_t found) {
    return absl::FailedPreconditionError(absl::StrCat("branches: ", v1::BranchKind_Name(branch.kind()), ": ", found,
                                                      " dossiers could have it, want ", branch.count()));
  }

  bool GoOnline(Case& c) {
    const auto online =
        world_.catalogue().FindProcedure(c.procedure->key(), c.choice.day, catalogue::v1::CHANNEL_ONLINE);
    if (!online.ok() || online->version != c.version) return false;
    Case prepared = c;
    prepared.choice.channel = catalogue::v1::CHANNEL_ONLINE;
    prepared.choice.fee.clear();
    if (!ChangeUnits(prepared, prepared.choice.units).ok()) return false;
    prepared.channel = core::v1::INTAKE_CHANNEL_ONLINE;
    prepared.prepared_online = true;
    c = std::move(prepared);
    return true;
  }

  absl::Status ShareSlips(const Branch& branch) {
    const std::vector<size_t> candidates = Candidates(branch);
    Random random(seed_, "slips");
    size_t next = 0;
    for (int slip = 0; slip < branch.count(); ++slip) {
      const int64_t wanted = random.Between(2, kMostOnOneSlip);
      if (next + 2 > candidates.size()) return TooFew(branch, candidates.size());
      Case& leader = cases_[candidates[next++]];
      leader.branch = BRANCH_KIND_SHARED_SLIP;
      leader.agency_inclination.reset();
      leader.slip_id = absl::StrCat("P", world_.at(leader.office).id, "-", slip + 1);
      int64_t on_it = 1;
      while (on_it < wanted && next < candidates.size()) {
        if (Join(leader, static_cast<int>(on_it), candidates[next++])) ++on_it;
      }
      if (on_it < 2) return TooFew(branch, candidates.size());
    }
    return absl::OkStatus();
  }

  // Brings another dossier into the hands of the person who stands at the counter with `leader`.
  bool Join(const Case& leader, int place, size_t index) {
    Case joined = cases_[index];
    joined.office = leader.office;
    joined.comes_at = leader.comes_at + place * kBetweenDossiersOfASlip;
    v1::ProcedureShare share;
    for (const v1::ProcedureShare& candidate : scenario_.procedures()) {
      if (candidate.procedure_key() == joined.procedure->key()) share = candidate;
    }
    if (!DrawFiling(world_, seed_, static_cast<int>(index), share, joined).ok()) return false;
    joined.choice.submitter = leader.choice.submitter;
    if (!ChangeUnits(joined, joined.choice.units).ok()) return false;
    joined.owner = leader.owner;
    joined.submitter = leader.submitter;
    joined.relation = leader.relation;
    joined.authorisation = leader.authorisation;
    joined.return_channel = leader.return_channel;
    joined.agency_inclination.reset();
    joined.branch = BRANCH_KIND_SHARED_SLIP;
    joined.slip_id = leader.slip_id;
    cases_[index] = std::move(joined);
    return true;
  }

  const v1::Scenario& scenario_;
  const World& world_;
  uint64_t seed_;
  std::vector<Case>& cases_;
};

}  // namespace

absl::Status AssignBranches(const v1::Scenario& scenario, const World& world, uint64_t seed,
                            std::vector<Case>& cases) {
  Assigner assigner(scenario, world, seed, cases);
  for (const Branch& branch : scenario.branches()) {
    if (absl::Status status = assigner.Assign(branch); !status.ok()) return status;
  }
  return assigner.PrepareOnline();
}

}  // namespace hoso::replay

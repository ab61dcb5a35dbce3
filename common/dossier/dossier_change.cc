#include "common/dossier/dossier_change.h"

#include <utility>

#include "common/digest/canonical.h"
#include "common/digest/sha256.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"

namespace hoso::dossier {
std::string ChainHash(const std::string& previous, const std::string& body) { return Sha256(previous + body); }

DossierChange::DossierChange(core::v1::Dossier dossier, std::string head, core::v1::Actor actor, absl::Time occurred_at,
                             absl::Time recorded_at)
    : dossier_(std::move(dossier)),
      head_(std::move(head)),
      actor_(std::move(actor)),
      occurred_at_(ToMicros(occurred_at)),
      recorded_at_(ToMicros(recorded_at)),
      creates_(dossier_.version() == 0) {}

absl::Status DossierChange::Add(core::v1::Fact payload) {
  core::v1::Fact& fact = payload;
  fact.set_dossier_code(dossier_.dossier_code());
  fact.set_sequence(dossier_.version() + 1);
  *fact.mutable_occurred_at() = ToProto(occurred_at_);
  *fact.mutable_recorded_at() = ToProto(recorded_at_);
  *fact.mutable_actor() = actor_;
  core::v1::Dossier after = dossier_;
  if (absl::Status status = Apply(after, fact); !status.ok()) return status;
  NewFact added;
  added.sequence = fact.sequence();
  added.kind = fact.payload_case();
  added.body = CanonicalBytes(fact);
  added.hash = ChainHash(head_, added.body);
  dossier_ = std::move(after);
  head_ = added.hash;
  facts_.push_back(std::move(added));
  return absl::OkStatus();
}

}  // namespace hoso::dossier

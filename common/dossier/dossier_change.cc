#include "common/dossier/dossier_change.h"

#include <openssl/sha.h>

#include <utility>

#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace hoso::dossier {
namespace {

std::string Serialize(const core::v1::Fact& fact) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  fact.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

std::string ChainHash(const std::string& previous, const std::string& body) {
  const std::string linked = previous + body;
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(linked.data()), linked.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

DossierChange::DossierChange(core::v1::Dossier dossier, std::string head, core::v1::Actor actor,
                             absl::Time occurred_at, absl::Time recorded_at)
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
  added.body = Serialize(fact);
  added.hash = ChainHash(head_, added.body);
  dossier_ = std::move(after);
  head_ = added.hash;
  facts_.push_back(std::move(added));
  return absl::OkStatus();
}

}  // namespace hoso::dossier

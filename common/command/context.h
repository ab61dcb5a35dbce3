// What every command of every door has in common, without gRPC: who acts and
// when, the digest by which a repeated request is known, and how a decision on
// one dossier begins.
#ifndef HOSO_COMMON_COMMAND_CONTEXT_H_
#define HOSO_COMMON_COMMAND_CONTEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/dossier/dossier_change.h"
#include "common/ledger/ledger.h"
#include "common/rpc/caller.h"
#include "google/protobuf/message.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::command {

// What a decision knows of the call that asked for it.
struct Context {
  core::v1::Actor actor;
  absl::Time now;                                // When it is recorded.
  absl::Time occurred_at;                        // When it happened.
  std::vector<std::string> credentials_by = {};  // Who could have signed in as the actor: session.proto.
};

core::v1::Actor ActorOf(const rpc::Caller& caller);

// SHA-256 over the method and the request, which includes its request id. The
// same request id with another digest is refused.
std::string DigestOf(const std::string& method, const google::protobuf::Message& request);

// NOT_FOUND when the dossier does not exist.
absl::StatusOr<const ledger::Loaded*> Existing(const ledger::View& view, identity::DossierId id,
                                               const std::string& code);

// ABORTED with reason STALE_VERSION when the request states a version and the
// dossier is at another. `Request` has an optional expected_version.
template <typename Request>
absl::Status CheckVersion(const core::v1::Dossier& dossier, const Request& request);

// A change that starts from what the ledger holds.
dossier::DossierChange Begin(const ledger::Loaded& loaded, const Context& context);
// A change that brings a new dossier into being.
dossier::DossierChange BeginNew(const std::string& code, const Context& context);

// A decision that changes one dossier and answers with `response`.
ledger::Decision Decide(dossier::DossierChange change, const google::protobuf::Message& response,
                        std::vector<ledger::PersonRow> persons = {});

// A personal-data record, sealed and ready to be stored, and the reference that
// facts keep of it.
struct StoredPerson {
  ledger::PersonRow row;
  core::v1::PersonRef ref;
};
StoredPerson StorePerson(int32_t person, int32_t version, const core::v1::PersonRecord& record);

namespace internal {
absl::Status CheckVersion(const core::v1::Dossier& dossier, int expected);
}  // namespace internal

template <typename Request>
absl::Status CheckVersion(const core::v1::Dossier& dossier, const Request& request) {
  if (!request.has_expected_version()) return absl::OkStatus();
  return internal::CheckVersion(dossier, request.expected_version());
}

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_CONTEXT_H_

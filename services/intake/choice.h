// What a dossier's people and papers amount to in the catalogue's terms, and what
// the catalogue's rules say of them in the words of the request.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_INTAKE_CHOICE_H_
#define HOSO_SERVICES_INTAKE_CHOICE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"
#include "common/catalogue/rules.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/core/v1/person.pb.h"
#include "hoso/core/v1/status.pb.h"
#include "hoso/intake/v1/intake_service.pb.h"

namespace hoso::intake {

// INVALID_ARGUMENT of the catalogue's rules (`field: what is wrong; field: …`) with a violation for each field.
absl::Status WithFields(const absl::Status& status);

// Absent: public post.
core::v1::IntakeChannel ChannelOrPost(core::v1::IntakeChannel channel);
catalogue::v1::Channel ToCatalogue(core::v1::IntakeChannel channel);

// What the submitter is to the owner where the request does not say: the owner in person, or who acts for a body.
// INVALID_ARGUMENT (`relation`, `submitter`) where it does not fit the owner, or contradicts that there is a submitter.
absl::StatusOr<core::v1::Relation> CompleteRelation(const core::v1::PersonRecord& owner, bool has_submitter,
                                                    core::v1::Relation relation);

// In which capacity the dossier is handed in. REQUIRES: `relation` was completed.
catalogue::v1::SubmitterKind SubmitterKindOf(core::v1::OwnerKind owner, core::v1::Relation relation);

// The choice that a request amounts to on `day`, complete. INVALID_ARGUMENT naming the request's fields.
// REQUIRES: `relation` was completed.
absl::StatusOr<catalogue::Choice> ChoiceOf(const catalogue::v1::ProcedureVersion& version,
                                           const v1::AcceptDossierRequest& request, core::v1::IntakeChannel channel,
                                           core::v1::Relation relation, absl::CivilDay day);

// OK if `authorisation` (null: none) is what `choice` needs on its day. Else INVALID_ARGUMENT naming
// `authorisation` or a field of it.
absl::Status CheckAuthorisation(const catalogue::v1::ProcedureVersion& version, const catalogue::Choice& choice,
                                core::v1::Relation relation, const core::v1::Authorisation* authorisation);

// OK if the papers are what the version asks for; else every difference.
absl::Status CheckPapers(const catalogue::v1::ProcedureVersion& version, const catalogue::Choice& choice,
                         const google::protobuf::RepeatedPtrField<core::v1::ComponentCount>& components);

// The procedure as it may be taken in at `office_id` on `day` through `channel`.
absl::StatusOr<catalogue::ProcedureInForce> FindOffered(const catalogue::Catalogue& catalogue,
                                                        const std::string& procedure, const std::string& office_id,
                                                        absl::CivilDay day, core::v1::IntakeChannel channel);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_CHOICE_H_

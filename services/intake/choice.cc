#include "services/intake/choice.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

using core::v1::Relation;

// A proxy's or representative's paper is needed of whom? Bodies act by whoever represents them.
bool IsProxyOfPerson(Relation relation) {
  return relation == core::v1::RELATION_PARENT || relation == core::v1::RELATION_SPOUSE ||
         relation == core::v1::RELATION_CHILD || relation == core::v1::RELATION_AUTHORISED;
}

// The rules speak of the choice, the request of its own fields.
std::string FieldOfRequest(const std::string& field) {
  if (field == "fee") return "fee_id";
  const std::string id = "].id";
  const bool of_component = field.size() > id.size() && field.substr(field.size() - id.size()) == id;
  return of_component ? field.substr(0, field.size() - 2) + "component_id" : field;
}

}  // namespace

absl::Status WithFields(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  errors::FieldErrors fields;
  const std::string message(status.message());
  const std::vector<std::string> parts = absl::StrSplit(message, "; ");
  for (const std::string& part : parts) {
    const std::vector<std::string> pair = absl::StrSplit(part, absl::MaxSplits(": ", 1));
    if (pair.size() == 2) {
      fields.Add(FieldOfRequest(pair[0]), pair[1]);
    } else {
      fields.Add("request", part);
    }
  }
  return fields.ToStatus();
}

core::v1::IntakeChannel ChannelOrPost(core::v1::IntakeChannel channel) {
  return channel == core::v1::INTAKE_CHANNEL_UNSPECIFIED ? core::v1::INTAKE_CHANNEL_PUBLIC_POST : channel;
}

catalogue::v1::Channel ToCatalogue(core::v1::IntakeChannel channel) {
  switch (channel) {
    case core::v1::INTAKE_CHANNEL_COUNTER:
      return catalogue::v1::CHANNEL_COUNTER;
    case core::v1::INTAKE_CHANNEL_ONLINE:
      return catalogue::v1::CHANNEL_ONLINE;
    default:
      return catalogue::v1::CHANNEL_POST;
  }
}

absl::StatusOr<Relation> CompleteRelation(const core::v1::PersonRecord& owner, bool has_submitter, Relation relation) {
  const bool citizen = owner.kind() == core::v1::OWNER_KIND_CITIZEN;
  if (!has_submitter) {
    if (IsProxyOfPerson(relation)) {
      return errors::FieldError("submitter",
                                absl::StrCat("not given, want who is ", core::v1::Relation_Name(relation)));
    }
    if (citizen && relation == core::v1::RELATION_REPRESENTATIVE) {
      return errors::FieldError("relation", "REPRESENTATIVE, want SELF: a citizen has no representative");
    }
    return citizen ? core::v1::RELATION_SELF : core::v1::RELATION_REPRESENTATIVE;
  }
  if (relation == core::v1::RELATION_UNSPECIFIED) {
    return errors::FieldError("relation", "not given, want what the submitter is to the owner");
  }
  if (relation == core::v1::RELATION_SELF) {
    return errors::FieldError("relation", "SELF beside a submitter, want none of the two, or another relation");
  }
  if (citizen && relation == core::v1::RELATION_REPRESENTATIVE) {
    return errors::FieldError("relation", "REPRESENTATIVE, want PARENT, SPOUSE, CHILD or AUTHORISED of a citizen");
  }
  if (!citizen && relation != core::v1::RELATION_REPRESENTATIVE && relation != core::v1::RELATION_AUTHORISED) {
    return errors::FieldError(
        "relation", absl::StrCat(core::v1::Relation_Name(relation), ", want REPRESENTATIVE or AUTHORISED of a body"));
  }
  return relation;
}

catalogue::v1::SubmitterKind SubmitterKindOf(core::v1::OwnerKind owner, Relation relation) {
  switch (owner) {
    case core::v1::OWNER_KIND_ENTERPRISE:
      return catalogue::v1::SUBMITTER_KIND_ENTERPRISE;
    case core::v1::OWNER_KIND_AGENCY:
      return catalogue::v1::SUBMITTER_KIND_STATE_AGENCY;
    case core::v1::OWNER_KIND_ORGANISATION:
      return catalogue::v1::SUBMITTER_KIND_ORGANISATION;
    case core::v1::OWNER_KIND_COOPERATIVE:
      return catalogue::v1::SUBMITTER_KIND_COOPERATIVE;
    case core::v1::OWNER_KIND_BUSINESS_HOUSEHOLD:
      return catalogue::v1::SUBMITTER_KIND_BUSINESS_HOUSEHOLD;
    default:
      break;
  }
  switch (relation) {
    case core::v1::RELATION_PARENT:
      return catalogue::v1::SUBMITTER_KIND_PARENT;
    case core::v1::RELATION_SPOUSE:
      return catalogue::v1::SUBMITTER_KIND_SPOUSE;
    case core::v1::RELATION_CHILD:
      return catalogue::v1::SUBMITTER_KIND_CHILD;
    case core::v1::RELATION_AUTHORISED:
      return catalogue::v1::SUBMITTER_KIND_AUTHORISED_PERSON;
    default:
      return catalogue::v1::SUBMITTER_KIND_OWNER;
  }
}

absl::StatusOr<catalogue::Choice> ChoiceOf(const catalogue::v1::ProcedureVersion& version,
                                           const v1::AcceptDossierRequest& request, core::v1::IntakeChannel channel,
                                           core::v1::Relation relation, absl::CivilDay day) {
  catalogue::Choice choice;
  choice.channel = ToCatalogue(channel);
  choice.day = day;
  choice.cases = {request.cases().begin(), request.cases().end()};
  choice.submitter = SubmitterKindOf(request.owner().kind(), relation);
  choice.fee = request.fee_id();
  choice.units = request.has_units() ? request.units() : 1;
  auto complete = catalogue::CompleteChoice(version, choice);
  if (!complete.ok()) return WithFields(complete.status());
  return complete;
}

absl::Status CheckAuthorisation(const catalogue::v1::ProcedureVersion& version, const catalogue::Choice& choice,
                                Relation relation, const core::v1::Authorisation* authorisation) {
  const catalogue::v1::Authorisation needed = catalogue::AuthorisationNeeded(version, choice);
  if (authorisation == nullptr) {
    if (needed == catalogue::v1::AUTHORISATION_NONE) return absl::OkStatus();
    return errors::FieldError("authorisation", needed == catalogue::v1::AUTHORISATION_NOTARISED
                                                   ? absl::StrCat("not given, want a notarised one for ", version.id())
                                                   : absl::StrCat("not given, want a written one for ", version.id()));
  }
  if (relation == core::v1::RELATION_SELF) {
    return errors::FieldError("authorisation", "given, want none of the owner in person");
  }
  if (needed == catalogue::v1::AUTHORISATION_NOTARISED && !authorisation->notarised()) {
    return errors::FieldError("authorisation.notarised",
                              absl::StrCat("false, want a notarised authorisation for ", version.id()));
  }
  // The days exist: validate.h.
  if (authorisation->has_issued_on()) {
    const auto issued = catalogue::DayFromProto(authorisation->issued_on());
    if (issued.ok() && *issued > choice.day) {
      return errors::FieldError("authorisation.issued_on",
                                absl::StrCat(catalogue::FormatDay(*issued), ", want at most the day of acceptance, ",
                                             catalogue::FormatDay(choice.day)));
    }
  }
  if (authorisation->has_valid_until()) {
    const auto until = catalogue::DayFromProto(authorisation->valid_until());
    if (until.ok() && *until < choice.day) {
      return errors::FieldError("authorisation.valid_until",
                                absl::StrCat("expired on ", catalogue::FormatDay(*until),
                                             ", want one that is valid on ", catalogue::FormatDay(choice.day)));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPapers(const catalogue::v1::ProcedureVersion& version, const catalogue::Choice& choice,
                         const google::protobuf::RepeatedPtrField<core::v1::ComponentCount>& components) {
  std::vector<catalogue::TalliedComponent> tallied;
  tallied.reserve(static_cast<size_t>(components.size()));
  for (const core::v1::ComponentCount& component : components) {
    tallied.push_back({.id = component.component_id(),
                       .originals = component.originals(),
                       .certified_copies = component.certified_copies(),
                       .photocopies = component.photocopies(),
                       .original_shown = component.original_shown(),
                       .captured = component.captured()});
  }
  return WithFields(catalogue::CheckComponents(version, choice, tallied));
}

absl::StatusOr<catalogue::ProcedureInForce> FindOffered(const catalogue::Catalogue& catalogue,
                                                        const std::string& procedure, const std::string& office_id,
                                                        absl::CivilDay day, core::v1::IntakeChannel channel) {
  const auto found = catalogue.FindProcedure(procedure, day, ToCatalogue(channel));
  if (!found.ok()) return found.status();
  const auto office = catalogue.FindOffice(office_id);
  if (!office.ok()) return office.status();
  if (absl::Status status = catalogue.CheckOffered(**office, found->procedure->key(), day); !status.ok()) return status;
  return found;
}

}  // namespace hoso::intake

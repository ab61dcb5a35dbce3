#include "services/staff/staff_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/role.h"
#include "common/rpc/errors.h"
#include "common/rpc/page_token.h"
#include "hoso/staff/v1/staff_service.grpc.pb.h"
#include "services/staff/assignments.h"

namespace hoso::staff {
namespace {

using namespace v1;  // Requests and responses of this service only.
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

constexpr size_t kLongestStaffId = 40;

absl::Status CheckStaffId(const std::string& staff_id, const std::string& field = "staff_id") {
  const auto fits = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  };
  if (!staff_id.empty() && staff_id.size() <= kLongestStaffId && std::all_of(staff_id.begin(), staff_id.end(), fits)) {
    // It stands in facts, logs and lists for ever, so it may be no number of the person's own.
    if (!errors::MayBePersonal(staff_id)) return absl::OkStatus();
    return errors::FieldError(field,
                              "has the digits of an identity or telephone number, want an id that tells nothing");
  }
  return errors::FieldError(field, "want 1 to 40 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\"");
}

absl::Status CheckSubject(const std::string& subject) {
  if (oidc::IsSubject(subject)) return absl::OkStatus();
  return errors::FieldError("oidc_subject", "want 1 to 255 printable ASCII characters");
}

absl::Status CheckSignIn(const SignInRequest& request) {
  if (request.proof_case() == SignInRequest::PROOF_NOT_SET) {
    return errors::FieldError("password", "not given, want a password or an id_token");
  }
  if (request.has_password() || !request.staff_id().empty()) {
    if (absl::Status status = CheckStaffId(request.staff_id()); !status.ok()) return status;
  }
  if (request.password().password().size() > 1000 || request.password().new_password().size() > 1000) {
    return errors::FieldError("password", "too long, want at most 200 characters");
  }
  if (request.role() != trust::v1::ROLE_UNSPECIFIED && !rights::IsPersons(request.role())) {
    return errors::FieldError("role", "want the role of a person, or none");
  }
  return absl::OkStatus();
}

template <typename CallPtr>
Event EventOf(const CallPtr& call, const std::string& what, const std::string& staff_id, std::string detail = "") {
  return {.at = call->now(),
          .what = what,
          .staff_id = staff_id,
          .by_staff = call->caller().staff,
          .machine = call->machine(),
          .detail = std::move(detail)};
}

class Service final : public StaffService::CallbackService {
 public:
  explicit Service(StaffParts parts) : parts_(parts), calls_(std::move(parts.calls)) {}

  ServerUnaryReactor* SignIn(CallbackServerContext* context, const SignInRequest* request,
                             SignInResponse* response) override {
    return Serve(context, request, response, "SignIn", [this](auto call) -> absl::Status {
      if (absl::Status status = CheckSignIn(call->request()); !status.ok()) return status;
      return Fill(parts_.sign_ins.SignIn(call->request(), call->machine(), call->now()), *call->response());
    });
  }

  ServerUnaryReactor* BeginSignIn(CallbackServerContext* context, const BeginSignInRequest* request,
                                  BeginSignInResponse* response) override {
    return Serve(context, request, response, "BeginSignIn", [this](auto call) -> absl::Status {
      return Fill(parts_.sign_ins.Begin(call->machine(), call->now()), *call->response());
    });
  }

  ServerUnaryReactor* RenewToken(CallbackServerContext* context, const RenewTokenRequest* request,
                                 RenewTokenResponse* response) override {
    return Serve(context, request, response, "RenewToken", [this](auto call) -> absl::Status {
      return Fill(parts_.sign_ins.Renew(*call->session(), call->now()), *call->response());
    });
  }

  ServerUnaryReactor* SignOut(CallbackServerContext* context, const SignOutRequest* request,
                              SignOutResponse* response) override {
    return Serve(context, request, response, "SignOut", [this](auto call) -> absl::Status {
      return parts_.store.EndSession(call->session()->session_id(), EventOf(call, "SignOut", call->caller().staff));
    });
  }

  ServerUnaryReactor* SetUpOneTimeCodes(CallbackServerContext* context, const SetUpOneTimeCodesRequest* request,
                                        SetUpOneTimeCodesResponse* response) override {
    return Serve(context, request, response, "SetUpOneTimeCodes", [this](auto call) -> absl::Status {
      const std::string& staff = call->caller().staff;
      absl::Status status =
          parts_.sign_ins.CheckPassword(staff, call->request().password(), call->machine(), call->now());
      if (!status.ok()) return status;
      if (call->request().end()) {
        return parts_.store.SetCodes(staff, std::nullopt, EventOf(call, "SetUpOneTimeCodes", staff, "end"));
      }
      const std::string secret = NewCodeSecret();
      call->response()->set_otpauth_uri(OtpauthUri(secret, staff));
      return parts_.store.SetCodes(staff, parts_.seal.Seal(secret, staff), EventOf(call, "SetUpOneTimeCodes", staff));
    });
  }

  ServerUnaryReactor* AddStaff(CallbackServerContext* context, const AddStaffRequest* request,
                               AddStaffResponse* response) override {
    return Serve(context, request, response, "AddStaff", [this](auto call) -> absl::Status {
      const AddStaffRequest& asked = call->request();
      if (absl::Status status = CheckStaffId(asked.staff_id()); !status.ok()) return status;
      const std::string password = NewFirstPassword();
      Member member{.staff_id = asked.staff_id(),
                    .password = HashPassword(password, FirstPasswordCost()),
                    .added_by = call->caller().staff};
      absl::Status status = SetSubject(*call, asked.oidc_subject(), member);
      if (status.ok()) status = parts_.store.AddMember(member, EventOf(call, "AddStaff", member.staff_id));
      if (status.ok()) call->response()->set_first_password(password);
      return status;
    });
  }

  ServerUnaryReactor* BindSubject(CallbackServerContext* context, const BindSubjectRequest* request,
                                  BindSubjectResponse* response) override {
    return Serve(context, request, response, "BindSubject", [this](auto call) -> absl::Status {
      const BindSubjectRequest& asked = call->request();
      absl::Status status = CheckStaffId(asked.staff_id());
      if (status.ok()) status = CheckSubject(asked.oidc_subject());
      if (!status.ok()) return status;
      const auto issuer = parts_.sign_ins.Issuer();
      if (!issuer.ok()) return issuer.status();
      return Found(parts_.store.BindSubject(asked.staff_id(), *issuer, asked.oidc_subject(),
                                            EventOf(call, "BindSubject", asked.staff_id())),
                   asked.staff_id());
    });
  }

  ServerUnaryReactor* UnbindSubject(CallbackServerContext* context, const UnbindSubjectRequest* request,
                                    UnbindSubjectResponse* response) override {
    return Serve(context, request, response, "UnbindSubject", [this](auto call) -> absl::Status {
      const std::string& staff_id = call->request().staff_id();
      return Found(parts_.store.UnbindSubject(staff_id, EventOf(call, "UnbindSubject", staff_id)), staff_id);
    });
  }

  ServerUnaryReactor* EndStaff(CallbackServerContext* context, const EndStaffRequest* request,
                               EndStaffResponse* response) override {
    return Serve(context, request, response, "EndStaff", [this](auto call) -> absl::Status {
      const std::string& staff_id = call->request().staff_id();
      return Found(parts_.store.EndMember(staff_id, EventOf(call, "EndStaff", staff_id)), staff_id);
    });
  }

  ServerUnaryReactor* ResetPassword(CallbackServerContext* context, const ResetPasswordRequest* request,
                                    ResetPasswordResponse* response) override {
    return Serve(context, request, response, "ResetPassword", [this](auto call) -> absl::Status {
      const std::string& staff_id = call->request().staff_id();
      if (absl::Status status = CheckMayManage(*call, staff_id); !status.ok()) return status;
      const std::string password = NewFirstPassword();
      absl::Status status = Found(parts_.store.SetFirstPassword(staff_id, HashPassword(password, FirstPasswordCost()),
                                                                EventOf(call, "ResetPassword", staff_id)),
                                  staff_id);
      if (status.ok()) call->response()->set_first_password(password);
      return status;
    });
  }

  ServerUnaryReactor* Unlock(CallbackServerContext* context, const UnlockRequest* request,
                             UnlockResponse* response) override {
    return Serve(context, request, response, "Unlock", [this](auto call) -> absl::Status {
      const std::string& staff_id = call->request().staff_id();
      if (absl::Status status = CheckMayManage(*call, staff_id); !status.ok()) return status;
      return parts_.store.Unlock(staff_id, EventOf(call, "Unlock", staff_id));
    });
  }

  ServerUnaryReactor* Assign(CallbackServerContext* context, const AssignRequest* request,
                             AssignResponse* response) override {
    return Serve(context, request, response, "Assign", [this](auto call) -> absl::Status {
      Assignment assignment = call->request().assignment();
      const absl::CivilDay today = clock::LocalDay(call->now());
      absl::Status status = CheckStaffId(assignment.staff_id(), "assignment.staff_id");
      if (status.ok()) status = CheckAssignment(parts_.catalogue, assignment, today);
      if (!status.ok()) return status;
      if (!MayGiveIt(*call, assignment)) return NotYoursToGive(*call, "assignment");
      if (!assignment.has_from()) *assignment.mutable_from() = ToProto(today);
      assignment.set_made_by(call->caller().staff);
      status = parts_.store.AddAssignment(
          assignment, EventOf(call, "Assign", assignment.staff_id(), rights::NameOf(assignment.role())));
      if (status.ok()) *call->response()->mutable_assignment() = assignment;
      return status;
    });
  }

  ServerUnaryReactor* EndAssignment(CallbackServerContext* context, const EndAssignmentRequest* request,
                                    EndAssignmentResponse* response) override {
    return Serve(context, request, response, "EndAssignment", [this](auto call) -> absl::Status {
      const std::string& id = call->request().assignment_id();
      const auto assignment = parts_.store.FindAssignment(id);
      if (!assignment.ok()) return assignment.status();
      if (!assignment->has_value() || !MayGiveIt(*call, **assignment)) {
        return errors::NotFound("assignment", errors::Echo(id, 40));
      }
      return parts_.store.EndAssignment(id, EventOf(call, "EndAssignment", (*assignment)->staff_id(), id));
    });
  }

  ServerUnaryReactor* ListAssignments(CallbackServerContext* context, const ListAssignmentsRequest* request,
                                      ListAssignmentsResponse* response) override {
    return Serve(context, request, response, "ListAssignments", [this](auto call) -> absl::Status {
      const ListAssignmentsRequest& asked = call->request();
      const auto size = rpc::PageSize(asked.page_size(), 100, 500);
      if (!size.ok()) return size.status();
      const std::string question = rpc::QuestionOf(asked);
      const auto position = rpc::ReadPageToken(question, asked.page_token(), 1);
      if (!position.ok()) return position.status();
      return FillPage(*call, *size, question, position->empty() ? "" : (*position)[0]);
    });
  }

 private:
  // Runs `answer(call)`, which blocks, on a worker.
  template <typename Request, typename Response, typename Answer>
  ServerUnaryReactor* Serve(CallbackServerContext* context, const Request* request, Response* response,
                            const std::string& method, Answer answer) {
    return calls_.Serve(context, request, response, method, [this, answer](auto call) {
      parts_.workers.Answer(call, [call, answer] { return answer(call); });
    });
  }

  template <typename Response>
  static absl::Status Fill(absl::StatusOr<Response> answer, Response& response) {
    if (!answer.ok()) return answer.status();
    response = *std::move(answer);
    return absl::OkStatus();
  }

  static absl::Status Found(const absl::StatusOr<bool>& found, const std::string& staff_id) {
    if (!found.ok()) return found.status();
    return *found ? absl::OkStatus() : errors::NotFound("staff", errors::Echo(staff_id, 40));
  }

  // A first password has 100 random bits: nobody guesses it, so the hash need not be slow.
  static HashCost FirstPasswordCost() { return {.passes = 1, .memory_bytes = 8 << 10}; }

  template <typename Call>
  bool MayGiveIt(const Call& call, const Assignment& assignment) const {
    return MayGive(parts_.catalogue, rights::RoleOf(call.caller().role), call.reach(), assignment);
  }

  template <typename Call>
  static absl::Status NotYoursToGive(const Call& call, const std::string& field) {
    return errors::WithReason(
        absl::PermissionDeniedError(absl::StrCat(field, ": not for ", call.caller().role, " of this place to give")),
        "OUT_OF_REACH", {{"field", field}});
  }

  // AddStaff is for more people than BindSubject, which it may do in one.
  template <typename Call>
  absl::Status SetSubject(const Call& call, const std::string& subject, Member& member) const {
    if (subject.empty()) return absl::OkStatus();
    if (rights::RoleOf(call.caller().role) != trust::v1::ROLE_ADMINISTRATOR) return NotYoursToGive(call, "oidc_subject");
    if (absl::Status status = CheckSubject(subject); !status.ok()) return status;
    const auto issuer = parts_.sign_ins.Issuer();
    if (!issuer.ok()) return issuer.status();
    member.oidc_issuer = *issuer;
    member.oidc_subject = subject;
    return absl::OkStatus();
  }

  // A member is managed by who may give all that the member has; one who has nothing, by who made the member known.
  template <typename Call>
  absl::Status CheckMayManage(const Call& call, const std::string& staff_id) {
    const auto member = parts_.store.FindMember(staff_id);
    if (!member.ok()) return member.status();
    const absl::Status unknown = errors::NotFound("staff", errors::Echo(staff_id, 40));
    if (!member->has_value()) return unknown;
    if (rights::RoleOf(call.caller().role) == trust::v1::ROLE_ADMINISTRATOR) return absl::OkStatus();
    const auto assignments =
        parts_.store.ListAssignments({.staff_id = staff_id}, clock::LocalDay(call.now()), "", 1000);
    if (!assignments.ok()) return assignments.status();
    if (assignments->empty() && (*member)->added_by != call.caller().staff) return unknown;
    for (const Assignment& assignment : *assignments) {
      if (!MayGiveIt(call, assignment)) return unknown;
    }
    return absl::OkStatus();
  }

  // Whom somebody may see: all for the province, else who works at the places within reach.
  template <typename Call>
  bool MaySee(const Call& call, const Assignment& assignment) const {
    if (call.reach().scope == rights::Scope::kProvince) return true;
    return (!assignment.office_id().empty() &&
            rights::ReachesOffice(parts_.catalogue, call.reach(), assignment.office_id())) ||
           (!assignment.agency_key().empty() &&
            rights::ReachesAgency(parts_.catalogue, call.reach(), assignment.agency_key()));
  }

  template <typename Call>
  absl::Status FillPage(Call& call, int size, const std::string& question, std::string after) {
    const ListAssignmentsRequest& asked = call.request();
    const AssignmentFilter filter{
        .staff_id = asked.staff_id(), .office = asked.office_id(), .agency = asked.agency_key()};
    while (true) {
      const auto rows = parts_.store.ListAssignments(filter, clock::LocalDay(call.now()), after, size);
      if (!rows.ok()) return rows.status();
      for (const Assignment& assignment : *rows) {
        if (MaySee(call, assignment)) {
          if (call.response()->assignments_size() == size) {
            call.response()->set_next_page_token(rpc::MakePageToken(question, {after}));
            return absl::OkStatus();
          }
          *call.response()->add_assignments() = assignment;
        }
        after = assignment.assignment_id();
      }
      if (static_cast<int>(rows->size()) < size) return absl::OkStatus();
    }
  }

  const StaffParts parts_;
  const rpc::Calls calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeStaffService(StaffParts parts) {
  return std::make_unique<Service>(std::move(parts));
}

absl::StatusOr<std::string> AddFirstAdministrator(StaffStore& store, const HashCost& cost, const std::string& staff_id,
                                                  absl::Time now) {
  if (absl::Status status = CheckStaffId(staff_id); !status.ok()) return status;
  const auto there_is_one = store.HasAdministrator();
  if (!there_is_one.ok()) return there_is_one.status();
  if (*there_is_one) return std::string();
  const std::string password = NewFirstPassword();
  const Event event{.at = now, .what = "FirstAdministrator", .staff_id = staff_id, .by_staff = "", .machine = ""};
  absl::Status status = store.AddMember({.staff_id = staff_id, .password = HashPassword(password, cost)}, event);
  if (!status.ok()) return status;
  Assignment assignment;
  assignment.set_staff_id(staff_id);
  assignment.set_role(trust::v1::ROLE_ADMINISTRATOR);
  *assignment.mutable_from() = ToProto(clock::LocalDay(now));
  status = store.AddAssignment(assignment, event);
  if (!status.ok()) return status;
  return password;
}

}  // namespace hoso::staff

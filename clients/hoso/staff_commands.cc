// hoso staff add|bind|unbind|leave|reset-password|unlock|assign|end-assignment|list
#include <iostream>

#include "clients/hoso/commands.h"
#include "common/rights/role.h"
#include "hoso/staff/v1/staff_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using staff::v1::StaffService;
using Stub = StaffService::StubInterface;
constexpr auto kStaff = Session::Service::kStaff;

struct Arguments {
  std::string member, subject, role, office, agency, carrier, from, until, cover_for, assignment;
  int limit = 0;
};

void ShowAssignment(const staff::v1::Assignment& assignment) {
  PrintRow({assignment.assignment_id(), assignment.staff_id(), rights::NameOf(assignment.role()),
            absl::StrCat(assignment.office_id(), assignment.agency_key(), assignment.carrier_id()),
            ShowDate(assignment.from()), assignment.has_until() ? ShowDate(assignment.until()) : "-",
            assignment.cover_for().empty() ? "-" : assignment.cover_for()});
}

void Add(const Session& session, const Arguments& arguments) {
  staff::v1::AddStaffRequest request;
  request.set_staff_id(arguments.member);
  request.set_oidc_subject(arguments.subject);
  std::cout << session.Call<StaffService>(kStaff, &Stub::AddStaff, request).first_password() << "\n";
}

void Bind(const Session& session, const Arguments& arguments) {
  staff::v1::BindSubjectRequest request;
  request.set_staff_id(arguments.member);
  request.set_oidc_subject(arguments.subject);
  session.Call<StaffService>(kStaff, &Stub::BindSubject, request);
}

void Unbind(const Session& session, const Arguments& arguments) {
  staff::v1::UnbindSubjectRequest request;
  request.set_staff_id(arguments.member);
  session.Call<StaffService>(kStaff, &Stub::UnbindSubject, request);
}

void Leave(const Session& session, const Arguments& arguments) {
  staff::v1::EndStaffRequest request;
  request.set_staff_id(arguments.member);
  session.Call<StaffService>(kStaff, &Stub::EndStaff, request);
}

void ResetPassword(const Session& session, const Arguments& arguments) {
  staff::v1::ResetPasswordRequest request;
  request.set_staff_id(arguments.member);
  std::cout << session.Call<StaffService>(kStaff, &Stub::ResetPassword, request).first_password() << "\n";
}

void Unlock(const Session& session, const Arguments& arguments) {
  staff::v1::UnlockRequest request;
  request.set_staff_id(arguments.member);
  session.Call<StaffService>(kStaff, &Stub::Unlock, request);
}

void Assign(const Session& session, const Arguments& arguments) {
  staff::v1::AssignRequest request;
  staff::v1::Assignment& assignment = *request.mutable_assignment();
  assignment.set_staff_id(arguments.member);
  assignment.set_role(rights::RoleOf(arguments.role));
  if (assignment.role() == trust::v1::ROLE_UNSPECIFIED) {
    NotUnderstood("--as", absl::InvalidArgumentError(absl::StrCat(arguments.role, ", want a role of docs/rights.md")));
  }
  assignment.set_office_id(arguments.office);
  assignment.set_agency_key(arguments.agency);
  assignment.set_carrier_id(arguments.carrier);
  if (!arguments.from.empty()) *assignment.mutable_from() = OrUsage("--from", ParseDate(arguments.from));
  if (!arguments.until.empty()) *assignment.mutable_until() = OrUsage("--until", ParseDate(arguments.until));
  assignment.set_cover_for(arguments.cover_for);
  ShowAssignment(session.Call<StaffService>(kStaff, &Stub::Assign, request).assignment());
}

void EndAssignment(const Session& session, const Arguments& arguments) {
  staff::v1::EndAssignmentRequest request;
  request.set_assignment_id(arguments.assignment);
  session.Call<StaffService>(kStaff, &Stub::EndAssignment, request);
}

void List(const Session& session, const Arguments& arguments) {
  staff::v1::ListAssignmentsRequest request;
  request.set_staff_id(arguments.member);
  request.set_office_id(arguments.office);
  request.set_agency_key(arguments.agency);
  const auto response = ReadPages<staff::v1::ListAssignmentsResponse>(
      request, arguments.limit,
      [&](const auto& page) { return session.Call<StaffService>(kStaff, &Stub::ListAssignments, page); },
      [](const auto& all) { return all.assignments_size(); });
  if (session.options().json) return PrintJson(response);
  for (const staff::v1::Assignment& assignment : response.assignments()) ShowAssignment(assignment);
}

}  // namespace

void AddStaffCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("staff", "Who works where, and in which role");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  const auto about_one = [&](const char* name, const char* help, void (*run)(const Session&, const Arguments&)) {
    CLI::App& command = *group.add_subcommand(name, help);
    command.add_option("member", a->member, "Staff id")->required();
    command.callback([=] { run(session, *a); });
    return &command;
  };
  about_one("add", "Make somebody known: prints a first password, good once to set another", Add)
      ->add_option("--oidc-subject", a->subject, "Who it is to the identity provider");
  about_one("bind", "Say who somebody is to the identity provider: ends sessions that began by it", Bind)
      ->add_option("--oidc-subject", a->subject, "The provider's name for this person: `sub` in its tokens")
      ->required();
  about_one("unbind", "Take that away: sign-in by password only", Unbind);
  about_one("leave", "Somebody leaves: ends all assignments and sessions", Leave);
  about_one("reset-password", "Prints a new first password, and ends all sessions", ResetPassword);
  about_one("unlock", "Forget wrong attempts to sign in", Unlock);
  CLI::App& assign = *about_one("assign", "Give a role at a place: prints assignment, staff id, role, place, first and last day, "
                                          "cover for whom", Assign);
  assign.add_option("--as", a->role, "Role, as in docs/rights.md")->required();
  assign.add_option("--at-office", a->office, "Post point or bureau");
  assign.add_option("--at-agency", a->agency, "Agency");
  assign.add_option("--for-carrier", a->carrier, "Carrier");
  assign.add_option("--from", a->from, "First day (else today): YYYY-MM-DD");
  assign.add_option("--until", a->until, "Last day (else until further notice): YYYY-MM-DD");
  assign.add_option("--cover-for", a->cover_for, "Staff id of who is away");
  CLI::App& end = *group.add_subcommand("end-assignment", "End one, with its sessions");
  end.add_option("assignment", a->assignment, "As printed by assign and list")->required();
  end.callback([=] { EndAssignment(session, *a); });
  CLI::App& list = *group.add_subcommand("list", "Assignments of today and later, a row each as assign prints it");
  list.add_option("--of", a->member, "Of this staff id");
  list.add_option("--at-office", a->office, "At this office");
  list.add_option("--at-agency", a->agency, "At this agency");
  AddLimit(list, a->limit);
  list.callback([=] { List(session, *a); });
}

}  // namespace hoso::cli

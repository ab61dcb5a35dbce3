// hoso sign-in, sign-out, who-am-i, one-time-codes
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "absl/strings/ascii.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/oidc_sign_in.h"
#include "common/files/secret_file.h"
#include "common/oidc/id_token.h"
#include "common/rights/role.h"
#include "common/rpc/errors.h"
#include "common/session/token.h"
#include "hoso/staff/v1/staff_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using staff::v1::StaffService;
using Stub = StaffService::StubInterface;
constexpr auto kStaff = Session::Service::kStaff;

struct Arguments {
  std::string password_file;
  std::string new_password_file;
  std::string code;
  bool oidc = false;
  std::string oidc_authorities;
  bool end = false;
};

// A line from the terminal that it does not show; from elsewhere, the line as it comes.
std::string AskSecretly(const std::string& question) {
  termios before = {};
  const bool terminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::cerr << question << ": " << std::flush;
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << "\n";
  }
  return line;
}

std::string Secret(const std::string& option, const std::string& file, const std::string& question) {
  if (file.empty()) return AskSecretly(question);
  const std::string line = OrUsage(option, files::ReadSecretFile(file, 1000));
  return std::string(absl::StripAsciiWhitespace(line));
}

void Show(const Session& session, const trust::v1::Session& stated) {
  if (session.options().json) return PrintJson(stated);
  PrintRow({stated.staff_id(), rights::NameOf(stated.role()),
            absl::StrCat(stated.office_id(), stated.agency_key(), stated.carrier_id()),
            ShowTime(stated.expires_at())});
}

absl::StatusOr<staff::v1::SignInResponse> Try(const Session& session, const staff::v1::SignInRequest& request) {
  return session.Try<StaffService>(kStaff, &Stub::SignIn, request);
}

// Asks for a password.
absl::StatusOr<staff::v1::SignInResponse> SignInByPassword(const Session& session, const Arguments& arguments,
                                                           staff::v1::SignInRequest request) {
  staff::v1::Password& password = *request.mutable_password();
  password.set_password(Secret("--password-file", arguments.password_file, session.Say("Mật khẩu", "Password")));
  password.set_one_time_code(arguments.code);
  if (!arguments.new_password_file.empty()) {
    password.set_new_password(Secret("--new-password-file", arguments.new_password_file, ""));
  }
  auto signed_in = Try(session, request);
  if (errors::Reason(signed_in.status()) == "PASSWORD_TO_BE_CHANGED" && arguments.new_password_file.empty() &&
      isatty(STDIN_FILENO) == 1) {
    std::cerr << session.Say("Đây là mật khẩu lần đầu, phải đổi ngay.\n", "This is a first password, to be changed now.\n");
    password.set_new_password(AskSecretly(session.Say("Mật khẩu mới", "New password")));
    signed_in = Try(session, request);
  }
  return signed_in;
}

// Sends the person to the identity provider.
absl::StatusOr<staff::v1::SignInResponse> SignInByProvider(const Session& session, const Arguments& arguments,
                                                           staff::v1::SignInRequest request) {
  const auto begun = session.Try<StaffService>(kStaff, &Stub::BeginSignIn, staff::v1::BeginSignInRequest());
  if (!begun.ok()) return begun.status();
  const auto token = FetchIdToken(session, *begun, arguments.oidc_authorities);
  if (!token.ok()) return token.status();
  request.set_id_token(*token);
  auto signed_in = Try(session, request);
  if (const auto parsed = oidc::IdToken::Parse(*token); errors::Reason(signed_in.status()) == "NOT_BOUND" && parsed.ok()) {
    std::cerr << session.Say("Tài khoản (sub) để quản trị viên gắn: ", "The account (sub) for an administrator to bind: ")
              << parsed->UncheckedSubject() << "\n";
  }
  return signed_in;
}

void SignIn(const Session& session, const Arguments& arguments) {
  const rpc::Caller& caller = session.options().caller;
  if (caller.staff.empty()) NotUnderstood("--staff", absl::InvalidArgumentError("not given, want who signs in"));
  staff::v1::SignInRequest request;
  request.set_staff_id(caller.staff);
  request.set_role(rights::RoleOf(caller.role));
  if (!caller.role.empty() && request.role() == trust::v1::ROLE_UNSPECIFIED) {
    NotUnderstood("--role", absl::InvalidArgumentError(absl::StrCat(caller.role, ", want one of docs/rights.md")));
  }
  request.set_office_id(caller.office);
  request.set_agency_key(caller.agency);
  const auto signed_in = arguments.oidc ? SignInByProvider(session, arguments, std::move(request))
                                        : SignInByPassword(session, arguments, std::move(request));
  if (!signed_in.ok()) session.Refuse(signed_in.status());
  if (const absl::Status status = session.session_files().Write(signed_in->token()); !status.ok()) {
    session.Refuse(status);
  }
  Show(session, signed_in->session());
}

void SignOut(const Session& session) {
  const std::string staff = session.options().caller.staff;
  if (session.options().token.empty()) session.Refuse(absl::NotFoundError("nobody is signed in"));
  session.Call<StaffService>(kStaff, &Stub::SignOut, staff::v1::SignOutRequest());
  session.session_files().Remove(staff);
}

void WhoAmI(const Session& session) {
  const auto parsed = session::ParseToken(session.options().token);
  if (!parsed.ok()) session.Refuse(absl::NotFoundError("nobody is signed in"));
  Show(session, parsed->session);
}

void OneTimeCodes(const Session& session, const Arguments& arguments) {
  staff::v1::SetUpOneTimeCodesRequest request;
  request.set_password(Secret("--password-file", arguments.password_file, session.Say("Mật khẩu", "Password")));
  request.set_end(arguments.end);
  const auto response = session.Call<StaffService>(kStaff, &Stub::SetUpOneTimeCodes, request);
  if (!response.otpauth_uri().empty()) std::cout << response.otpauth_uri() << "\n";
}

CLI::Option* AddPasswordFile(CLI::App& command, Arguments& arguments) {
  return command.add_option("--password-file", arguments.password_file,
                            "File of mode 0600 with the password (else it is asked for)");
}

}  // namespace

void AddSignInCommands(CLI::App& app, const Session& session) {
  const auto a = std::make_shared<Arguments>();
  CLI::App& sign_in = *app.add_subcommand(
      "sign-in", "Sign in as --staff, in --role at --office or --agency where there are several: prints staff id, role, "
                 "place, until when");
  AddPasswordFile(sign_in, *a);
  sign_in.add_option("--new-password-file", a->new_password_file, "File of mode 0600 with another password from now on");
  sign_in.add_option("--code", a->code, "One-time code of the authenticator, where set up");
  CLI::Option* const oidc = sign_in.add_flag("--oidc", a->oidc, "By the identity provider, in a browser, without a password");
  oidc->excludes("--password-file")->excludes("--new-password-file")->excludes("--code");
  sign_in.add_option("--oidc-authorities", a->oidc_authorities,
                     "File of certificates, PEM, by which to believe it (else those of the system)")
      ->needs(oidc);
  sign_in.callback([=] { SignIn(session, *a); });
  app.add_subcommand("sign-out", "End the session")->callback([=] { SignOut(session); });
  app.add_subcommand("who-am-i", "Who is signed in here: staff id, role, place, until when")->callback([=] {
    WhoAmI(session);
  });
  CLI::App& codes = *app.add_subcommand(
      "one-time-codes", "Set up one-time codes for who is signed in: prints what the authenticator reads");
  AddPasswordFile(codes, *a);
  codes.add_flag("--end", a->end, "No more codes from now on");
  codes.callback([=] { OneTimeCodes(session, *a); });
}

}  // namespace hoso::cli

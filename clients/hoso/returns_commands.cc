// hoso returns list|receive|notify|hand-out|attempt|unclaimed|rate
#include <iostream>
#include <vector>

#include "absl/strings/str_join.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/person_options.h"
#include "hoso/returns/v1/returns_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using returns::v1::ReturnsService;
using Stub = ReturnsService::StubInterface;
constexpr auto kReturns = Session::Service::kReturns;

struct Arguments {
  std::string code;
  std::vector<int> items;
  std::string shelf, means, subject, channel, relation, check, slip_missing, exchange_waived, failure, explanation,
      reason, office, secret, comment;
  std::vector<std::string> exchanged;
  PersonOptions recipient;
  AuthorisationOptions authorisation;
  bool slip = false;
  std::string slip_text;
  int score = 0;
  int limit = 0;
};

template <typename Request>
Request For(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  session.Complete(request);
  return request;
}

void List(const Session& session, const Arguments& arguments) {
  returns::v1::ListReturnsRequest request;
  request.set_office_id(arguments.office.empty() ? session.options().caller.office : arguments.office);
  const auto response = ReadPages<returns::v1::ListReturnsResponse>(
      request, arguments.limit,
      [&](const auto& page) { return session.Call<ReturnsService>(kReturns, &Stub::ListReturns, page); },
      [](const auto& all) { return all.results_size(); });
  if (session.options().json) return PrintJson(response);
  for (const returns::v1::WaitingResult& waiting : response.results()) {
    std::vector<std::string> items;
    for (int item : waiting.items()) items.push_back(absl::StrCat(item));
    PrintRow({waiting.dossier().dossier_code(), absl::StrJoin(items, ","), ShowTime(waiting.ready_since()),
              absl::StrCat(waiting.failed_attempts()), waiting.notified() ? "notified" : "-"});
  }
}

void Receive(const Session& session, const Arguments& arguments) {
  auto request = For<returns::v1::ReceiveResultsRequest>(session, arguments);
  request.mutable_items()->Add(arguments.items.begin(), arguments.items.end());
  request.set_shelf(arguments.shelf);
  ShowChanged(session, session.Call<ReturnsService>(kReturns, &Stub::ReceiveResults, request));
}

void Notify(const Session& session, const Arguments& arguments) {
  auto request = For<returns::v1::NotifyApplicantRequest>(session, arguments);
  request.set_means(Word<core::v1::NotificationMeans>(arguments.means, *core::v1::NotificationMeans_descriptor()));
  request.set_subject(arguments.subject);
  ShowChanged(session, session.Call<ReturnsService>(kReturns, &Stub::NotifyApplicant, request));
}

void HandOut(const Session& session, const Arguments& arguments) {
  auto request = For<returns::v1::HandOutRequest>(session, arguments);
  request.mutable_items()->Add(arguments.items.begin(), arguments.items.end());
  request.set_channel(Word<core::v1::ReturnChannel>(arguments.channel, *core::v1::ReturnChannel_descriptor()));
  request.set_relation(Word<core::v1::Relation>(arguments.relation, *core::v1::Relation_descriptor()));
  request.set_identity_check(Word<core::v1::IdentityCheck>(arguments.check, *core::v1::IdentityCheck_descriptor()));
  *request.mutable_recipient() = PersonOf(arguments.recipient);
  if (arguments.authorisation.given()) *request.mutable_authorisation() = AuthorisationOf(arguments.authorisation);
  request.set_slip_returned(arguments.slip);
  request.set_slip_missing_reason(arguments.slip_missing);
  request.set_slip_text(arguments.slip_text);
  for (const std::string& label : arguments.exchanged) request.add_exchanged()->set_label(label);
  request.set_exchange_waived_reason(arguments.exchange_waived);
  const auto response = session.Call<ReturnsService>(kReturns, &Stub::HandOut, request);
  ShowChanged(session, response);
  if (!response.last()) {
    std::cerr << "hoso: " << session.Say("còn món chưa trao", "more is still to be handed out") << "\n";
  }
}

void Attempt(const Session& session, const Arguments& arguments) {
  auto request = For<returns::v1::RecordAttemptRequest>(session, arguments);
  request.set_failure(Word<core::v1::AttemptFailure>(arguments.failure, *core::v1::AttemptFailure_descriptor()));
  request.set_explanation(arguments.explanation);
  const auto response = session.Call<ReturnsService>(kReturns, &Stub::RecordAttempt, request);
  ShowChanged(session, response);
  std::cerr << "hoso: " << session.Say("lần không trao được thứ ", "failed attempt number ") << response.attempt()
            << session.Say("; còn ", "; left: ") << response.attempts_left()
            << (response.attempts_left() == 0 ? session.Say(", giữ lại chờ nhận", ", kept for collection") : "")
            << "\n";
}

void Unclaimed(const Session& session, const Arguments& arguments) {
  auto request = For<returns::v1::ReturnUnclaimedRequest>(session, arguments);
  request.set_reason(arguments.reason);
  ShowChanged(session, session.Call<ReturnsService>(kReturns, &Stub::ReturnUnclaimed, request));
}

void Rate(const Session& session, const Arguments& arguments) {
  auto request = For<returns::v1::RecordFeedbackRequest>(session, arguments);
  request.set_lookup_secret(arguments.secret);
  request.set_score(arguments.score);
  request.set_comment(arguments.comment);
  ShowChanged(session, session.Call<ReturnsService>(kReturns, &Stub::RecordFeedback, request));
}

using Run = void (*)(const Session&, const Arguments&);

// A subcommand of the group about one dossier.
CLI::App& Add(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& arguments, const char* name,
              const char* help, Run run) {
  CLI::App& command = *group.add_subcommand(name, help);
  command.add_option("code", arguments->code, "Dossier code")->required();
  command.callback([=] { run(session, *arguments); });
  return command;
}

void AddHandOut(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& a) {
  CLI::App& command = Add(group, session, a, "hand-out", "Give items into the citizen's hands", HandOut);
  AddMany(command, "--item", a->items, "Number of an item; repeatable")->required();
  AddWord(command, "--channel", a->channel, *core::v1::ReturnChannel_descriptor(), "How it goes out")->required();
  AddWord(command, "--relation", a->relation, *core::v1::Relation_descriptor(),
          "Of the recipient to the owner; absent: self");
  AddWord(command, "--identity-check", a->check, *core::v1::IdentityCheck_descriptor(), "What the recipient showed")
      ->required();
  AddPersonOptions(command, "recipient", a->recipient);
  AddAuthorisationOptions(command, a->authorisation);
  command.add_flag("--slip-returned", a->slip, "Slip 01 was given back");
  command.add_option("--slip-text", a->slip_text,
                     "What the QR code of the slip that was given back says, to be checked");
  command.add_option("--slip-missing", a->slip_missing, "Why slip 01 was not given back");
  AddMany(command, "--exchanged", a->exchanged, "Old paper taken back, such as \"GPLX cũ, đã cắt góc\"; repeatable");
  command.add_option("--exchange-waived", a->exchange_waived, "Why the old paper was not taken back");
}

}  // namespace

void AddReturnsCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("returns", "Results on their way back to the citizen");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();

  CLI::App& list = *group.add_subcommand(
      "list", "What waits for collection at an office: code, items, ready since, failed attempts, notified");
  list.add_option("--at", a->office, "Office; absent: the caller's");
  AddLimit(list, a->limit);
  list.callback([=] { List(session, *a); });

  CLI::App& receive = Add(group, session, a, "receive", "Results lie ready at the caller's office", Receive);
  AddMany(receive, "--item", a->items, "Number of an item; repeatable; absent: all that are there");
  receive.add_option("--shelf", a->shelf, "Where they lie");

  CLI::App& notify = Add(group, session, a, "notify", "The applicant was told", Notify);
  AddWord(notify, "--means", a->means, *core::v1::NotificationMeans_descriptor(), "How")->required();
  notify.add_option("--subject", a->subject, "About what, without personal data")->required();

  AddHandOut(group, session, a);

  CLI::App& attempt = Add(group, session, a, "attempt", "A hand-out failed", Attempt);
  AddWord(attempt, "--failure", a->failure, *core::v1::AttemptFailure_descriptor(), "Why")->required();
  attempt.add_option("--explanation", a->explanation, "In words, without personal data");

  CLI::App& unclaimed = Add(group, session, a, "unclaimed", "Nobody collected in time: back to the agency", Unclaimed);
  unclaimed.add_option("--reason", a->reason, "In words")->required();

  CLI::App& rate = Add(group, session, a, "rate", "The citizen's own rating", Rate);
  rate.add_option("--secret", a->secret, "The secret on slip 01")->required();
  rate.add_option("--score", a->score, "1 to 5")->required();
  rate.add_option("--comment", a->comment, "In the citizen's words");
}

}  // namespace hoso::cli

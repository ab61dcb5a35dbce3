// hoso report bieu06
#include <iostream>

#include "clients/hoso/commands.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using tracking::v1::Bieu06Row;
using tracking::v1::TrackingService;

struct Arguments {
  std::string from, until, agency;
};

void PrintBieu06(const Bieu06Row& row, const std::string& name) {
  PrintRow({name, row.agency_key().empty() ? "-" : row.agency_key(), absl::StrCat(row.received_total()),
            absl::StrCat(row.received_online()), absl::StrCat(row.received_direct_and_post()),
            absl::StrCat(row.carried_over()), absl::StrCat(row.resolved_total()), absl::StrCat(row.resolved_ahead()),
            absl::StrCat(row.resolved_on_time()), absl::StrCat(row.resolved_late()),
            absl::StrCat(row.in_progress_total()), absl::StrCat(row.in_progress_in_time()),
            absl::StrCat(row.in_progress_late()), absl::StrCat(row.closed_without_result())});
}

void Bieu06(const Session& session, const Arguments& arguments) {
  tracking::v1::ReportBieu06Request request;
  *request.mutable_from() = OrUsage("--from", ParseDate(arguments.from));
  *request.mutable_until() = OrUsage("--until", ParseDate(arguments.until));
  request.set_agency_key(arguments.agency);
  const auto response =
      session.Call<TrackingService>(Session::Service::kRouting, &TrackingService::StubInterface::ReportBieu06, request);
  if (session.options().json) {
    PrintJson(response);
  } else {
    const bool vi = session.Vietnamese();
    PrintRow(vi ? std::vector<std::string>{"thủ tục", "cơ quan", "tiếp nhận", "trực tuyến", "trực tiếp và bưu chính",
                                           "kỳ trước chuyển qua", "đã giải quyết", "trước hạn", "đúng hạn", "quá hạn",
                                           "đang giải quyết", "trong hạn", "quá hạn", "kết thúc không kết quả"}
                : std::vector<std::string>{"procedure", "agency", "received", "online", "direct and post",
                                           "carried over", "resolved", "ahead", "on time", "late", "in progress",
                                           "in time", "late", "closed without result"});
    for (const Bieu06Row& row : response.rows()) PrintBieu06(row, row.procedure_key());
    PrintBieu06(response.total(), session.Say("tổng", "total"));
    const Bieu06Row& total = response.total();
    std::cerr << "hoso: " << session.Say("quá hạn do bưu điện ", "late by the post ") << total.late_by_post()
              << session.Say(", cơ quan ", ", the agency ") << total.late_by_agency()
              << session.Say(", người dân ", ", the applicant ") << total.late_by_applicant()
              << session.Say("; hẹn lại ", "; rescheduled ") << total.rescheduled()
              << session.Say(", đính chính ", ", corrected ") << total.corrected() << "\n";
  }
  for (const std::string& broken : response.broken_identities()) std::cerr << "hoso: " << broken << "\n";
  if (!response.broken_identities().empty()) throw CLI::RuntimeError(1);
}

}  // namespace

void AddReportCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("report", "Reports computed from the facts");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  CLI::App& bieu06 = *group.add_subcommand("bieu06", "Biểu 06/VPCP/KSTT; exit code 1 if its sums do not agree");
  bieu06.add_option("--from", a->from, "First day, YYYY-MM-DD")->required();
  bieu06.add_option("--until", a->until, "Last day, YYYY-MM-DD")->required();
  bieu06.add_option("--for-agency", a->agency, "Absent: all");
  bieu06.callback([=] { Bieu06(session, *a); });
}

}  // namespace hoso::cli

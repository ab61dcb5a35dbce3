// hoso access list: who was shown what; hoso access print: a slip that is printed.
#include <iostream>

#include "clients/hoso/commands.h"
#include "clients/hoso/own_access.h"
#include "hoso/access/v1/access_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using access::v1::AccessService;
using tracking::v1::TrackingService;

struct Arguments {
  std::string dossier, by_staff, by_office, by_agency, from, until, deed;
  PurposeOptions purpose;
  int form = 0;
  int limit = 0;
};

access::v1::ListAccessesRequest RequestOf(const Arguments& a) {
  access::v1::ListAccessesRequest request;
  if (!a.dossier.empty()) request.set_dossier_code(OrUsage("--dossier", ParseCode(a.dossier)));
  request.set_staff_id(a.by_staff);
  request.set_office_id(a.by_office);
  request.set_agency_key(a.by_agency);
  if (!a.from.empty()) *request.mutable_from() = ToProto(OrUsage("--from", ParseTime(a.from)));
  if (!a.until.empty()) *request.mutable_until() = ToProto(OrUsage("--until", ParseTime(a.until)));
  request.set_deed(Word<access::v1::Deed>(a.deed, *access::v1::Deed_descriptor()));
  return request;
}

std::string OrNone(const std::string& text) { return text.empty() ? "-" : text; }

void List(const Session& session, const Arguments& a) {
  const auto response = ReadPages<access::v1::ListAccessesResponse>(
      RequestOf(a), a.limit,
      [&](const auto& page) {
        return session.Call<AccessService>(Session::Service::kStaff, &AccessService::StubInterface::ListAccesses, page);
      },
      [](const auto& all) { return all.accesses_size(); });
  if (session.options().json) return PrintJson(response);
  for (const access::v1::ListedAccess& one : response.accesses()) {
    const access::v1::AccessEntry& entry = one.entry();
    const core::v1::Actor& actor = entry.actor();
    PrintRow({absl::StrCat(one.sequence()), ShowTime(entry.at()), OrNone(actor.staff_id()), OrNone(actor.role()),
              OrNone(actor.office_id().empty() ? actor.agency_key() : actor.office_id()),
              OrNone(entry.machine().empty() ? one.writer() : entry.machine()),
              ShowLabel(session, *access::v1::Deed_descriptor(), entry.deed()), OrNone(entry.dossier_code()),
              OrNone(entry.scope()), ShowLabel(session, *access::v1::Purpose_descriptor(), entry.purpose()),
              OrNone(entry.reference()), absl::StrCat(entry.records()),
              WordOf(*access::v1::Outcome_descriptor(), entry.outcome())});
  }
}

void Print(const Session& session, const Arguments& a) {
  tracking::v1::RecordPrintRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(a.dossier)));
  request.set_form(a.form);
  request.set_purpose(a.purpose.Get());
  request.set_reference(a.purpose.reference);
  session.Call<TrackingService>(Session::Service::kRouting, &TrackingService::StubInterface::RecordPrint, request);
}

}  // namespace

void AddAccessCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("access", "The access log: who was shown what");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  CLI::App& list = *group.add_subcommand("list",
                                         "Newest first, for auditors; is itself recorded. Prints number, time, staff, "
                                         "role, place, machine, deed, dossier, what "
                                         "was asked, purpose, reference, records shown, outcome");
  list.add_option("--dossier", a->dossier, "About this dossier");
  list.add_option("--by-staff", a->by_staff, "By this person");
  list.add_option("--by-office", a->by_office, "At this office");
  list.add_option("--by-agency", a->by_agency, "At this agency");
  list.add_option("--from", a->from, "From this time on");
  list.add_option("--until", a->until, "Before this time");
  AddWord(list, "--deed", a->deed, *access::v1::Deed_descriptor(), "Only such");
  AddLimit(list, a->limit);
  list.callback([=] { List(session, *a); });

  CLI::App& print = *group.add_subcommand("print", "Record that a slip is printed, before it is");
  print.add_option("code", a->dossier, "Dossier code")->required();
  print.add_option("--form", a->form, "Of the slip: 1 to 6")->required()->check(CLI::Range(1, 6));
  a->purpose.AddTo(print)->required();
  print.callback([=] { Print(session, *a); });
}

}  // namespace hoso::cli

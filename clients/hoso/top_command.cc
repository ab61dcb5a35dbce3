// hoso top: what goes on in a running system.
#include <unistd.h>

#include <iostream>
#include <map>
#include <optional>

#include "absl/strings/str_format.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/interrupt.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using tracking::v1::GetOverviewResponse;
using tracking::v1::TrackingService;

struct Arguments {
  bool once = false;
  double interval_seconds = 1;
};

std::string Age(const google::protobuf::Timestamp& since, const google::protobuf::Timestamp& now) {
  if (since.seconds() == 0) return "-";
  const int64_t minutes = std::max<int64_t>(0, now.seconds() - since.seconds()) / 60;
  if (minutes < 60) return absl::StrFormat("%d min", minutes);
  if (minutes < 48 * 60) return absl::StrFormat("%d h", minutes / 60);
  return absl::StrFormat("%d d", minutes / 60 / 24);
}

// What fills a text up to a width on the screen, whatever its bytes are.
std::string Filling(const std::string& text, size_t width) {
  size_t characters = 0;
  for (char c : text) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return std::string(characters < width ? width - characters : 0, ' ');
}
std::string Left(const std::string& text, size_t width) { return text + Filling(text, width); }
std::string Right(const std::string& text, size_t width) { return Filling(text, width) + text; }

std::string Screen(const Session& session, const GetOverviewResponse& now, std::optional<double> facts_per_second) {
  std::string screen =
      absl::StrFormat("Hoso  %s   %s %d", ShowTime(now.as_of()), session.Say("sự kiện", "facts"), now.facts());
  if (facts_per_second.has_value()) absl::StrAppendFormat(&screen, "   %.0f/s", *facts_per_second);
  absl::StrAppendFormat(&screen, "\n%s %d   %s %d   %s %s\n\n", session.Say("chênh lệch mở", "open discrepancies"),
                        now.open_discrepancies(), session.Say("túi trên đường", "bags under way"), now.bags_under_way(),
                        session.Say("món lâu nhất trong túi", "oldest item in a bag"),
                        Age(now.oldest_item_in_bag_since(), now.as_of()));

  std::map<int, int64_t> by_status;
  for (const tracking::v1::StatusCount& count : now.statuses()) by_status[count.status()] += count.dossiers();
  for (const auto& [status, dossiers] : by_status) {
    absl::StrAppendFormat(&screen, "%2d  %s %8d\n", status,
                          Left(ShowStatus(static_cast<core::v1::Status>(status), session.Vietnamese()), 40), dossiers);
  }
  screen += "\n" + Left(session.Say("cơ quan", "agency"), 14);
  for (const char* head :
       {session.Say("đang mở", "open"), session.Say("quá hạn", "overdue"), session.Say("sắp hạn", "due soon")}) {
    screen += Right(head, 12);
  }
  for (const tracking::v1::AgencyLoad& load : now.agencies()) {
    absl::StrAppendFormat(&screen, "\n%s%12d%12d%12d", Left(load.agency_key(), 14), load.open(), load.overdue(),
                          load.due_soon());
  }
  screen += "\n\n";
  for (const tracking::v1::HolderKindCount& count : now.holders()) {
    absl::StrAppendFormat(&screen, "%s %d   ", WordOf(*core::v1::HolderKind_descriptor(), count.kind()), count.items());
  }
  return screen + "\n";
}

GetOverviewResponse Overview(const Session& session) {
  return session.Call<TrackingService>(Session::Service::kRouting, &TrackingService::StubInterface::GetOverview,
                                       tracking::v1::GetOverviewRequest());
}

void Once(const Session& session) {
  const GetOverviewResponse overview = Overview(session);
  if (session.options().json) return PrintJson(overview);
  std::cout << Screen(session, overview, std::nullopt);
}

void Watch(const Session& session, double interval_seconds) {
  constexpr char kHomeAndClear[] = "\033[H\033[J";
  Interrupt interrupt;
  std::optional<int64_t> facts_before;
  do {
    const auto overview = session.Try<TrackingService>(
        Session::Service::kRouting, &TrackingService::StubInterface::GetOverview, tracking::v1::GetOverviewRequest());
    if (overview.ok()) {
      std::optional<double> rate;
      if (facts_before.has_value()) rate = static_cast<double>(overview->facts() - *facts_before) / interval_seconds;
      facts_before = overview->facts();
      std::cout << kHomeAndClear << Screen(session, *overview, rate) << std::flush;
    } else if (!facts_before.has_value()) {
      session.Refuse(overview.status());
    } else {
      std::cout << "\n" << session.Say("mất kết nối, thử lại …", "no connection, trying again …") << "\n" << std::flush;
    }
  } while (!interrupt.Wait(absl::Seconds(interval_seconds)));
}

}  // namespace

void AddTopCommand(CLI::App& app, const Session& session) {
  CLI::App& top = *app.add_subcommand("top", "Live view of a running system, until Ctrl-C");
  const auto a = std::make_shared<Arguments>();
  top.add_flag("--once", a->once, "Print it once, for scripts");
  top.add_option("--interval", a->interval_seconds, "Seconds between two looks")->check(CLI::Range(0.1, 3600.0));
  top.callback([=] {
    // What is no terminal cannot be cleared; JSON is for programs.
    if (a->once || session.options().json || isatty(STDOUT_FILENO) == 0) return Once(session);
    Watch(session, a->interval_seconds);
  });
}

}  // namespace hoso::cli

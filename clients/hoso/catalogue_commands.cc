#include "clients/hoso/catalogue_commands.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "absl/time/clock.h"
#include "common/catalogue/check.h"
#include "common/clock/zone.h"

namespace hoso::cli {
namespace {

namespace fs = std::filesystem;
namespace v1 = catalogue::v1;
using nlohmann::ordered_json;

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "hoso: " << why << "\n";
  throw CLI::RuntimeError(1);
}

template <typename T>
T OrFail(absl::StatusOr<T> value) {
  if (!value.ok()) Fail(std::string(value.status().message()));
  return *std::move(value);
}

bool HoldsACatalogue(const fs::path& directory) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".textproto") return true;
  }
  return false;
}

ordered_json ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok())
    Fail("an entry cannot be written as JSON");
  return ordered_json::parse(text);
}

void Print(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(message, &text);
  std::cout << text;
}

struct CheckOptions {
  std::string directory;
  bool json = false;
};

void RunCheck(const CheckOptions& options) {
  const std::string directory = CatalogueDirectory(options.directory);
  const catalogue::CheckResult result = catalogue::CheckDirectory(directory);
  for (const catalogue::Problem& problem : result.problems) std::cerr << catalogue::FormatProblem(problem) << "\n";
  if (options.json) {
    ordered_json json = {{"directory", directory}, {"problems", ordered_json::array()}};
    for (const catalogue::Problem& problem : result.problems) {
      json["problems"].push_back(
          {{"file", problem.file}, {"line", problem.line}, {"column", problem.column}, {"message", problem.message}});
    }
    if (result.catalogue != nullptr) json["digest"] = result.catalogue->digest();
    std::cout << json.dump(2) << "\n";
  }
  if (!result.problems.empty()) {
    std::cerr << "hoso: " << directory << ": " << result.problems.size() << " problem(s)\n";
    throw CLI::RuntimeError(1);
  }
  if (options.json) return;
  const v1::CatalogueFile& data = result.catalogue->data();
  std::cout << directory << ": no problem in " << data.procedures_size() << " procedures, " << data.agencies_size()
            << " agencies, " << data.offices_size() << " offices, " << data.admin_units_size()
            << " administrative units and " << data.calendar_years_size() << " calendar years\n"
            << "digest " << result.catalogue->digest() << "\n";
}

struct ShowOptions {
  std::string kind;
  std::string id;
  std::string at;
  std::string language = "vi";
  std::string directory;
  bool json = false;
};

// Shows entries of one kind: all that are valid on the day in a line each, or one of them in full.
class Show {
 public:
  Show(const catalogue::Catalogue& catalogue, const ShowOptions& options)
      : catalogue_(catalogue), options_(options), day_(DayAsked(options)) {}

  void Run() {
    if (options_.kind == "procedure") {
      options_.id.empty() ? ListProcedures() : ShowProcedure();
    } else if (options_.kind == "office") {
      options_.id.empty() ? List(catalogue_.data().offices(), &v1::Office::id)
                          : ShowOne(*OrFail(catalogue_.FindOffice(options_.id)));
    } else if (options_.kind == "agency") {
      options_.id.empty() ? List(catalogue_.data().agencies(), &v1::Agency::key)
                          : ShowOne(*OrFail(catalogue_.FindAgency(options_.id)));
    } else if (options_.kind == "calendar") {
      ShowCalendar();
    } else {
      ShowSummary();
    }
  }

 private:
  static absl::CivilDay DayAsked(const ShowOptions& options) {
    if (options.at.empty()) return clock::LocalDay(absl::Now());
    const absl::StatusOr<absl::CivilDay> day = catalogue::ParseDay(options.at);
    if (!day.ok()) Fail("--at: " + std::string(day.status().message()));
    return *day;
  }

  bool Vietnamese() const { return options_.language == "vi"; }

  template <typename Named>
  const std::string& NameOf(const Named& named) const {
    return Vietnamese() ? named.name_vi() : named.name_en();
  }

  void ShowOne(const google::protobuf::Message& message) const {
    if (options_.json) {
      std::cout << ToJson(message).dump(2) << "\n";
    } else {
      Print(message);
    }
  }

  template <typename Repeated, typename T>
  void List(const Repeated& entries, const std::string& (T::*key)() const) const {
    ordered_json json = ordered_json::array();
    for (const T& entry : entries) {
      if (!catalogue::PeriodOf(entry).Contains(day_)) continue;
      if (options_.json) {
        json.push_back(ToJson(entry));
      } else {
        std::cout << (entry.*key)() << "\t" << NameOf(entry) << "\n";
      }
    }
    if (options_.json) std::cout << json.dump(2) << "\n";
  }

  const v1::ProcedureVersion* VersionOn(const v1::Procedure& procedure) const {
    for (const v1::ProcedureVersion& version : procedure.versions()) {
      if (catalogue::PeriodOf(version).Contains(day_)) return &version;
    }
    return nullptr;
  }

  void ListProcedures() const {
    std::vector<const v1::Procedure*> procedures;
    for (const v1::Procedure& procedure : catalogue_.data().procedures()) procedures.push_back(&procedure);
    std::sort(procedures.begin(), procedures.end(),
              [](const v1::Procedure* a, const v1::Procedure* b) { return a->order() < b->order(); });
    ordered_json json = ordered_json::array();
    for (const v1::Procedure* procedure : procedures) {
      const v1::ProcedureVersion* version = VersionOn(*procedure);
      if (version == nullptr) continue;
      if (options_.json) {
        json.push_back(ToJson(*version));
      } else {
        std::cout << procedure->key() << "\t" << (version->code().empty() ? "-" : version->code()) << "\t"
                  << version->agency() << "\t" << NameOf(*version) << "\n";
      }
    }
    if (options_.json) std::cout << json.dump(2) << "\n";
  }

  void ShowProcedure() const {
    // By whatever channel is open: what is asked for is the procedure.
    absl::StatusOr<catalogue::ProcedureInForce> found;
    for (const v1::Channel channel : {v1::CHANNEL_POST, v1::CHANNEL_COUNTER, v1::CHANNEL_ONLINE}) {
      found = catalogue_.FindProcedure(options_.id, day_, channel);
      if (found.ok()) break;
    }
    ShowOne(*OrFail(std::move(found)).version);
  }

  void ShowCalendar() const {
    const std::shared_ptr<const clock::Calendar> calendar = catalogue_.CalendarOn(day_);
    const int year = options_.id.empty() ? static_cast<int>(day_.year()) : std::atoi(options_.id.c_str());
    const auto version = calendar->data().versions.find(year);
    if (version == calendar->data().versions.end()) {
      Fail("calendar: " + (options_.id.empty() ? std::to_string(year) : options_.id) + ", want a year from " +
           std::to_string(calendar->first_day().year()) + " to " + std::to_string(calendar->last_day().year()));
    }
    for (const v1::CalendarYear& entry : catalogue_.data().calendar_years()) {
      if (entry.version() != version->second) continue;
      if (options_.json) return ShowOne(entry);
      PrintCalendar(entry);
    }
  }

  void PrintCalendar(const v1::CalendarYear& year) const {
    std::cout << year.version() << "\n";
    const auto day_of = [](const core::v1::Date& date) {
      return catalogue::FormatDay(catalogue::DayFromProto(date).value());
    };
    for (const v1::DayOff& off : year.days_off()) {
      std::cout << day_of(off.day()) << "\t" << (Vietnamese() ? "nghỉ" : "off") << "\t" << off.name() << "\t"
                << v1::DayOffKind_Name(off.kind()) << "\t" << v1::Certainty_Name(off.basis().certainty()) << "\n";
    }
    for (const v1::WorkingSaturday& saturday : year.working_saturdays()) {
      std::cout << day_of(saturday.day()) << "\t" << (Vietnamese() ? "làm bù" : "worked") << "\t"
                << day_of(saturday.replaces()) << "\t\t" << v1::Certainty_Name(saturday.basis().certainty()) << "\n";
    }
  }

  void ShowSummary() const {
    if (options_.json) {
      std::cout << ToJson(catalogue_.data()).dump(2) << "\n";
      return;
    }
    ListProcedures();
    List(catalogue_.data().agencies(), &v1::Agency::key);
    List(catalogue_.data().offices(), &v1::Office::id);
  }

  const catalogue::Catalogue& catalogue_;
  const ShowOptions& options_;
  const absl::CivilDay day_;
};

}  // namespace

std::string CatalogueDirectory(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* named = std::getenv("HOSO_CATALOGUE"); named != nullptr && *named != '\0') return named;
  std::error_code error;
  for (fs::path here = fs::read_symlink("/proc/self/exe", error).parent_path(); !here.empty();
       here = here.parent_path()) {
    if (HoldsACatalogue(here / "catalogue")) return (here / "catalogue").string();
    if (here == here.root_path()) break;
  }
  return "catalogue";
}

std::shared_ptr<const catalogue::Catalogue> LoadCatalogueOrExit(const std::string& given) {
  return OrFail(catalogue::Catalogue::Load(CatalogueDirectory(given)));
}

void AddCatalogueCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("catalogue", "Procedures, agencies, offices and calendars: check and show");
  group->require_subcommand(1);

  auto check_options = std::make_shared<CheckOptions>();
  CLI::App* check = group->add_subcommand("check", "Check a catalogue and report every problem with file and line");
  check->add_option("directory", check_options->directory, "Directory of *.textproto files");
  check->add_flag("--json", check_options->json, "Write the outcome as JSON");
  check->callback([check_options] { RunCheck(*check_options); });

  auto options = std::make_shared<ShowOptions>();
  CLI::App* show = group->add_subcommand("show", "Show what is valid on a day: a list, or one entry in full");
  show->add_option("kind", options->kind, "procedure, office, agency or calendar; all if left out")
      ->check(CLI::IsMember({"procedure", "office", "agency", "calendar"}));
  show->add_option("id", options->id, "Key, code, id or year of one entry");
  show->add_option("--at", options->at, "Day as YYYY-MM-DD; today if left out");
  show->add_option("--lang", options->language, "vi or en")->check(CLI::IsMember({"vi", "en"}));
  show->add_option("--catalogue", options->directory, "Directory of the catalogue");
  show->add_flag("--json", options->json, "Write as JSON");
  show->callback([options] {
    const std::shared_ptr<const catalogue::Catalogue> catalogue = LoadCatalogueOrExit(options->directory);
    Show(*catalogue, *options).Run();
  });
}

}  // namespace hoso::cli

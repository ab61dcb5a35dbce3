// A dossier from acceptance to hand-out through the command line alone, against the real services and a real
// PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/database.h"
#include "tests/support/environment.h"
#include "tests/support/eventually.h"
#include "tests/support/machines.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"
#include "tests/support/vault.h"

namespace hoso::cli {
namespace {

using hoso::testing::IsOk;
using hoso::testing::IsOkAndHolds;
using hoso::testing::Process;
using hoso::testing::ProgramPath;
using hoso::testing::Ran;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

constexpr char kOffice[] = "YB-II-136";

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    authority_.MakeSigningKey(keys_, "token", "hoso://yen-bai/service/staff");
    for (const std::string name : {"intake", "routing"}) {
      authority_.MakeSigningKey(keys_, "slip", "hoso://yen-bai/service/" + name, "slip-" + name);
    }
    for (const std::string name : {"intake", "routing", "returns", "staff"}) {
      const int port = Start(name, 0);
      ASSERT_GT(port, 0);
      endpoints_.insert(endpoints_.end(),
                        {name == "staff" ? "--staff-service" : "--" + name, absl::StrCat("127.0.0.1:", port)});
    }
    const Arguments administrator = {"--staff", "QT-01"};
    SignIn(administrator, keys_ + "/QT-01");
    for (const auto& [who, place] : {std::pair(clerk_, Arguments{"--as", "postal_attendant", "--at-office", kOffice}),
                                     std::pair(officer_, Arguments{"--as", "one_stop_officer", "--at-agency", "SGTVT"}),
                                     std::pair(neighbour_, Arguments{"--as", "postal_attendant", "--at-office", "YB-I-01"}),
                                     std::pair(auditor_, Arguments{"--as", "auditor"})}) {
      const std::string file = Secret("first", Must({"staff", "add", who[1]}, administrator));
      Arguments assign = {"staff", "assign", who[1]};
      assign.insert(assign.end(), place.begin(), place.end());
      EXPECT_THAT(Must(assign, administrator), HasSubstr("\t" + who[1] + "\t" + place[1] + "\t"));
      SignIn(who, file);
    }
  }

  // Signs in with a first password, and sets another.
  void SignIn(const Arguments& who, const std::string& first_password) {
    const std::string file = Secret(who[1], "mật khẩu của " + who[1] + "\n");
    const std::string row = Must({"sign-in", "--password-file", first_password, "--new-password-file", file}, who);
    EXPECT_THAT(row, StartsWith(who[1] + "\t"));
  }

  std::string Secret(const std::string& name, const std::string& content) {
    const std::string path = folder_.File(name + ".password");
    std::filesystem::remove(path);
    std::ofstream(path) << content;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path;
  }

  // Returns the port.
  int Start(const std::string& name, int port) {
    const std::string port_file = folder_.File(name + ".port");
    std::filesystem::remove(port_file);
    Arguments own = {"--simulated-clock", "--vault", hoso::testing::VaultPath()};
    if (name == "intake" || name == "routing") {
      own.insert(own.end(), {"--slip-key", keys_ + "/slip-" + name + ".pem"});
    }
    if (name == "staff") {
      own = {"--token-key", keys_ + "/token.pem", "--code-key", Secret("codes", std::string(64, 'a')),
             "--first-administrator", "QT-01", "--first-password-file", keys_ + "/QT-01", "--password-memory-mib", "16"};
    }
    Arguments argv(
        {ProgramPath("hoso-" + name), "--listen", absl::StrCat("127.0.0.1:", port), "--port-file", port_file,
                  "--metrics", "127.0.0.1:0", "--machine", authority_.Issue("hoso://yen-bai/service/" + name),
                  "--database", database_.Conninfo("hoso_" + name), "--catalogue",
                  hoso::testing::SourceDir() + "/catalogue", "--token-keys", keys_ + "/keys.json"});
    argv.insert(argv.end(), own.begin(), own.end());
    services_[name] = std::make_unique<Process>(argv);
    const auto bound = services_[name]->WaitForPort(port_file, absl::Seconds(60));
    EXPECT_THAT(bound, IsOk());
    return bound.value_or(0);
  }

  Arguments Command(const Arguments& arguments, const Arguments& caller) {
    Arguments argv = {ProgramPath("hoso")};
    for (const Arguments& part : {arguments, caller, endpoints_}) argv.insert(argv.end(), part.begin(), part.end());
    argv.insert(argv.end(), {"--machine", console_, "--sessions", folder_.File("sessions"), "--time", time_,
                             "--deadline", "30"});
    return argv;
  }
  Ran Hoso(const Arguments& arguments, const Arguments& caller = {}) {
    return hoso::testing::RunProgram(Command(arguments, caller), absl::Seconds(120));
  }
  // As above, and it must be done.
  std::string Must(const Arguments& arguments, const Arguments& caller = {}) {
    const Ran ran = Hoso(arguments, caller);
    EXPECT_EQ(ran.exit_code, 0) << arguments[0] << " " << arguments[1] << ": " << ran.errors;
    return ran.output;
  }
  std::string Clerk(const Arguments& arguments) { return Must(arguments, clerk_); }
  std::string Auditor(const Arguments& arguments) { return Must(arguments, auditor_); }
  std::string Officer(const Arguments& arguments) { return Must(arguments, officer_); }

  // An exchange of a motorcycle licence, paid on the spot.
  std::string Accept() {
    const std::string out = Clerk(
        absl::StrSplit("dossier|accept|--procedure|GPLX_DOI|--case|A1_A3|--component|form=1|--component|"
                       "licence_copy=0/0/1+shown|--component|id_copy=0/0/1+shown|--component|photo=+captured|"
                       "--relation|self|--owner-name|NGƯỜI MẪU MỘT|--owner-id|015090000123|--owner-sex|male|"
                       "--owner-birth-date|1990-05-17|--owner-phone|0912345678|--owner-address|Thôn 3|--owner-commune|"
                       "04375|--paid|STANDARD=135000|--receipt|BL-1",
                       '|'));
    return std::string(absl::StripAsciiWhitespace(out));
  }
  // Carries the items in a bag from the caller's place to another, and opens it there.
  void Carry(const std::string& bag, const Arguments& items, const std::string& to, const Arguments& sender,
             const Arguments& opener) {
    Arguments seal = {"bag", "seal", bag, "--to", to, "--seal", "NP-" + bag};
    for (const std::string& item : items) seal.insert(seal.end(), {"--item", item});
    EXPECT_THAT(Must(seal, sender), StartsWith(bag + "\tsealed\t"));
    EXPECT_THAT(Must({"bag", "dispatch", bag, "--carrier", "YB-XETHU"}, sender), StartsWith(bag + "\tdispatched\t"));
    EXPECT_THAT(Must({"bag", "open", bag, "--seal", "intact", "--all-found"}, opener), StartsWith(bag + "\topened\t"));
  }

  // Brings a new dossier to where its result lies at the office.
  std::string ResultAtOffice() {
    const std::string code = Accept();
    Carry("TUI-1", {code + "/1"}, "agency:SGTVT", clerk_, officer_);
    time_ = "2022-11-03T08:30";
    Officer({"desk", "receive", code});
    Officer({"desk", "assign", code, "CV-1"});
    time_ = "2022-11-04T14:00";
    EXPECT_THAT(Officer({"desk", "decide", code, "granted", "--result", "GPLX hạng A1;790123456789;2022-11-04"}),
                StartsWith(code + "\t9\t"));
    Carry("TUI-2", {code + "/2"}, absl::StrCat("office:", kOffice), officer_, clerk_);
    time_ = "2022-11-08T08:00";
    Clerk({"returns", "receive", code, "--shelf", "A3"});
    return code;
  }
  Arguments HandOut(const std::string& code, const std::string& identity) {
    return {"returns",
            "hand-out",
            code,
            "--item",
            "2",
            "--channel",
            "office",
            "--identity-check",
            "card",
            "--recipient-name",
            "NGƯỜI MẪU MỘT",
            "--recipient-id",
            identity,
            "--slip-returned",
            "--exchanged",
            "GPLX cũ"};
  }

  hoso::testing::TestDatabase database_;
  hoso::testing::TempDir folder_;
  hoso::testing::Authority authority_;
  const std::string console_ = authority_.Issue("hoso://yen-bai/service/console");
  const std::string keys_ = folder_.File("keys");
  std::map<std::string, std::unique_ptr<Process>> services_;
  Arguments endpoints_;
  std::string time_ = "2022-11-02T08:30";
  const Arguments clerk_ = {"--staff", "GDV-1", "--office", kOffice};
  const Arguments neighbour_ = {"--staff", "GDV-2", "--office", "YB-I-01"};
  const Arguments auditor_ = {"--staff", "KT-1"};
  const Arguments officer_ = {"--staff", "CB-1", "--agency", "SGTVT"};
};

TEST_F(CommandLine, ShowsSlipsVerifiesThemAndTakesOneBack) {
  const std::string code = ResultAtOffice();
  const Ran shown = Hoso({"slip", "show", code}, clerk_);
  EXPECT_EQ(shown.exit_code, 0) << shown.errors;
  EXPECT_THAT(shown.output, StartsWith("01\t" + code + "\t1\t2022-11-02 08:30\tYB-II-136\t"));
  EXPECT_THAT(shown.errors, HasSubstr("█"));
  const std::string text =
      shown.output.substr(shown.output.find("HOSO1:"), shown.output.size() - shown.output.find("HOSO1:") - 1);
  EXPECT_THAT(Must({"slip", "verify", text}), StartsWith("genuine\t01\t" + code + "\t"));
  EXPECT_THAT(Must({"slip", "verify", text, "--keys", keys_ + "/keys.json"}),
              StartsWith("genuine\t01\t" + code + "\t"));
  EXPECT_THAT(Must({"slip", "show", text}), StartsWith("01\t" + code + "\t"));
  EXPECT_EQ(Hoso({"slip", "show", code}, neighbour_).exit_code, 1);

  Arguments hand_out = HandOut(code, "015090000123");
  hand_out.insert(hand_out.end(), {"--slip-text", text});
  EXPECT_THAT(Clerk(hand_out), StartsWith(code + "\t10\t"));
  const Ran used = Hoso({"slip", "verify", text, "--lang", "en"});
  EXPECT_EQ(used.exit_code, 1);
  EXPECT_THAT(used.output, StartsWith("used\t01\t"));
  EXPECT_THAT(used.errors, HasSubstr("it has served"));
  const Ran none = Hoso({"slip", "verify", "HOSO1:AAAA"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.output, StartsWith("unreadable\t-\t-\t"));
}

TEST_F(CommandLine, TakesADossierFromAcceptanceToHandOut) {
  const std::string code = ResultAtOffice();
  EXPECT_THAT(Clerk({"returns", "list"}), StartsWith(code + "\t2\t2022-11-08 08:00\t0\t-"));
  Clerk({"returns", "notify", code, "--means", "sms", "--subject", "Đã có kết quả"});
  EXPECT_THAT(Clerk({"returns", "list"}), HasSubstr("notified"));
  EXPECT_THAT(Clerk(HandOut(code, "015090000123")), StartsWith(code + "\t10\t"));

  EXPECT_THAT(Clerk({"dossier", "show", code}), HasSubstr("Đã trả kết quả"));
  EXPECT_THAT(Clerk({"dossier", "show", code, "--lang", "en"}), HasSubstr("status\t10\tReturned"));
  const std::string history = Clerk({"dossier", "history", code});
  EXPECT_THAT(history,
              AllOf(StartsWith("1\t2022-11-02 08:30\tAccepted\tGDV-1\tYB-II-136\t"), HasSubstr("\tHandedOut\t")));
  EXPECT_THAT(Clerk({"custody", "show", code}),
              AllOf(HasSubstr("2\tresult\tapplicant\t"), HasSubstr("3\texchanged\toffice:YB-II-136\t")));
  EXPECT_THAT(Clerk({"custody", "list", "office:YB-II-136"}), StartsWith(code + "/3\texchanged\t"));
  EXPECT_THAT(Auditor({"custody", "audit"}), HasSubstr("total\t3"));
  EXPECT_THAT(Clerk({"dossier", "list", "--by-office", kOffice}), StartsWith(code + "\t10\t"));
  const Ran verified = Hoso({"ledger", "verify", "--database", database_.Conninfo("hoso_auditor"), "--vault",
                             hoso::testing::VaultPath(), "--catalogue", hoso::testing::SourceDir() + "/catalogue"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
  EXPECT_THAT(verified.output, IsEmpty());
  EXPECT_THAT(verified.errors, Not(HasSubstr("--vault")));
}

TEST_F(CommandLine, FindsPersonsMaskedAndTellsThemAllThatIsHeld) {
  const std::string code = Accept();
  const std::string row = Clerk({"dossier", "search", "--name", "nguoi mau"});
  EXPECT_THAT(row, AllOf(StartsWith(code + "\t2\t"), HasSubstr("\tN. M. MỘT\t********0123\t******5678\t")));
  EXPECT_THAT(row, Not(HasSubstr("015090000123")));
  EXPECT_EQ(Clerk({"dossier", "search", "--identity-number", "015090000123"}), row);
  EXPECT_THAT(Must({"dossier", "search", "--name", "nguoi mau"}, neighbour_), IsEmpty());
  const auto held = nlohmann::json::parse(Must({"person", "data", "--identity-number", "015 090 000 123", "--database",
                                                database_.Conninfo("hoso_auditor"), "--vault",
                                                hoso::testing::VaultPath(), "--catalogue",
                                                hoso::testing::SourceDir() + "/catalogue"}));
  ASSERT_EQ(held["records"].size(), 1u);
  EXPECT_EQ(held["records"][0]["dossier_code"], code);
  EXPECT_EQ(held["records"][0]["record"]["full_name"], "NGƯỜI MẪU MỘT");
  EXPECT_TRUE(held["records"][0]["kept_until"].is_null()) << "it is under way";
}

TEST_F(CommandLine, KeysAreRotatedAndRetiredWhileDossiersComeIn) {
  Accept();
  const Arguments keeper = {"--database", database_.Conninfo("hoso_keeper")};
  const std::string file = hoso::testing::VaultPath();
  const auto vault = [&](Arguments arguments) {
    arguments.insert(arguments.end(), keeper.begin(), keeper.end());
    return Hoso(arguments);
  };
  const std::string before = vault({"vault", "list", file}).output;
  const std::string old_key = before.substr(0, before.find('\t'));
  EXPECT_THAT(before, StartsWith(old_key + "\tnormal\tactive\t"));
  EXPECT_EQ(vault({"vault", "retire", file, old_key}).exit_code, 1) << "it is active";
  const Ran rotated = vault({"vault", "rotate", file});
  EXPECT_EQ(rotated.exit_code, 0) << rotated.errors;
  EXPECT_EQ(rotated.output, "1\n");
  const std::string code = Accept();
  EXPECT_THAT(Clerk({"dossier", "search", "--name", "nguoi mau"}), HasSubstr(code)) << "with keys old and new";
  const Ran retired = vault({"vault", "retire", file, old_key});
  EXPECT_EQ(retired.exit_code, 0) << retired.errors;
  EXPECT_THAT(vault({"vault", "list", file}).output, Not(HasSubstr(old_key)));
  EXPECT_THAT(Clerk({"dossier", "search", "--name", "nguoi mau"}), HasSubstr(code));
  Clerk({"dossier", "withdraw", code, "--reason", "không cần nữa", "--identity", "015090000123"});
}

TEST_F(CommandLine, WhatIsPastItsTermIsDestroyedAndTheLedgerStillAgrees) {
  const std::string code = ResultAtOffice();
  Clerk({"returns", "notify", code, "--means", "sms", "--subject", "Đã có kết quả"});
  Clerk(HandOut(code, "015090000123"));
  const std::string under_way = Accept();
  const Arguments catalogue = {"--catalogue", hoso::testing::SourceDir() + "/catalogue"};
  const auto expire = [&](const std::string& until) {
    return Hoso({"vault", "expire", "--until", until, "--database", database_.Conninfo("hoso_keeper")}, catalogue);
  };
  EXPECT_EQ(expire("2022-11-08").output, "") << "five years are not over";
  EXPECT_EQ(expire("2028-01-01").exit_code, 2) << "that day has not come";
  time_ = "2028-01-10T08:00";
  const Ran expired = expire("2028-01-01");
  EXPECT_EQ(expired.exit_code, 0) << expired.errors;
  EXPECT_EQ(expired.output, code + "\t2\n") << "the owner, and who collected";
  const auto held = nlohmann::json::parse(
      Must({"person", "data", "--identity-number", "015090000123", "--database", database_.Conninfo("hoso_auditor"),
            "--vault", hoso::testing::VaultPath()},
           catalogue));
  ASSERT_EQ(held["records"].size(), 1u);
  EXPECT_EQ(held["records"][0]["dossier_code"], under_way);
  EXPECT_THAT(Clerk({"dossier", "search", "--identity-number", "015090000123"}), Not(HasSubstr(code)));
  EXPECT_THAT(Clerk({"dossier", "history", code}), HasSubstr("\tHandedOut\t")) << "chain and custody stay";
  const Arguments verify = {"ledger", "verify", "--database", database_.Conninfo("hoso_auditor"), "--vault",
                            hoso::testing::VaultPath()};
  const Ran verified = Hoso(verify, catalogue);
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
  EXPECT_THAT(verified.errors, HasSubstr("2 bản ghi cá nhân hết thời hạn lưu"));
  time_ = "2026-01-10T08:00";
  const Ran too_early = Hoso(verify, catalogue);
  EXPECT_EQ(too_early.exit_code, 1);
  EXPECT_THAT(too_early.output, HasSubstr("its data key is not there, and its term has not passed"));
}

TEST_F(CommandLine, ShowsTheSameAsJson) {
  const std::string code = Accept();
  const auto shown = nlohmann::json::parse(Clerk({"dossier", "show", code, "--json"}));
  EXPECT_EQ(shown["dossier"]["dossier_code"], code);
  EXPECT_EQ(shown["dossier"]["status"], "STATUS_ACCEPTED");
  std::istringstream history(Clerk({"dossier", "history", code, "--json"}));
  std::string line;
  ASSERT_TRUE(std::getline(history, line));
  EXPECT_TRUE(nlohmann::json::parse(line)["fact"].contains("accepted"));
  const auto report =
      nlohmann::json::parse(Auditor({"report", "bieu06", "--from", "2022-11-01", "--until", "2022-11-30", "--json"}));
  EXPECT_EQ(report["total"]["received_total"], "1");
  const auto overview = nlohmann::json::parse(Auditor({"top", "--once", "--json"}));
  EXPECT_EQ(overview["facts"], "2");
  EXPECT_THAT(Auditor({"top", "--once", "--lang", "en"}), HasSubstr("Accepted"));
}

TEST_F(CommandLine, AcceptsARequestAsJsonOnceHoweverOftenItIsSent) {
  const std::string file = folder_.File("request.json");
  std::ofstream(file)
      << R"({"request_id": "3f2c9a1e-5b7d-4c1a-9f0e-2d6b8a4c7e10", "procedure": "GPLX_DOI", "cases": ["A1_A3"],
    "owner": {"kind": "OWNER_KIND_CITIZEN", "full_name": "NGƯỜI MẪU MỘT", "identity_kind": "IDENTITY_KIND_CCCD",
    "identity_number": "015090000123", "sex": "SEX_MALE", "birth_date": {"year": 1990, "month": 5, "day": 17},
    "phone": "0912345678", "address": "Thôn 3", "commune_code": "04375"}, "relation": "RELATION_SELF",
    "components": [{"component_id": "form", "originals": 1}, {"component_id": "licence_copy", "photocopies": 1,
    "original_shown": true}, {"component_id": "id_copy", "photocopies": 1, "original_shown": true},
    {"component_id": "photo", "captured": true}], "fees_paid": [{"fee_id": "STANDARD", "amount_vnd": 135000}],
    "receipt_number": "BL-1"})";
  const std::string first = Clerk({"dossier", "accept", "--file", file});
  EXPECT_EQ(Clerk({"dossier", "accept", "--file", file}), first);
  EXPECT_EQ(nlohmann::json::parse(Auditor({"top", "--json"}))["facts"], "2");
}

TEST_F(CommandLine, APersonDoesWhatTheirRoleMayWhileSignedIn) {
  const std::string code = Accept();
  const Ran not_theirs = Hoso({"dossier", "show", code, "--lang", "en"}, {"--staff", "QT-01"});
  EXPECT_EQ(not_theirs.exit_code, 1);
  EXPECT_THAT(not_theirs.errors, HasSubstr("ROLE_MAY_NOT"));
  const Ran elsewhere = Hoso({"dossier", "show", code}, {"--staff", "GDV-1", "--office", "YB-II-133"});
  EXPECT_THAT(elsewhere.errors, HasSubstr("NOT_THIS_PERSON"));
  EXPECT_THAT(Must({"who-am-i"}, clerk_), StartsWith(absl::StrCat("GDV-1\tpostal_attendant\t", kOffice, "\t")));
  const Ran several = Hoso({"dossier", "show", code}, {});
  EXPECT_THAT(several.errors, HasSubstr("SIGN_IN_NEEDED"));

  const Ran wrong = Hoso({"sign-in", "--password-file", Secret("wrong", "không phải")}, clerk_);
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.errors, HasSubstr("SIGN_IN_WRONG"));
  Must({"sign-out"}, clerk_);
  const Ran gone = Hoso({"dossier", "show", code}, clerk_);
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.errors, HasSubstr("SIGN_IN_NEEDED"));

  Must({"staff", "leave", "GDV-1"}, {"--staff", "QT-01"});
  const Ran left = Hoso({"sign-in", "--password-file", Secret("right", "mật khẩu của GDV-1")}, clerk_);
  EXPECT_THAT(left.errors, HasSubstr("SIGN_IN_WRONG"));
}

TEST_F(CommandLine, RefusalsSayWhyInTheLanguageAskedFor) {
  const std::string code = ResultAtOffice();
  const Ran wrong_person = Hoso(HandOut(code, "015090000789"), clerk_);
  EXPECT_EQ(wrong_person.exit_code, 1);
  EXPECT_THAT(wrong_person.errors, AllOf(HasSubstr("Không được phép"), HasSubstr("WRONG_PERSON")));
  EXPECT_THAT(wrong_person.output, IsEmpty());
  const Ran missing = Hoso({"dossier", "accept", "--procedure", "GPLX_DOI", "--lang", "en"}, clerk_);
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.errors, AllOf(HasSubstr("The request is wrong"), HasSubstr("owner: not given")));
  const Ran stale = Hoso({"returns", "attempt", code, "--failure", "absent", "--expected-version", "1"}, clerk_);
  EXPECT_EQ(stale.exit_code, 1);
  EXPECT_THAT(stale.errors, HasSubstr("STALE_VERSION"));
  const Ran unknown = Hoso({"dossier", "show", "H15.05-221102-9999"}, clerk_);
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.errors, HasSubstr("Không tìm thấy"));
}

TEST_F(CommandLine, SupplementPaymentRescheduleAndWithdrawal) {
  const std::string code = Accept();
  Carry("TUI-1", {code + "/1"}, "agency:SGTVT", clerk_, officer_);
  time_ = "2022-11-03T08:30";
  Officer({"desk", "receive", code});
  EXPECT_THAT(Officer({"desk", "list"}), StartsWith(code + "\t4\t"));
  const auto at = [&](const char* status) { return StartsWith(absl::StrCat(code, "\t", status, "\t")); };
  EXPECT_THAT(
      Officer({"desk", "request", "supplement", code, "--component", "id_copy=0/0/1", "--reason", "bản sao mờ"}),
      at("5"));
  EXPECT_THAT(Officer({"desk", "list", "--view", "paused"}), at("5"));
  time_ = "2022-11-04T08:30";
  EXPECT_THAT(Clerk({"dossier", "supplement", code, "--component", "id_copy=0/0/1+shown"}), at("4"));
  EXPECT_THAT(Officer({"desk", "request", "payment", code, "--fee", "STANDARD=5000", "--reason", "phí in lại"}),
              at("6"));
  time_ = "2022-11-04T10:00";
  EXPECT_THAT(Clerk({"dossier", "pay", code, "--fee", "STANDARD=5000", "--receipt", "BL-2", "--means", "cash"}),
              at("4"));
  EXPECT_THAT(Officer({"desk", "reschedule", code, "--date", "2022-11-16", "--reason", "chờ xác minh", "--approved-by",
                       "LD-1", "--cause", "agency"}),
              at("4"));
  EXPECT_THAT(Clerk({"dossier", "show", code, "--lang", "en"}),
              AllOf(HasSubstr("appointment\t2022-11-16"), HasSubstr("first promise\t")));
  EXPECT_THAT(Clerk({"dossier", "withdraw", code, "--reason", "đổi ý", "--identity", "015090000123"}), at("7"));
}

TEST_F(CommandLine, FeedIsFollowedAcrossARestartAndEndsWithItsCursor) {
  const std::string first = Accept();
  Process feed(Command({"feed", "--all", "--follow"}, auditor_));
  const auto came = [&](const std::string& code) {  // Both facts of an acceptance that was paid for.
    return hoso::testing::Eventually(absl::Seconds(60),
                                     [&] { return absl::StrContains(feed.Output(), absl::StrCat(code, "\t2\t")); });
  };
  EXPECT_TRUE(came(first)) << feed.Errors();
  services_["routing"]->Terminate();
  ASSERT_THAT(services_["routing"]->Wait(absl::Seconds(30)), IsOkAndHolds(0));
  const std::string second = Accept();
  ASSERT_GT(Start("routing", std::stoi(hoso::testing::ReadFile(folder_.File("routing.port")))), 0);
  EXPECT_TRUE(came(second)) << feed.Errors();
  kill(feed.pid(), SIGINT);
  ASSERT_THAT(feed.Wait(absl::Seconds(30)), IsOkAndHolds(0));
  ASSERT_THAT(feed.Errors(), HasSubstr("--cursor "));
  const std::string errors = feed.Errors();
  const std::string cursor(absl::StripAsciiWhitespace(errors.substr(errors.rfind(' '))));
  EXPECT_THAT(Must({"feed", "--all", "--cursor", cursor}, auditor_), IsEmpty());
  const std::string all = Must({"feed", "--all"}, auditor_);
  EXPECT_EQ(all, feed.Output()) << "nothing skipped, nothing twice";
}

}  // namespace
}  // namespace hoso::cli

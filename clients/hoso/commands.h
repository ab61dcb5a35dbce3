// The subcommands that ask the services, one file a group; and what the groups
// share. Each Add declares its group on `app`; the session outlives nothing, it
// is copied into the callbacks.
#ifndef HOSO_CLIENTS_HOSO_COMMANDS_H_
#define HOSO_CLIENTS_HOSO_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/hoso/output.h"
#include "clients/hoso/parse.h"
#include "clients/hoso/session.h"

namespace hoso::cli {

void AddDossierCommands(CLI::App& app, const Session& session);
void AddBagCommands(CLI::App& app, const Session& session);
void AddDeskCommands(CLI::App& app, const Session& session);
void AddReturnsCommands(CLI::App& app, const Session& session);
void AddCustodyCommands(CLI::App& app, const Session& session);
void AddFeedCommand(CLI::App& app, const Session& session);
void AddReportCommands(CLI::App& app, const Session& session);
void AddLedgerCommands(CLI::App& app, const Session& session);
void AddStaffCommands(CLI::App& app, const Session& session);
void AddSignInCommands(CLI::App& app, const Session& session);
void AddSlipCommands(CLI::App& app, const Session& session);
void AddPacketCommands(CLI::App& app, const Session& session);
void AddKeyCommands(CLI::App& app, const Session& session);
void AddPersonCommands(CLI::App& app, const Session& session);
void AddScanCommands(CLI::App& app, const Session& session);
void AddAccessCommands(CLI::App& app, const Session& session);
void AddVaultCommands(CLI::App& app, const Session& session);
void AddTopCommand(CLI::App& app, const Session& session);

// `hoso dossier accept`; part of the group dossier.
void AddAcceptCommand(CLI::App& dossier, const Session& session);

// An option that takes one of the words of an enum.
inline CLI::Option* AddWord(CLI::App& app, const std::string& name, std::string& value,
                            const google::protobuf::EnumDescriptor& words, const std::string& help) {
  return app.add_option(name, value, help)->check(CLI::IsMember(WordsOf(words)));
}

// An option that may be repeated, one value each time, so that it does not swallow what follows.
template <typename T>
CLI::Option* AddMany(CLI::App& app, const std::string& name, std::vector<T>& values, const std::string& help) {
  return app.add_option(name, values, help)->allow_extra_args(false);
}

// The value of an AddWord; 0 where it was not given.
template <typename Enum>
Enum Word(const std::string& word, const google::protobuf::EnumDescriptor& words) {
  return word.empty() ? Enum{} : static_cast<Enum>(ParseWord(words, word).value_or(0));
}

// After a command that changed a dossier: `code<TAB>status<TAB>version`, or the whole answer as JSON.
template <typename Response>
void ShowChanged(const Session& session, const Response& response) {
  if (session.options().json) return PrintJson(response);
  const core::v1::DossierSummary& dossier = response.dossier();
  PrintRow({dossier.dossier_code(), absl::StrCat(static_cast<int>(dossier.status())), absl::StrCat(dossier.version())});
  if (session.options().verbose) {
    std::cerr << "hoso: " << dossier.dossier_code() << ": " << ShowStatus(dossier.status(), session.Vietnamese())
              << "\n";
  }
}

// Reads page after page with `next(request)` and merges them, until `limit` rows (0: all) are there. `rows` counts.
template <typename Response, typename Request, typename Next, typename Rows>
Response ReadPages(Request request, int limit, Next next, Rows rows) {
  constexpr int kPage = 200;
  Response all;
  do {
    request.set_page_size(limit == 0 ? kPage : std::min(kPage, limit - rows(all)));
    const Response page = next(request);
    all.MergeFrom(page);
    all.set_next_page_token(page.next_page_token());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && (limit == 0 || rows(all) < limit));
  return all;
}

// --limit of such a list.
inline void AddLimit(CLI::App& command, int& limit) {
  command.add_option("--limit", limit, "At most so many rows; absent: all")->check(CLI::PositiveNumber);
}

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_COMMANDS_H_

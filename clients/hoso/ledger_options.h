// What the subcommands of `hoso ledger` share: where the ledger is, its checkpoints and the keys.
#ifndef HOSO_CLIENTS_HOSO_LEDGER_OPTIONS_H_
#define HOSO_CLIENTS_HOSO_LEDGER_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/time/civil_time.h"
#include "clients/hoso/session.h"
#include "common/checkpoint/series.h"
#include "common/signing/key_list.h"

namespace hoso::cli {

void AddDatabase(CLI::App& command, std::string& database);
// `given`, else $HOSO_DATABASE, else that of ./run; ends the command, with exit code 2, when none is known.
std::string DatabaseOrExit(const std::string& given);

// Each ends the command with exit code 2, naming the option, when it cannot be had.
signing::KeyList KeysOrExit(const std::string& path);
checkpoint::Series SeriesOrExit(const std::string& folder);
checkpoint::SignedCheckpoint CheckpointOrExit(const std::string& option, const std::string& path);
absl::CivilDay DayOrExit(const std::string& option, const std::string& text);

// Subcommands of `hoso ledger`, one file each group.
void AddCheckpointCommands(CLI::App& ledger, const Session& session);
void AddProofCommands(CLI::App& ledger, const Session& session);

// "hoso://yen-bai/service/post: good", in the language of the session.
std::string ShowSigner(const Session& session, const checkpoint::Signer& signer);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_LEDGER_OPTIONS_H_

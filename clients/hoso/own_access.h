// What this program itself takes out of the database, recorded in the access log.
#ifndef HOSO_CLIENTS_HOSO_OWN_ACCESS_H_
#define HOSO_CLIENTS_HOSO_OWN_ACCESS_H_

#include <string>
#include <vector>

#include "clients/hoso/session.h"
#include "common/access_log/entry.h"

namespace hoso::cli {

// --purpose and --reference of a command.
struct PurposeOptions {
  std::string purpose, reference;
  // `usual`: taken when none is given.
  CLI::Option* AddTo(CLI::App& command, const std::string& usual = "");
  // Ends the command with exit code 2 when they are not understood.
  access::v1::Purpose Get() const;
};

// A word of the access log's lists as people read it, in the language of the session; "-" for none.
std::string ShowLabel(const Session& session, const google::protobuf::EnumDescriptor& words, int value);

// An entry of now, by who is signed in. Nobody has proved that: what proves itself is the database role, which the
// database adds.
access_log::AccessEntry OwnEntry(const Session& session, access_log::Deed deed, const PurposeOptions& purpose);

// Appends them; without them the command may show nothing.
absl::Status RecordOwn(const std::string& conninfo, const std::vector<access_log::AccessEntry>& entries);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_OWN_ACCESS_H_

// A person, and a proxy's paper, as options of a subcommand. What stands on a
// command line can be read by others on the machine: for real people hand the
// request in as a file.
#ifndef HOSO_CLIENTS_HOSO_PERSON_OPTIONS_H_
#define HOSO_CLIENTS_HOSO_PERSON_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "hoso/core/v1/person.pb.h"

namespace hoso::cli {

struct PersonOptions {
  std::string kind, name, id_kind, id, former_id, birth_date, sex, phone, email, address, commune;
  bool given() const { return !name.empty() || !id.empty(); }
};

// Declares --ROLE-name, --ROLE-id and so on.
void AddPersonOptions(CLI::App& command, const std::string& role, PersonOptions& options);
// Ends the command with exit code 2 for what was not understood.
core::v1::PersonRecord PersonOf(const PersonOptions& options);

struct AuthorisationOptions {
  std::string number, issued, until;
  bool notarised = false;
  bool given() const { return !number.empty(); }
};

void AddAuthorisationOptions(CLI::App& command, AuthorisationOptions& options);
core::v1::Authorisation AuthorisationOf(const AuthorisationOptions& options);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_PERSON_OPTIONS_H_

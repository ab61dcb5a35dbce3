#include "common/postgres/conninfo.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <cstring>
#include <memory>

namespace hoso::postgres {
namespace {

constexpr char kInstead[] = "want it in a file that only its owner may read, named by PGPASSFILE or passfile=";

bool Holds(const PQconninfoOption& option, const char* keyword) {
  return std::strcmp(option.keyword, keyword) == 0 && option.val != nullptr && *option.val != '\0';
}

}  // namespace

std::string ProblemWithConninfo(const std::string& conninfo) {
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(conninfo.c_str(), &error),
                                                                             &PQconninfoFree);
  PQfreemem(error);  // It may repeat what was written.
  if (options == nullptr)
    return "cannot be read, want a libpq connection string such as \"host=/run/postgresql dbname=hoso\"";
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (Holds(*option, "password")) return std::string("holds a password, ") + kInstead;
    if (Holds(*option, "sslpassword")) return std::string("holds the password of a key (sslpassword), ") + kInstead;
  }
  const char* of_environment = std::getenv("PGPASSWORD");
  if (of_environment != nullptr && *of_environment != '\0') {
    return std::string("PGPASSWORD holds a password, ") + kInstead;
  }
  return "";
}

}  // namespace hoso::postgres

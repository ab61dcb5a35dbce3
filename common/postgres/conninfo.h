// Connection strings as people write them.
#ifndef HOSO_COMMON_POSTGRES_CONNINFO_H_
#define HOSO_COMMON_POSTGRES_CONNINFO_H_

#include <string>

namespace hoso::postgres {

// What is wrong with a connection string on a command line, where everybody on the machine can read it; empty if
// nothing is. It may hold no password, nor may PGPASSWORD, in either form (key = value, or URI). Passwords stand in a
// PGPASSFILE, of which libpq wants that only its owner may read it. The string is not repeated. For CLI::Option::check.
std::string ProblemWithConninfo(const std::string& conninfo);

}  // namespace hoso::postgres

#endif  // HOSO_COMMON_POSTGRES_CONNINFO_H_

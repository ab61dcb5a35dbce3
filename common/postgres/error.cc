#include "common/postgres/error.h"

#include <pqxx/pqxx>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/process/leak_suppressions.h"

namespace hoso::postgres {
namespace {

constexpr char kSqlStateUrl[] = "hoso/sqlstate";

absl::StatusCode CodeOf(const std::string& state) {
  // Appendix A of the PostgreSQL manual.
  if (state == "40001" || state == "40P01" || state == "55P03") return absl::StatusCode::kAborted;
  if (state == "23505" || state == "23P01") return absl::StatusCode::kAlreadyExists;
  if (state == "42501") return absl::StatusCode::kPermissionDenied;
  if (state == "57014") return absl::StatusCode::kDeadlineExceeded;
  if (absl::StartsWith(state, "57P") || absl::StartsWith(state, "08") || absl::StartsWith(state, "53") ||
      state == "25P03") {
    return absl::StatusCode::kUnavailable;
  }
  return absl::StatusCode::kInternal;
}

absl::Status WithState(absl::StatusCode code, const std::string& message, const std::string& state) {
  absl::Status status(code, absl::StrCat("postgres: ", absl::StripTrailingAsciiWhitespace(message)));
  if (!state.empty()) status.SetPayload(kSqlStateUrl, absl::Cord(state));
  return status;
}

}  // namespace

absl::Status FromException(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const pqxx::in_doubt_error& e) {
    return WithState(absl::StatusCode::kUnknown, e.what(), "");
  } catch (const pqxx::statement_completion_unknown& e) {
    return WithState(absl::StatusCode::kUnknown, e.what(), "40003");
  } catch (const pqxx::deadlock_detected& e) {
    return WithState(absl::StatusCode::kAborted, e.what(), "40P01");
  } catch (const pqxx::serialization_failure& e) {
    return WithState(absl::StatusCode::kAborted, e.what(), "40001");
  } catch (const pqxx::transaction_rollback& e) {
    return WithState(absl::StatusCode::kAborted, e.what(), "40000");
  } catch (const pqxx::broken_connection& e) {
    return WithState(absl::StatusCode::kUnavailable, e.what(), "");
  } catch (const pqxx::insufficient_privilege& e) {  // libpqxx tells no SQLSTATE with this one.
    return WithState(absl::StatusCode::kPermissionDenied, e.what(), "42501");
  } catch (const pqxx::sql_error& e) {
    return WithState(CodeOf(e.sqlstate()), e.what(), e.sqlstate());
  } catch (const std::exception& e) {
    return absl::InternalError(absl::StrCat("postgres: ", e.what()));
  } catch (...) {
    return absl::InternalError("postgres: something that is no std::exception was thrown");
  }
}

std::string SqlState(const absl::Status& status) {
  const auto state = status.GetPayload(kSqlStateUrl);
  return state.has_value() ? std::string(*state) : "";
}

}  // namespace hoso::postgres

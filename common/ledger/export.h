// What leaves the ledger so that others can check it: see protos/hoso/ledger/v1/export.proto.
#ifndef HOSO_COMMON_LEDGER_EXPORT_H_
#define HOSO_COMMON_LEDGER_EXPORT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hoso/ledger/v1/export.pb.h"

namespace hoso::ledger {

// Writes all facts whose transactions are complete, in the order of the checkpoints' tree, to a file that is then there
// in full. Returns their number. Errors as LeafReader::Open with complete_only, and FAILED_PRECONDITION naming the
// file. `record` is told their number before the file is there; without its OK there is none.
absl::StatusOr<int64_t> ExportFacts(const std::string& conninfo, const std::string& path,
                                    const std::function<absl::Status(int64_t facts)>& record);

// Reads such a file. DATA_LOSS saying after how many facts it cannot be read further; FAILED_PRECONDITION if not at
// all.
absl::Status VisitExport(const std::string& path, const std::function<void(const v1::ExportedFact&)>& visit);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_EXPORT_H_

#include "common/ledger/export.h"

#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/files/atomic_file.h"
#include "common/ledger/leaf_reader.h"
#include "common/postgres/error.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "google/protobuf/util/delimited_message_util.h"

namespace hoso::ledger {

absl::StatusOr<int64_t> ExportFacts(const std::string& conninfo, const std::string& path,
                                    const std::function<absl::Status(int64_t facts)>& record) {
  const auto reader = LeafReader::Open({.conninfo = conninfo, .complete_only = true, .with_bodies = true});
  if (!reader.ok()) return reader.status();
  const auto file = files::AtomicFile::Create(path);
  if (!file.ok()) return file.status();
  int64_t facts = 0;
  const absl::Status status = postgres::Guard([&] {
    v1::ExportedFact fact;
    checkpoint::Leaf leaf;
    for (; (*reader)->Next(leaf, fact.mutable_body()); ++facts) {
      fact.set_dossier(leaf.dossier);
      fact.set_sequence(leaf.sequence);
      fact.set_hash(leaf.hash);
      fact.set_transaction(leaf.transaction);
      std::ostringstream bytes;
      google::protobuf::util::SerializeDelimitedToOstream(fact, &bytes);
      (*file)->Write(bytes.str());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (absl::Status recorded = record(facts); !recorded.ok()) return recorded;
  if (absl::Status committed = (*file)->Commit(files::Existing::kReplace); !committed.ok()) return committed;
  return facts;
}

absl::Status VisitExport(const std::string& path, const std::function<void(const v1::ExportedFact&)>& visit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be read"));
  google::protobuf::io::IstreamInputStream stream(&file);
  v1::ExportedFact fact;
  int64_t facts = 0;
  for (bool at_end = false;; ++facts) {
    fact.Clear();
    if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(&fact, &stream, &at_end)) {
      if (at_end) return absl::OkStatus();
      return absl::DataLossError(absl::StrCat(path, ": cannot be read after ", facts, " facts"));
    }
    visit(fact);
  }
}

}  // namespace hoso::ledger

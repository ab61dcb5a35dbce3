#include "clients/hoso/own_access.h"

#include "absl/time/clock.h"
#include "clients/hoso/commands.h"
#include "common/access_log/access_log.h"
#include "common/command/context.h"
#include "common/rpc/request_id.h"

namespace hoso::cli {

CLI::Option* PurposeOptions::AddTo(CLI::App& command, const std::string& usual) {
  purpose = usual;
  CLI::Option* option = AddWord(command, "--purpose", purpose, *access::v1::Purpose_descriptor(),
                                "Why; stands in the access log" + (usual.empty() ? "" : " [" + usual + "]"));
  command.add_option("--reference", reference, "Number of the document that asks for it, as 1203/QĐ-SGTVT; no names");
  return option;
}

access::v1::Purpose PurposeOptions::Get() const {
  const auto word = Word<access::v1::Purpose>(purpose, *access::v1::Purpose_descriptor());
  if (absl::Status status = access_log::CheckPurpose(word, reference); !status.ok()) {
    NotUnderstood("--purpose, --reference", status);
  }
  return word;
}

std::string ShowLabel(const Session& session, const google::protobuf::EnumDescriptor& words, int value) {
  const google::protobuf::EnumValueDescriptor* word = words.FindValueByNumber(value);
  return word == nullptr || value == 0 ? "-" : access_log::Label(*word, session.Vietnamese());
}

access_log::AccessEntry OwnEntry(const Session& session, access_log::Deed deed, const PurposeOptions& purpose) {
  const Options& options = session.options();
  access_log::AccessEntry entry =
      access_log::MakeEntry(deed, command::ActorOf(options.caller), "",
                            options.request_id.empty() ? rpc::NewRequestId() : options.request_id, absl::Now());
  entry.set_purpose(purpose.Get());
  entry.set_reference(purpose.reference);
  entry.set_outcome(access::v1::OUTCOME_SHOWN);
  return entry;
}

absl::Status RecordOwn(const std::string& conninfo, const std::vector<access_log::AccessEntry>& entries) {
  return access_log::AppendOnce(conninfo, entries);
}

}  // namespace hoso::cli

#include "common/ledger/person_refs.h"

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace hoso::ledger {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Collect(const Message& message, std::vector<const core::v1::PersonRef*>& refs) {
  if (message.GetDescriptor() == core::v1::PersonRef::descriptor()) {
    const auto& ref = static_cast<const core::v1::PersonRef&>(message);
    if (ref.person() != 0) refs.push_back(&ref);
    return;
  }
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      Collect(reflection.GetMessage(message, field), refs);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Collect(reflection.GetRepeatedMessage(message, field, i), refs);
    }
  }
}

}  // namespace

std::vector<const core::v1::PersonRef*> PersonRefsOf(const core::v1::Fact& fact) {
  std::vector<const core::v1::PersonRef*> refs;
  Collect(fact, refs);
  return refs;
}

}  // namespace hoso::ledger

#include "tests/fuzz/message_mutator.h"

#include <cstdint>
#include <iterator>
#include <limits>
#include <string>

#include "google/protobuf/descriptor.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace hoso::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kLongestText = 600;
constexpr int kMostRepeated = 12;

size_t Below(Random& random, size_t bound) { return random() % bound; }

int64_t SomeNumber(Random& random, int64_t now) {
  constexpr int64_t kEdges[] = {0,     1,     -1,    2,         9,         99,        500,       9999,
                                10000, 65535, 65536, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, 1'668'500'000};
  switch (Below(random, 4)) {
    case 0:
      return now + 1;
    case 1:
      return now - 1;
    case 2:
      return static_cast<int64_t>(Below(random, 3000));
    default:
      return kEdges[Below(random, std::size(kEdges))];
  }
}

std::string SomeText(Random& random, std::string text) {
  const size_t size = text.size();
  text.resize(kLongestText);
  text.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(text.data()), size < kLongestText ? size : 0, kLongestText));
  return text;
}

// One value of any kind: `get` and `set` are reflection's for a single field, or for one of several.
void MutateSingle(Message& message, const FieldDescriptor* field, Random& random) {
  const Reflection& values = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return values.SetInt32(&message, field,
                             static_cast<int32_t>(SomeNumber(random, values.GetInt32(message, field))));
    case FieldDescriptor::CPPTYPE_INT64:
      return values.SetInt64(&message, field, SomeNumber(random, values.GetInt64(message, field) / 2));
    case FieldDescriptor::CPPTYPE_UINT32:
      return values.SetUInt32(&message, field,
                              static_cast<uint32_t>(SomeNumber(random, values.GetUInt32(message, field))));
    case FieldDescriptor::CPPTYPE_UINT64:
      return values.SetUInt64(&message, field, static_cast<uint64_t>(SomeNumber(random, 7)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return values.SetBool(&message, field, !values.GetBool(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return values.SetEnumValue(&message, field, static_cast<int>(Below(random, 20)));
    case FieldDescriptor::CPPTYPE_STRING:
      return values.SetString(&message, field, SomeText(random, values.GetString(message, field)));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Mutate(*values.MutableMessage(&message, field), random);
    default:  // No contract has a float.
      return;
  }
}

void Add(Message& message, const FieldDescriptor* field, Random& random) {
  const Reflection& values = *message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) values.AddString(&message, field, SomeText(random, ""));
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
    values.AddEnumValue(&message, field, static_cast<int>(Below(random, 20)));
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
  const int size = values.FieldSize(message, field);
  Message* added = values.AddMessage(&message, field);
  if (size > 0)
    added->CopyFrom(
        values.GetRepeatedMessage(message, field, static_cast<int>(Below(random, static_cast<size_t>(size)))));
  Mutate(*added, random);
}

void MutateRepeated(Message& message, const FieldDescriptor* field, Random& random) {
  const Reflection& values = *message.GetReflection();
  const int size = values.FieldSize(message, field);
  const size_t choice = Below(random, 4);
  if (size == 0 || (choice == 0 && size < kMostRepeated)) return Add(message, field, random);
  if (choice == 1) return values.RemoveLast(&message, field);
  const int at = static_cast<int>(Below(random, static_cast<size_t>(size)));
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    Mutate(*values.MutableRepeatedMessage(&message, field, at), random);
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    values.SetRepeatedString(&message, field, at, SomeText(random, values.GetRepeatedString(message, field, at)));
  }
}

}  // namespace

void Mutate(Message& message, Random& random) {
  const int fields = message.GetDescriptor()->field_count();
  if (fields == 0) return;
  const FieldDescriptor* field =
      message.GetDescriptor()->field(static_cast<int>(Below(random, static_cast<size_t>(fields))));
  if (field->is_repeated()) return MutateRepeated(message, field, random);
  // Rarely, as what is there was hard to come by.
  if (Below(random, 12) == 0) return message.GetReflection()->ClearField(&message, field);
  MutateSingle(message, field, random);
}

}  // namespace hoso::fuzz

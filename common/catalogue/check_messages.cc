// What every message must keep on its own, whatever it is about: found by reflection, so that a new message is
// covered from its first day.
#include <algorithm>
#include <string>
#include <vector>

#include "common/catalogue/checker.h"
#include "common/identity/text.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace hoso::catalogue {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxText = 2000;

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// Enums for which "none" is an answer.
bool MayBeUnspecified(const FieldDescriptor& field) { return field.name() == "per_unit"; }

// A basis of its own for one field of several is needed where that field is set.
bool BasisIsOptional(const Message& message, const FieldDescriptor& field) {
  static const std::map<std::string, std::string>* const kBelongsTo = new std::map<std::string, std::string>{
      {"cut_off_basis", "cut_off"},       {"exchange_basis", "exchanged_component"},
      {"extra_basis", "extra_from_unit"}, {"originals_basis", "originals_years"},
      {"successor_basis", "successor"},
  };
  const auto found = kBelongsTo->find(field.name());
  if (found == kBelongsTo->end()) return false;
  const FieldDescriptor* owner = message.GetDescriptor()->FindFieldByName(found->second);
  return !message.GetReflection()->HasField(message, owner);
}

class Walker {
 public:
  explicit Walker(Checker& checker) : checker_(checker) {}

  bool dates_are_sound() const { return dates_are_sound_; }

  void Walk(const Message& message, const Place& place) {
    if (message.GetDescriptor() == v1::Basis::descriptor()) return CheckBasis(message, place);
    if (message.GetDescriptor() == core::v1::Date::descriptor()) return CheckDate(message, place);
    const int fields = message.GetDescriptor()->field_count();
    for (int i = 0; i < fields; ++i) CheckField(message, *message.GetDescriptor()->field(i), place);
    CheckPeriod(message, place);
  }

 private:
  void CheckField(const Message& message, const FieldDescriptor& field, const Place& place) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (field.is_repeated()) {
          for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
            Walk(reflection.GetRepeatedMessage(message, &field, i), place.Field(&field, i));
          }
        } else if (reflection.HasField(message, &field)) {
          Walk(reflection.GetMessage(message, &field), place.Field(&field));
        } else if (field.message_type() == v1::Basis::descriptor() && !BasisIsOptional(message, field)) {
          checker_.Add(place, field.name(), ": missing, want what the value rests on");
        }
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        return CheckEnum(message, field, place);
      case FieldDescriptor::CPPTYPE_STRING:
        return CheckStrings(message, field, place);
      default:
        return;
    }
  }

  void CheckEnum(const Message& message, const FieldDescriptor& field, const Place& place) {
    const Reflection& reflection = *message.GetReflection();
    if (!field.is_repeated()) {
      if (reflection.GetEnumValue(message, &field) == 0 && !MayBeUnspecified(field)) {
        checker_.Add(place.Field(&field), field.name(), ": unspecified, want a ", field.enum_type()->name());
      }
      return;
    }
    std::vector<int> seen;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const int value = reflection.GetRepeatedEnumValue(message, &field, i);
      if (value == 0) checker_.Add(place.Field(&field, i), field.name(), "[", i, "]: unspecified, want a value");
      if (std::count(seen.begin(), seen.end(), value) > 0) {
        checker_.Add(place.Field(&field, i), field.name(), "[", i, "]: named twice, want it once");
      }
      seen.push_back(value);
    }
  }

  void CheckStrings(const Message& message, const FieldDescriptor& field, const Place& place) {
    const Reflection& reflection = *message.GetReflection();
    if (field.is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
        CheckText(reflection.GetRepeatedString(message, &field, i), field, place.Field(&field, i));
      }
      return;
    }
    const std::string text = reflection.GetString(message, &field);
    const bool shown_to_people = EndsWith(field.name(), "_vi") || EndsWith(field.name(), "_en");
    // The only texts shown to people that need not be there.
    const bool optional = field.name() == "extended_when_vi" || field.name() == "extended_when_en";
    if (text.empty()) {
      if (shown_to_people && !optional) checker_.Add(place, field.name(), ": empty, want a text");
      return;
    }
    CheckText(text, field, place.Field(&field));
  }

  void CheckText(const std::string& text, const FieldDescriptor& field, const Place& place) {
    const absl::StatusOr<std::string> normal =
        identity::NormalizeText(text, {.field = field.name(), .max_length = kMaxText});
    if (!normal.ok()) {
      checker_.Add(place, std::string(normal.status().message()));
    } else if (*normal != text) {
      checker_.Add(place, field.name(), ": \"", text, "\", want \"", *normal, "\" (composed form, no blanks around)");
    }
  }

  void CheckBasis(const Message& message, const Place& place) {
    const auto& basis = static_cast<const v1::Basis&>(message);
    if (basis.certainty() == v1::CERTAINTY_UNSPECIFIED) {
      checker_.Add(place, "certainty: unspecified, want a Certainty");
    }
    if (basis.certainty() == v1::CERTAINTY_SEEN && basis.source().empty()) {
      checker_.Add(place, "source: empty, want the source where it was seen");
    }
    if (!basis.source().empty()) {
      checker_.Refer(place, "source", basis.source(), checker_.entries().sources, &v1::Source::key, "a source");
    }
  }

  void CheckDate(const Message& message, const Place& place) {
    const absl::StatusOr<absl::CivilDay> day = DayFromProto(static_cast<const core::v1::Date&>(message));
    if (day.ok()) return;
    checker_.Add(place, std::string(day.status().message()));
    dates_are_sound_ = false;
  }

  void CheckPeriod(const Message& message, const Place& place) {
    const FieldDescriptor* from = message.GetDescriptor()->FindFieldByName("valid_from");
    const FieldDescriptor* until = message.GetDescriptor()->FindFieldByName("valid_until");
    const Reflection& reflection = *message.GetReflection();
    if (from == nullptr || until == nullptr) return;
    if (!reflection.HasField(message, from) || !reflection.HasField(message, until)) return;
    const auto first = DayFromProto(static_cast<const core::v1::Date&>(reflection.GetMessage(message, from)));
    const auto last = DayFromProto(static_cast<const core::v1::Date&>(reflection.GetMessage(message, until)));
    if (!first.ok() || !last.ok() || *first <= *last) return;
    checker_.Add(place.Field(until), "valid_until: ", FormatDay(*last), ", want ", FormatDay(*first), " or later");
    dates_are_sound_ = false;
  }

  Checker& checker_;
  bool dates_are_sound_ = true;
};

}  // namespace

bool CheckMessages(const Files& files, Checker& checker) {
  checker.Unique(checker.entries().sources, "key", [](const v1::Source& source) { return source.key(); });
  Walker walker(checker);
  for (const std::unique_ptr<File>& file : files) walker.Walk(file->content, file->place());
  return walker.dates_are_sound();
}

}  // namespace hoso::catalogue

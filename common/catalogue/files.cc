#include "common/catalogue/files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"

namespace hoso::catalogue {
namespace {

namespace fs = std::filesystem;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

class ParseErrors : public google::protobuf::io::ErrorCollector {
 public:
  ParseErrors(const std::string& file, std::vector<Problem>& problems) : file_(file), problems_(problems) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    problems_.push_back({file_, line + 1, column + 1, message});
  }

 private:
  const std::string& file_;
  std::vector<Problem>& problems_;
};

std::unique_ptr<File> ReadFile(const std::string& path, std::vector<Problem>& problems) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream.is_open() || stream.bad()) {
    problems.push_back({path, 0, 0, "cannot be read, want a readable file"});
    return nullptr;
  }
  return ParseFile(path, text.str(), problems);
}

std::vector<std::string> TextProtosBelow(const std::string& directory, std::vector<Problem>& problems) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator it(directory, error);
  if (error) {
    problems.push_back({directory, 0, 0, absl::StrCat("cannot be read (", error.message(), "), want a directory")});
    return paths;
  }
  for (const fs::directory_entry& entry : it) {
    if (entry.is_regular_file(error) && entry.path().extension() == ".textproto")
      paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  if (paths.empty()) problems.push_back({directory, 0, 0, "has no *.textproto file, want the catalogue's"});
  return paths;
}

}  // namespace

std::unique_ptr<File> ParseFile(const std::string& path, const std::string& text, std::vector<Problem>& problems) {
  auto file = std::make_unique<File>();
  file->path = path;
  ParseErrors errors(file->path, problems);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&file->tree);
  if (!parser.ParseFromString(text, &file->content)) return nullptr;
  return file;
}

std::string FormatProblem(const Problem& problem) {
  std::string where = problem.file;
  if (problem.line > 0) absl::StrAppend(&where, ":", problem.line);
  if (problem.column > 0) absl::StrAppend(&where, ":", problem.column);
  return absl::StrCat(where, ": ", problem.message);
}

Place Place::Field(const FieldDescriptor* field, int index) const {
  if (tree_ == nullptr) return *this;
  TextFormat::ParseLocation location = tree_->GetLocation(field, field->is_repeated() ? index : -1);
  // Values of a list in brackets share the location of the list.
  if (location.line < 0 && field->is_repeated()) location = tree_->GetLocation(field, 0);
  const TextFormat::ParseInfoTree* nested = nullptr;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    nested = tree_->GetTreeForNested(field, field->is_repeated() ? index : -1);
  }
  return Place(file_, nested, location.line < 0 ? line_ : location.line + 1);
}

Place Place::Field(const google::protobuf::Message& message, const char* name, int index) const {
  return Field(message.GetDescriptor()->FindFieldByName(name), index);
}

Files ReadFiles(const std::string& directory, std::vector<Problem>& problems) {
  Files files;
  for (const std::string& path : TextProtosBelow(directory, problems)) {
    if (std::unique_ptr<File> file = ReadFile(path, problems)) files.push_back(std::move(file));
  }
  return files;
}

}  // namespace hoso::catalogue

// The catalogue's files as read: messages together with where in which file each
// of their fields stands, so that a problem can be reported at its line.
#ifndef HOSO_COMMON_CATALOGUE_FILES_H_
#define HOSO_COMMON_CATALOGUE_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "hoso/catalogue/v1/catalogue.pb.h"

namespace hoso::catalogue {

// Something wrong in a file. Lines and columns are counted from 1; 0 means the file as a whole.
struct Problem {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;  // What it is, and what was expected.
};

// "catalogue/agencies.textproto:12: number: 70000, want 1 to 65535".
std::string FormatProblem(const Problem& problem);

// Where a message stands. Cheap to copy; valid while the files are.
class Place {
 public:
  Place(const std::string* file, const google::protobuf::TextFormat::ParseInfoTree* tree, int line)
      : file_(file), tree_(tree), line_(line) {}

  // Where a field of the message at this place stands; this place itself if the field is not in the file. `index`
  // chooses among the values of a repeated field.
  Place Field(const google::protobuf::FieldDescriptor* field, int index = 0) const;
  Place Field(const google::protobuf::Message& message, const char* name, int index = 0) const;

  Problem Say(std::string message) const { return {*file_, line_, 0, std::move(message)}; }

 private:
  const std::string* file_;
  const google::protobuf::TextFormat::ParseInfoTree* tree_;  // May be null.
  int line_;
};

struct File {
  std::string path;
  v1::CatalogueFile content;
  google::protobuf::TextFormat::ParseInfoTree tree;

  Place place() const { return Place(&path, &tree, 0); }
};

// An entry of some file with its place.
template <typename T>
struct Entry {
  const T* value;
  Place place;
};

using Files = std::vector<std::unique_ptr<File>>;

// Reads the text of one file, which is called `path`. Null, with `problems` added, if it is not the catalogue's.
std::unique_ptr<File> ParseFile(const std::string& path, const std::string& text, std::vector<Problem>& problems);

// Reads all *.textproto files in and below `directory`, in the order of their paths. Files that cannot be read or
// parsed are left out and added to `problems`, as is a directory without any.
Files ReadFiles(const std::string& directory, std::vector<Problem>& problems);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_FILES_H_

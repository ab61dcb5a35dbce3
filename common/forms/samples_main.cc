// forms_samples DIR: every form with placeholders, on every paper, as PDF files to look at; and goldens.txt, their
// digests. Prints how long each took to draw.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/digest/sha256.h"
#include "common/forms/samples.h"

namespace hoso::forms {
namespace {

absl::Status Write(const std::filesystem::path& file, const std::string& bytes) {
  if (std::ofstream(file, std::ios::binary) << bytes) return absl::OkStatus();
  return absl::UnavailableError(file.string() + ": cannot be written");
}

absl::Status WriteAll(const std::filesystem::path& folder) {
  const auto typesetter = Typesetter::Make();
  if (!typesetter.ok()) return typesetter.status();
  std::filesystem::create_directories(folder);
  std::string goldens;
  for (const Sample& sample : Samples()) {
    for (const PaperName& paper : PapersOf(sample)) {
      const std::string name = sample.name + "." + paper.name;
      const absl::Time start = absl::Now();
      const auto pdf = sample.draw(**typesetter, paper.paper);
      const absl::Duration took = absl::Now() - start;
      if (!pdf.ok()) return pdf.status();
      if (absl::Status s = Write(folder / (name + ".pdf"), *pdf); !s.ok()) return s;
      absl::PrintF("%-36s %6.1f ms %7d bytes\n", name, absl::ToDoubleMilliseconds(took), pdf->size());
      goldens += name + " " + Sha256Hex(*pdf) + "\n";
    }
  }
  return Write(folder / "goldens.txt", goldens);
}

}  // namespace
}  // namespace hoso::forms

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: forms_samples DIR\n";
    return 2;
  }
  const absl::Status status = hoso::forms::WriteAll(argv[1]);
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}

// The summary as people and programs read it, and the progress of a replay.
#ifndef HOSO_CLIENTS_REPLAY_SHOW_H_
#define HOSO_CLIENTS_REPLAY_SHOW_H_

#include <cstddef>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "clients/replay/summary.h"

namespace hoso::replay {

enum class Language { kVietnamese, kEnglish };

// Tables, figures, and a tick or a cross before everything that is checked.
std::string ShowText(const Summary& summary, Language language);

// One JSON object: ok, and by section its figures, table and checks.
std::string ShowJson(const Summary& summary);

// A bar that is drawn over itself on a terminal; elsewhere a line now and then.
class Progress {
 public:
  // `out` outlives this.
  Progress(std::ostream& out, bool terminal, Language language)
      : out_(out), terminal_(terminal), language_(language) {}
  // At `simulated` so many acts of so many are done.
  void Show(size_t done, size_t of, absl::Time simulated);
  void Finish();

 private:
  std::ostream& out_;
  bool terminal_;
  Language language_;
  int last_tenth_ = -1;
  bool drawn_ = false;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_SHOW_H_

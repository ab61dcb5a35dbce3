// Entries of a counter's journal, as any machine may send them.
#include <cstdint>

#include "common/journal/chain.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  journal::v1::SyncJournalRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return 0;
  const auto links = journal::ReadEntries(request);
  if (!links.ok()) {
    fuzz::WantRefusal(links.status(), "entries");
    return 0;
  }
  HOSO_ALWAYS(links->size() == static_cast<size_t>(request.entries_size()));
  for (size_t i = 0; i < links->size(); ++i) {
    const journal::Link& link = (*links)[i];
    HOSO_ALWAYS(link.digest == journal::DigestOf(link.previous, request.entries(static_cast<int>(i)).body()));
    HOSO_ALWAYS(link.body.position() >= 1 && !link.body.kind().empty());
    HOSO_ALWAYS(i == 0 || link.body.position() > (*links)[i - 1].body.position());
  }
  return 0;
}

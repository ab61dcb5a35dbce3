#include "services/intake/code_allocator.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace hoso::intake {
namespace {

constexpr absl::Duration kLookAround = absl::Seconds(1);

absl::Status Stopping() { return absl::UnavailableError("this replica is stopping"); }

}  // namespace

int CodeAllocator::Shelf::left() const {
  int sum = 0;
  for (const auto& [id, block] : blocks) sum += block.left();
  return sum;
}

CodeAllocator::CodeAllocator(Options options) : options_(std::move(options)), thread_([this] { Run(); }) {}

CodeAllocator::~CodeAllocator() {
  if (thread_.joinable()) Drain().IgnoreError();
}

void CodeAllocator::Take(int agency, absl::CivilDay day, absl::CivilDay today,
                         std::function<void(absl::StatusOr<Draw>)> done) {
  const Key key(agency, day);
  Draw draw;
  {
    absl::MutexLock lock(&mutex_);
    today_ = std::max(today_, today);
    Shelf& shelf = shelves_[key];
    shelf.touched = absl::Now();
    if (stopping_ || !TakeFrom(key, shelf, draw)) {
      if (!stopping_) {
        shelf.waiting.push_back(std::move(done));
        shelf.exhausted = false;  // Ask again: the error is the store's to give.
        Want(key, shelf);
        return;
      }
      draw.number = 0;
    }
  }
  if (draw.number == 0) return done(Stopping());
  done(draw);
}

bool CodeAllocator::TakeFrom(const Key& key, Shelf& shelf, Draw& draw) {
  int left = 0;
  bool taken = false;
  for (auto& [id, block] : shelf.blocks) {
    if (!taken && block.left() > 0) {
      draw = {.agency = key.first, .day = key.second, .lease_id = id};
      if (!block.returned.empty()) {
        draw.number = block.returned.back();
        block.returned.pop_back();
      } else {
        draw.number = block.next++;
      }
      ++block.unsettled;
      taken = true;
    }
    left += block.left();
  }
  if (taken && left <= shelf.next_size / 4 && !shelf.exhausted) Want(key, shelf);
  return taken;
}

void CodeAllocator::Want(const Key& key, Shelf& shelf) {
  if (shelf.wanted) return;
  shelf.wanted = true;
  to_fetch_.push_back(key);
}

void CodeAllocator::Settle(const Draw& draw, Used used) {
  absl::MutexLock lock(&mutex_);
  const auto shelf = shelves_.find(Key(draw.agency, draw.day));
  if (shelf == shelves_.end()) return;
  const auto block = shelf->second.blocks.find(draw.lease_id);
  if (block == shelf->second.blocks.end()) return;
  --block->second.unsettled;
  if (used == Used::kNo) block->second.returned.push_back(draw.number);
}

absl::CivilDay CodeAllocator::today() {
  absl::MutexLock lock(&mutex_);
  return today_;
}

std::vector<CodeAllocator::Answer> CodeAllocator::Serve(const Key& key, Shelf& shelf) {
  std::vector<Answer> answers;
  Draw draw;
  while (!shelf.waiting.empty() && TakeFrom(key, shelf, draw)) {
    answers.emplace_back(std::move(shelf.waiting.front()), draw);
    shelf.waiting.pop_front();
  }
  if (!shelf.waiting.empty()) Want(key, shelf);
  return answers;
}

void CodeAllocator::Fetch(const Key& key) {
  int size = 0;
  {
    absl::MutexLock lock(&mutex_);
    Shelf& shelf = shelves_[key];
    size = shelf.next_size == 0 ? options_.first_block : shelf.next_size;
    size = std::min(options_.largest_block, std::max(size, static_cast<int>(shelf.waiting.size())));
  }
  const absl::StatusOr<Lease> lease = options_.open(key.first, key.second, size);
  std::vector<Answer> answers;
  {
    absl::MutexLock lock(&mutex_);
    Shelf& shelf = shelves_[key];
    shelf.wanted = false;
    if (lease.ok()) {
      shelf.next_size = std::min(options_.largest_block, size * 2);
      shelf.touched = absl::Now();
      shelf.blocks[lease->id] = Block{.next = lease->first, .last = lease->last};
      answers = Serve(key, shelf);
    } else {
      shelf.exhausted = absl::IsResourceExhausted(lease.status());
      for (auto& done : shelf.waiting) answers.emplace_back(std::move(done), lease.status());
      shelf.waiting.clear();
    }
  }
  for (auto& [done, draw] : answers) done(std::move(draw));
}

void CodeAllocator::CloseIdle() {
  std::vector<std::string> leases;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Time idle_since = absl::Now() - options_.idle;
    for (auto at = shelves_.begin(); at != shelves_.end();) {
      Shelf& shelf = at->second;
      const bool over = at->first.second < today_ && shelf.touched < idle_since && shelf.waiting.empty() &&
                        !shelf.wanted;
      for (auto block = shelf.blocks.begin(); block != shelf.blocks.end();) {
        const bool used_up = block->second.left() == 0;
        if ((over || used_up) && block->second.unsettled == 0) {
          to_close_.push_back(block->first);
          block = shelf.blocks.erase(block);
        } else {
          ++block;
        }
      }
      at = over && shelf.blocks.empty() ? shelves_.erase(at) : std::next(at);
    }
    leases = to_close_;
  }
  if (leases.empty() || !options_.close(leases).ok()) return;  // Else once more at the next look.
  absl::MutexLock lock(&mutex_);
  to_close_.erase(to_close_.begin(), to_close_.begin() + static_cast<std::ptrdiff_t>(leases.size()));
}

void CodeAllocator::Run() {
  absl::Time look = absl::Now() + kLookAround;
  for (;;) {
    Key key;
    bool fetch = false;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !to_fetch_.empty(); };
      mutex_.AwaitWithDeadline(absl::Condition(&ready), look);
      if (stopping_) return;
      if (!to_fetch_.empty()) {
        key = to_fetch_.front();
        to_fetch_.pop_front();
        fetch = true;
      }
    }
    if (fetch) Fetch(key);
    if (absl::Now() >= look) {
      CloseIdle();
      look = absl::Now() + kLookAround;
    }
  }
}

absl::Status CodeAllocator::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
  std::vector<std::function<void(absl::StatusOr<Draw>)>> parked;
  std::vector<std::string> leases;
  {
    absl::MutexLock lock(&mutex_);
    leases = std::move(to_close_);
    for (auto& [key, shelf] : shelves_) {
      for (auto& done : shelf.waiting) parked.push_back(std::move(done));
      for (const auto& [id, block] : shelf.blocks) leases.push_back(id);
    }
    shelves_.clear();
    to_close_.clear();
  }
  for (auto& done : parked) done(Stopping());
  if (leases.empty()) return absl::OkStatus();
  return options_.close(leases);
}

}  // namespace hoso::intake

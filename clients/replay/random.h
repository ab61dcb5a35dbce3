// Chance that comes out the same on every machine and in every order of asking.
//
// Each question has a stream of its own, named by what it is about and which
// dossier, bag or day it concerns. So one more draw somewhere shifts nothing
// elsewhere, and a plan can be computed again with a single thing changed. The
// standard library's distributions are not used: they differ between libraries.
#ifndef HOSO_CLIENTS_REPLAY_RANDOM_H_
#define HOSO_CLIENTS_REPLAY_RANDOM_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hoso::replay {

class Random {
 public:
  Random(uint64_t seed, const std::string& about, int64_t which = 0) : state_(seed) {
    for (const char letter : about) Mix(static_cast<unsigned char>(letter));
    Mix(static_cast<uint64_t>(which) + 0x100);
  }

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);  // SplitMix64.
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // In [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

  // In [least, most]. REQUIRES: least <= most.
  int64_t Between(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(Uniform() * static_cast<double>(most - least + 1));
  }

  bool Percent(double of_hundred) { return Uniform() * 100 < of_hundred; }

  // Mostly near `usual`, never outside [least, most].
  double Triangular(double least, double usual, double most) {
    if (most <= least) return least;
    const double u = Uniform();
    const double turn = (usual - least) / (most - least);
    if (u < turn) return least + std::sqrt(u * (most - least) * (usual - least));
    return most - std::sqrt((1 - u) * (most - least) * (most - usual));
  }

  // Mostly small, with a long tail.
  double Exponential(double mean) { return -mean * std::log1p(-Uniform()); }

  // An index, by weight. REQUIRES: some weight is above 0.
  size_t Weighted(const std::vector<double>& weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double rest = Uniform() * total;
    size_t last = 0;
    for (size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] <= 0) continue;
      last = i;
      rest -= weights[i];
      if (rest < 0) return i;
    }
    return last;
  }

  template <typename T>
  void Shuffle(std::vector<T>& things) {
    for (size_t i = things.size(); i > 1; --i) {
      std::swap(things[i - 1], things[static_cast<size_t>(Between(0, static_cast<int64_t>(i) - 1))]);
    }
  }

 private:
  void Mix(uint64_t value) {
    state_ ^= value + 0x9e3779b97f4a7c15 + (state_ << 6) + (state_ >> 2);
    Next();
  }

  uint64_t state_;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_RANDOM_H_

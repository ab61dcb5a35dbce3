#include "clients/bench/report.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace hoso::bench {
namespace {

using Json = nlohmann::ordered_json;

std::vector<double> Column(const std::vector<Sample>& samples, const std::function<double(const Sample&)>& of) {
  std::vector<double> values;
  for (const Sample& sample : samples) values.push_back(of(sample));
  return values;
}

double RatioOf(const Sample& sample) { return sample.floor_per_s > 0 ? sample.ours_per_s / sample.floor_per_s : 0; }

double Rounded(double value) { return std::stod(absl::StrFormat("%.3f", value)); }

Json EntryOf(const std::vector<Sample>& samples) {
  const auto median = [&](double Sample::*field) {
    return Rounded(FigureOf(Column(samples, [&](const Sample& s) { return s.*field; })).median);
  };
  const Figure ratio = FigureOf(Column(samples, RatioOf));
  return Json{{"ours_per_s", median(&Sample::ours_per_s)},
              {"floor_per_s", median(&Sample::floor_per_s)},
              {"ratio", Rounded(ratio.median)},
              {"ratio_min", Rounded(ratio.min)},
              {"ratio_max", Rounded(ratio.max)},
              {"p50_ms", median(&Sample::p50_ms)},
              {"p99_ms", median(&Sample::p99_ms)},
              {"floor_p99_ms", median(&Sample::floor_p99_ms)},
              {"cpu_us", median(&Sample::cpu_us)},
              {"database_cpu_us", median(&Sample::database_cpu_us)},
              {"batch", median(&Sample::batch)},
              {"rounds", samples.size()}};
}

}  // namespace

Figure FigureOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

void Report::Add(const std::string& operation, int callers, const Sample& sample) {
  if (!samples_.contains(operation)) order_.push_back(operation);
  samples_[operation][callers].push_back(sample);
}

void Report::SetMemory(const std::string& process, double mb) { memory_mb_[process] = mb; }

std::string Report::Json() const {
  nlohmann::ordered_json json;
  for (const std::string& operation : order_) {
    for (const auto& [callers, samples] : samples_.at(operation)) {
      json[operation][absl::StrCat(callers)] = EntryOf(samples);
    }
  }
  for (const auto& [process, mb] : memory_mb_) json["memory_mb"][process] = Rounded(mb);
  return json.dump(2);
}

std::string Report::Table() const {
  std::string table = absl::StrFormat("%-18s %7s %9s %9s %22s %8s %8s %10s %8s %8s %6s\n", "operation", "callers",
                                      "ours/s", "floor/s", "ratio (min–max)", "p50 ms", "p99 ms", "floor p99",
                                      "svc µs", "db µs", "batch");
  for (const std::string& operation : order_) {
    for (const auto& [callers, samples] : samples_.at(operation)) {
      const nlohmann::ordered_json entry = EntryOf(samples);
      const auto number = [&](const char* key) { return entry[key].get<double>(); };
      absl::StrAppend(&table,
                      absl::StrFormat("%-18s %7d %9.0f %9.0f %8.2f (%.2f–%.2f)    %8.2f %8.2f %10.2f %8.0f %8.0f %6.1f\n",
                                      operation, callers, number("ours_per_s"), number("floor_per_s"), number("ratio"),
                                      number("ratio_min"), number("ratio_max"), number("p50_ms"), number("p99_ms"),
                                      number("floor_p99_ms"), number("cpu_us"), number("database_cpu_us"),
                                      number("batch")));
    }
  }
  for (const auto& [process, mb] : memory_mb_) absl::StrAppend(&table, absl::StrFormat("%s: %.0f MB\n", process, mb));
  return table;
}

}  // namespace hoso::bench

#include "emulator/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace emulator {

namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// Damerau's distance (optimal string alignment): insert, delete, replace, or swap two neighbours.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string joined(const std::vector<std::string>& names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? fmt::format(" {} ", last) : std::string{", "}) + names[i];
  return text;
}

}  // namespace

std::vector<std::string> near_names(std::string_view wanted, const std::vector<std::string>& known) {
  const std::string typed = lower(wanted);
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& name : known) {
    const std::string candidate = lower(name);
    const bool begins = typed.size() >= 3 && candidate.starts_with(typed);
    const std::size_t far = begins ? 1 : distance(typed, candidate);
    if (far <= std::max<std::size_t>(1, std::max(typed.size(), candidate.size()) / 3)) ranked.emplace_back(far, name);
  }
  std::ranges::sort(ranked);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < std::min<std::size_t>(ranked.size(), 3); ++i) result.push_back(ranked[i].second);
  return result;
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& known) {
  constexpr std::size_t most = 12;  // more would hide the sentence
  if (const auto near = near_names(wanted, known); !near.empty())
    return fmt::format("; did you mean {}?", joined(near, "or"));
  if (known.empty() || known.size() > most) return {};
  return fmt::format("; there {} {}", known.size() == 1 ? "is only" : "are", joined(known, "and"));
}

}  // namespace emulator

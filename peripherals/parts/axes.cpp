#include "peripherals/parts/axes.hpp"

#include <fmt/format.h>

#include <utility>

namespace parts {

Axes::Axes(const Attributes& attributes) {
  const auto words = attributes.list("axes");
  if (words.empty()) return;
  if (words.size() != 3) throw PartError(fmt::format("\"axes\" must have three entries, not {}", words.size()));
  bool used[3] = {};
  for (unsigned i = 0; i < 3; ++i) {
    std::string_view word = words[i];
    const bool negative = word.starts_with('-');
    if (negative) word.remove_prefix(1);
    if (word.size() != 1 || word[0] < 'x' || word[0] > 'z')
      throw PartError(fmt::format("\"axes\" has \"{}\" where x, y, z, -x, -y or -z should be", words[i]));
    axes_[i] = {static_cast<unsigned>(word[0] - 'x'), negative ? -1.0 : 1.0};
    if (std::exchange(used[axes_[i].from], true)) throw PartError(fmt::format("\"axes\" has {} twice", word));
  }
}

std::array<double, 3> Axes::to_sensor(const std::array<double, 3>& board) const {
  return {axes_[0].sign * board[axes_[0].from], axes_[1].sign * board[axes_[1].from],
          axes_[2].sign * board[axes_[2].from]};
}

}  // namespace parts

#pragma once
// Recordings as files for other programs.
#include <string>
#include <vector>

#include "gui/bench/instruments/recording.hpp"

namespace bench {

struct Channel {
  std::string net, name;  // as recorded, and for people
};
// A value change dump (IEEE 1364-2005, 18.2): each net as a level and as volts.
std::string vcd_of(const Recording&, const std::vector<Channel>&, double supply);
// A line for each change: seconds, and the volts of all.
std::string csv_of(const Recording&, const std::vector<Channel>&);

}  // namespace bench

#pragma once
// What nets did, as instruments know it: changes in the order of time. Made of news that come bit by bit.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace bench {

struct NetChange {
  emulator::Time time;
  float volts;
  bool floats;
  bool operator==(const NetChange&) const = default;
};
// What was new on one net since somebody asked.
struct NetNews {
  std::string net;
  bool anew = false;  // what was known before does not count any more
  bool gap = false;   // some of it is lost: nobody asked for too long
  std::vector<NetChange> changes = {};
};
// News that nobody took, and newer ones: all of it.
void merge(std::vector<NetNews>& older, std::vector<NetNews> newer);

class Recording {
 public:
  using Changes = std::vector<NetChange>;

  void hear(const std::vector<NetNews>&, emulator::Time now);
  void forget() { tracks_.clear(); }
  const Changes& of(const std::string& net) const;
  emulator::Time begin() const;  // of the earliest change
  emulator::Time end() const { return end_; }
  emulator::u64 heard() const { return heard_; }  // changes so far: whether there is something new

  // The last change at or before a time; null if there is none.
  static const NetChange* at(const Changes&, emulator::Time);
  // Index of the first change after it.
  static std::size_t after(const Changes&, emulator::Time);

 private:
  static constexpr std::size_t most = 2'000'000;
  std::map<std::string, Changes> tracks_;
  emulator::Time end_{};
  emulator::u64 heard_ = 0;
};

// What a voltmeter or a frequency counter shows of a stretch.
struct Measured {
  double least = 0, most = 0, mean = 0, rms = 0;  // volts
  double hertz = 0, duty = 0;                     // 0: it does not swing
  std::size_t edges = 0;
};
Measured measure(const Recording::Changes&, emulator::Time from, emulator::Time to, double supply);

// The first time after `from` at which a net rises or falls through the middle of the supply.
enum class Slope : emulator::u8 { rising, falling, either };
std::optional<emulator::Time> edge(const Recording::Changes&, emulator::Time from, Slope, double supply);

}  // namespace bench

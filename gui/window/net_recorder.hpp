#pragma once
// Hears what chosen nets do, change by change, for the instruments. Watches only: nothing in the circuit is different.
#include <memory>
#include <string>
#include <vector>

#include "emulator/machine.hpp"
#include "gui/bench/instruments/recording.hpp"

namespace gui {

using bench::NetChange;
using bench::NetNews;

class NetRecorder {
 public:
  explicit NetRecorder(emulator::Machine& machine) : machine_(machine) {}
  NetRecorder(const NetRecorder&) = delete;

  void record(const std::vector<std::string>& nets);  // these and no others; names that are not there are passed over
  void sample();   // voltages that move by themselves, where nothing tells: now and then
  void restart();  // the machine is at another time
  std::vector<NetNews> take();

 private:
  static constexpr std::size_t most_waiting = 200'000;
  struct Ear {
    const emulator::Net* net;
    NetNews news;
  };
  void hear(Ear&) const;

  emulator::Machine& machine_;
  std::vector<std::shared_ptr<Ear>> ears_;
};

}  // namespace gui

#pragma once
// What a scenario sees of a net: its level now, its last edges, and when it changes.
#include <deque>
#include <functional>
#include <list>
#include <string>

#include "emulator/machine.hpp"
#include "emulator/net.hpp"

namespace scenarios {

class NetProbe {
 public:
  struct Edge {
    emulator::Time time;
    bool rising;
  };
  static constexpr std::size_t edges_kept = 4096;

  NetProbe(emulator::Machine&, emulator::Net&, double supply);
  NetProbe(const NetProbe&) = delete;

  const emulator::Net& net() const { return net_; }
  bool level() const { return level_; }
  double volts() const { return net_.shown_volts(); }
  bool floating() const { return net_.floating(); }
  const std::deque<Edge>& edges() const { return edges_; }  // the last ones, oldest first
  emulator::u64 edge_count() const { return edge_count_; }  // of all
  void reset();  // the machine was loaded with another state: look anew, forget the edges

  // Calls back at every change of voltage, until it is destroyed.
  class Listener {
   public:
    Listener(NetProbe&, std::function<void()>);
    ~Listener();
    Listener(const Listener&) = delete;

   private:
    NetProbe& probe_;
    std::list<std::function<void()>>::iterator at_;
  };

 private:
  void changed();

  emulator::Machine& machine_;
  emulator::Net& net_;
  double supply_;
  bool level_ = false;
  std::deque<Edge> edges_;
  emulator::u64 edge_count_ = 0;
  std::list<std::function<void()>> listeners_;
};

}  // namespace scenarios

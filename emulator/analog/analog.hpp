#pragma once
// The elements of a circuit, and the islands that they make of its nets.
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "emulator/analog/island.hpp"

namespace emulator::analog {

class Analog {
 public:
  Analog(Scheduler& scheduler, CircuitFindings& findings) : scheduler_(scheduler), findings_(findings) {}
  Analog(const Analog&) = delete;
  Analog& operator=(const Analog&) = delete;

  // Once its legs are wired; legs that are not get a net of their own.
  void add(Element&);
  void remove(Element&);
  // Legs are on other nets than before; what is stored stays.
  void rewired();

  const std::vector<std::unique_ptr<Island>>& islands() const { return islands_; }
  // What a supply gives to elements, in milliamperes.
  double milliamps_from(const Net& rail) const;

  void serialize(State&);  // after terminals and parts

 private:
  void build(const Island::Stored& = {});
  void watch(Net& rail);

  Scheduler& scheduler_;
  CircuitFindings& findings_;
  std::vector<Element*> elements_;
  std::vector<std::unique_ptr<Island>> islands_;
  std::map<const Net*, std::vector<Island*>> neighbours_;  // of supplies
  std::vector<const Net*> watched_;
};

}  // namespace emulator::analog

#pragma once
// Something between nets: a resistor, a capacitor, a transistor. Its legs are terminals of the part it belongs to,
// which adds it to Analog once they are wired.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/analog/stamp.hpp"
#include "emulator/net.hpp"

namespace emulator::analog {

class Island;

// What keeps its value when time stands still: a capacitor's volts or an inductor's amperes.
struct Storage {
  enum class Kind { capacitor, inductor };
  Kind kind;
  double amount;   // farad or henry
  double initial;  // when power comes
};

class Element {
 public:
  Element(std::string name, std::vector<Terminal*> legs);
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;
  virtual ~Element();

  const std::string& name() const { return name_; }
  double volts(unsigned from, unsigned to) const;  // at this moment, between two legs
  double milliamps(unsigned leg = 0) const;        // that flow into the element there
  // Currents and voltages are others now, or time has gone on while they moved.
  std::function<void()> on_step;

  // --- for the island ---
  const std::vector<Terminal*>& legs() const { return legs_; }
  Net& net(unsigned leg) const { return *legs_[leg]->net(); }
  virtual unsigned extra_unknowns() const { return 0; }
  virtual bool extra_is_current(unsigned) const { return false; }  // or volts
  virtual unsigned junctions() const { return 0; }
  virtual bool linear() const { return true; }
  virtual const Storage* storage() const { return nullptr; }
  virtual Node storage_plus() const { return node(0); }
  virtual Node storage_minus() const { return node(1); }
  virtual void stamp(Stamp&) const {}
  virtual double amps(unsigned leg, const Look&) const = 0;  // what a storage holds back is not known here
  // Does one leg's voltage follow from another's? For two equal legs: is it held by the element alone?
  virtual bool links(unsigned a, unsigned b, const Look&) const { return a != b; }

  void bind(Island* island, std::vector<Node> nodes, Node ground, Node first_extra, unsigned first_junction);
  Island* island() const { return island_; }
  Node node(unsigned leg) const { return nodes_[leg]; }

 protected:
  // Changes a property: what it was counts up to now.
  void change(const std::function<void()>& how);
  Node ground() const { return ground_; }
  Node extra(unsigned n = 0) const { return first_extra_ + static_cast<Node>(n); }
  unsigned junction(unsigned n = 0) const { return first_junction_ + n; }

 private:
  std::string name_;
  std::vector<Terminal*> legs_;
  std::vector<std::unique_ptr<Net>> open_;  // of legs that are not wired
  std::vector<Node> nodes_;
  Node ground_ = 0, first_extra_ = 0;
  unsigned first_junction_ = 0;
  Island* island_ = nullptr;
  friend class Analog;
};

}  // namespace emulator::analog

#pragma once
// Which registers a core has, told to GDB as a target description, and their values in the order told.
//
// GDB knows an architecture by "features": standard sets of register names (GDB manual, appendix G.5 "Standard Target
// Features"). The sets here are matched against the names that a core offers; registers in no set are shown as well,
// in a feature of our own. Of an architecture whose registers GDB numbers itself (Xtensa) none are told. All are as 32
// bits wide (Cpu::get() gives no more), so FP doubles are not told.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/cpu.hpp"

namespace emulator::gdb {

class TargetDescription {
 public:
  explicit TargetDescription(const Cpu& core);

  const std::string& xml() const { return xml_; }
  std::size_t size() const { return order_.size(); }

  std::string value(const Cpu&, std::size_t number) const;  // hex, in the target's byte order
  std::string values(const Cpu&) const;
  // False if there is no such register or that is no value for it.
  bool set(Cpu&, std::size_t number, std::string_view hex) const;
  bool set_all(Cpu&, std::string_view hex) const;
  // "0d:00200020;0f:…": what GDB wants to know at every stop.
  std::string expedited(const Cpu&) const;

 private:
  std::string xml_;
  std::vector<unsigned> order_;  // GDB's number -> the core's
  std::vector<std::size_t> expedited_;
};

}  // namespace emulator::gdb

#pragma once
// A whole microcontroller as a machine sees it. Each family has one in peripherals/<family>/chip.hpp.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/bus.hpp"
#include "emulator/cpu.hpp"
#include "emulator/net.hpp"
#include "emulator/state.hpp"

namespace emulator {

struct Image;
namespace usb {
class DevicePort;
}

class Chip {
 public:
  // One row of the chip's visible table.
  struct Block {
    u32 base, size;
    Device* device;
    int irq = -1;  // interrupt number, -1 for none
  };

  explicit Chip(std::string name) : name_(std::move(name)) {}
  Chip(const Chip&) = delete;
  Chip& operator=(const Chip&) = delete;
  virtual ~Chip() = default;

  const std::string& name() const { return name_; }
  virtual Bus& bus() = 0;
  virtual std::vector<Bus*> buses() { return {&bus()}; }  // all: where cores have their own, bus() is one of them
  virtual std::span<Cpu* const> cores() = 0;
  // No core gets further ahead of another one that is awake than this. What they tell each other by devices (locks,
  // FIFOs, events) is in order of time, to the cycle; code that only looks at memory until it changes sees that so
  // much later, or earlier, at most.
  virtual Duration quantum() const { return std::chrono::microseconds{1}; }
  virtual std::span<const Block> blocks() const = 0;
  virtual Terminal* pin(std::string_view name) = 0;  // by the manual's name, null if there is none
  virtual std::vector<std::string> pin_names() const = 0;

  virtual usb::DevicePort* usb() { return nullptr; }  // the controller in device role, if there is one

  // Puts an image where a programmer would; ImageError if it does not fit this chip.
  virtual void load(const Image&) = 0;
  virtual void power_on() = 0;   // everything as after power-up, memory that persists excepted
  virtual void pin_reset() = 0;  // the reset pin or a debugger's reset
  // Memory that keeps its content without power, by name ("flash"), for --flash.
  virtual std::vector<Memory*> persistent() = 0;

  // Where a machine has put itself to hear what the firmware does wrong and what we lack.
  virtual void observe(AccessObserver*) = 0;
  virtual void serialize(State&) = 0;

 private:
  std::string name_;
};

}  // namespace emulator

#pragma once
// What a computer does with an interface: a driver bound to it for as long as the device stays configured.
#include <functional>
#include <memory>
#include <string_view>

#include "emulator/usb/bus.hpp"
#include "emulator/usb/control_pipe.hpp"
#include "emulator/usb/descriptors.hpp"

namespace emulator::usb {

// What a driver is given. All of it outlives the driver.
struct DriverContext {
  Bus& bus;
  ControlPipe& control;
  u16 client;  // the number its control requests go under
  Description& description;
  const Interface& interface;  // the one it is asked about
  std::function<void(const std::string&)> complain;
};

class ClassDriver {
 public:
  // `interfaces`: the numbers of those it takes.
  ClassDriver(const DriverContext&, std::vector<u8> interfaces);
  ClassDriver(const ClassDriver&) = delete;
  ClassDriver& operator=(const ClassDriver&) = delete;
  virtual ~ClassDriver();
  virtual std::string_view name() const = 0;
  virtual void start() = 0;  // the device is configured
  virtual void serialize(State&) = 0;
  const std::vector<u8>& interfaces() const { return interfaces_; }

 protected:
  // Class requests to the driver's (first) interface.
  void request_in(u8 request, u16 value, u16 length, u32 tag = 0);
  void request_out(u8 request, u16 value, std::vector<u8> data = {}, u32 tag = 0);
  void request(const SetupPacket&, std::vector<u8> data = {}, u32 tag = 0);
  virtual void answered(const ControlReply&) {}

  // CLEAR_FEATURE(ENDPOINT_HALT); then halt_cleared() is called, which shall reset the pipe's toggle.
  void clear_halt(const DataPipe&);
  virtual void halt_cleared(u8 /*endpoint*/, Outcome) {}

  DriverContext context_;

 private:
  void reply(const ControlReply&);

  std::vector<u8> interfaces_;
};

// Makes a driver if it wants the interface, else returns nothing.
using DriverFactory = std::function<std::unique_ptr<ClassDriver>(const DriverContext&)>;

// A pipe for an endpoint of that kind, if the interface has one.
std::unique_ptr<DataPipe> open_pipe(Bus&, const Interface&, TransferType, bool in, DataPipe::Done);

}  // namespace emulator::usb

#pragma once
// A computer with one full-speed port: finds out what is plugged in, configures it and binds drivers to its
// interfaces, in the order and with the pauses of Linux and Windows: reset, 64 bytes of the device descriptor, another
// reset, address, descriptors, strings, configuration (USB 2.0, 9.1.2).
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/usb/class_driver.hpp"

namespace emulator::usb {

class Host {
 public:
  Host(Scheduler&, const std::string& name, DevicePort&);
  Host(const Host&) = delete;
  ~Host();

  // Earlier ones are asked first. All must be there before plug() and before loading.
  void add_driver(DriverFactory factory) { factories_.push_back(std::move(factory)); }

  void plug() { bus_.plug(); }
  void unplug() { bus_.unplug(); }
  void suspend();
  void resume() { bus_.resume(); }

  Bus& bus() { return bus_; }
  bool configured() const { return step_ == Step::configured; }
  const Description* description() const { return configured() ? &description_ : nullptr; }
  const std::vector<std::unique_ptr<ClassDriver>>& drivers() const { return drivers_; }
  // "0: CDC-ACM", "3: no driver for class 0xff" … one line for each interface.
  std::vector<std::string> interfaces() const;
  std::string text() const;  // like lsusb -v

  const Sentences& complaints() const { return complaints_; }  // since the device was attached
  std::function<void(const std::string&)> on_complaint;
  std::function<void()> on_configured, on_gone;

  void serialize(State&);

 private:
  enum class Step : u8 {
    nothing,
    first_reset,
    short_device_descriptor,
    second_reset,
    set_address,
    settle,  // 9.2.6.3: 2 ms to get used to the address
    device_descriptor,
    configuration_head,
    configuration,
    languages,
    string,
    set_configuration,
    configured,
    failed,
  };

  void attached();
  void gone();
  void was_reset();
  void reply(const ControlReply&);
  void get_descriptor(DescriptorType, u8 index, u16 language, u16 length);
  void short_descriptor(const std::vector<u8>&);
  void device_descriptor(const std::vector<u8>&);
  void configuration_head(const std::vector<u8>&);
  void configuration(const std::vector<u8>&);
  void next_string();
  void set_configuration();
  void failed(const std::string& why);
  void complain(const std::string& sentence);
  void hear(const Sentences&);
  void bind();
  std::unique_ptr<ClassDriver> find_driver(const Interface&, u16 client);
  void load(State&);

  Bus bus_;
  ControlPipe control_;
  std::vector<DriverFactory> factories_;
  Step step_ = Step::nothing;
  u8 attempts_ = 0;
  u8 address_ = 0;  // given last
  u16 language_ = 0;
  std::vector<u8> raw_device_, raw_configuration_, wanted_strings_;
  Description description_;
  Sentences complaints_;
  Event settled_;
  std::vector<std::unique_ptr<ClassDriver>> drivers_;  // last: they use all of the above
};

}  // namespace emulator::usb

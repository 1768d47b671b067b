#pragma once
// The wire between one full-speed host port and one device: power, reset, frames of 1 ms, suspend, and which pipe's
// transaction comes next (USB 2.0, chapters 5, 7.1.7 and 8).
//
// Time passes in frames. Within a frame interrupt pipes whose turn it is come first, then control and bulk pipes take
// turns; a transaction that would not end before the frame does waits for the next. A real host asks an endpoint that
// said NAK again and again; here it is asked when the device hints that the answer may be another, and every
// `patience` frames without a hint. So an idle bus costs one event a millisecond: the start of the frame.
#include <functional>
#include <map>
#include <string>

#include "emulator/time.hpp"
#include "emulator/usb/device_port.hpp"
#include "emulator/usb/pipe.hpp"

namespace emulator::usb {

class Bus {
 public:
  static constexpr unsigned patience = 32;  // frames

  enum class Line : u8 {
    unplugged,   // no cable
    empty,       // nothing pulls D+ up
    debouncing,  // 7.1.7.3: 100 ms from the pull-up to the reset
    resetting,   // 7.1.7.5, and 10 ms of recovery
    recovering,  // … during which there are frames, but nobody is spoken to; after resuming likewise
    running,
    going_idle,  // no more frames; after 3 ms the device is suspended
    suspended,
    resuming,  // 7.1.7.7: 20 ms of resume signalling
  };
  struct Listener {
    std::function<void()> on_attached;  // and debounced: the host may reset it
    std::function<void()> on_detached;
    std::function<void()> on_reset;    // the device listens to address 0
    std::function<void()> on_resumed;  // and may be spoken to again
  };

  Bus(Scheduler&, const std::string& name, DevicePort&);
  Bus(const Bus&) = delete;
  ~Bus();
  void listen(Listener listener) { listener_ = std::move(listener); }

  void plug();
  void unplug();
  void reset();    // then on_reset
  void suspend();  // the device wakes it, or resume()
  void resume();
  Line line() const { return line_; }
  bool running() const { return line_ == Line::running; }
  u16 frame_number() const { return frame_number_; }

  u8 address() const { return address_; }
  void set_address(u8 address) { address_ = address; }

  void add(Pipe&);
  void remove(Pipe&);
  void wake();  // a pipe has something to do

  Scheduler& scheduler() { return scheduler_; }
  DevicePort& port() { return port_; }
  void serialize(State&);

 private:
  void attach_changed();
  void line_timed();
  void frame();
  void start_frames();
  void stop_frames();
  void hint(u32 endpoints);
  Pipe* choose();
  void step();
  void finish();
  bool runnable(const Pipe&) const;

  Scheduler& scheduler_;
  DevicePort& port_;
  Listener listener_;
  std::map<u8, Pipe*> pipes_;  // by key
  Line line_ = Line::unplugged;
  u8 address_ = 0;
  u16 frame_number_ = 0;
  u32 frames_ = 0;  // since the reset
  Time frame_start_{}, free_{};
  // What the bus is doing: nothing, sending what comes before the device's decision, or what follows.
  enum class Phase : u8 { idle, lead, rest } phase_ = Phase::idle;
  u8 current_ = 0;  // the pipe served now, or last
  u32 hinted_ = 0;  // during the device's answer
  Event frame_event_, step_event_, line_event_, attach_event_;
};

}  // namespace emulator::usb

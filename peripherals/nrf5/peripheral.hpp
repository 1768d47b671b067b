#pragma once
// What every nRF51 peripheral shares: tasks, events, shortcuts, interrupts and the power switch.
// nRF51 Series Reference Manual v3.0.1, chapter 10 "Peripheral interface".
//
//   Task         start  {*this, "START", 0x000, &Rng::start};       // 21 RNG, register overview
//   Task         stop   {*this, "STOP", 0x004, &Rng::stop};
//   EventFlag    valrdy {*this, "VALRDY", 0x100};
//   Shorts       shorts {*this, {{0, valrdy, stop}}};               // 0x200, field VALRDY_STOP
//   Interrupts   inten  {*this};                                    // 0x304, 0x308: one bit per event declared above
//   PowerSwitch  power  {*this};                                    // 0xFFC
#include <array>
#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "emulator/registers.hpp"
#include "emulator/time.hpp"
#include "emulator/wire.hpp"
#include "peripherals/nrf5/set_clear.hpp"

namespace nrf5 {

class Task;
class EventFlag;

// Takes the events that programmable channels listen to: the PPI.
struct EventRouter {
  virtual ~EventRouter() = default;
  virtual void route(u32 channels) = 0;
};

class Peripheral : public RegisterFile {
 public:
  Peripheral(std::string name, Scheduler&);

  Wire irq;

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void reset() override;
  void serialize(State&) override;

  Task* find_task(u32 offset) const;
  EventFlag* find_event(u32 offset) const;
  const std::vector<EventFlag*>& events() const { return events_; }
  void route_events(EventRouter* router) { router_ = router; }
  bool powered() const { return powered_; }

 protected:
  Time now() const { return scheduler_.now(); }
  void update();  // derives the interrupt line from event registers and mask
  bool interrupts_on(u32 events) const { return interrupt_mask_ & events; }
  // What makes an event matter to anyone has changed: its register was written, or SHORTS, INTEN, or the PPI's
  // channels. For models that compute lazily.
  virtual void interest_changed() {}

  Scheduler& scheduler_;

 private:
  friend class Task;
  friend class EventFlag;
  friend class Shorts;
  friend class Interrupts;
  friend class PowerSwitch;
  void interrupts_written(u32 old);
  void refresh();  // what is derived from registers, after they changed by other ways than a guest's write
  void switch_power(bool on);

  std::vector<Task*> tasks_;
  std::vector<EventFlag*> events_;
  Register* shorts_ = nullptr;
  SetClear* interrupts_ = nullptr;
  Register* power_ = nullptr;
  EventRouter* router_ = nullptr;
  u32 happened_ = 0;        // events whose register is 1, at their INTEN bit
  u32 interrupt_mask_ = 0;  // INTEN
  bool powered_ = true;
};

// TASKS_…: does something when 1 is written, or when a shortcut or PPI channel triggers it. Chapter 10.
class Task : public Register {
 public:
  template <std::derived_from<Peripheral> Owner>
  Task(Owner& owner, const std::string& name, u32 offset, void (Owner::*method)())
      : Task(static_cast<Peripheral&>(owner), name, offset) {
    method_ = static_cast<void (Peripheral::*)()>(method);
  }
  template <std::derived_from<Peripheral> Owner>
  Task(Owner& owner, const std::string& name, u32 offset, void (Owner::*method)(unsigned index), unsigned i)
      : Task(static_cast<Peripheral&>(owner), name, offset) {
    indexed_method_ = static_cast<void (Peripheral::*)(unsigned)>(method);
    index = i;
  }
  void trigger();

 private:
  Task(Peripheral&, const std::string& name, u32 offset);

  Peripheral& owner_;
  void (Peripheral::*method_)() = nullptr;
  void (Peripheral::*indexed_method_)(unsigned) = nullptr;
};

// EVENTS_…: 1 once the event has happened, until the guest writes 0. Chapter 10.
// In doubt: a guest that writes 1 sets the register and so the interrupt, but the PPI does not take it for an event.
class EventFlag : public Register {
 public:
  EventFlag(Peripheral& owner, const std::string& name, u32 offset);
  // Sets the register, runs shortcuts, tells the interrupt and, if it is routed there, the PPI.
  void fire(bool routed = true);
  // The register and the interrupt only.
  void set() {
    value = 1;
    owner_.happened_ |= bit_;
    if (owner_.interrupt_mask_ & bit_) owner_.irq.drive(true);
  }
  bool happened() const { return value; }
  u32 bit() const { return bit_; }  // in INTEN, and EVTEN where there is one
  void listen(u32 channels);        // of the PPI: those that are on and have this event
  // Would another one change anything? Not if the register is 1 already and no shortcut or channel follows from it.
  bool matters() const { return !value || channels_ || shorted(); }

 private:
  friend class Shorts;
  bool shorted() const { return shorts_ && owner_.shorts_->value & shorts_; }
  struct Shortcut {
    u32 mask;
    Task* task;
  };
  Peripheral& owner_;
  u32 bit_;
  u32 channels_ = 0;
  u32 shorts_ = 0;  // its bits in SHORTS
  std::vector<Shortcut> shortcuts_;
};

// TASKS_X[0] … TASKS_X[n-1] and EVENTS_X[0] … EVENTS_X[n-1], 4 bytes apart if not said otherwise.
template <std::size_t N>
class Tasks {
 public:
  template <std::derived_from<Peripheral> Owner>
  Tasks(Owner& owner, const std::string& name, u32 offset, void (Owner::*method)(unsigned index), u32 stride = 4) {
    for (unsigned i = 0; i < N; ++i)
      tasks_[i] = std::make_unique<Task>(owner, indexed(name, i), offset + stride * i, method, i);
  }
  Task& operator[](std::size_t i) { return *tasks_[i]; }

 private:
  std::array<std::unique_ptr<Task>, N> tasks_;
};

template <std::size_t N>
class EventFlags {
 public:
  EventFlags(Peripheral& owner, const std::string& name, u32 offset) {
    for (unsigned i = 0; i < N; ++i) events_[i] = std::make_unique<EventFlag>(owner, indexed(name, i), offset + 4 * i);
  }
  EventFlag& operator[](std::size_t i) { return *events_[i]; }
  const EventFlag& operator[](std::size_t i) const { return *events_[i]; }

 private:
  std::array<std::unique_ptr<EventFlag>, N> events_;
};

// The bits of all events declared so far, as INTEN and EVTEN have them.
std::vector<SetClear::Bit> event_bits(const Peripheral&);

// SHORTS: an event that triggers a task of the same peripheral. Chapter 10. The field's name is EVENT_TASK.
class Shorts : public Register {
 public:
  struct Row {
    unsigned bit;
    EventFlag& event;
    Task& task;
  };
  Shorts(Peripheral& owner, std::initializer_list<Row>);
};

// INTENSET, INTENCLR and, where the peripheral has it, INTEN. Chapter 10. An event's bit is (offset - 0x100) / 4.
class Interrupts {
 public:
  enum class Inten : u8 { no, yes };
  explicit Interrupts(Peripheral& owner, Inten = Inten::no);
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

 private:
  SetClear registers_;
};

// POWER: off, all registers are lost and nothing but this register answers. Most chapters of the manual leave it out;
// nrf51.h has it for each peripheral that declares this member. In doubt: that it reads 1 after reset.
class PowerSwitch : public Register {
 public:
  explicit PowerSwitch(Peripheral& owner);
};

}  // namespace nrf5

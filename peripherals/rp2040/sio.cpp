#include "peripherals/rp2040/sio.hpp"

#include "peripherals/rp2040/sio_port.hpp"

namespace rp2040 {

Sio::Sio(const std::string& name, Scheduler& scheduler, ClockSignal& clk_sys, PinMatrix& matrix, IoQspi& qspi)
    : irq_proc0(name + " IRQ_PROC0"),
      irq_proc1(name + " IRQ_PROC1"),
      matrix_(matrix),
      qspi_(qspi),
      ticks_(scheduler, clk_sys) {
  for (unsigned core = 0; core < cores; ++core)
    ports_[core] = std::make_unique<SioPort>(name + ".PROC" + std::to_string(core), *this, core);
}

Sio::~Sio() = default;

SioPort& Sio::port(unsigned core) { return *ports_[core]; }

void Sio::write_gpio(unsigned which, Change change, u32 value) {
  u32& r = gpio_[which];
  const u32 before = r;
  switch (change) {
    case Change::whole: r = value; break;
    case Change::set: r |= value; break;
    case Change::clear: r &= ~value; break;
    case Change::exclusive_or: r ^= value; break;
  }
  r &= which < hi_out ? gpio_mask : qspi_mask;
  if (r == before) return;
  if (which < hi_out)
    matrix_.drive(PerPin::sio, gpio_[out], gpio_[oe]);
  else
    qspi_.drive(IoQspi::Function::sio, gpio_[hi_out], gpio_[hi_oe]);
}

void Sio::drive() {
  matrix_.drive(PerPin::sio, gpio_[out], gpio_[oe]);
  qspi_.drive(IoQspi::Function::sio, gpio_[hi_out], gpio_[hi_oe]);
}

u32 Sio::fifo_status(unsigned core) const {
  const bool valid = !received_[core].empty(), ready = received_[1 - core].size() < fifo_depth;
  return u32{underflowed_[core]} << 3 | u32{overflowed_[core]} << 2 | u32{ready} << 1 | u32{valid};
}

void Sio::clear_fifo_errors(unsigned core) {
  overflowed_[core] = underflowed_[core] = false;
  update();
}

void Sio::push(unsigned core, u32 value) {
  auto& other = received_[1 - core];
  const bool room = other.size() < fifo_depth;
  if (room)
    other.push_back(value);
  else
    overflowed_[core] = true;
  update();
  if (room && on_event) on_event(1 - core);
}

u32 Sio::pop(unsigned core) {
  auto& fifo = received_[core];
  const u32 value = front(core);
  if (fifo.empty())
    underflowed_[core] = true;
  else
    fifo.pop_front();
  update();
  return value;
}

void Sio::update() {
  irq_proc0.drive(fifo_status(0) & 0b1101);  // VLD, WOF, ROE
  irq_proc1.drive(fifo_status(1) & 0b1101);
}

u32 Sio::claim(unsigned lock) {
  const u32 bit = 1u << lock;
  if (locks_ & bit) return 0;
  locks_ |= bit;
  return bit;
}

void Sio::reset() {
  for (auto& port : ports_) port->reset();
  gpio_ = {};
  for (auto& fifo : received_) fifo.clear();
  overflowed_ = underflowed_ = {};
  locks_ = 0;
  drive();
  update();
}

void Sio::serialize(State& state) {
  for (auto& port : ports_) port->serialize(state);
  state(ticks_, gpio_, overflowed_, underflowed_, locks_, irq_proc0, irq_proc1);
  for (auto& fifo : received_) state(fifo);
}

}  // namespace rp2040

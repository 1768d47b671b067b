#pragma once
// PCNT, the pulse counter: eight units that count edges of two signals each, up or down as two control signals say.
// ESP32 Technical Reference Manual 17 "Pulse Count Controller (PCNT)"; fields and defaults from ESP-IDF soc/pcnt_reg.h.
// Not modelled: edges that fall into one period of apb_clk count separately. In doubt: at a limit the counter goes to 0
// whether or not the event is enabled, without an event for 0; new thresholds and limits count at once; of STATUS, the
// bits of the last event stay until the next one.
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Pcnt final : public RegisterFile {
 public:
  static constexpr unsigned units = 8;
  Pcnt(std::string name, Scheduler&, ClockSignal& apb_clk, GpioMatrix&);

  Wire irq;

  void reset() override;
  void serialize(State&) override;

 private:
  enum Which : unsigned { sig0, sig1, ctrl0, ctrl1, inputs };
  struct In {
    bool raw = false, level = false;  // level: past the filter
    std::unique_ptr<Event> settle;
  };
  struct Unit {
    Register *conf0, *conf1, *conf2;
    std::array<In, inputs> in;
    i16 count = 0;
    u32 status = 0;
  };

  static Input signal(unsigned unit, Which);
  void input_changed(unsigned unit, Which, bool level);
  void accept(unsigned unit, Which);
  void edge(Unit&, unsigned unit, unsigned channel, bool rising);
  void move(Unit&, unsigned unit, int by);
  void event(Unit&, unsigned unit, u32 status_bit);
  void control_written();
  u32 raised() const { return int_raw_.value & int_ena_.value; }
  void update() { irq.drive(raised()); }

  RegisterRows rows_;
  Register &int_raw_, &int_ena_, &ctrl_;
  TickCounter apb_;
  std::array<Unit, units> units_;
};

}  // namespace esp32

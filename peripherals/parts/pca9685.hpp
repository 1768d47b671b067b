#pragma once
// NXP PCA9685 PWM generator, 16 channels of 12 bits, on I2C. Data sheet revision 3; sections as in it.
//
// Terminals: SCL, SDA, OE (not wired: low), PWM0 … PWM15. Attributes: "address" (0x40 = 64 to 127), "volts" of the
// supply (the board's), "hertz" of its oscillator (25e6).
// Answers to its All Call address too while MODE1.ALLCALL is set, as it is when power comes: two of them on a bus are
// then one device to us that only the first hears.
// Not modelled: sub-addresses, the external clock (said when they are chosen), software reset by the general call, the
// oscillator's start of 500 us. In doubt: new values count from the next period on (7.3.3 has the end of the low
// phase); equal ON and OFF are off; asleep, outputs are off; the resistance of the outputs.
#include <array>
#include <memory>

#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Pca9685 final : public Part, private emulator::I2cTarget {
 public:
  static constexpr unsigned channels = 16;

  explicit Pca9685(const Setup&);
  ~Pca9685() override;
  void wired() override;
  void power_on() override { reset(); }
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  using u16 = emulator::u16;
  using i64 = emulator::i64;
  struct Channel {
    u16 on = 0, off = 0;  // twelve bits of count, "full" above them
    bool operator==(const Channel&) const = default;
    void serialize(emulator::State& state) { state(on, off); }
  };
  // The same part at its All Call address, to write to.
  struct AllCall final : emulator::I2cTarget {
    explicit AllCall(Pca9685& part) : part_(part) {}
    bool acknowledges(bool reading) const override { return !reading; }
    void start(bool reading) override { part_.start(reading); }
    void write(u8 byte) override { part_.write(byte); }
    u8 read() override { return 0xff; }
    void stop() override { part_.stop(); }
    Pca9685& part_;
  };

  void start(bool reading) override { pointer_follows_ = !reading; }
  void write(u8 byte) override;
  u8 read() override;
  void stop() override;
  u8 read_register(u8 address) const;
  void write_register(u8 address, u8 value);
  void write_mode1(u8 value);
  void write_channel(u8 address, u8 value);
  void advance();
  u8 all_call() const;  // where it answers to All Call; 0: nowhere
  void join_all_call();

  void reset();
  bool asleep() const;
  bool idle() const;     // every channel is always off: the counter stands
  i64 position() const;  // counts since the counter began
  void take();           // what was written
  void run();            // on from here
  void show();
  bool level(const Channel&, unsigned count) const;

  std::string label_;
  double volts_;
  I2cPins pins_;
  LogicInput oe_;
  std::array<std::unique_ptr<emulator::Terminal>, channels> outputs_;
  AllCall all_call_{*this};
  u8 address_, joined_ = 0;  // where All Call is on the bus
  emulator::Clock oscillator_;

  u8 pointer_ = 0;
  bool pointer_follows_ = false;
  std::array<u8, 6> low_{};  // MODE1 to ALLCALLADR
  u8 prescale_ = 0, used_prescale_ = 0;
  std::array<Channel, channels> written_{}, used_{};
  emulator::Time began_{};  // when the counter was 0
  bool running_ = false;
  emulator::Event edge_, rejoin_;
};

}  // namespace parts

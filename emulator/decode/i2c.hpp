#pragma once
// I2C: NXP UM10204 rev. 7, 3.1.4 (START and STOP), 3.1.5 (bytes), 3.1.6 (acknowledge), 3.1.10 (addresses). A byte
// begins with the first rise of SCL and ends when SCL falls behind its acknowledge.
// Addresses of ten bits are not put together: they are an address of 78 to 7B and a byte.
#include "emulator/decode/decoder.hpp"

namespace emulator::decode {

class I2c final : public Decoder {
 public:
  enum Line : unsigned { scl, sda };
  Time open() const override { return began_; }

 private:
  enum class Phase : u8 { idle, starting, address, data };

  void changed(unsigned line, Time) override;
  void forget() override;
  void rise(Time);
  void fall(Time);
  void started(Time);
  void stopped(Time);
  void start_over(Time);
  void byte_over(Time);
  void broken_off(Time);

  Phase phase_ = Phase::idle;
  bool repeated_ = false, acknowledged_ = false;
  u8 bits_ = 0, shift_ = 0;  // the ninth is the acknowledge
  Time began_ = Time::max();
};

}  // namespace emulator::decode

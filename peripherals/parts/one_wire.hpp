#pragma once
// A slave on a 1-Wire line: reset and presence, the ROM commands (read, match, skip, search, alarm search), bytes in
// and out. Standard speed. Analog/Maxim DS18B20 data sheet (19-7487), "1-Wire Bus System", "1-Wire Signaling".
//
// The master begins every slot with a falling edge. A slave that sends a zero holds the line low from there for 30 us;
// one that listens looks 30 us after it.
#include <string>
#include <vector>

#include "emulator/machine.hpp"
#include "peripherals/parts/open_drain_line.hpp"

namespace parts {

// The CRC of ROM codes and scratchpads, x^8 + x^5 + x^4 + 1, lowest bit first.
emulator::u8 one_wire_crc(const std::vector<emulator::u8>& bytes);

// Family code in the lowest byte, 48 bits of serial number, CRC.
emulator::u64 one_wire_rom(emulator::u8 family, emulator::u64 serial);

class OneWireSlave {
 public:
  OneWireSlave(emulator::Machine&, const std::string& name, double volts, double pull_ohms, emulator::u64 rom);
  virtual ~OneWireSlave() = default;

 protected:
  // A function command, or a byte that follows it, `index` counting from 0.
  virtual void command(emulator::u8 code) = 0;
  virtual void received(unsigned index, emulator::u8 byte) = 0;
  virtual bool idle_bit() const { return true; }  // read where nothing is to be sent
  virtual bool alarmed() const { return false; }
  virtual void line_fell() {}  // by another

  void send(std::vector<emulator::u8> bytes);
  void reset_line();  // power comes
  void serialize(emulator::State&);

  OpenDrainLine line_;

 private:
  using u8 = emulator::u8;
  enum class Phase : u8 { deaf, answers, rom_command, match, search, function, data };

  void edge(bool level);
  void slot();
  void step();
  void bit_in(bool);
  void byte_in(u8);
  void rom_command(u8);
  void search_in(bool);
  void be(Phase);

  emulator::Machine& machine_;
  emulator::u64 rom_;
  Phase phase_ = Phase::deaf;
  bool sampling_ = false;  // the event is a look at the line; else its end of pulling
  u8 shift_ = 0, bits_ = 0;
  u8 rom_bit_ = 0, search_step_ = 0;  // of matching and searching; bit, complement, choice
  unsigned received_ = 0;             // bytes after the function command
  std::vector<u8> out_;
  unsigned sent_ = 0;  // bits of it
  emulator::Time fell_{};
  emulator::Event step_;
};

}  // namespace parts

#pragma once
// The air between radios: who sends what, where in the band and how strongly, and who hears it.
// A transmission is the bits that follow its preamble; a receiver that listens on the same channel with the same
// modulation hears of it when the sync word (the address) has passed and then follows the bits by itself.
// Two transmissions on one channel spoil each other from the moment at which they begin to overlap.
// Not modelled: distance (one path loss holds for all), neighbouring channels, capture of the stronger of two.
#include <functional>
#include <optional>
#include <vector>

#include "emulator/random.hpp"
#include "emulator/state.hpp"
#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator {

// Where and how a radio sends or listens.
struct RadioChannel {
  u32 megahertz = 0;
  u32 bits_per_second = 0;
  u8 modulation = 0;  // 0: GFSK as Nordic's and Bluetooth's radios use it; others as they come
  bool operator==(const RadioChannel&) const = default;
  Duration bits(i64 n) const { return Clock{bits_per_second}.ticks(n); }
  void serialize(State& state) { state(megahertz, bits_per_second, modulation); }
};

struct Transmission {
  u64 number = 0;  // 0 is nobody's
  RadioChannel channel;
  double dbm = 0;  // at the antenna
  Time start{};    // of the first bit after the preamble
  Time end = Time::max();
  std::optional<i64> spoiled_from;  // picoseconds since 0: another transmission came in between
  std::vector<u8> bits;             // 0 or 1 each, in the order they are sent
  void serialize(State&);
};

class RadioMedium {
 public:
  struct Listener {
    virtual ~Listener() = default;
    // The sync word has passed; all bits of the transmission are known. Nobody spoiled it so far.
    virtual void synchronise(const Transmission&) = 0;
  };

  explicit RadioMedium(u64 seed) : noise_(Random{seed, "radio medium"}.next()) {}

  double path_loss_db = 40;      // about a metre of free space at 2.4 GHz
  double noise_floor_dbm = -95;  // what a receiver measures when nobody sends

  void attach(Listener& listener) { listeners_.push_back(&listener); }
  void detach(const Listener& listener) { std::erase(listeners_, &listener); }

  // As a transmitter: the preamble begins now; then, when the sync word has passed, what it sent and will send; and,
  // if it falls silent before the end of that, when.
  u64 begin(const RadioChannel&, double dbm, unsigned preamble_bits, Time now);
  void announce(u64 number, std::vector<u8> bits);
  void cut(u64 number, Time now);

  // As a receiver: bit `index` of a transmission, chance where it was spoiled or nothing was sent.
  bool bit(u64 number, std::size_t index) const;
  // What a receiver's meter shows.
  double strength_dbm(u32 megahertz, Time now) const;

  void serialize(State&);

 private:
  Transmission* find(u64 number);
  const Transmission* find(u64 number) const { return const_cast<RadioMedium*>(this)->find(number); }
  void forget(Time now);

  std::vector<Listener*> listeners_;
  std::vector<Transmission> transmissions_;  // those on air and, for a while, those before
  u64 last_ = 0;
  u64 noise_;
};

}  // namespace emulator

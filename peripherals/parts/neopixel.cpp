#include "peripherals/parts/neopixel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "peripherals/parts/colour.hpp"
#include "peripherals/parts/perceived_light.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

using namespace std::chrono_literals;
using emulator::Duration;

namespace {

struct Window {
  Duration least, most;
  bool holds(Duration d) const { return d >= least && d <= most; }
};
constexpr double output_ohms = 50;
constexpr Duration out_after = 300ns, out_high[] = {350ns, 800ns};  // of 0 and 1

constexpr Window high[] = {{220ns, 550ns}, {580ns, 1000ns}}, low[] = {{580ns, 1000ns}, {300ns, 1000ns}};  // of 0 and 1

}  // namespace

NeoPixel::NeoPixel(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      pixels_(static_cast<unsigned>(setup.attributes.number("pixels", 8, 1, 4096))),
      width_(static_cast<unsigned>(setup.attributes.number("width", pixels_, 1, 4096))),
      order_(setup.attributes.text("order", "GRB")),
      reset_time_(std::chrono::microseconds{static_cast<int>(setup.attributes.number("reset_us", 50, 6, 1000))}),
      volts_(setup.attributes.number("volts", setup.supply, 2.7, 5.5)),
      channel_milliamps_(setup.attributes.number("channel_milliamps", 20, 0, 1000)),
      pixel_milliamps_(setup.attributes.number("pixel_milliamps", 1, 0, 1000)),
      din_(label_ + ".DIN"),
      dout_(label_ + ".DOUT"),
      reset_(setup.machine.scheduler, label_ + ".reset", [this] { latch(); }),
      out_rises_(setup.machine.scheduler, label_ + ".DOUT rises",
                 [this] {
                   dout_.drive(volts_, output_ohms);
                   out_value_ = false;
                   out_falls_.after(out_high[0]);
                 }),
      out_falls_(setup.machine.scheduler, label_ + ".DOUT falls", [this] { output_falls(); }) {
  std::string sorted = order_;
  std::ranges::sort(sorted);
  if (sorted != "BGR" && sorted != "BGRW")
    throw PartError(fmt::format("\"order\" must have each of R, G and B once, and perhaps W, not \"{}\"", order_));
  if (pixels_ % width_) throw PartError(fmt::format("{} \"pixels\" make no rows of {}", pixels_, width_));
  shown_.resize(pixels_ * order_.size());
  coming_.resize(shown_.size());
  add(din_, "DIN");
  add(dout_, "DOUT");
  din_.thresholds(0.3 * volts_, 0.7 * volts_);
  din_.on_change = [this] { changed(); };
}

void NeoPixel::wired() {
  chained_ = !alone(dout_);
  if (chained_) dout_.drive(0, output_ohms);
  takes_more(takes());
}

void NeoPixel::power_on() {
  std::ranges::fill(shown_, u8{0});
  takes_more(takes());
  out_rises_.cancel();
  out_falls_.cancel();
  if (chained_) dout_.drive(0, output_ohms);
  bits_ = bad_bits_ = late_bits_ = 0;
  peak_ = 0;
  in_bit_ = false;
}

void NeoPixel::changed() {
  weak_pulse(din_.volts());
  const bool now = !din_.floating() && din_.volts() >= (level_ ? 0.3 : 0.7) * volts_;
  if (now == level_) return;
  level_ = now;
  const emulator::i64 time = machine_.now().time_since_epoch().count();
  if (!now) {
    fell_ = time;
    return reset_.after(reset_time_);
  }
  if (in_bit_) end_of_bit(Duration{time - fell_});
  reset_.cancel();
  in_bit_ = true;
  rose_ = time;
  if (chained_ && bits_ == coming_.size() * 8) out_rises_.after(out_after);
}

// By now it is known whether the bit that came in was long.
void NeoPixel::output_falls() {
  const Duration high_part{(level_ ? machine_.now().time_since_epoch().count() : fell_) - rose_};
  if (!out_value_ && high_part >= high[1].least) {
    out_value_ = true;
    return out_falls_.after(out_high[1] - out_high[0]);
  }
  dout_.drive(0, output_ohms);
}

// The light of a colour follows its duty, and so does what it takes.
double NeoPixel::takes() const {
  double full = 0;
  for (const u8 byte : shown_) full += byte / 255.0;
  return full * channel_milliamps_ + pixels_ * pixel_milliamps_;
}

// A pulse that ends without having been high is told of, if that was close.
void NeoPixel::weak_pulse(double volts) {
  if (volts >= 0.3 * volts_) {
    peak_ = std::max(peak_, volts);
    return;
  }
  if (peak_ >= 0.5 * volts_ && peak_ < 0.7 * volts_)
    tell(".level", fmt::format("{} gets pulses of {} at DIN, where {} are high: at {} it needs a level shifter", label_,
                               emulator::format_volts(peak_), emulator::format_volts(0.7 * volts_),
                               emulator::format_volts(volts_)));
  peak_ = 0;
}

void NeoPixel::tell(const char* what, const std::string& sentence) {
  machine_.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label_ + what, sentence);
}

// Its low part is as long as given, or longer than a reset.
void NeoPixel::end_of_bit(Duration low_part) {
  in_bit_ = false;
  const Duration high_part{fell_ - rose_};
  const bool value = high[1].holds(high_part);
  if ((!value && !high[0].holds(high_part)) || low_part < low[value].least) {
    ++bad_bits_;
    return tell(".bits", fmt::format("{} does not understand a bit: {:.2f} us high, then {:.2f} us low", label_,
                                     emulator::seconds(high_part) * 1e6, emulator::seconds(low_part) * 1e6));
  }
  if (low_part > low[value].most && low_part < reset_time_) ++late_bits_;
  if (bits_ == coming_.size() * 8) return;  // for whatever comes behind this strip
  u8& byte = coming_[bits_++ / 8];
  byte = static_cast<u8>(byte << 1 | value);
}

// Each pixel that got all of its bits shows them.
void NeoPixel::latch() {
  if (in_bit_) end_of_bit(reset_time_);
  const auto whole = static_cast<std::ptrdiff_t>(bits_ / 8 / order_.size() * order_.size());
  std::copy(coming_.begin(), coming_.begin() + whole, shown_.begin());
  bits_ = 0;
  takes_more(takes());
}

emulator::u8 NeoPixel::channel(unsigned pixel, char letter) const {
  const std::size_t at = order_.find(letter);
  return at == std::string::npos ? u8{0} : shown_[pixel * order_.size() + at];
}

// Light is that of the brightest colour.
std::optional<Picture> NeoPixel::picture() const {
  Picture picture{width_, pixels_ / width_, std::vector<double>(pixels_), std::vector<Colour>(pixels_)};
  for (unsigned i = 0; i < pixels_; ++i) {
    const double white = channel(i, 'W') / 255.0;
    for (const unsigned c : {0u, 1u, 2u}) {
      const double light = channel(i, "RGB"[c]) / 255.0 + white;
      picture.light[i] = std::max(picture.light[i], lightness(std::min(light, 1.0)));
      picture.colours[i][c] = srgb(light);
    }
  }
  return picture;
}

std::vector<Reading> NeoPixel::readings() {
  std::vector<Reading> readings{{"bad_bits", "", double(bad_bits_)}, {"late_bits", "", double(late_bits_)}};
  for (unsigned i = 0; i < pixels_; ++i)
    for (const auto& [letter, name] : {std::pair{'R', "red"}, {'G', "green"}, {'B', "blue"}, {'W', "white"}})
      if (order_.find(letter) != std::string::npos)
        readings.push_back({fmt::format("{}_{}", name, i), "", double(channel(i, letter))});
  return readings;
}

void NeoPixel::serialize(emulator::State& state) {
  Part::serialize(state);
  state(shown_, coming_, bits_, bad_bits_, late_bits_, level_, in_bit_, peak_, rose_, fell_, reset_, out_rises_,
        out_falls_, out_value_);
  if (state.loading() && (shown_.size() != pixels_ * order_.size() || coming_.size() != shown_.size()))
    throw emulator::StateError(name() + " of the snapshot has another number of pixels");
}

}  // namespace parts

#include <catch2/catch.hpp>
#include <cmath>

#include "boards/board.hpp"
#include "boards/library.hpp"
#include "peripherals/parts/led_matrix.hpp"

using namespace boards;
using namespace std::chrono_literals;
using emulator::u8;

namespace {

struct Microbit {
  emulator::Machine machine{1};
  Board board{describe("microbit"), machine};

  void run(emulator::Duration duration) { machine.scheduler.run_until(machine.now() + duration); }
  emulator::I2cBus& bus() { return machine.circuit.i2c(board.pin("SCL"), board.pin("SDA")); }
  void write(u8 address, u8 reg, u8 value) {
    REQUIRE(bus().start(address, false));
    bus().write(reg);
    bus().write(value);
    bus().stop();
  }
  std::array<int, 3> read(u8 address) {  // three 16-bit values from register 1 on
    std::array<int, 3> values{};
    REQUIRE(bus().start(address, false));
    bus().write(1);
    bus().start(address, true);
    for (int& value : values) {
      const int high = static_cast<std::int8_t>(bus().read());
      value = high * 256 + bus().read();
    }
    bus().stop();
    return values;
  }
  void set(const std::string& name, std::array<double, 3> xyz) {
    for (int i = 0; i < 3; ++i) machine.world.find(name + "_" + "xyz"[i])->set(xyz[static_cast<std::size_t>(i)]);
  }
};

// The runtime's way from the sensor's readings to the board's axes: invert x and y, 1024 for 1 g at the range of 2 g.
std::array<int, 3> as_reported(const std::array<int, 3>& raw) { return {-raw[0] / 16, -raw[1] / 16, raw[2] / 16}; }

// Heading by the runtime's formula for a board lying flat: (-y, x) of the chip are north and east.
double heading(const std::array<int, 3>& raw) {
  const double degrees = std::atan2(-raw[0], -raw[1]) * 180 / std::acos(-1);
  return degrees < 0 ? degrees + 360 : degrees;
}

}  // namespace

TEST_CASE("microbit: lies flat and turns to all sides as its runtime understands it", "[boards]") {
  Microbit microbit;
  microbit.write(0x1d, 0x2a, 0x21);  // MMA8653, 50 Hz, active
  microbit.run(100ms);
  CHECK(as_reported(microbit.read(0x1d)) == std::array{0, 0, -1024});
  microbit.set("acceleration", {0.5, 0, -0.75});  // tilted to the right
  microbit.run(20ms);
  CHECK(as_reported(microbit.read(0x1d)) == std::array{512, 0, -768});
  microbit.set("acceleration", {0, 1, 0});  // upright
  microbit.run(20ms);
  CHECK(as_reported(microbit.read(0x1d)) == std::array{0, 1024, 0});
}

TEST_CASE("microbit: its compass points where the board's top points", "[boards]") {
  Microbit microbit;
  microbit.write(0x0e, 0x10, 0x01);  // MAG3110, 80 Hz, active
  microbit.run(100ms);
  CHECK(heading(microbit.read(0x0e)) == Approx(0));
  microbit.set("magnetic_field", {-19.5, 0, -45});  // top to the east, so north is on the left
  microbit.run(20ms);
  CHECK(heading(microbit.read(0x0e)) == Approx(90));
}

TEST_CASE("microbit: rows and columns light the pixels of the runtime's matrix map", "[boards]") {
  Microbit microbit;
  auto& display = microbit.board.part<parts::LedMatrix>("display");
  CHECK(display.width() == 5);
  CHECK(display.height() == 5);
  const auto lit = [&](const char* row, const char* column) {
    for (int i = 4; i <= 12; ++i) microbit.board.pin("COL" + std::to_string(i - 3)).terminals()[0]->drive(3, 600);
    emulator::Terminal& anode = *microbit.board.chip().pin(row);
    emulator::Terminal& cathode = *microbit.board.chip().pin(column);
    anode.drive(3, 600);
    cathode.drive(0, 600);
    std::vector<std::pair<unsigned, unsigned>> found;
    for (unsigned y = 0; y < 5; ++y)
      for (unsigned x = 0; x < 5; ++x)
        if (display.milliamps(x, y) > 0) found.emplace_back(x, y);
    anode.drive(0, 600);
    return found;
  };
  using Found = std::vector<std::pair<unsigned, unsigned>>;
  CHECK(lit("P0.13", "P0.04") == Found{{0, 0}});
  CHECK(lit("P0.13", "P0.12") == Found{{1, 2}});
  CHECK(lit("P0.14", "P0.04") == Found{{4, 2}});
  CHECK(lit("P0.14", "P0.11") == Found{});
  CHECK(lit("P0.15", "P0.04") == Found{{2, 4}});
  CHECK(lit("P0.15", "P0.12") == Found{{3, 2}});
}

TEST_CASE("microbit: buttons pull their pins down, edge pins and reset can be driven", "[boards]") {
  Microbit microbit;
  microbit.machine.world.find("button_a")->set(1);
  CHECK(microbit.board.chip().pin("P0.17")->volts() < 0.1);
  CHECK(microbit.board.pin("BUTTON_B").volts() == Approx(3.0));
  microbit.machine.world.find("edge.P0.volts")->set(1.5);
  CHECK(microbit.board.chip().pin("P0.03")->volts() == Approx(1.5).epsilon(0.001));
  microbit.machine.world.find("button_reset")->set(1);
  CHECK(microbit.board.pin("NRESET").volts() < 0.1);
}

TEST_CASE("microbit: what is said of its firmware can be used", "[boards]") {
  const BoardDescription board = describe("microbit");
  REQUIRE(board.firmware.size() >= 2);
  for (const FirmwareEntry& entry : board.firmware) {
    CHECK(entry.sha256.size() == 64);
    CHECK((!entry.url.empty() || !entry.debian_path.empty()));
  }
  CHECK(board.image.board == 0x9900);
}

#include <catch2/catch.hpp>

#include "boards/board.hpp"

#include "boards/library.hpp"
#include "peripherals/parts/button.hpp"
#include "peripherals/parts/led_matrix.hpp"
#include "toy_chip.hpp"

using namespace boards;
using namespace boards::test;
using namespace std::chrono_literals;
using Catch::Matchers::Message;

namespace {

BoardDescription toy() {
  Library library{toy_chips()};
  library.add(toy_board, "toy.json");
  return library.describe("toyboard");
}

struct Toy {
  explicit Toy(std::string prefix = {}) : board(toy(), machine, std::move(prefix), toy_chips()) { machine.power_on(); }
  ToyChip& chip() { return dynamic_cast<ToyChip&>(board.chip()); }
  emulator::Machine machine{1};
  Board board;
};

}  // namespace

TEST_CASE("board: chip, parts and supplies are wired as the file says", "[boards]") {
  Toy toy;
  CHECK(toy.chip().variant == "small");
  CHECK(toy.chip().supply == 3.0);
  CHECK(toy.chip().power_ons == 1);
  CHECK(toy.machine.chips().size() == 1);
  CHECK(toy.board.pin("3V").volts() == Approx(3.0));
  CHECK(toy.board.pin("BUTTON").volts() == Approx(3.0));
  CHECK(&toy.board.pin("BUTTON") == &toy.board.pin("A1"));
  CHECK(toy.chip().pin("A1")->volts() == Approx(3.0));
  toy.machine.world.find("button_a")->set(1);
  CHECK(toy.chip().pin("A1")->volts() == Approx(0).margin(1e-3));
}

TEST_CASE("board: its display is the picture of a part", "[boards]") {
  Toy toy;
  CHECK(toy.board.display()->at(0, 0) == 0);
  toy.chip().pin("A0")->drive(3.0, 50);
  toy.machine.run_until(toy.machine.now() + 1s);
  CHECK(toy.board.display()->at(0, 0) > 0.8);
  CHECK(toy.board.part<parts::LedMatrix>("light").milliamps(0, 0) > 1);
}

TEST_CASE("board: its console speaks with the chip's pins", "[boards]") {
  Toy toy;
  auto& circuit = toy.machine.circuit;
  std::string heard;
  circuit.serial(toy.board.pin("RX")).listen([&](const auto& frame) { heard += static_cast<char>(frame.byte); });
  const emulator::u8 hi[] = {'h', 'i'};
  toy.board.console().input(hi);
  toy.machine.run_until(toy.machine.now() + 1ms);
  CHECK(heard == "hi");
  circuit.serial(toy.board.pin("TX")).send({'!', false, {}});
  CHECK(toy.board.console().total_output() == 1);
  CHECK(&toy.board.console() == &toy.board.console("usb"));
}

TEST_CASE("board: unknown pins, parts and consoles are named", "[boards]") {
  Toy toy;
  CHECK(toy.board.part("usb") != nullptr);
  CHECK(toy.board.part("ubs") == nullptr);
  CHECK_THROWS_MATCHES(toy.board.pin("BUTON"), BoardError,
                       Message("toyboard has no pin or net \"BUTON\"; did you mean BUTTON?"));
  CHECK_THROWS_MATCHES(toy.board.console("usbs"), BoardError,
                       Message("toyboard has no part \"usbs\"; did you mean usb?"));
  CHECK_THROWS_MATCHES(toy.board.console("light"), BoardError, Message("toyboard: the part light has no console"));
  CHECK_THROWS_AS(toy.board.part<parts::Button>("usb"), std::bad_cast);
}

TEST_CASE("board: images go to the chip, which may refuse them", "[boards]") {
  Toy toy;
  emulator::Image image;
  image.source = "big.bin";
  image.segments.push_back({0, std::vector<std::uint8_t>(8)});
  toy.board.load(image);
  CHECK(toy.chip().loaded == 8);
  image.segments[0].bytes.resize(17);
  CHECK_THROWS_AS(toy.board.load(image), emulator::ImageError);
  toy.board.reset();
  CHECK(toy.chip().resets == 1);
}

TEST_CASE("board: two boards in one machine keep apart", "[boards]") {
  emulator::Machine machine{1};
  Board left{toy(), machine, "left.", toy_chips()}, right{toy(), machine, "right.", toy_chips()};
  machine.world.find("left.button_a")->set(1);
  CHECK(left.pin("BUTTON").volts() < 0.1);
  CHECK(right.pin("BUTTON").volts() == Approx(3.0));
  CHECK(left.chip().name() == "left.toy");
}

TEST_CASE("board: a snapshot of the machine is taken up by another one", "[boards]") {
  Toy one, other;
  one.machine.world.find("button_a")->set(1);
  one.chip().pin("A0")->drive(3.0, 50);
  one.machine.run_until(one.machine.now() + 20ms);
  emulator::State saved;
  one.machine.serialize(saved);
  emulator::State loading{saved.data()};
  other.machine.serialize(loading);
  CHECK(loading.at_end());
  CHECK(other.board.pin("BUTTON").volts() < 0.1);
  CHECK(other.board.part<parts::Button>("button_a").pressed());
  for (Toy* toy : {&one, &other}) toy->machine.run_until(toy->machine.now() + 20ms);
  CHECK(one.board.display()->light == other.board.display()->light);
  emulator::State again, after;
  one.machine.serialize(again);
  other.machine.serialize(after);
  CHECK(again.data() == after.data());
}

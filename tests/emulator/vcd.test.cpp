#include "emulator/vcd.hpp"

#include <catch2/catch.hpp>

using namespace emulator;
using namespace std::chrono_literals;

TEST_CASE("vcd: levels, voltages and what floats, with their times", "[vcd]") {
  Machine machine{1};
  Terminal a{"a"}, b{"b"};
  a.connect(machine.circuit.nets.net("clock"));
  b.connect(machine.circuit.nets.net("data line"));
  a.drive(3.3, 50);
  std::string text;
  {
    VcdRecorder recorder{machine, 3.3, [&](std::string_view more) { text += more; }};
    machine.run_until(Time{5us});
    a.drive(0, 50);
    a.drive(0, 60);  // no other voltage
    machine.run_until(Time{7us});
    b.drive(1.65, 50);
    b.drive(3.0, 50);
    machine.run_until(Time{9us});
  }
  a.drive(3.3, 50);  // nobody listens any more
  CHECK(text ==
        "$timescale 1 ps $end\n$scope module circuit $end\n"
        "$var wire 1 ! clock $end\n$var real 64 \" clock.volts $end\n"
        "$var wire 1 # data_line $end\n$var real 64 $ data_line.volts $end\n"
        "$upscope $end\n$enddefinitions $end\n"
        "#0\n1!\nr3.3 \"\nz#\nr0 $\n"
        "#5000000\n0!\nr0 \"\n"
        "#7000000\nx#\nr1.65 $\n1#\nr3 $\n"
        "#9000000\n");
}

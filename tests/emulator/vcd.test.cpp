#include "emulator/vcd.hpp"

#include <catch2/catch.hpp>

#include "emulator/decode/uart.hpp"

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

TEST_CASE("vcd: what stands on a bus, from its beginning to its end", "[vcd]") {
  Machine machine{1};
  Terminal tx{"tx"}, other{"other"};
  Net& net = machine.circuit.nets.net("TX");
  tx.connect(net);
  other.connect(machine.circuit.nets.net("other"));
  tx.drive(3, 50);
  other.drive(0, 50);
  std::string text;
  {
    std::vector<VcdRecorder::Bus> buses;
    buses.push_back(
        {"my bus", std::make_unique<decode::Tap>(machine.scheduler,
                                                 std::make_unique<decode::Uart>(decode::UartOptions{.baud = 1'000'000}),
                                                 std::vector{&net}, 3.0)});
    VcdRecorder recorder{machine, 3.0, [&](std::string_view more) { text += more; }, std::move(buses)};
    Time now{};
    const auto wait = [&](Duration time) { machine.run_until(now += time); };
    wait(10us);
    for (const unsigned frame : {0x200u | ' ' << 1, 0x200u | 'A' << 1}) {  // the second one a little early
      for (unsigned i = 0; i < 10; ++i) {
        tx.drive(frame >> i & 1 ? 3 : 0, 50);
        wait(i == 9 ? 800ns : 1000ns);
        if (i == 4) other.drive(frame & 0x80 ? 3 : 1.5, 50);
      }
    }
    wait(5us);
    tx.drive(0, 50);  // and one that is not over
    wait(2us);
  }
  CHECK(text ==
        "$timescale 1 ps $end\n$scope module circuit $end\n"
        "$var wire 1 ! TX $end\n$var real 64 \" TX.volts $end\n"
        "$var wire 1 # other $end\n$var real 64 $ other.volts $end\n"
        "$var string 1 string1 my_bus $end\n"
        "$upscope $end\n$enddefinitions $end\n"
        "#0\n1!\nr3 \"\n0#\nr0 $\ns string1\n"
        "#10000000\n0!\nr0 \"\ns\\'\\040\\' string1\n"
        "#15000000\nr1.5 $\n"
        "#16000000\n1!\nr3 \"\n"
        "#17000000\n0!\nr0 \"\n"
        "#19000000\n1!\nr3 \"\n"
        "#19800000\n0!\nr0 \"\ns\\'A\\' string1\n"
        "#20800000\n1!\nr3 \"\n"
        "#21800000\n0!\nr0 \"\n"
        "#24800000\n1#\nr3 $\n"
        "#26800000\n1!\nr3 \"\n"
        "#27800000\n0!\nr0 \"\n"
        "#28800000\n1!\nr3 \"\n"
        "#29800000\ns string1\n"
        "#34600000\n0!\nr0 \"\n"
        "#36600000\n");
}

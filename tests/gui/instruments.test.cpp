// Instruments: recordings, decoders, measurements, files, curves. No display.
#include <catch2/catch.hpp>

#include "gui/bench/instruments/decoding.hpp"
#include "gui/bench/instruments/export.hpp"
#include "gui/bench/instruments/plotter.hpp"
#include "gui/bench/instruments/timeline.hpp"
#include "gui/bench/raster.hpp"

using namespace bench;
using emulator::Duration;
using emulator::Time;
using namespace std::chrono_literals;

namespace {

NetNews square(const std::string& net, Duration period, Duration high, int periods) {
  NetNews news{.net = net, .anew = true, .changes = {{Time{}, 0, false}}};
  for (int i = 1; i <= periods; ++i) {
    news.changes.push_back({Time{i * period}, 3.3F, false});
    news.changes.push_back({Time{i * period + high}, 0, false});
  }
  return news;
}

// 'U' at 9600 baud, 8N1: the lowest bit first.
NetNews letter(const std::string& net, unsigned char c) {
  const Duration bit{1'000'000'000'000 / 9600};
  NetNews news{.net = net, .anew = true, .changes = {{Time{}, 3.3F, false}}};
  Time at{1ms};
  const auto put = [&](bool high) {
    news.changes.push_back({at, high ? 3.3F : 0.F, false});
    at += bit;
  };
  put(false);
  for (int i = 0; i < 8; ++i) put(c >> i & 1);
  put(true);
  return news;
}

}  // namespace

TEST_CASE("instruments: news come bit by bit, and anew when the machine is another", "[gui]") {
  Recording r;
  r.hear({square("x", 1ms, 300us, 3)}, Time{5ms});
  CHECK(r.of("x").size() == 7);
  r.hear({{.net = "x", .changes = {{Time{6ms}, 3.3F, false}}}}, Time{7ms});
  CHECK(r.of("x").size() == 8);
  CHECK(Recording::at(r.of("x"), Time{6500us})->volts == Approx(3.3));
  CHECK(Recording::at(r.of("x"), Time{-1ms}) == nullptr);
  CHECK(r.of("y").empty());
  r.hear({{.net = "x", .anew = true, .changes = {{Time{8ms}, 0, false}}}}, Time{9ms});
  CHECK(r.of("x").size() == 1);
  r.hear({}, Time{1ms});  // time went back
  CHECK(r.of("x").empty());
  std::vector<NetNews> older{square("x", 1ms, 300us, 1)};
  merge(older, {{.net = "x", .changes = {{Time{9ms}, 1, false}}}});
  CHECK(older.front().anew);
  CHECK(older.front().changes.size() == 4);
}

TEST_CASE("instruments: frequency, duty and volts of a stretch", "[gui]") {
  Recording r;
  r.hear({square("pwm", 1ms, 250us, 20)}, Time{22ms});
  const Measured m = measure(r.of("pwm"), Time{1ms}, Time{21ms}, 3.3);
  CHECK(m.hertz == Approx(1000));
  CHECK(m.duty == Approx(0.25).margin(0.001));
  CHECK(m.least == 0);
  CHECK(m.most == Approx(3.3));
  CHECK(m.mean == Approx(3.3 / 4).margin(0.01));
  CHECK(edge(r.of("pwm"), Time{1500us}, Slope::rising, 3.3) == Time{2ms});
  CHECK(edge(r.of("pwm"), Time{1500us}, Slope::falling, 3.3) == Time{2250us});
  CHECK_FALSE(edge(r.of("pwm"), Time{21ms}, Slope::rising, 3.3));
}

TEST_CASE("instruments: decoders read what was recorded", "[gui]") {
  Recording r;
  r.hear({letter("tx", 'U'), square("pwm", 1ms, 250us, 4)}, Time{10ms});
  const auto uart = frames(r, {.protocol = Decoding::Protocol::uart, .nets = {"tx"}, .uart = {.baud = 9600}}, 3.3);
  REQUIRE(uart.size() == 1);
  CHECK(uart.front().bytes == std::vector<emulator::u8>{'U'});
  CHECK(label(uart.front()).find('U') != std::string::npos);
  const auto pwm = frames(r, {.protocol = Decoding::Protocol::pwm, .nets = {"pwm"}}, 3.3);
  REQUIRE(pwm.size() == 1);  // periods that are alike are one
  CHECK(pwm.front().end - pwm.front().start == 3ms);
  CHECK(pwm.front().text == "1000 Hz 25.0 %");
  CHECK(frames(r, {.protocol = Decoding::Protocol::i2c, .nets = {"", ""}}, 3.3).empty());
}

TEST_CASE("instruments: files for other programs", "[gui]") {
  Recording r;
  r.hear({square("x", 1ms, 300us, 1)}, Time{2ms});
  const std::string vcd = vcd_of(r, {{"x", "my net"}}, 3.3);
  CHECK(vcd.find("$var wire 1 l0 my_net $end") != std::string::npos);
  CHECK(vcd.find("#1000000000\n1l0\n") != std::string::npos);
  CHECK(vcd.find("#1300000000\n0l0\n") != std::string::npos);
  CHECK(csv_of(r, {{"x", "my net"}}) == "seconds,\"my net\"\n0.000000000000,0\n0.001000000000,3.3\n0.001300000000,0\n");
}

TEST_CASE("instruments: zooming keeps the time under the mouse", "[gui]") {
  TimeWindow w{Time{1s}, 100ms};
  const Rect plot{100, 0, 400, 100};
  const Time there = w.time_at(300, plot);
  CHECK(there == Time{1050ms});
  w.zoom(0.5, 300, plot);
  CHECK(w.width == 50ms);
  CHECK(w.time_at(300, plot) == there);
  w.move(40, plot);
  CHECK(w.from == Time{1020ms});
  for (int i = 0; i < 200; ++i) w.zoom(0.5, 300, plot);
  CHECK(w.width >= Duration{1});
}

TEST_CASE("instruments: what is recorded is drawn", "[gui]") {
  Recording r;
  r.hear({square("x", 1ms, 300us, 50)}, Time{60ms});
  const auto drawn = [&](bool with) {
    RasterCanvas canvas{400, 120, Theme::light().paper};
    std::vector<Row> rows;
    if (with) rows.push_back({"x", track_colour(0), &r.of("x"), false, {}});
    draw_timeline(canvas, {0, 0, 400, 120}, {Time{}, 60ms}, rows, {}, 3.3, Theme::light());
    return canvas.bitmap();
  };
  CHECK(scenarios::difference(drawn(true), drawn(false), 30).points > 300);
}

TEST_CASE("instruments: numbers that a program prints become curves", "[gui]") {
  Plotter p;
  p.hear(">>> run\r\n21.5\r\n22\r\n(3, -4.5)\r\n");
  p.hear("temperature: 20 humidity: 40\r\nno numbers here\r\n\x1b[31m7\x1b[0m\r\nhalf");
  REQUIRE(p.curves().size() == 4);
  CHECK(p.lines() == 5);
  CHECK(p.curves()[0].name == "1");
  CHECK(p.curves()[0].values[1] == 22);
  CHECK(p.curves()[0].values[2] == 3);
  CHECK(p.curves()[0].values[4] == 7);
  CHECK(p.curves()[1].values[2] == -4.5);
  CHECK(std::isnan(p.curves()[1].values[0]));
  CHECK(p.curves()[2].name == "temperature");
  CHECK(p.curves()[3].values[3] == 40);
  CHECK(p.csv().starts_with("\"1\",\"2\",\"temperature\",\"humidity\"\n21.5,,,\n"));
}

TEST_CASE("instruments: of very many frames the newest are there", "[gui]") {
  NetNews news{.net = "pwm", .anew = true, .changes = {{Time{}, 0, false}}};
  Time at{1us};
  for (int i = 0; i < 45'000; ++i) {
    news.changes.push_back({at, 3.3F, false});
    news.changes.push_back({at + (i % 2 ? 1us : 2us), 0, false});
    at += 5us;
  }
  Recording r;
  r.hear({news}, at);
  const auto all = frames(r, {.protocol = Decoding::Protocol::pwm, .nets = {"pwm"}}, 3.3);
  REQUIRE(all.size() > 1000);
  CHECK(at - all.back().end == 5us);
}

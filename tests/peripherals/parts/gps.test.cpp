#include "peripherals/parts/gps.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Receiver : Bench {
  explicit Receiver(Attributes attributes = {}) {
    add<Gps>("gps", "gps", {{"TX", "TX"}, {"RX", "RX"}, {"PPS", "PPS"}}, std::move(attributes));
    machine.circuit.serial(net("TX")).listen([this](const emulator::SerialFrame& f) {
      text += static_cast<char>(f.byte);
      baud = f.format.baud;
    });
    machine.power_on();
  }
  std::string sentence(const std::string& type) const {
    const auto begin = text.rfind("$GP" + type);
    return begin == std::string::npos ? "" : text.substr(begin, text.find("\r\n", begin) - begin);
  }
  std::string text;
  unsigned baud = 0;
};

}  // namespace

TEST_CASE("NMEA: the checksum of u-blox's example", "[parts]") {
  CHECK(nmea_sentence("GPRMC,083559.00,A,4717.11437,N,00833.91522,E,0.004,77."
                      "52,091202,,,A") ==
        "$GPRMC,083559.00,A,4717.11437,N,00833.91522,E,0.004,77.52,091202,,,A*"
        "57\r\n");
}

TEST_CASE("GPS: tells position, time and speed every second", "[parts]") {
  Receiver r{{{"time", std::string{"2024-02-29 23:59:58"}}}};
  r.quantity("latitude").set(-33.856784);
  r.quantity("longitude").set(151.215297);
  r.quantity("altitude").set(12.3);
  r.quantity("speed").set(10);
  r.quantity("course").set(270.5);
  r.run(1900ms);
  CHECK(r.baud == 9600);
  CHECK(r.sentence("RMC").substr(0, 66) == "$GPRMC,235959.00,A,3351.40704,S,15112.91782,E,19.438,270.50,290224");
  CHECK(r.sentence("GGA").substr(0, 70) == "$GPGGA,235959.00,3351.40704,S,15112.91782,E,1,08,1.01,12.3,M,48.0,M,,*");
  CHECK(r.sentence("GSA").substr(0, 34) == "$GPGSA,A,3,01,02,03,04,05,06,07,08");
  CHECK(r.sentence("VTG").substr(0, 34) == "$GPVTG,270.50,T,,M,19.438,N,36.000");
  r.text.clear();
  r.run(1s);
  CHECK(r.sentence("RMC").substr(0, 16) == "$GPRMC,000000.00");
  CHECK(r.sentence("RMC").find("010324") != std::string::npos);
  CHECK(r.sentence("GLL").size() > 40);
}

TEST_CASE("GPS: no fix below four satellites, nor before the first", "[parts]") {
  Receiver r{{{"first_fix", 10.0}}};
  r.run(5900ms);
  CHECK(r.sentence("RMC").substr(0, 25) == "$GPRMC,120005.00,V,,,,,,,");
  CHECK(r.net("PPS").volts() == 0);
  r.run(5s);
  CHECK(r.sentence("RMC").find(",A,") != std::string::npos);
  r.quantity("satellites").set(3);
  r.run(2s);
  CHECK(r.sentence("GGA").find(",0,03,99.99") != std::string::npos);
}

TEST_CASE("GPS: PPS begins with the second", "[parts]") {
  Receiver r;
  r.run(1s);
  CHECK(r.net("PPS").volts() > 3);
  r.run(100ms);
  CHECK(r.net("PPS").volts() == 0);
}

TEST_CASE("GPS: a snapshot within a sentence", "[parts]") {
  Receiver r;
  r.run(1200ms);
  const auto saved = r.save();
  const auto rest = [&] {
    r.text.clear();
    r.run(2s);
    return r.text;
  };
  const auto first = rest();
  r.load(saved);
  CHECK(r.save() == saved);
  CHECK(rest() == first);
}

#include "peripherals/parts/mpu6050.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

constexpr u8 address = 0x68;
enum : u8 { smplrt_div = 0x19, gyro_config = 0x1b, accel_config = 0x1c, int_pin_cfg = 0x37, int_enable = 0x38 };
enum : u8 { int_status = 0x3a, outputs = 0x3b, pwr_mgmt_1 = 0x6b, pwr_mgmt_2 = 0x6c, who_am_i = 0x75 };

struct Imu : Bench {
  explicit Imu(Attributes attributes = {})
      : part(add<Mpu6050>("mpu6050", "imu", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT", "INT"}}, std::move(attributes))) {}
  std::vector<int> words() {
    const auto bytes = read(address, outputs, 14);
    std::vector<int> words;
    for (unsigned i = 0; i < 14; i += 2) words.push_back(static_cast<emulator::i16>(bytes[i] << 8 | bytes[i + 1]));
    return words;
  }
  void wake() {
    write(address, {pwr_mgmt_1, 0});
    run(1ms);
  }
  Mpu6050& part;
};

}  // namespace

TEST_CASE("MPU6050: asleep with its identity after power-up and after a reset", "[parts]") {
  Imu imu;
  CHECK(imu.read(address, who_am_i) == 0x68);
  CHECK(imu.read(address, pwr_mgmt_1) == 0x40);
  imu.run(100ms);
  CHECK(imu.words() == std::vector<int>(7, 0));
  imu.wake();
  CHECK(imu.words()[2] == 16384);
  imu.write(address, {pwr_mgmt_1, 0x80});
  CHECK(imu.read(address, pwr_mgmt_1) == 0x40);
  CHECK(imu.words()[2] == 0);
  Imu other{{{"address", 105.0}}};
  CHECK(other.read(0x69, who_am_i) == 0x68);
}

TEST_CASE("MPU6050: acceleration, temperature and rotation in all scales", "[parts]") {
  const int scale = GENERATE(0, 1, 2, 3);
  Imu imu;
  imu.quantity("acceleration_x").set(0.5);
  imu.quantity("acceleration_y").set(-16);
  imu.quantity("rotation_x").set(100);
  imu.quantity("rotation_z").set(-2000);
  imu.quantity("temperature").set(36.53);
  imu.write(address, {gyro_config, static_cast<u8>(scale << 3), static_cast<u8>(scale << 3)});
  imu.wake();
  const int x = 8192 >> scale, rotation[] = {13100, 6550, 3275, 1638};
  CHECK(imu.words() == std::vector<int>{x, -32768, 2 * x, 0, rotation[scale], 0, scale == 3 ? -32750 : -32768});
}

TEST_CASE("MPU6050: data ready with the divided rate, a latched and a pulsed pin", "[parts]") {
  Imu imu;
  imu.write(address, {smplrt_div, 9, 3});  // 1 kHz / 10
  imu.write(address, {int_pin_cfg, 0x20, 1});
  CHECK(imu.part.period() == 10ms);
  imu.write(address, {pwr_mgmt_1, 0});
  imu.run(9ms);
  CHECK(imu.net("INT").volts() == Approx(0));
  imu.run(1ms);
  CHECK(imu.net("INT").volts() == Approx(3.3));
  CHECK(imu.read(address, int_status) == 1);
  CHECK(imu.read(address, int_status) == 0);
  CHECK(imu.net("INT").volts() == Approx(0));
  imu.write(address, {int_pin_cfg, 0x80});
  CHECK(imu.net("INT").volts() == Approx(3.3));
  imu.run(10ms);
  CHECK(imu.net("INT").volts() == Approx(0));
  imu.run(50us);
  CHECK(imu.net("INT").volts() == Approx(3.3));
}

TEST_CASE("MPU6050: an axis in standby keeps its value; read-only registers stay", "[parts]") {
  Imu imu;
  imu.wake();
  imu.write(address, {pwr_mgmt_2, 0x08});
  imu.quantity("acceleration_z").set(-1);
  imu.quantity("acceleration_x").set(1);
  imu.write(address, {who_am_i, 0});
  imu.run(1ms);
  CHECK(imu.words()[0] == 16384);
  CHECK(imu.words()[2] == 16384);
  CHECK(imu.read(address, who_am_i) == 0x68);
}

TEST_CASE("MPU6050: a snapshot is taken up exactly", "[parts]") {
  Imu imu;
  imu.write(address, {smplrt_div, 9});
  imu.wake();
  const auto saved = imu.save();
  const auto rest = [&] {
    imu.quantity("acceleration_x").set(0.25);
    imu.run(2ms);
    return imu.words();
  };
  const auto first = rest();
  imu.load(saved);
  CHECK(rest() == first);
  imu.load(saved);
  CHECK(imu.save() == saved);
}

TEST_CASE("MPU6050: what is not modelled is told, once", "[parts]") {
  Imu imu;
  imu.wake();
  imu.write(address, {int_enable, 1});
  CHECK(imu.machine.circuit_findings.all().empty());
  for (int i = 0; i < 2; ++i) imu.write(address, {0x6a, 0x40});
  CHECK(imu.machine.circuit_findings.all().size() == 1);
}

TEST_CASE("MPU6050: noise where it is asked for", "[parts]") {
  const auto reading = [](Attributes attributes) {
    Imu imu{std::move(attributes)};
    imu.wake();
    return imu.words();
  };
  CHECK(reading({{"noise", 0.01}})[2] != 16384);
  CHECK(reading({{"noise", 0.01}}) == reading({{"noise", 0.01}}));
  CHECK(reading({{"noise", 0.01}})[4] == 0);
}

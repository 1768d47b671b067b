#include <catch2/catch.hpp>

#include "emulator/registers.hpp"

using namespace emulator;

namespace {

enum class Speed : u32 { slow, medium, fast };

class Sample final : public RegisterFile {
 public:
  Sample() : RegisterFile("SAMPLE") {}
  u32 written = 0, index = 99, level = 0;
  mutable unsigned reads = 0;

  Register control{*this, "CONTROL", 0x00, 0x0000'0010, todo{"SECRET", 15, 8}, reserved{31, 16}, reserved{7}};
  Bit<0> enable{control, "ENABLE"};
  Bits<2, 1, Speed> speed{control, "SPEED"};
  Bit<3, Access::ro> ready{control, "READY"};
  Bit<4, Access::w1c> done{control, "DONE"};
  Bit<5, Access::w0c> error{control, "ERROR"};
  Bit<6, Access::wo> go{control, "GO"};

  Register data{*this, "DATA", 0x04, 0, on_read<&Sample::take>, on_write<&Sample::put>};
  Bits<31, 0> data_bits{data, "DATA"};
  Register status{*this, "STATUS", 0x08, 0, on_read<&Sample::look>};
  Bits<31, 0, u32, Access::ro> status_bits{status, "STATUS"};
  Registers<3> compare{*this, "CC", 0x10, 8, 0, on_write<&Sample::compared>};
  BitsArray<3, 31, 0> compare_bits{compare, "CC"};
  Register missing{*this, "MISSING", 0x40, 0, todo{"ALL", 31, 0}};

 private:
  u32 take() { return ++reads, 0xdada; }
  void put(u32 value) { written = value; }
  u32 look() const { return level; }
  void compared(u32 value, unsigned i) { written = value, index = i; }
};

struct Ear final : AccessObserver {
  std::vector<Complaint> complaints;
  struct Access {
    u32 offset, value;
    bool writing;
    bool operator==(const Access&) const = default;
  };
  std::vector<Access> accesses;
  void complaint(const Complaint& c) override { complaints.push_back(c); }
  void accessed(const Device&, const Register*, u32 offset, u32 value, bool writing) override {
    accesses.push_back({offset, value, writing});
  }
};

class Faulty final : public RegisterFile {
 public:
  Faulty() : RegisterFile("FAULTY") {}
  Register a{*this, "A", 0x00, 0, reserved{31, 2}};
  Bit<0> a0{a, "A0"};
  Register b{*this, "B", 0x00, 0, reserved{31, 1}};
  Bits<1, 0> b0{b, "B0"};
  Register c{*this, "C", 0x06, 0, reserved{31, 0}};
};

}  // namespace

TEST_CASE("registers: a complete description has no mistakes, others are named", "[registers]") {
  CHECK(Sample{}.mistakes().empty());
  CHECK(Faulty{}.mistakes() ==
        std::vector<std::string>{"FAULTY.A: bit 1 not described", "FAULTY.B: offset 0x0 is already A",
                                 "FAULTY.B: bit 1 described twice", "FAULTY.C: offset 0x6 is not a multiple of 4"});
}

TEST_CASE("registers: fields read and write like the values they hold", "[registers]") {
  Sample s;
  s.write(0x00, 0b101);
  CHECK(s.enable);
  CHECK(s.speed == Speed::fast);
  s.speed = Speed::medium;
  CHECK(s.read(0x00) == 0x13);
  s.compare_bits[2] = 7;
  CHECK(s.read(0x20) == 7);
}

TEST_CASE("registers: each access kind takes a write its own way", "[registers]") {
  Sample s;
  s.ready = true;
  s.error = true;
  CHECK(s.peek(0x00) == 0x38);
  s.write(0x00, 0x20);  // ro keeps, w1c keeps with 0, w0c keeps with 1
  CHECK(s.read(0x00) == 0x38);
  s.write(0x00, 0x10);
  CHECK(s.read(0x00) == 0x08);
  s.write(0x00, 0x40);
  CHECK(s.go);
  CHECK(s.read(0x00) == 0x08);  // wo reads as 0
}

TEST_CASE("registers: reset brings every reset value back", "[registers]") {
  Sample s;
  s.write(0x00, 3);
  s.write(0x10, 5);
  s.reset();
  CHECK(s.read(0x00) == 0x10);
  CHECK(s.read(0x10) == 0);
}

TEST_CASE("registers: hooks run on the owner, and peek only what cannot change anything", "[registers]") {
  Sample s;
  s.level = 3;
  CHECK(s.read(0x04) == 0xdada);
  CHECK(s.peek(0x04) == 0);
  CHECK(s.reads == 1);
  CHECK(s.read(0x08) == 3);
  CHECK(s.peek(0x08) == 3);
  s.write(0x04, 77);
  CHECK(s.written == 77);
  s.write(0x18, 78);
  CHECK(s.written == 78);
  CHECK(s.index == 1);
}

TEST_CASE("registers: complaints tell the guest's mistakes from our gaps", "[registers]") {
  Sample s;
  Ear ear;
  s.observe(&ear);
  s.write(0x00, 0x1'0010);
  s.write(0x00, 0x0'0110);
  s.write(0x08, 1);
  s.write(0x44, 1);
  s.read(0x40);
  s.read(0x00);
  std::vector<Complaint::Kind> kinds;
  for (const Complaint& c : ear.complaints) kinds.push_back(c.kind);
  using enum Complaint::Kind;
  CHECK(kinds == std::vector{reserved, unmodelled, read_only, unmapped, unmodelled});
  CHECK(ear.complaints[0].bits == 0x1'0000);
  CHECK(ear.complaints[1].bits == 0x100);
  CHECK(ear.complaints[1].reg == &s.control);
  CHECK(ear.complaints[3].reg == nullptr);
  CHECK(is_our_gap(ear.complaints[1].kind));
  CHECK_FALSE(is_our_gap(ear.complaints[0].kind));
}

TEST_CASE("registers: accesses are told to those who want them", "[registers]") {
  Sample s;
  Ear ear;
  s.observe(&ear);
  s.write(0x10, 5);
  ear.wants_accesses = true;
  s.write(0x10, 6);
  s.read(0x10);
  s.peek(0x10);
  CHECK(ear.accesses == std::vector<Ear::Access>{{0x10, 6, true}, {0x10, 6, false}});
}

TEST_CASE("registers: are found by offset and by name, arrays by index", "[registers]") {
  Sample s;
  CHECK(s.find(0x18) == &s.compare[1]);
  CHECK(s.find("CC[1]") == &s.compare[1]);
  CHECK(s.find(0x1c) == nullptr);
  CHECK(s.find(0x1'0000) == nullptr);
  CHECK(s.find("NONE") == nullptr);
  CHECK(indexed("CH[].EEP", 3) == "CH[3].EEP");
}

TEST_CASE("registers: what is not modelled is listed", "[registers]") {
  CHECK(Sample{}.unmodelled() == std::vector<std::string>{"CONTROL.SECRET", "MISSING.ALL"});
}

TEST_CASE("registers: values survive saving and loading", "[registers]") {
  Sample saved, loaded;
  saved.write(0x00, 5);
  saved.write(0x20, 9);
  State out;
  saved.serialize(out);
  State in{out.data()};
  loaded.serialize(in);
  CHECK(in.at_end());
  CHECK(loaded.speed == Speed::fast);
  CHECK(loaded.read(0x20) == 9);
}

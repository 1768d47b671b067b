// Sample data: FIPS 197, appendix C.1; Bluetooth Core Specification 4.0, volume 3 part H appendix D.7 (ah) and volume 6
// part C, section 1 (encryption sample data).
#include <catch2/catch.hpp>

#include "peripherals/nrf5/aar.hpp"
#include "peripherals/nrf5/ccm.hpp"
#include "peripherals/nrf5/ecb.hpp"
#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;
using Bytes = std::vector<int>;

namespace {

constexpr u32 ecb_start = 0x000, ecb_stop = 0x004, endecb = 0x100, errorecb = 0x104, ecbdataptr = 0x504;
constexpr u32 aar_start = 0x000, aar_stop = 0x008, aar_end = 0x100, resolved = 0x104, notresolved = 0x108,
              aar_status = 0x400, nirk = 0x504, irkptr = 0x508, addrptr = 0x510;
constexpr u32 ksgen = 0x000, endksgen = 0x100, endcrypt = 0x104, ccm_error = 0x108, shorts = 0x200, micstatus = 0x400,
              mode = 0x504, cnfptr = 0x508, inptr = 0x50c, outptr = 0x510;
constexpr u32 enable = 0x500;

Bytes from_hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(std::stoi(std::string{text.substr(i, 2)}, nullptr, 16));
  return bytes;
}

struct AesBench : SerialBench {
  static constexpr u32 here = ram + 0x100, in = ram + 0x200, out = ram + 0x300;
  AesCore core;
  Ecb ecb{scheduler, bus, core};
  Aar aar{scheduler, bus, core};
  Ccm ccm{scheduler, bus, core};

  void put_hex(u32 address, std::string_view text) {
    for (const int b : from_hex(text)) byte(address++) = static_cast<u8>(b);
  }
  // The session of the specification's sample data; the packet counter is 0.
  void session(int direction) {
    put_hex(here, "99ad1b5226a37e3e058e3b8e27c2c666");
    put(here + 24, {direction});
    put_hex(here + 25, "24abdcbabebaafde");
    ccm.write(enable, 2);
    ccm.write(cnfptr, here);
    ccm.write(inptr, in);
    ccm.write(outptr, out);
    ccm.write(shorts, 1);  // ENDKSGEN_CRYPT
  }
};

}  // namespace

TEST_CASE("ECB, AAR, CCM: every bit is described", "[nrf5]") {
  AesBench b;
  for (const RegisterFile* block : std::initializer_list<const RegisterFile*>{&b.ecb, &b.aar, &b.ccm}) {
    CHECK(block->mistakes().empty());
    CHECK(block->unmodelled().empty());
  }
}

TEST_CASE("ECB: encrypts the block at ECBDATAPTR", "[nrf5]") {
  AesBench b;
  b.put_hex(b.here, "000102030405060708090a0b0c0d0e0f");
  b.put_hex(b.here + 16, "00112233445566778899aabbccddeeff");
  b.ecb.write(ecbdataptr, b.here);
  b.ecb.write(ecb_start, 1);
  CHECK(b.ecb.read(endecb) == 0);
  CHECK(b.us_until(b.ecb, endecb) == Approx(8.5));
  CHECK(b.get(b.here + 32, 16) == from_hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
  CHECK(b.ecb.read(errorecb) == 0);
}

TEST_CASE("ECB: STOP, a second START and another user of the core are errors", "[nrf5]") {
  AesBench b;
  b.ecb.write(ecb_start, 1);
  b.ecb.write(ecb_stop, 1);
  CHECK(b.ecb.read(errorecb) == 1);
  b.run_us(20);
  CHECK(b.ecb.read(endecb) == 0);

  b.ecb.write(errorecb, 0);
  b.ecb.write(ecb_start, 1);
  b.ecb.write(ecb_start, 1);
  CHECK(b.ecb.read(errorecb) == 1);
  CHECK(b.us_until(b.ecb, endecb) == Approx(8.5));  // the first goes on

  b.ecb.write(errorecb, 0);
  b.ecb.write(endecb, 0);
  b.ecb.write(ecb_start, 1);
  b.aar.write(enable, 3);
  b.aar.write(aar_start, 1);
  CHECK(b.ecb.read(errorecb) == 1);
  b.ecb.write(errorecb, 0);
  b.ecb.write(ecb_start, 1);
  CHECK(b.ecb.read(errorecb) == 1);
  b.run_us(20);
  CHECK(b.ecb.read(endecb) == 0);
}

TEST_CASE("AAR: finds the key of a resolvable address", "[nrf5]") {
  AesBench b;
  b.put_hex(b.here, "00000000000000000000000000000001");
  b.put_hex(b.here + 16, "ec0234a357c8ad05341010a60a397d9b");
  b.put_hex(b.in + 3, "aafb0d948170");  // hash 0dfbaa, prand 708194, as it is on air
  b.aar.write(nirk, 2);
  b.aar.write(irkptr, b.here);
  b.aar.write(addrptr, b.in);
  b.aar.write(aar_start, 1);  // not enabled
  b.run_us(100);
  CHECK(b.aar.read(aar_end) == 0);
  b.aar.write(enable, 3);
  b.aar.write(aar_start, 1);
  CHECK(b.us_until(b.aar, aar_end) == Approx(17));
  CHECK(b.aar.read(resolved) == 1);
  CHECK(b.aar.read(notresolved) == 0);
  CHECK(b.aar.read(aar_status) == 1);

  b.aar.write(aar_end, 0);
  b.aar.write(resolved, 0);
  b.aar.write(nirk, 1);
  b.aar.write(aar_start, 1);
  CHECK(b.us_until(b.aar, aar_end) == Approx(8.5));
  CHECK(b.aar.read(resolved) == 0);
  CHECK(b.aar.read(notresolved) == 1);
  b.aar.write(notresolved, 0);
  b.aar.write(aar_start, 1);
  b.aar.write(aar_stop, 1);
  b.run_us(100);
  CHECK(b.aar.read(notresolved) == 0);
}

TEST_CASE("CCM: encrypts as the Bluetooth specification's samples do", "[nrf5]") {
  AesBench b;
  b.session(1);
  b.ccm.write(mode, 0);
  b.put_hex(b.in, "0f010006");
  b.ccm.write(ksgen, 1);
  CHECK(b.us_until(b.ccm, endksgen) == Approx(25.5));
  CHECK(b.ccm.read(endcrypt) == 0);
  b.us_until(b.ccm, endcrypt);
  CHECK(b.get(b.out, 8) == from_hex("0f05009fcda7f448"));

  b.session(0);
  b.put_hex(b.in, "07010006");
  b.ccm.write(endcrypt, 0);
  b.ccm.write(ksgen, 1);
  b.us_until(b.ccm, endcrypt);
  CHECK(b.get(b.out, 8) == from_hex("070500a34c13a415"));
}

TEST_CASE("CCM: a packet of 27 bytes comes back, a changed one fails its check", "[nrf5]") {
  AesBench b;
  b.session(1);
  b.put(b.here + 16, {1});
  b.ccm.write(mode, 0);
  b.put_hex(b.in, "0e1b001700636465666768696a6b6c6d6e6f707131323334353637383930");
  b.ccm.write(ksgen, 1);
  b.us_until(b.ccm, endcrypt);
  CHECK(b.get(b.out, 34) == from_hex("0e1f007a70d66415226df26b17839a060405596bd6564f796b5b9ce6ff32f75a6d33"));
  const Bytes cipher = b.get(b.out, 34);
  for (u32 i = 0; i < 34; ++i) b.byte(b.in + i) = static_cast<u8>(cipher[i]);
  b.ccm.write(mode, 1);
  b.ccm.write(endcrypt, 0);
  b.ccm.write(ksgen, 1);
  b.us_until(b.ccm, endcrypt);
  CHECK(b.ccm.read(micstatus) == 1);
  CHECK(b.get(b.out, 6) == from_hex("0e1b00170063"));
  b.byte(b.in + 10) ^= 1;
  b.ccm.write(endcrypt, 0);
  b.ccm.write(ksgen, 1);
  b.us_until(b.ccm, endcrypt);
  CHECK(b.ccm.read(micstatus) == 0);
}

TEST_CASE("CCM: an empty packet passes without MIC, one that is too long is an error", "[nrf5]") {
  AesBench b;
  b.session(0);
  b.ccm.write(mode, 0);
  b.put_hex(b.in, "010000");
  b.put(b.out + 3, {0x99});
  b.ccm.write(ksgen, 1);
  b.us_until(b.ccm, endcrypt);
  CHECK(b.get(b.out, 4) == Bytes{1, 0, 0, 0x99});
  b.put(b.in + 1, {28});
  b.ccm.write(ksgen, 1);
  CHECK(b.us_until(b.ccm, ccm_error) > 0);
}

TEST_CASE("ECB: a snapshot during an encryption goes on elsewhere", "[nrf5]") {
  AesBench a, b;
  a.ecb.write(ecbdataptr, a.here);
  a.ecb.write(ecb_start, 1);
  a.run_us(4);
  transplant(a, a.ecb, b, b.ecb);
  CHECK(b.us_until(b.ecb, endecb) == Approx(4.5));
  CHECK(b.get(b.here + 32, 16) == from_hex("66e94bd4ef8a2c3b884cfa59ca342b2e"));  // all zeros
}

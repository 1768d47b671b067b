// Transactions with each kind of endpoint: RP2040 Datasheet 4.1.2.6.
#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/usb_bench.hpp"

using namespace rp2040;
using namespace rp2040::usb_at;
using usb::Handshake;
using Bytes = UsbBench::Bytes;

namespace {

Bytes counting(std::size_t n, u8 first = 0) {
  Bytes bytes(n);
  for (u8& byte : bytes) byte = first++;
  return bytes;
}

}  // namespace

TEST_CASE("RP2040 USB: a setup packet is always taken, and un-stalls endpoint 0", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.write(ep_stall_arm, 3);
  b.buffers(in(0), stall);
  b.buffers(out(0), stall);
  CHECK(b.usb.in(0, 0).handshake == Handshake::stall);
  CHECK(b.usb.out(0, 0, true, {}) == Handshake::stall);
  const std::array<u8, 8> packet{0x80, 6, 0, 1, 0, 0, 64, 0};
  CHECK(b.usb.setup(0, 1, packet) == Handshake::none);
  CHECK(b.usb.setup(5, 0, packet) == Handshake::none);
  CHECK(b.usb.setup(0, 0, packet) == Handshake::ack);
  CHECK(b.get(0, 8) == Bytes(packet.begin(), packet.end()));
  CHECK(b.read(ints) == i_setup);
  CHECK(b.read(ep_stall_arm) == 0);
  CHECK(b.usb.in(0, 0).handshake == Handshake::nak);
  CHECK(b.usb.out(0, 0, true, {}) == Handshake::nak);
  b.write(sie_status + clear, s_setup);
  CHECK_FALSE(b.usb.irq.level());
}

TEST_CASE("RP2040 USB: ADDR_ENDP decides whom the device answers for", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.write(addr_endp, 42);
  CHECK(b.usb.in(0, 0).handshake == Handshake::none);
  CHECK(b.usb.in(42, 0).handshake == Handshake::nak);
  b.usb.bus_reset();
  CHECK(b.read(addr_endp) == 42);  // firmware clears it
}

TEST_CASE("RP2040 USB: IN packets go out as the buffer control says", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  CHECK(b.usb.in(0, 2).handshake == Handshake::none);  // not enabled
  b.control(in(2), enable | per_buffer | bulk | 0x180);
  CHECK(b.hints == std::vector<u32>{1u << 18});
  b.put(0x180, {1, 2, 3});
  b.buffers(in(2), full | last | data1 | 3);
  CHECK(b.usb.in(0, 2).handshake == Handshake::nak);
  CHECK(b.hints.size() == 1);
  b.buffers(in(2), full | last | data1 | avail | 3);
  CHECK(b.hints.back() == 1u << 18);
  const usb::InResult r = b.usb.in(0, 2);
  CHECK(r.handshake == Handshake::ack);
  CHECK(r.data1);
  CHECK(r.data == Bytes{1, 2, 3});
  CHECK(b.buffers(in(2)) == (last | data1 | 3));  // FULL and AVAILABLE are gone
  CHECK(b.read(buff_status) == 1u << in(2));
  CHECK((b.read(sie_status) & (s_ack | s_complete)) == (s_ack | s_complete));
  CHECK(b.read(ints) == i_buff);
  CHECK(b.usb.in(0, 2).handshake == Handshake::nak);
  b.write(buff_status + clear, 1u << in(2));
  CHECK(b.read(ints) == 0);
  b.buffers(in(2), full | avail);  // a packet of no bytes, not the last of its transfer
  b.write(sie_status, s_complete);
  CHECK(b.usb.in(0, 2).handshake == Handshake::ack);
  CHECK_FALSE((b.read(sie_status) & s_complete));
}

TEST_CASE("RP2040 USB: OUT packets are stored, counted and checked", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.control(out(1), enable | per_buffer | bulk | 0x1c0);
  const Bytes data = counting(64, 100);
  CHECK(b.usb.out(0, 1, false, data) == Handshake::nak);
  b.buffers(out(1), avail | last | 64);
  CHECK(b.hints.back() == 2);
  CHECK(b.usb.out(0, 1, false, data) == Handshake::ack);
  CHECK(b.get(0x1c0, 64) == data);
  CHECK(b.buffers(out(1)) == (full | last | 64));
  CHECK(b.read(buff_status) == 1u << out(1));
  CHECK(b.usb.out(0, 1, true, data) == Handshake::nak);
  b.write(buff_status, ~0u);

  b.buffers(out(1), avail | data1 | 64);
  CHECK(b.usb.out(0, 1, false, data) == Handshake::ack);  // the host missed our ACK
  CHECK((b.read(sie_status) & s_data_seq));
  CHECK(b.read(buff_status) == 0);
  CHECK(b.usb.out(0, 1, true, Bytes{9}) == Handshake::ack);
  CHECK(b.buffers(out(1)) == (full | data1 | 1));
  b.buffers(out(1), avail | 64);
  CHECK(b.usb.out(0, 1, false, {}) == Handshake::ack);
  CHECK(b.buffers(out(1)) == full);
  b.buffers(out(1), avail | full | 64);  // FULL set: the buffer is still the firmware's
  CHECK(b.usb.out(0, 1, false, {}) == Handshake::nak);
}

TEST_CASE("RP2040 USB: endpoints stall, and say so if asked", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.control(in(3), enable | bulk | on_stall | on_nak | 0x200);
  b.control(out(3), enable | bulk | 0x240);
  CHECK(b.usb.in(0, 3).handshake == Handshake::nak);
  CHECK(b.read(stall_nak) == 1u << in(3));
  CHECK((b.read(intr) & i_stall_nak));
  b.write(stall_nak, ~0u);
  CHECK(b.usb.out(0, 3, false, {}) == Handshake::nak);
  CHECK(b.read(stall_nak) == 0);
  b.buffers(in(3), stall);
  b.buffers(out(3), stall);
  CHECK(b.hints.back() == 1u << 3);
  CHECK(b.usb.in(0, 3).handshake == Handshake::stall);
  CHECK(b.usb.out(0, 3, false, {}) == Handshake::stall);
  CHECK(b.read(stall_nak) == 1u << in(3));
  b.buffers(in(3), 0);
  CHECK(b.usb.in(0, 3).handshake == Handshake::nak);
  b.write(sie_ctrl, pullup_en | 1u << 31 | 1u << 27);
  b.write(stall_nak, ~0u);
  b.usb.in(0, 0);
  CHECK(b.read(stall_nak) == 1);
  b.buffers(out(0), stall);
  CHECK(b.usb.out(0, 0, true, {}) == Handshake::nak);  // not armed
  b.write(ep_stall_arm, 2);
  CHECK(b.hints.back() == 1);
  CHECK(b.usb.out(0, 0, true, {}) == Handshake::stall);
  CHECK(b.read(stall_nak) == 3);
}

TEST_CASE("RP2040 USB: two buffers take turns, each with its own bit of status", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.control(out(4), enable | two | per_buffer | bulk | 0x300);
  b.buffers(out(4), (avail | 64) | (avail | data1 | 64) << 16 | sel);
  CHECK(b.usb.out(0, 4, false, counting(64)) == Handshake::ack);
  CHECK(b.usb.out(0, 4, true, counting(5, 50)) == Handshake::ack);
  CHECK(b.usb.out(0, 4, false, counting(64)) == Handshake::nak);
  CHECK(b.buffers(out(4)) == ((full | 64) | (full | data1 | 5) << 16));
  CHECK(b.get(0x340, 5) == counting(5, 50));
  const u32 bit = 1u << out(4);
  CHECK(b.read(buff_status) == bit);
  CHECK(b.read(should_handle) == 0);
  b.write(buff_status + clear, bit);  // the other buffer is done too
  CHECK(b.read(buff_status) == bit);
  CHECK(b.read(should_handle) == bit);
  b.write(buff_status + clear, bit);
  CHECK(b.read(buff_status) == 0);

  b.store16(0x80 + 4 * out(4) + 2, avail | data1 | 64);  // only buffer 1: it is not its turn
  CHECK(b.usb.out(0, 4, true, {}) == Handshake::nak);
  b.store16(0x80 + 4 * out(4), avail | 64);
  CHECK(b.usb.out(0, 4, false, Bytes{1}) == Handshake::ack);
  CHECK(b.usb.out(0, 4, true, Bytes{2}) == Handshake::ack);
  b.write(buff_status + clear, bit);
  b.store16(0x80 + 4 * out(4), avail | 64);
  CHECK(b.usb.out(0, 4, false, Bytes{3}) == Handshake::ack);
  CHECK(b.read(should_handle) == bit);  // buffer 1 was done first
  b.write(buff_status + clear, bit);
  CHECK(b.read(should_handle) == 0);
  CHECK(b.read(buff_status) == bit);

  b.buffers(out(4), (avail | 64) | sel);  // buffer 1 would be next
  CHECK(b.usb.out(0, 4, false, Bytes{4}) == Handshake::ack);
  CHECK(b.get(0x300, 1) == Bytes{4});
  CHECK((b.buffers(out(4)) & sel) == 0);
}

TEST_CASE("RP2040 USB: an interrupt for every two buffers", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.control(in(1), enable | two | per_two | bulk | 0x180);
  b.put(0x180, counting(64));
  b.put(0x1c0, counting(10, 64));
  b.buffers(in(1), (full | avail | 64) | (full | last | data1 | avail | 10) << 16 | sel);
  CHECK(b.usb.in(0, 1).data == counting(64));
  CHECK(b.read(buff_status) == 0);
  const usb::InResult r = b.usb.in(0, 1);
  CHECK(r.data1);
  CHECK(r.data == counting(10, 64));
  CHECK(b.read(buff_status) == 1u << in(1));
  b.write(buff_status + clear, 1u << in(1));
  CHECK(b.read(buff_status) == 0);
}

TEST_CASE("RP2040 USB: endpoint 0 with one buffer, with two, and without interrupts", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.put(0x100, {7});
  b.put(0x140, {8});
  b.buffers(in(0), full | avail | data1 | 1);
  CHECK(b.usb.in(0, 0).data == Bytes{7});
  CHECK(b.read(buff_status) == 1);
  b.write(buff_status, 1);
  b.write(sie_ctrl, pullup_en | 1u << 30 | 1u << 28);
  b.buffers(in(0), (full | avail | 1) | (full | avail | data1 | 1) << 16 | sel);
  CHECK(b.usb.in(0, 0).data == Bytes{7});
  CHECK(b.read(buff_status) == 0);
  CHECK(b.usb.in(0, 0).data == Bytes{8});
  CHECK(b.read(buff_status) == 1);
  b.write(buff_status, 1);
  b.write(sie_ctrl, pullup_en);
  b.buffers(in(0), full | avail | 1);
  CHECK(b.usb.in(0, 0).data == Bytes{7});
  CHECK(b.read(buff_status) == 0);
}

TEST_CASE("RP2040 USB: isochronous endpoints have no handshakes and no toggles", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.control(out(5), enable | per_buffer | two | iso | 0x400);
  b.control(in(5), enable | per_buffer | iso | on_nak | 0x400);
  CHECK(b.usb.in(0, 5).handshake == Handshake::none);
  CHECK(b.usb.out(0, 5, false, counting(200)) == Handshake::none);
  CHECK(b.read(stall_nak) == 0);
  b.buffers(out(5), (avail | data1 | 1023) | (avail | 1023 | 2u << 11) << 16 | sel);  // buffer 1 lies 512 bytes behind
  b.usb.out(0, 5, false, counting(200));
  CHECK(b.buffers(out(5)) >> 16 == (avail | 1023 | 2u << 11));
  b.usb.out(0, 5, false, counting(1023, 3));
  CHECK(b.get(0x400, 200) == counting(200));
  CHECK(b.get(0x600, 1023) == counting(1023, 3));
  CHECK(b.buffers(out(5)) == ((full | data1 | 200) | (full | 1023) << 16));
  b.buffers(in(5), full | avail | data1 | 200);
  const usb::InResult r = b.usb.in(0, 5);
  CHECK(r.handshake == Handshake::ack);
  CHECK_FALSE(r.data1);
  CHECK(r.data == counting(200));
  CHECK(b.read(buff_status) == (1u << in(5) | 1u << out(5)));
  CHECK_FALSE((b.read(sie_status) & (s_ack | s_data_seq)));
}

TEST_CASE("RP2040 USB: a buffer can be taken back with EP_ABORT", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.control(in(1), enable | per_buffer | bulk | 0x180);
  b.buffers(in(1), full | avail | 4);
  b.write(ep_abort + set, 1u << in(1));
  CHECK(b.read(ep_abort_done) == 1u << in(1));
  CHECK((b.read(intr) & i_abort));
  CHECK(b.usb.in(0, 1).handshake == Handshake::nak);
  b.write(ep_abort_done + clear, 1u << in(1));
  CHECK(b.read(ep_abort_done) == 1u << in(1));  // EP_ABORT stands
  b.hints.clear();
  b.write(ep_abort + clear, 1u << in(1));
  b.write(ep_abort_done + clear, 1u << in(1));
  CHECK(b.read(ep_abort_done) == 0);
  CHECK(b.hints == std::vector<u32>{1u << 17});
  CHECK(b.usb.in(0, 1).handshake == Handshake::ack);
}

TEST_CASE("RP2040 USB: RP2040-E2, stepping B1 never forgets an abort", "[rp2040]") {
  UsbBench b{Stepping::b1};
  b.start_and_reset();
  b.run_us(800);
  b.control(in(1), enable | per_buffer | bulk | 0x180);
  b.buffers(in(1), full | avail | 4);
  b.write(ep_abort + set, 1u << out(6));
  b.write(ep_abort + clear, 1u << out(6));
  CHECK(b.usb.in(0, 1).handshake == Handshake::nak);
  b.usb.hold_in_reset(true);
  b.usb.hold_in_reset(false);
  b.start_and_reset();
  b.run_us(800);
  CHECK(b.usb.in(0, 1).handshake == Handshake::ack);
}

TEST_CASE("RP2040 USB: saved in mid-transfer, another controller goes on", "[rp2040]") {
  UsbBench b, other;
  b.start_and_reset();
  b.write(addr_endp, 3);
  b.control(in(1), enable | two | per_buffer | bulk | 0x180);
  b.put(0x1c0, {1, 2});
  b.buffers(in(1), (full | avail) | (full | last | data1 | avail | 2) << 16 | sel);
  CHECK(b.usb.in(3, 1).handshake == Handshake::ack);
  b.run_us(2000);
  State saved;
  b.scheduler.serialize(saved);
  b.usb.serialize(saved);
  State loaded{saved.data()};
  other.scheduler.serialize(loaded);
  other.usb.serialize(loaded);
  CHECK(loaded.at_end());
  CHECK(other.usb.attached());
  CHECK(other.usb.irq.level());
  CHECK(other.usb.in(3, 1).data == Bytes{1, 2});
  CHECK(other.read(should_handle) == 0);
  other.write(buff_status, ~0u);
  CHECK(other.read(should_handle) == 1u << in(1));
  other.run_us(3000);
  CHECK((other.read(sie_status) & s_suspended));
  b.run_us(1000);
  CHECK((b.read(sie_status) & s_suspended));
}

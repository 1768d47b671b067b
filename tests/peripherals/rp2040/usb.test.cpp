#include "peripherals/rp2040/usb.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/usb_bench.hpp"

using namespace rp2040;
using namespace rp2040::usb_at;
using usb::Handshake;

namespace {

u32 line_state(UsbBench& b) { return b.read(sie_status) >> 2 & 3; }

}  // namespace

TEST_CASE("RP2040 USB: every bit is described", "[rp2040]") {
  UsbBench b;
  CHECK(b.usb.mistakes().empty());
  for (const std::string& name : b.usb.unmodelled()) {
    INFO(name);
    const bool host = name.starts_with("ADDR_ENDP") || name.starts_with("SOF_WR") || name.starts_with("INT_EP_CTRL") ||
                      name.starts_with("SIE_CTRL") || name.starts_with("MAIN_CTRL");
    CHECK((host || name.starts_with("USBPHY_DIRECT") || name == "USB_MUXING.TO_EXTPHY"));
  }
}

TEST_CASE("RP2040 USB: registers start as the datasheet says", "[rp2040]") {
  UsbBench b;
  CHECK(b.read(0x6c) == 0x0010'0010);
  CHECK(b.read(0x84) == 0x1f1f);
  for (const u32 offset : {addr_endp, main_ctrl, sie_ctrl, sie_status, buff_status, usb_muxing, usb_pwr, intr, ints})
    CHECK(b.read(offset) == 0);
}

TEST_CASE("RP2040 USB: a driver may clear all registers in one go, the gap at 0x88 too", "[rp2040]") {
  UsbBench b;
  for (u32 offset = 0; offset <= 0x98; offset += 4) b.write(offset, 0);
  for (u32 offset = 0; offset <= 0x98; offset += 4) CHECK(b.read(offset) == 0);
}

TEST_CASE("RP2040 USB: DPRAM takes bytes, halfwords and words, and has no atomic aliases", "[rp2040]") {
  UsbBench b;
  b.store(0x180, 0x1122'3344);
  b.put(0x181, {0xaa});
  b.store16(0x182, 0xbbcc);
  CHECK(b.word(0x180) == 0xbbcc'aa44);
  u32 value = 0;
  CHECK_FALSE(b.bus.read(dpram + 0x2180, 4, value));
  b.usb.hold_in_reset(true);
  CHECK(b.word(0x180) == 0);
  b.store(0x180, 5);
  b.usb.hold_in_reset(false);
  CHECK(b.word(0x180) == 0xbbcc'aa44);
}

TEST_CASE("RP2040 USB: the pull-up is seen while the PHY is connected", "[rp2040]") {
  UsbBench b;
  b.write(sie_ctrl, pullup_en);
  CHECK_FALSE(b.usb.attached());
  b.write(usb_muxing, 9);
  CHECK(b.usb.attached());
  CHECK(b.usb.speed() == usb::Speed::full);
  CHECK(line_state(b) == 1);
  CHECK((b.read(usbphy_direct) >> 16 & 7) == 3);
  b.write(sie_ctrl + clear, pullup_en);
  CHECK_FALSE(b.usb.attached());
  CHECK(line_state(b) == 0);
  CHECK(b.attach_changes == 2);
  b.write(sie_ctrl, pullup_en);
  b.usb.hold_in_reset(true);
  CHECK_FALSE(b.usb.attached());
  CHECK(b.attach_changes == 4);
}

TEST_CASE("RP2040 USB: pull-ups can be forced at the PHY", "[rp2040]") {
  UsbBench b;
  b.write(usbphy_direct, 0x22);
  CHECK_FALSE(b.usb.attached());
  b.write(usbphy_direct_override, 1u << 12);
  CHECK(b.usb.attached());
  CHECK(b.usb.speed() == usb::Speed::low);
  b.write(usbphy_direct, 2);
  CHECK_FALSE(b.usb.attached());
  b.write(usbphy_direct_override, 4);
  CHECK(b.usb.speed() == usb::Speed::full);
}

TEST_CASE("RP2040 USB: VBUS and over-current come from pins or from USB_PWR", "[rp2040]") {
  UsbBench b;
  b.write(inte, i_vbus);
  b.pins.set(Signal::usb_vbus_det, true);
  CHECK((b.read(sie_status) & s_vbus));
  CHECK(b.usb.irq.level());
  b.write(usb_pwr, 8);
  CHECK_FALSE((b.read(sie_status) & s_vbus));
  CHECK_FALSE(b.usb.irq.level());
  b.write(usb_pwr, 0xc);
  b.pins.set(Signal::usb_vbus_det, false);
  CHECK((b.read(sie_status) & s_vbus));
  b.pins.set(Signal::usb_ovcur_det, true);
  CHECK((b.read(sie_status) & s_over_curr));
  b.write(usb_pwr, 0x20);
  CHECK_FALSE((b.read(sie_status) & s_over_curr));
  b.write(usb_pwr, 0x3);
  CHECK(b.pins.driven[Signal::usb_vbus_en]);
  b.write(usb_pwr, 0x2);
  CHECK_FALSE(b.pins.driven[Signal::usb_vbus_en]);
}

TEST_CASE("RP2040 USB: a bus reset connects an enabled device", "[rp2040]") {
  UsbBench b;
  b.write(usb_muxing, 9);
  b.write(sie_ctrl, pullup_en);
  b.usb.bus_reset();
  CHECK_FALSE((b.read(sie_status) & s_reset));  // the controller is off
  b.start();
  b.write(inte, i_reset | i_conn);
  b.usb.bus_reset();
  CHECK((b.read(sie_status) & (s_reset | s_connected)) == (s_reset | s_connected));
  CHECK(b.read(ints) == (i_reset | i_conn));
  b.write(sie_status + clear, s_reset);
  CHECK(b.read(ints) == i_conn);
  b.write(sie_status + clear, s_connected);  // clears the interrupt, not the state
  CHECK(b.read(ints) == 0);
  CHECK((b.read(sie_status) & s_connected));
  b.write(usb_pwr, 0x8);
  CHECK_FALSE((b.read(sie_status) & s_connected));
  CHECK(b.read(ints) == i_conn);
}

TEST_CASE("RP2040 USB: forced interrupts", "[rp2040]") {
  UsbBench b;
  b.write(intf, 1);
  CHECK(b.read(intr) == 0);
  CHECK(b.read(ints) == 1);
  CHECK(b.usb.irq.level());
  b.write(intf + clear, 1);
  CHECK_FALSE(b.usb.irq.level());
}

TEST_CASE("RP2040 USB: start of frame", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.write(inte, i_sof);
  b.usb.start_of_frame(0x7ff);
  CHECK(b.usb.irq.level());
  CHECK(b.usb.peek(sof_rd) == 0x7ff);
  CHECK(b.usb.irq.level());
  CHECK(b.read(sof_rd) == 0x7ff);
  CHECK_FALSE(b.usb.irq.level());
}

TEST_CASE("RP2040 USB: a bus that is idle for 3 ms is suspended, until the host resumes it", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.write(inte, i_suspend | i_resume);
  for (u16 frame = 0; frame < 10; ++frame) {
    b.run_us(1000);
    b.usb.start_of_frame(frame);
  }
  b.run_us(2999);
  CHECK_FALSE((b.read(sie_status) & s_suspended));
  b.run_us(1);
  CHECK((b.read(sie_status) & s_suspended));
  CHECK(b.read(ints) == i_suspend);
  b.write(sie_status + clear, s_suspended);
  CHECK(b.read(ints) == 0);
  CHECK((b.read(sie_status) & s_suspended));
  b.usb.suspend();  // it knows
  CHECK(b.read(ints) == 0);
  b.usb.resume();
  CHECK_FALSE((b.read(sie_status) & s_suspended));
  CHECK(b.read(ints) == (i_suspend | i_resume));
  b.write(sie_status + clear, s_suspended | s_resume);
  CHECK(b.read(ints) == 0);
  b.run_us(3000);
  CHECK(b.read(ints) == i_suspend);
}

TEST_CASE("RP2040 USB: without a host the idle bus counts as suspended", "[rp2040]") {
  UsbBench b;
  b.start();
  b.run_us(3000);
  CHECK((b.read(sie_status) & s_suspended));
  b.write(sie_ctrl + clear, pullup_en);
  CHECK_FALSE((b.read(sie_status) & s_suspended));
}

TEST_CASE("RP2040 USB: remote wakeup", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.write(sie_ctrl + set, resume);
  CHECK(b.wakeups == 0);  // not suspended
  b.usb.suspend();
  b.write(sie_ctrl + set, resume);
  CHECK(b.wakeups == 1);
  CHECK((b.read(sie_ctrl) & resume) == 0);
  CHECK(line_state(b) == 2);
  b.usb.resume();
  CHECK(line_state(b) == 1);
  CHECK_FALSE((b.read(sie_status) & (s_resume | s_suspended)));
}

TEST_CASE("RP2040 USB: RP2040-E5, stepping B1 needs 800 us of idle behind a reset", "[rp2040]") {
  UsbBench b{Stepping::b1};
  const std::array<u8, 8> packet{0x80, 6, 0, 1, 0, 0, 18, 0};
  b.start_and_reset();
  b.run_us(799);
  CHECK_FALSE((b.read(sie_status) & s_connected));
  CHECK(b.usb.setup(0, 0, packet) == Handshake::none);  // and begins anew
  b.run_us(799);
  CHECK_FALSE((b.read(sie_status) & s_connected));
  b.run_us(1);
  CHECK((b.read(sie_status) & s_connected));
  CHECK(b.usb.setup(0, 0, packet) == Handshake::ack);
}

// rp2040_usb_device_enumeration_fix() of the SDK.
TEST_CASE("RP2040 USB: RP2040-E5 is worked around by forcing J through the debug pins", "[rp2040]") {
  UsbBench b{Stepping::b1};
  b.start_and_reset();
  CHECK(line_state(b) == 1);
  b.write(usbphy_direct + set, 2);
  b.write(usbphy_direct_override + set, 4);
  b.write(usb_muxing, 0xc);
  CHECK(line_state(b) == 0);
  b.pins.set(Signal::usb_digital_dp, true);
  CHECK(line_state(b) == 1);
  for (int i = 0; i < 10; ++i) {  // a busy hub, which the controller does not hear
    b.run_us(100);
    b.usb.start_of_frame(1);
  }
  CHECK(b.usb.attached());
  CHECK((b.read(sie_status) & s_connected));
  b.write(usb_muxing, 9);
  b.write(usbphy_direct_override + clear, 4);
  CHECK(b.usb.setup(0, 0, std::array<u8, 8>{}) == Handshake::ack);
  CHECK(b.attach_changes == 1);
}

TEST_CASE("RP2040 USB: a stopped clk_usb silences the device", "[rp2040]") {
  UsbBench b;
  b.start_and_reset();
  b.clk_usb.set(0);
  CHECK(b.usb.setup(0, 0, std::array<u8, 8>{}) == Handshake::none);
  b.clk_usb.set(48'000'000);
  CHECK(b.usb.setup(0, 0, std::array<u8, 8>{}) == Handshake::ack);
}

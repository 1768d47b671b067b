#include "peripherals/rp2040/usb.hpp"

namespace rp2040 {

namespace {

constexpr Duration idle_for_suspend = std::chrono::milliseconds{3};  // USB 2.0, 7.1.7.6
constexpr u32 j_state = 1, k_state = 2;                              // of a full-speed device: DP is bit 0, DM bit 1

}  // namespace

Usb::Usb(std::string name, Scheduler& scheduler, ClockSignal& clk_usb, PinMatrix& pins, Stepping stepping)
    : Peripheral(std::move(name)), scheduler_(scheduler), clk_usb_(clk_usb), pins_(pins), stepping_(stepping) {
  pins_.drive(Signal::usb_vbus_en, false, true);
  pins_.listen(Signal::usb_vbus_det, [this](bool) { update(); });
  pins_.listen(Signal::usb_ovcur_det, [this](bool) { update(); });
  pins_.listen(Signal::usb_digital_dp, [this](bool) { update(); });
  pins_.listen(Signal::usb_digital_dm, [this](bool) { update(); });
  dpram.on_control = [this](u32 offset, u32 value) { control_written(offset, value); };
  update();
}

void Usb::reset() {
  Peripheral::reset();
  settled_.cancel();
  connected_ = suspended_ = waking_ = false;
  conn_dis_raised_ = suspend_raised_ = sof_raised_ = false;
  aborting_ = selected_ = done0_ = done1_ = first_is_1_ = 0;
  all_revoked_ = false;
  update();
}

void Usb::serialize(State& state) {
  Peripheral::serialize(state);
  i64 activity = last_activity_.time_since_epoch().count();
  state(dpram, irq, attached_, connected_, suspended_, waking_, conn_dis_raised_, suspend_raised_, sof_raised_,
        vbus_en_driven_, aborting_, all_revoked_, selected_, done0_, done1_, first_is_1_, activity, idle_, settled_);
  last_activity_ = Time{Duration{activity}};
}

// ---- power and lines

bool Usb::vbus_detected() const { return vbus_detect_override_en ? vbus_detect : pins_.level(Signal::usb_vbus_det); }

bool Usb::over_current() const { return overcurr_detect_en ? overcurr_detect : pins_.level(Signal::usb_ovcur_det); }

// The controller's own pull-up reaches the line only while the PHY is connected to it.
bool Usb::dp_pulled_up() const { return dp_pullup_override_en ? dp_pullup_en : pullup_en && to_phy; }
bool Usb::dm_pulled_up() const { return dm_pullup_override_en && dm_pullup_en; }

usb::Speed Usb::speed() const { return dm_pulled_up() && !dp_pulled_up() ? usb::Speed::low : usb::Speed::full; }

u32 Usb::phy_lines() const {
  if (waking_) return k_state;
  return static_cast<u32>(dp_pulled_up()) | static_cast<u32>(dm_pulled_up()) << 1;
}

// GPIO15 and GPIO16 can stand in for DP and DM: SDK, rp2040_usb_device_enumeration.c, forces J through them.
u32 Usb::lines() const {
  if (to_phy) return phy_lines();
  if (!to_digital_pad) return 0;
  const bool dp = pins_.level(Signal::usb_digital_dp), dm = pins_.level(Signal::usb_digital_dm);
  return static_cast<u32>(dp) | static_cast<u32>(dm) << 1;
}

// ---- what follows from the state

void Usb::update() {
  const bool was_attached = attached_;
  attached_ = dp_pulled_up() || dm_pulled_up();
  ep_abort_done = ep_abort_done | ep_abort;
  lose_what_is_gone();

  connected = connected_;
  suspended = suspended_;
  line_state = lines();
  vbus_detected_ = vbus_detected();
  vbus_over_curr = over_current();
  rx_dp = phy_lines() & 1;
  rx_dm = phy_lines() >> 1 & 1;
  rx_dd = phy_lines() == j_state;
  buff_status = done0_ | done1_;
  should_handle = (done1_ & ~done0_) | (done1_ & first_is_1_);
  update_interrupts();

  const bool enable = !held_in_reset() && (vbus_en_override_en ? vbus_en : sie_vbus_en);
  if (enable != vbus_en_driven_) pins_.drive(Signal::usb_vbus_en, vbus_en_driven_ = enable, true);
  if (attached_ != was_attached && on_attach_change) on_attach_change();
}

void Usb::lose_what_is_gone() {
  const bool on_the_bus = enabled() && attached_;
  if (!(on_the_bus && vbus_detected())) {
    settled_.cancel();
    conn_dis_raised_ |= connected_;
    connected_ = false;
  }
  if (!on_the_bus) {
    idle_.cancel();
    suspend_raised_ |= suspended_;
    suspended_ = waking_ = false;
  } else if (!suspended_ && !idle_.pending()) {
    last_activity_ = scheduler_.now();
    idle_.after(idle_for_suspend);
  }
}

void Usb::update_interrupts() {
  using namespace usb_interrupt;
  u32 raw = 0;
  const auto raise = [&](unsigned bit, bool level) { raw |= static_cast<u32>(level) << bit; };
  raise(trans_complete, Usb::trans_complete);
  raise(usb_interrupt::buff_status, Usb::buff_status != 0);
  raise(error_data_seq, data_seq_error);
  raise(error_rx_timeout, rx_timeout);
  raise(error_rx_overflow, rx_overflow);
  raise(error_bit_stuff, bit_stuff_error);
  raise(error_crc, crc_error);
  raise(usb_interrupt::stall, stall_rec);
  raise(usb_interrupt::vbus_detect, vbus_detected_);
  raise(usb_interrupt::bus_reset, status_bus_reset);
  raise(dev_conn_dis, conn_dis_raised_);
  raise(dev_suspend, suspend_raised_);
  raise(dev_resume_from_host, status_resume);
  raise(setup_req, setup_rec);
  raise(dev_sof, sof_raised_);
  raise(abort_done, ep_abort_done != 0);
  raise(ep_stall_nak, ep_status_stall_nak != 0);
  intr = raw;
  ints = (raw & inte) | intf;
  irq.drive(ints != 0);
}

void Usb::set_connected(bool on) {
  if (on == connected_) return;
  connected_ = on;
  conn_dis_raised_ = true;
  update();
}

void Usb::set_suspended(bool on) {
  if (on == suspended_) return;
  suspended_ = on;
  suspend_raised_ = true;
  update();
}

void Usb::bus_idle() {
  const Time due = last_activity_ + idle_for_suspend;
  if (scheduler_.now() < due)
    idle_.at(due);
  else if (clk_usb_.running() && to_phy)
    set_suspended(true);
  else
    idle_.after(idle_for_suspend);
}

// ---- registers

void Usb::sie_ctrl_written(u32 written) {
  sie_resume = false;
  const bool wake = written >> 12 & 1 && suspended_ && !waking_;
  waking_ |= wake;
  update();
  hint(3);
  if (wake && waking_ && on_remote_wakeup) on_remote_wakeup();
}

void Usb::sie_status_written(u32 written) {
  if (written >> 16 & 1) conn_dis_raised_ = false;
  if (written >> 4 & 1) suspend_raised_ = false;
  update();
}

// Where both buffers are done, the first write takes the one that came first.
void Usb::buff_status_written(u32 written) {
  const u32 both = done0_ & done1_ & written, one = written & ~both;
  done0_ &= ~(one | (both & ~first_is_1_));
  done1_ &= ~(one | (both & first_is_1_));
  first_is_1_ ^= both;
  update();
}

void Usb::ep_abort_written() {
  const u32 risen = ep_abort & ~aborting_, fallen = aborting_ & ~ep_abort;
  aborting_ = ep_abort;
  if (risen && stepping_ < Stepping::b2) all_revoked_ = true;  // RP2040-E2: never taken back
  update();
  hint(fallen);
}

void Usb::stall_arm_written() { hint(ep_stall_arm); }

u32 Usb::read_sof() {
  sof_raised_ = false;
  update();
  return sof_rd.value;
}

}  // namespace rp2040

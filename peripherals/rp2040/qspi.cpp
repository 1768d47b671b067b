#include "peripherals/rp2040/qspi.hpp"

namespace rp2040 {

namespace {

constexpr bool overridden(bool level, QspiPad::Override how) {
  switch (how) {
    case QspiPad::Override::normal: break;
    case QspiPad::Override::invert: return !level;
    case QspiPad::Override::low: return false;
    case QspiPad::Override::high: return true;
  }
  return level;
}

}  // namespace

void QspiBus::configure(QspiLine line, const QspiPad& pad) {
  pads_[static_cast<std::size_t>(line)] = pad;
  if (line == QspiLine::ss) update_select();
}

QspiBus::Drive QspiBus::output(QspiLine line, bool level, bool enable) const {
  const QspiPad& p = pad(line);
  if (!p.xip) level = p.level, enable = p.enable;
  return {overridden(enable, p.oe) && !p.output_disable, overridden(level, p.out)};
}

void QspiBus::select(bool active) {
  selected_ = active;
  update_select();
}

void QspiBus::update_select() {
  const Drive ss = output(QspiLine::ss, !selected_, true);
  ss_low_ = ss.on ? !ss.level : pad(QspiLine::ss).pull_down;
  if (flash_) flash_->select(ss_low_);
}

u8 QspiBus::clock(u8 levels, u8 driven) {
  u8 lines = 0, ours = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const auto line = static_cast<QspiLine>(static_cast<unsigned>(QspiLine::sd0) + i);
    const Drive d = output(line, levels >> i & 1, driven >> i & 1);
    const bool level = d.on ? d.level : !pad(line).pull_down;
    lines = static_cast<u8>(lines | level << i);
    ours = static_cast<u8>(ours | d.on << i);
  }
  const bool clocked = pad(QspiLine::sclk).xip && output(QspiLine::sclk, false, true).on;
  if (flash_ && clocked) {
    const parts::SpiNor::Lines f = flash_->clock(lines);
    const u8 theirs = static_cast<u8>(f.driven & ~ours);
    lines = static_cast<u8>((lines & ~theirs) | (f.levels & theirs));
  }
  u8 seen = 0;
  for (unsigned i = 0; i < 4; ++i) seen = static_cast<u8>(seen | overridden(lines >> i & 1, pads_[i + 2].in) << i);
  return seen;
}

void QspiBus::serialize(State& state) {
  state.section("QSPI");
  state(pads_, selected_, ss_low_);
}

}  // namespace rp2040

#include "peripherals/rp2040/xip.hpp"

#include <algorithm>

namespace rp2040 {

Xip::Xip(std::string name, Scheduler& scheduler, Ssi& ssi)
    : Peripheral(std::move(name)),
      ssi_(ssi),
      cache_(ssi),
      fetch_(scheduler, this->name() + " stream", [this] { fetched(); }) {
  ssi_.on_enabled = [this] { advance(); };
}

void Xip::map_on(Bus& bus, Memory& flash) {
  const u32 size = std::min(flash.size(), window);
  for (u32 i = 0; i < 4; ++i) {
    for (u32 at = 0; at < window; at += size) {
      WindowPort& port = ports_.emplace_back();
      port.xip = this, port.window = static_cast<XipCache::Window>(i), port.first = at;
      bus.map_rom(base + i * window + at, flash, &port, 0, std::min(size, window - at), true);
    }
  }
  const auto host = reinterpret_cast<std::uintptr_t>(flash.bytes().data());
  bus.cached().set_up(base, size, host - base, cache_);
  cache_.serve(bus.cached());
  Peripheral::map_on(bus, ctrl_base);
  bus.map_ram(sram_base, sram_);
  bus.map(aux_base, alias_stride, aux_);
}

void Xip::reset() {
  Peripheral::reset();
  fetch_.cancel();
  fifo_.clear();
  cache_.enable(true);
  cache_.flush();
  update();
}

void Xip::ctrl_written(u32) {
  if (power_down_) en_ = false;
  cache_.enable(en_);
}

void Xip::flush(u32) {
  if (flush_) cache_.flush();
  flush_ = false;
}

// 2.6.3.2: a write to the first window forgets the line.
bool Xip::WindowPort::store(u32 offset, u32, unsigned) {
  if (window != XipCache::Window::cached) return !xip->err_badwrite_;
  xip->cache_.invalidate(first + offset);
  return true;
}

u32 Xip::read_stat() const { return u32{fifo_.size() == fifo_depth} << 2 | u32{fifo_.empty()} << 1 | 1; }

void Xip::ctr_written(u32) {
  if (!stream_ctr_) fetch_.cancel();
  advance();
}

// The next word is fetched as soon as the FIFO has room for it.
void Xip::advance() {
  if (fetch_.pending() || !stream_ctr_ || fifo_.size() == fifo_depth || !ssi_.xip_ready()) return;
  fetch_.after(ssi_.xip_read_time());
}

void Xip::fetched() {
  if (!ssi_.xip_ready()) return;  // goes on when it is again
  fifo_.push_back(ssi_.xip_read(stream_addr_ * 4));
  stream_addr_ = stream_addr_ + 1;
  stream_ctr_ = stream_ctr_ - 1;
  advance();
  update();
}

u32 Xip::pop() {
  if (fifo_.empty()) return 0;
  const u32 word = fifo_.front();
  fifo_.pop_front();
  advance();
  update();
  return word;
}

void Xip::update() { dreq_stream.drive(!fifo_.empty()); }

void Xip::serialize(State& state) {
  Peripheral::serialize(state);
  state(fifo_, dreq_stream, fetch_);
  cache_.serialize(state);
  state.raw(sram_.bytes());
}

}  // namespace rp2040

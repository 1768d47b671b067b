#include "peripherals/esp32/sha.hpp"

namespace esp32 {

namespace {
constexpr std::array<unsigned, 4> rounds{80, 64, 80, 80};  // FIPS 180-4
}

Sha::Commands::Commands(Sha& sha, const std::string& algorithm, unsigned index)
    : start_reg(sha, "SHA_" + algorithm + "_START", 0x80 + 0x10 * index, 0, reserved{31, 1}, on_write<&Sha::start>),
      continue_reg(sha, "SHA_" + algorithm + "_CONTINUE", 0x84 + 0x10 * index, 0, reserved{31, 1},
                   on_write<&Sha::go_on>),
      load_reg(sha, "SHA_" + algorithm + "_LOAD", 0x88 + 0x10 * index, 0, reserved{31, 1}, on_write<&Sha::load>),
      busy_reg(sha, "SHA_" + algorithm + "_BUSY", 0x8c + 0x10 * index, 0, reserved{31, 1}, on_read<&Sha::busy>),
      start(start_reg, "START"),
      cont(continue_reg, "CONTINUE"),
      load(load_reg, "LOAD"),
      busy(busy_reg, "BUSY") {
  for (Register* r : {&start_reg, &continue_reg, &load_reg, &busy_reg}) r->index = index;
}

Sha::Sha(std::string name, Scheduler& scheduler, ClockSignal& clk)
    : RegisterFile(std::move(name)), scheduler_(scheduler), clk_(clk) {}

void Sha::start(u32 written, unsigned algorithm) {
  if (!(written & 1)) return;
  switch (algorithm) {
    case sha1: state1_ = sha1_initial; break;
    case sha256: state256_ = sha256_initial; break;
    case sha384: state512_ = sha384_initial; break;
    default: state512_ = sha512_initial; break;
  }
  hash(algorithm);
}

void Sha::go_on(u32 written, unsigned algorithm) {
  if (written & 1) hash(algorithm);
}

void Sha::hash(unsigned algorithm) {
  if (algorithm >= sha384) {
    std::array<u64, 16> message;
    for (unsigned i = 0; i < 16; ++i) message[i] = u64{text[2 * i]} << 32 | text[2 * i + 1];
    sha512_block(state512_, message);
  } else {
    std::array<u32, 16> message;
    for (unsigned i = 0; i < 16; ++i) message[i] = text[i];
    algorithm == sha1 ? sha1_block(state1_, message) : sha256_block(state256_, message);
  }
  done_[algorithm] = scheduler_.now() + (clk_.running() ? clk_.clock().ticks(rounds[algorithm]) : Duration{});
}

void Sha::load(u32 written, unsigned algorithm) {
  if (!(written & 1)) return;
  const auto put = [&](const auto& words) {
    for (unsigned i = 0; i < words.size(); ++i) text_reg[i].value = words[i];
  };
  if (algorithm == sha1) return put(state1_);
  if (algorithm == sha256) return put(state256_);
  for (unsigned i = 0; i < 8; ++i) {
    text_reg[2 * i].value = static_cast<u32>(state512_[i] >> 32);
    text_reg[2 * i + 1].value = static_cast<u32>(state512_[i]);
  }
}

u32 Sha::busy(unsigned algorithm) const { return scheduler_.now() < done_[algorithm]; }

void Sha::reset() {
  RegisterFile::reset();
  state1_ = {};
  state256_ = {};
  state512_ = {};
  done_ = {};
}

void Sha::serialize(State& state) {
  RegisterFile::serialize(state);
  state(state1_, state256_, state512_);
  for (Time& t : done_) {
    i64 ps = t.time_since_epoch().count();
    state(ps);
    t = Time{Duration{ps}};
  }
}

}  // namespace esp32

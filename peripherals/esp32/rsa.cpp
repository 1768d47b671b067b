#include "peripherals/esp32/rsa.hpp"

namespace esp32 {

namespace {

Words words_of(const Registers<128>& block, std::size_t count, std::size_t from = 0) {
  Words words(count);
  for (std::size_t i = 0; i < count; ++i) words[i] = block[from + i].value;
  return words;
}

constexpr u64 word_product = 4;  // cycles
constexpr u32 not_modular = 8;   // MULT_MODE

}  // namespace

Rsa::Rsa(std::string name, Scheduler& scheduler, ClockSignal& clk)
    : RegisterFile(name), irq(name + "_INTR"), clk_(clk), done_(scheduler, name + " done", [this] { finish(); }) {}

void Rsa::start_modexp(u32 written) {
  if (!(written & 1) || done_.pending()) return;
  const std::size_t n = 16 * (modexp_mode + 1);
  unsigned products = 0;
  Words result = montgomery_power(words_of(x_mem, n), words_of(y_mem, n), words_of(m_mem, n), words_of(z_mem, n),
                                  m_dash, products);
  begin(std::move(result), 2 * word_product * n * n * products);
}

void Rsa::start_mult(u32 written) {
  if (!(written & 1) || done_.pending()) return;
  if (mult_mode < not_modular) {
    const std::size_t n = 16 * (mult_mode + 1);
    return begin(montgomery_product(words_of(x_mem, n), words_of(z_mem, n), words_of(m_mem, n), m_dash),
                 2 * word_product * n * n);
  }
  const std::size_t n = 8 * (mult_mode - not_modular + 1);
  begin(long_product(words_of(x_mem, n), words_of(z_mem, n, n)), word_product * n * n);
}

void Rsa::begin(Words result, u64 cycles) {
  result_ = std::move(result);
  done_.after(clk_.running() ? clk_.clock().ticks(static_cast<i64>(cycles)) : Duration{});
}

void Rsa::finish() {
  for (std::size_t i = 0; i < result_.size(); ++i) z_mem[i].value = result_[i];
  interrupt = true;
  irq.drive(true);
}

void Rsa::clear_interrupt(u32) { irq.drive(interrupt); }

void Rsa::reset() {
  RegisterFile::reset();
  done_.cancel();
  result_.clear();
  irq.drive(false);
}

void Rsa::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, result_, done_);
}

}  // namespace esp32

#include "peripherals/esp32/register_rows.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace esp32 {

namespace {

unsigned number(std::string_view text) {
  unsigned n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

// "NAME[msb:lsb]mark"
Field field(std::string_view text) {
  const std::size_t open = text.find('['), close = text.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos)
    throw std::logic_error(fmt::format("{} is no field", text));
  const std::string_view bits = text.substr(open + 1, close - open - 1), mark = text.substr(close + 1);
  const std::size_t colon = bits.find(':');
  const unsigned msb = number(bits.substr(0, colon));
  const unsigned lsb = colon == std::string_view::npos ? msb : number(bits.substr(colon + 1));
  const Access access = mark == "ro" ? Access::ro : mark == "wo" ? Access::wo : Access::rw;
  return {std::string{text.substr(0, open)}, lsb, msb - lsb + 1, access, mark != "?"};
}

void describe(Register& r, std::string_view fields) {
  u32 known = 0;
  while (!fields.empty()) {
    const std::size_t space = fields.find(' ');
    Field f = field(fields.substr(0, space));
    known |= f.mask();
    r.add_field(std::move(f));
    fields.remove_prefix(space == std::string_view::npos ? fields.size() : space + 1);
  }
  r.reserved_mask = ~known;
}

}  // namespace

RegisterRows::RegisterRows(RegisterFile& owner, std::span<const RegisterRow> rows) : owner_(owner) {
  for (const RegisterRow& row : rows)
    for (unsigned i = 0; i < row.count; ++i) {
      const std::string name = row.count > 1 ? indexed(std::string{row.name}, i) : std::string{row.name};
      registers_.push_back(std::make_unique<Register>(owner, name, row.offset + i * row.stride, row.reset));
      registers_.back()->index = i;
      describe(*registers_.back(), row.fields);
    }
}

Register& RegisterRows::operator[](std::string_view name) const {
  if (Register* found = owner_.find(name)) return *found;
  throw std::logic_error(fmt::format("{} has no register {}", owner_.name(), name));
}

Register& RegisterRows::at(u32 offset) const {
  if (Register* found = owner_.find(offset)) return *found;
  throw std::logic_error(fmt::format("{} has no register at {:#x}", owner_.name(), offset));
}

}  // namespace esp32

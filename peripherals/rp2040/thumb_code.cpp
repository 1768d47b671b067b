#include "peripherals/rp2040/thumb_code.hpp"

#include <algorithm>
#include <stdexcept>

namespace rp2040 {

ThumbCode::Label ThumbCode::label() {
  labels_.emplace_back();
  return {static_cast<u32>(labels_.size() - 1)};
}

void ThumbCode::bind(Label l) { labels_[l.index] = at_; }

void ThumbCode::align(u32 to) {
  while (at_ % to) half(0x46c0);  // mov r8, r8
}

void ThumbCode::set_half(u32 address, u32 h) {
  image_.at(address) = static_cast<u8>(h);
  image_.at(address + 1) = static_cast<u8>(h >> 8);
}

void ThumbCode::half(u32 h) {
  set_half(at_, h);
  at_ += 2;
}

void ThumbCode::ldr(Reg t, u32 constant) {
  fixups_.push_back({Kind::literal, at_, constant});
  half(0x4800 | t << 8);
}

void ThumbCode::ldr_address(Reg t, Label code) {
  fixups_.push_back({Kind::function_literal, at_, code.index});
  half(0x4800 | t << 8);
}

void ThumbCode::b(Label l) {
  fixups_.push_back({Kind::branch, at_, l.index});
  half(0xe000);
}

void ThumbCode::b(Condition c, Label l) {
  fixups_.push_back({Kind::conditional, at_, l.index});
  half(0xd000 | c << 8);
}

void ThumbCode::bl(Label l) {
  fixups_.push_back({Kind::call, at_, l.index});
  word(0xf800'f000);
}

std::optional<u32> ThumbCode::constant(const Fixup& f) const {
  if (f.kind == Kind::literal) return f.value;
  if (f.kind == Kind::function_literal) return labels_[f.value].value() | 1;
  return std::nullopt;
}

// Each block of code has its pool behind it: a constant must lie within 1020 bytes.
void ThumbCode::pool() {
  align(4);
  const u32 start = at_;
  std::vector<u32> constants;
  std::vector<Fixup> branches;
  for (const Fixup& f : fixups_) {
    const auto value = constant(f);
    if (!value) {
      branches.push_back(f);
      continue;
    }
    const auto index = static_cast<u32>(std::ranges::find(constants, *value) - constants.begin());
    if (index == constants.size()) {
      constants.push_back(*value);
      word(*value);
    }
    const u32 offset = start + 4 * index - ((f.at + 4) & ~3u);
    if (offset > 1020) throw std::logic_error("a constant of the boot ROM is out of reach");
    set_half(f.at, half_at(f.at) | offset / 4);
  }
  fixups_ = std::move(branches);
}

void ThumbCode::resolve() {
  for (const Fixup& f : fixups_) resolve(f);
  fixups_.clear();
}

void ThumbCode::resolve(const Fixup& f) {
  const auto offset = static_cast<i32>(labels_[f.value].value() - (f.at + 4));
  const auto fits = [&](i32 reach) {
    if (offset < -reach || offset >= reach) throw std::logic_error("a branch of the boot ROM is out of reach");
  };
  const auto bits = static_cast<u32>(offset);
  if (f.kind == Kind::branch) {
    fits(2048);
    set_half(f.at, 0xe000 | (bits >> 1 & 0x7ff));
  } else if (f.kind == Kind::conditional) {
    fits(256);
    set_half(f.at, half_at(f.at) | (bits >> 1 & 0xff));
  } else {  // within 4 MiB J1 and J2 are 1
    set_half(f.at, 0xf000 | (bits >> 31) << 10 | (bits >> 12 & 0x3ff));
    set_half(f.at + 2, 0xf800 | (bits >> 1 & 0x7ff));
  }
}

}  // namespace rp2040

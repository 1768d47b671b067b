#include "emulator/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

namespace emulator {

std::string_view name_of(Complaint::Kind kind) {
  constexpr std::array<std::string_view, 5> names{"unmapped", "unmodelled", "reserved", "read-only", "write-only"};
  return names[static_cast<std::size_t>(kind)];
}

std::string indexed(const std::string& name, unsigned index) {
  const std::string subscript = fmt::format("[{}]", index);
  const std::size_t at = name.find("[]");
  return at == std::string::npos ? name + subscript : name.substr(0, at) + subscript + name.substr(at + 2);
}

void Register::add_field(Field f) {
  masks_[static_cast<std::size_t>(f.access)] |= f.mask();
  if (!f.modelled) todo_mask_ |= f.mask();
  fields.push_back(std::move(f));
}

void Register::enrol(RegisterFile& owner) {
  owner.registers_.push_back(this);
  const std::size_t word = offset / 4;
  if (owner.by_word_.size() <= word) owner.by_word_.resize(word + 1);
  if (!owner.by_word_[word]) owner.by_word_[word] = this;
}

Register* RegisterFile::find(u32 offset) const { return offset / 4 < by_word_.size() ? by_word_[offset / 4] : nullptr; }

u32 RegisterFile::read(u32 offset) {
  Register* r = find(offset);
  u32 value = 0;
  if (!r) {
    complain(Complaint::Kind::unmapped, nullptr, offset, 0, false);
  } else {
    if (r->todo_mask() && (r->todo_mask() | r->reserved_mask) == ~0u)
      complain(Complaint::Kind::unmodelled, r, offset, r->todo_mask(), false);
    const u32 wo = r->mask(Access::wo);
    if (wo && (wo | r->reserved_mask) == ~0u) complain(Complaint::Kind::write_only, r, offset, wo, false);
    value = (r->read_hook ? r->read_hook() : r->value) & ~wo;
  }
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, r, offset, value, false);
  return value;
}

void RegisterFile::write(u32 offset, u32 value) {
  Register* r = find(offset);
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, r, offset, value, true);
  if (!r) return complain(Complaint::Kind::unmapped, nullptr, offset, value, true);

  const u32 changed = r->value ^ value;
  if (const u32 bits = changed & r->reserved_mask) complain(Complaint::Kind::reserved, r, offset, bits, true);
  if (const u32 bits = changed & r->todo_mask()) complain(Complaint::Kind::unmodelled, r, offset, bits, true);
  const u32 ro = r->mask(Access::ro);
  if (ro && (ro | r->reserved_mask) == ~0u) complain(Complaint::Kind::read_only, r, offset, value, true);

  const u32 w1c = r->mask(Access::w1c), w0c = r->mask(Access::w0c);
  const u32 kept = ro | r->reserved_mask | w1c | w0c;
  r->value = (r->value & kept & ~(w1c & value) & ~(w0c & ~value)) | (value & ~kept);
  if (r->write_hook) r->write_hook(value);
}

u32 RegisterFile::peek(u32 offset) const {
  const Register* r = find(offset);
  if (!r) return 0;
  return r->peek_hook ? r->peek_hook() : r->value;
}

void RegisterFile::reset() {
  for (Register* r : registers_) r->value = r->reset_value;
}

void RegisterFile::serialize(State& state) {
  state.section(name());
  for (Register* r : registers_) r->serialize(state);
}

Register* RegisterFile::find(std::string_view name) const {
  const auto it = std::ranges::find(registers_, name, &Register::name);
  return it == registers_.end() ? nullptr : *it;
}

std::vector<std::string> RegisterFile::mistakes() const {
  std::vector<std::string> found;
  std::map<u32, const Register*> at;
  const auto report = [&](const Register& r, std::string_view what, u32 bits) {
    found.push_back(fmt::format("{}.{}: bit {} {}", name(), r.name, std::countr_zero(bits), what));
  };
  for (const Register* r : registers_) {
    if (const auto [it, fresh] = at.emplace(r->offset, r); !fresh)
      found.push_back(fmt::format("{}.{}: offset {:#x} is already {}", name(), r->name, r->offset, it->second->name));
    if (r->offset % 4)
      found.push_back(fmt::format("{}.{}: offset {:#x} is not a multiple of 4", name(), r->name, r->offset));
    u32 seen = r->reserved_mask;
    for (const Field& f : r->fields) {
      if (const u32 twice = seen & f.mask()) report(*r, "described twice", twice);
      seen |= f.mask();
    }
    if (~seen) report(*r, "not described", ~seen);
  }
  return found;
}

std::vector<std::string> RegisterFile::unmodelled() const {
  std::vector<std::string> found;
  for (const Register* r : registers_)
    for (const Field& f : r->fields)
      if (!f.modelled) found.push_back(fmt::format("{}.{}", r->name, f.name));
  return found;
}

void RegisterFile::complain(Complaint::Kind kind, const Register* r, u32 offset, u32 bits, bool writing) const {
  if (observer_) observer_->complaint({kind, *this, r, offset, bits, writing});
}

}  // namespace emulator

#pragma once
// A peripheral's registers, declared the way its manual prints them: one Register per row of the register table, one
// Bit/Bits per named field, in manual order. Every bit is modelled, `todo` or `reserved`; mistakes() finds the rest.
#include <array>
#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "emulator/access.hpp"
#include "emulator/device.hpp"
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator {

// What a write by the guest does to a field. Reads of `wo` fields give 0.
enum class Access : u8 { rw, ro, wo, w1c, w0c };

class Register;

class RegisterFile : public Device {
 public:
  explicit RegisterFile(std::string name) : Device(std::move(name)) {}

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;  // for panels, debuggers and tests: no side effects
  virtual void reset();                 // every register to its reset value; models add what else they hold
  virtual void serialize(State&);       // every register's value; models add what else they hold

  const std::vector<Register*>& registers() const { return registers_; }  // in declaration order: the manual's
  Register* find(u32 offset) const;
  Register* find(std::string_view name) const;
  std::vector<std::string> mistakes() const;    // overlaps and undescribed bits; a test keeps this empty
  std::vector<std::string> unmodelled() const;  // "CR2.LBDL" for every todo field

 protected:
  void complain(Complaint::Kind, const Register*, u32 offset, u32 bits, bool writing) const;

 private:
  friend class Register;
  std::vector<Register*> registers_;
  std::vector<Register*> by_word_;  // index: offset / 4
};

struct Field {
  std::string name;
  unsigned lsb, width;
  Access access;
  bool modelled;
  u32 mask() const { return (width == 32 ? ~0u : (1u << width) - 1) << lsb; }
};

// What else the manual says of a register, given after its reset value.
struct reserved {
  unsigned msb, lsb;
  constexpr explicit reserved(unsigned bit) : msb(bit), lsb(bit) {}
  constexpr reserved(unsigned m, unsigned l) : msb(m), lsb(l) {}
};
struct todo {
  std::string_view name;
  unsigned msb, lsb;
  constexpr todo(std::string_view n, unsigned bit) : name(n), msb(bit), lsb(bit) {}
  constexpr todo(std::string_view n, unsigned m, unsigned l) : name(n), msb(m), lsb(l) {}
};
// Methods of the owner. A read method replaces the stored value: u32(), or u32(unsigned index) in an array; if it is
// const, peek() uses it too. A write method runs after the stored value has changed: (), (u32 written) or
// (u32 written, unsigned index).
template <auto Method>
struct on_read_t {};
template <auto Method>
struct on_write_t {};
template <auto Method>
inline constexpr on_read_t<Method> on_read{};
template <auto Method>
inline constexpr on_write_t<Method> on_write{};

class Register {
 public:
  template <std::derived_from<RegisterFile> Owner, typename... Attributes>
  Register(Owner& owner, std::string register_name, u32 register_offset, u32 reset, Attributes... attributes)
      : name(std::move(register_name)), offset(register_offset), reset_value(reset), value(reset) {
    (apply(owner, attributes), ...);
    enrol(owner);
  }
  Register(const Register&) = delete;
  Register& operator=(const Register&) = delete;

  std::string name;
  u32 offset;
  u32 reset_value;
  u32 value;
  u32 reserved_mask = 0;
  unsigned index = 0;  // position in its array, if it is one of several
  std::vector<Field> fields;
  std::function<u32()> read_hook;
  std::function<u32()> peek_hook;
  std::function<void(u32)> write_hook;

  void add_field(Field);
  u32 mask(Access access) const { return masks_[static_cast<std::size_t>(access)]; }
  u32 todo_mask() const { return todo_mask_; }
  void serialize(State& state) { state(value); }

 private:
  template <typename M>
  struct is_const_method : std::false_type {};
  template <typename R, typename C, typename... A>
  struct is_const_method<R (C::*)(A...) const> : std::true_type {};

  void enrol(RegisterFile&);
  void apply(auto&, reserved r) { reserved_mask |= Field{{}, r.lsb, r.msb - r.lsb + 1, {}, {}}.mask(); }
  void apply(auto&, todo t) { add_field({std::string{t.name}, t.lsb, t.msb - t.lsb + 1, Access::rw, false}); }
  template <auto M>
  void apply(auto& o, on_read_t<M>) {
    read_hook = [this, &o] {
      [[maybe_unused]] const unsigned i = index;
      if constexpr (std::is_invocable_v<decltype(M), decltype(o), unsigned>)
        return (o.*M)(i);
      else
        return (o.*M)();
    };
    if constexpr (is_const_method<decltype(M)>::value) peek_hook = read_hook;
  }
  template <auto M>
  void apply(auto& o, on_write_t<M>) {
    write_hook = [this, &o]([[maybe_unused]] u32 v) {
      [[maybe_unused]] const unsigned i = index;
      if constexpr (std::is_invocable_v<decltype(M), decltype(o), u32, unsigned>)
        (o.*M)(v, i);
      else if constexpr (std::is_invocable_v<decltype(M), decltype(o), u32>)
        (o.*M)(v);
      else
        (o.*M)();
    };
  }

  std::array<u32, 5> masks_{};
  u32 todo_mask_ = 0;
};

// One field of one register, used like the value it holds.
template <unsigned Msb, unsigned Lsb, typename T>
class BitsOf {
  static_assert(Lsb <= Msb && Msb < 32);

 public:
  explicit BitsOf(Register& r) : register_(&r) {}
  operator T() const { return static_cast<T>(register_->value >> Lsb & low_mask); }
  const BitsOf& operator=(T v) const {
    register_->value = (register_->value & ~(low_mask << Lsb)) | (static_cast<u32>(v) & low_mask) << Lsb;
    return *this;
  }

 private:
  static constexpr u32 low_mask = Msb - Lsb == 31 ? ~0u : (1u << (Msb - Lsb + 1)) - 1;
  Register* register_;
};

// A field, in the manual's [msb:lsb] notation. Assigning from the model bypasses the guest's access rules.
template <unsigned Msb, unsigned Lsb, typename T = u32, Access A = Access::rw>
class Bits : public BitsOf<Msb, Lsb, T> {
 public:
  Bits(Register& r, std::string name) : BitsOf<Msb, Lsb, T>(r) {
    r.add_field({std::move(name), Lsb, Msb - Lsb + 1, A, true});
  }
  Bits(const Bits&) = delete;
  Bits& operator=(const Bits& other) { return *this = static_cast<T>(other); }
  Bits& operator=(T v) {
    BitsOf<Msb, Lsb, T>::operator=(v);
    return *this;
  }
};

template <unsigned N, Access A = Access::rw>
class Bit : public Bits<N, N, bool, A> {
 public:
  using Bits<N, N, bool, A>::Bits;
  using Bits<N, N, bool, A>::operator=;
  Bit& operator=(const Bit& other) { return *this = static_cast<bool>(other); }
  Bit& operator=(bool v) {
    Bits<N, N, bool, A>::operator=(v);
    return *this;
  }
};

// "CC" gives "CC[3]", "CH[].EEP" gives "CH[3].EEP".
std::string indexed(const std::string& name, unsigned index);

// N registers of one description, `stride` bytes apart: CC[0], CC[1] …
template <std::size_t N>
class Registers {
 public:
  template <std::derived_from<RegisterFile> Owner, typename... Attributes>
  Registers(Owner& owner, const std::string& name, u32 offset, u32 stride, u32 reset, Attributes... attributes) {
    for (unsigned i = 0; i < N; ++i) {
      registers_[i] = std::make_unique<Register>(owner, indexed(name, i), offset + i * stride, reset, attributes...);
      registers_[i]->index = i;
    }
  }
  static constexpr std::size_t size() { return N; }
  Register& operator[](std::size_t i) { return *registers_[i]; }
  const Register& operator[](std::size_t i) const { return *registers_[i]; }

 private:
  std::array<std::unique_ptr<Register>, N> registers_;
};

// The same field in each of N registers: field[i].
template <std::size_t N, unsigned Msb, unsigned Lsb, typename T = u32, Access A = Access::rw>
class BitsArray {
 public:
  BitsArray(Registers<N>& registers, const std::string& name) : registers_(registers) {
    for (std::size_t i = 0; i < N; ++i) registers[i].add_field({name, Lsb, Msb - Lsb + 1, A, true});
  }
  BitsOf<Msb, Lsb, T> operator[](std::size_t i) const { return BitsOf<Msb, Lsb, T>{registers_[i]}; }

 private:
  Registers<N>& registers_;
};

}  // namespace emulator

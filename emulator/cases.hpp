#pragma once
// For std::visit: one function of several, each for a kind of what a variant holds.

namespace emulator {

template <typename... F>
struct Cases : F... {
  using F::operator()...;
};
template <typename... F>
Cases(F...) -> Cases<F...>;

}  // namespace emulator

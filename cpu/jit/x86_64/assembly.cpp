#include "cpu/jit/x86_64/assembly.hpp"

#include <stdexcept>
#include <vector>

namespace cpu::jit {

Assembly::Assembly(CodeCache& cache) : cache_(cache) {
  holder_.init(asmjit::Environment::host(), reinterpret_cast<u64>(cache.next()));
  holder_.setErrorHandler(this);
  holder_.attach(&a);
}

void Assembly::handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) {
  throw std::logic_error(message);
}

u32 Assembly::finish() {
  holder_.flatten();
  holder_.resolveUnresolvedLinks();
  const std::size_t size = holder_.codeSize();
  if (!cache_.fits(size)) throw std::length_error("code cache");
  holder_.relocateToBase(reinterpret_cast<u64>(cache_.next()));
  std::vector<u8> code(size);
  holder_.copyFlattenedData(code.data(), size);
  return cache_.place({code.data(), holder_.codeSize() < size ? holder_.codeSize() : size});
}

}  // namespace cpu::jit

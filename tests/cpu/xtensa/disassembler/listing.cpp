// Writes what our disassembler makes of each word on its input, "address word" in hexadecimal, for the core named.
#include <iostream>
#include <string>

#include "cpu/xtensa/translator.hpp"

int main(int argc, char** argv) {
  const std::string_view core = argc > 1 ? argv[1] : "";
  const auto& config = core == "lx106" ? cpu::xtensa::lx106 : core == "lx7_s3" ? cpu::xtensa::lx7_s3 : cpu::xtensa::lx6;
  std::string address, word;
  while (std::cin >> address >> word)
    std::cout << cpu::xtensa::disassemble(static_cast<emulator::u32>(std::stoul(word, nullptr, 16)),
                                          static_cast<emulator::u32>(std::stoul(address, nullptr, 16)), config)
              << '\n';
}

// Writes what our disassembler makes of each word on its input: "address word" in hexadecimal, 4 or 8 digits of word.
#include <iostream>
#include <string>

#include "cpu/thumb/translator.hpp"

int main() {
  std::string address, word;
  while (std::cin >> address >> word)
    std::cout << cpu::thumb::disassemble(static_cast<emulator::u32>(std::stoul(word, nullptr, 16)),
                                         static_cast<unsigned>(word.size() / 2),
                                         static_cast<emulator::u32>(std::stoul(address, nullptr, 16)))
              << '\n';
}

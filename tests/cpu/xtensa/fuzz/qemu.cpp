// Running a program in qemu-system-xtensa: an ELF file in, what it writes out.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/cpu/xtensa/fuzz/sides.hpp"

namespace xtensa_fuzz {

namespace {

// A folder that goes away with what is in it.
struct Folder {
  Folder() {
    if (!mkdtemp(name.data())) throw std::runtime_error{"no folder for temporary files can be made"};
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(name, ignored);
  }
  std::string name = (std::filesystem::temp_directory_path() / "xtensa-fuzz-XXXXXX").string();
};

}  // namespace

// Two segments: all of `image`, and at the reset vector a jump to it.
std::string elf(const Program& program) {
  const std::vector<u8> image = program.image(true);
  constexpr u32 headers = 0x1000;
  const Model& m = program.model;
  Assembler start{m.reset};
  start.movi(2, m.base >> 28);
  start.slli(2, 2, 28);
  start.addmi(2, 2, Program::driver >> 8);
  start.jx(2);
  std::string file;
  const auto half = [&](u32 v) { file.push_back(static_cast<char>(v)), file.push_back(static_cast<char>(v >> 8)); };
  const auto word = [&](u32 v) { half(v), half(v >> 16); };
  file.assign(
      "\x7f"
      "ELF\1\1\1",
      7);
  file.resize(16);
  half(2), half(94), word(1);  // executable, EM_XTENSA
  word(m.reset), word(52), word(0), word(0);
  half(52), half(32), half(2), half(40), half(0), half(0);
  const auto segment = [&](u32 offset, u32 address, std::size_t length) {
    const u32 size = static_cast<u32>(length);
    for (const u32 v : {1u, offset, address, address, size, size, 7u, headers}) word(v);
  };
  segment(headers, m.base, image.size());
  segment(headers / 2, m.reset, start.code.size());
  file.resize(headers / 2);
  file.append(start.code.begin(), start.code.end());
  file.resize(headers);
  file.append(image.begin(), image.end());
  return file;
}

bool have_qemu() { return std::system("command -v qemu-system-xtensa > /dev/null 2>&1") == 0; }

std::vector<u8> run_qemu(const Program& program) {
  const Folder folder;
  const std::string in = folder.name + "/program.elf", out = folder.name + "/data";
  std::ofstream{in, std::ios::binary} << elf(program);
  const int status =
      std::system(fmt::format("timeout 20 qemu-system-xtensa -M sim -m 128 -cpu {} -display none -monitor none "
                              "-serial none -semihosting -kernel {} > {} 2> {}.log < /dev/null",
                              program.model.qemu, in, out, out)
                      .c_str());
  std::ifstream file{out, std::ios::binary};
  std::vector<u8> data{std::istreambuf_iterator<char>{file}, {}};
  if (status != 0 || data.size() != program.data_size())
    throw std::runtime_error{fmt::format("QEMU does not come to the end of the batch: status {}, {} of {} bytes",
                                         status, data.size(), program.data_size())};
  return data;
}

}  // namespace xtensa_fuzz

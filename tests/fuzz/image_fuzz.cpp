// Whatever the bytes are, every image loader must give a whole image or an ImageError, in little time and memory.
#include <cstdlib>
#include <span>

#include "emulator/image/dfuse.hpp"
#include "emulator/image/elf.hpp"
#include "emulator/image/esp.hpp"
#include "emulator/image/intel_hex.hpp"
#include "emulator/image/load.hpp"
#include "emulator/image/uf2.hpp"
#include "tests/emulator/image/mutation.hpp"

using namespace emulator;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_whole(const Image& image) {
  require(!image.segments.empty() || !image.files.empty());
  std::uint64_t end = 0;
  for (const auto& segment : image.segments) {
    require(!segment.bytes.empty());
    require(&segment == &image.segments.front() || segment.address > end);
    end = segment.end();
    require(end <= std::uint64_t{1} << 32);
    require(image.bytes_at(segment.address, segment.bytes.size()).has_value());
    image.symbol_at(segment.address);
  }
}

template <typename Load>
void attempt(Load&& load) {
  try {
    check_whole(load());
  } catch (const ImageError&) {}
}

// What is read can be written and read back.
void check_round_trip(const Image& image) {
  if (image.segments.empty()) return;
  const auto text = write_intel_hex(image);
  const auto bytes = std::vector<std::uint8_t>(text.begin(), text.end());
  require(load_intel_hex(bytes, "f").segments == image.segments);
  require(load_uf2(write_uf2(image), "f").segments == image.segments);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  attempt([&] {
    auto image = load_image(bytes, "f");
    check_round_trip(image);
    return image;
  });
  attempt([&] { return load_image(bytes, "f", {.base = 0x1000, .families = {0xe48bff56}, .board = 0x9900}); });
  attempt([&] { return load_intel_hex(bytes, "f", {0x9903}); });
  attempt([&] { return load_uf2(bytes, "f", {{0xe48bff56}}); });
  attempt([&] { return load_elf32(bytes, "f"); });
  attempt([&] { return load_dfuse(bytes, "f", 0x08000000); });
  attempt([&] { return load_esp(bytes, "f", 0x7f00); });
  return 0;
}

// Starts from valid files, so no corpus is needed, and mends checksums half of the time.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  if (size < 4 || seed % 256 == 0) {
    const auto originals = samples::one_of_each();
    const auto& original = originals[seed / 256 % originals.size()];
    size = std::min(original.size(), max_size);
    std::copy_n(original.begin(), size, data);
  }
  size = LLVMFuzzerMutate(data, size, max_size);
  if (seed % 2 == 0) return size;
  const auto mended = samples::with_right_checksums({data, data + size});
  size = std::min(mended.size(), max_size);
  std::copy_n(mended.begin(), size, data);
  return size;
}

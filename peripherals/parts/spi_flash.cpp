#include "peripherals/parts/spi_flash.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"

namespace parts {

namespace {

const SpiNorModel& model_of(const Attributes& attributes) {
  const std::string name = attributes.text("model", "w25q32jv");
  if (const SpiNorModel* model = SpiNor::find(name)) return *model;
  std::vector<std::string> known;
  for (const SpiNorModel& model : SpiNor::models()) known.emplace_back(model.name);
  throw PartError(fmt::format("\"model\": there is no {}{}", name, emulator::did_you_mean(name, known)));
}

}  // namespace

SpiFlash::SpiFlash(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      array_(label_, model_of(setup.attributes).size, 0xff),
      chip_(label_, setup.machine.scheduler, array_, model_of(setup.attributes), setup.machine.random(label_).next()),
      pins_(label_, chip_, 0, setup.attributes.number("volts", setup.supply, 2.3, 3.6),
            [this](bool on) { chip_.select(on); }) {
  add(pins_.sck, "CLK");
  add(pins_.mosi, "DI");
  add(pins_.miso, "DO");
  add(pins_.cs, "CS");
  const std::string image = setup.attributes.text("image", "");
  if (image.size() > array_.size())
    throw PartError(fmt::format("\"image\" has {} bytes, more than the {} of the chip", image.size(), array_.size()));
  std::ranges::copy(image, array_.bytes().begin());
  chip_.on_unmodelled = [this](emulator::u8 instruction) {
    machine_.circuit_findings.tell(
        emulator::CircuitFinding::Kind::bad_signal, fmt::format("{}.{:02x}", label_, instruction),
        fmt::format("{} gets the instruction {:02x}h, which is not modelled", label_, instruction));
  };
}

void SpiFlash::fill(std::span<const emulator::u8> bytes) { std::ranges::copy(bytes, array_.bytes().begin()); }

// Sectors that are erased need no place.
void SpiFlash::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pins_, chip_);
  const auto bytes = array_.bytes();
  for (std::size_t at = 0; at < bytes.size(); at += SpiNor::sector_size) {
    const auto sector = bytes.subspan(at, SpiNor::sector_size);
    bool used = std::ranges::any_of(sector, [](emulator::u8 byte) { return byte != 0xff; });
    state(used);
    if (used)
      state.raw(sector);
    else if (state.loading())
      std::ranges::fill(sector, emulator::u8{0xff});
  }
}

}  // namespace parts

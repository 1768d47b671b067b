#include "peripherals/parts/connector.hpp"

namespace parts {

Connector::Connector(const Setup& setup) : Part(setup) {
  const double most = setup.attributes.number("max_volts", 5, 0, 60);
  for (const std::string& pad_name : setup.wired) {
    const std::string base = setup.name + "." + pad_name;
    Pad& pad = *pads_.emplace_back(std::unique_ptr<Pad>{
        new Pad{emulator::Terminal{setup.prefix + base}, quantity(base + ".volts", "V", 0, {0, most}),
                quantity(base + ".ohms", "ohm", 100, {0.1, 1e9}), quantity(base + ".driven", "", 0, {0, 1})}});
    add(pad.terminal, pad_name);
    pad.volts.watch([&pad](double) { pad.driven.set(1); });
    pad.ohms.watch([&pad](double) { pad.update(); });
    pad.driven.watch([&pad](double) { pad.update(); });
  }
}

void Connector::Pad::update() {
  if (driven.value() >= 0.5)
    terminal.drive(volts.value(), ohms.value());
  else
    terminal.release();
}

}  // namespace parts

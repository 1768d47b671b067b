// Converters, expanders and logic chips.
#include "peripherals/parts/can_transceiver.hpp"
#include "peripherals/parts/hc165.hpp"
#include "peripherals/parts/hc595.hpp"
#include "peripherals/parts/mcp23017.hpp"
#include "peripherals/parts/mcp3008.hpp"
#include "peripherals/parts/mcp4725.hpp"
#include "peripherals/parts/pca9685.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf logic_shelf() {
  return {
      {"74hc165", "74HC165 shift register, parallel in", build<Hc165>, {3.3, 0}},
      {"74hc595", "74HC595 shift register with output latch", build<Hc595>, {3.3, 0}},
      {"mcp23017", "Microchip MCP23017 expander, 16 pins with interrupts, I2C", build<Mcp23017>, {3.3, 0.1}},
      {"mcp3008", "Microchip MCP3008 ADC, 8 channels of 10 bits, SPI", build<Mcp3008>, {3.3, 0.4}},
      {"mcp4725", "Microchip MCP4725 DAC of 12 bits, I2C", build<Mcp4725>, {3.3, 0.2}},
      {"pca9685", "NXP PCA9685 PWM generator, 16 channels of 12 bits, I2C", build<Pca9685>, {3.3, 6}},
      {"sn65hvd230", "TI SN65HVD230 CAN transceiver", build<CanTransceiver>},
  };
}

}  // namespace parts

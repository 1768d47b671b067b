// Memories and clocks.
#include "peripherals/parts/at24c32.hpp"
#include "peripherals/parts/mfrc522.hpp"
#include "peripherals/parts/sd_card.hpp"
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/spi_flash.hpp"

namespace parts {

Shelf memories_shelf() {
  return {
      {"at24c32", "Microchip AT24C32 EEPROM of 4 KiB, I2C", build<At24c32>, {3.3, 0.1}},
      {"mfrc522", "NXP MFRC522 RFID reader with a MIFARE Classic 1K card, SPI", build<Mfrc522>, {3.3, 26}},
      {"sd_card", "SD memory card, SPI", build<SdCard>, {3.3, 0.2}},
      {"w25q", "Winbond W25Q flash and relatives, SPI", build<SpiFlash>, {3.3, 0.05}},
  };
}

}  // namespace parts

// Memories and clocks.
#include "peripherals/parts/at24c32.hpp"
#include "peripherals/parts/mfrc522.hpp"
#include "peripherals/parts/sd_card.hpp"
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/spi_flash.hpp"

namespace parts {

Shelf memories_shelf() {
  return {
      {"at24c32", "Microchip AT24C32 EEPROM of 4 KiB, I2C", build<At24c32>},
      {"mfrc522", "NXP MFRC522 RFID reader with a MIFARE Classic 1K card, SPI", build<Mfrc522>},
      {"sd_card", "SD memory card, SPI", build<SdCard>},
      {"w25q", "Winbond W25Q flash and relatives, SPI", build<SpiFlash>},
  };
}

}  // namespace parts

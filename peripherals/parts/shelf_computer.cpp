// What a computer is joined by.
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/usb_host.hpp"
#include "peripherals/parts/usb_serial.hpp"

namespace parts {

Shelf computer_shelf() {
  return {
      {"usb_host", "computer at the board's USB connector, with a console", build<UsbHost>},
      {"usb_serial", "USB serial adapter with a console", build<UsbSerial>},
  };
}

}  // namespace parts

// Sensors with a bus.
#include "peripherals/parts/mag3110.hpp"
#include "peripherals/parts/mma8653.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf sensors_shelf() {
  return {
      {"mag3110", "NXP MAG3110 three-axis magnetometer, I2C", build<Mag3110>},
      {"mma8653", "NXP MMA8653FC three-axis accelerometer, I2C", build<Mma8653>},
  };
}

}  // namespace parts

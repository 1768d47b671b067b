#pragma once
// Interrupts and commands of the I2C controllers. ESP32 Technical Reference Manual, chapter "I2C Controller", figure
// "Structure of The I2C Command Register" and register I2C_INT_RAW.
#include <string_view>

#include "emulator/registers.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

namespace interrupt {
constexpr u32 rxfifo_full = 1 << 0, txfifo_empty = 1 << 1, rxfifo_ovf = 1 << 2, end_detect = 1 << 3,
              slave_tran_comp = 1 << 4, arbitration_lost = 1 << 5, master_tran_comp = 1 << 6, trans_complete = 1 << 7,
              time_out = 1 << 8, trans_start = 1 << 9, ack_err = 1 << 10, rx_rec_full = 1 << 11,
              tx_send_empty = 1 << 12;
}

#define VIVARIUM_ESP32_I2C_INTERRUPTS(mark)                                                                       \
  "TX_SEND_EMPTY[12]" mark " RX_REC_FULL[11]" mark " ACK_ERR[10]" mark " TRANS_START[9]" mark " TIME_OUT[8]" mark \
  " TRANS_COMPLETE[7]" mark " MASTER_TRAN_COMP[6]" mark " ARBITRATION_LOST[5]" mark " SLAVE_TRAN_COMP[4]" mark    \
  " END_DETECT[3]" mark " RXFIFO_OVF[2]" mark " TXFIFO_EMPTY[1]" mark " RXFIFO_FULL[0]" mark
template <Access A>
constexpr std::string_view interrupt_fields() {
  if constexpr (A == Access::ro) return VIVARIUM_ESP32_I2C_INTERRUPTS("ro");
  if constexpr (A == Access::wo) return VIVARIUM_ESP32_I2C_INTERRUPTS("wo");
  return VIVARIUM_ESP32_I2C_INTERRUPTS("");
}
#undef VIVARIUM_ESP32_I2C_INTERRUPTS

enum class Opcode : u8 { rstart, write, read, stop, end };
constexpr Opcode opcode_of(u32 command) { return static_cast<Opcode>(command >> 11 & 7); }
constexpr u32 byte_num_of(u32 command) { return command & 0xff; }
constexpr bool checks_ack(u32 command) { return command >> 8 & 1; }
constexpr bool expected_ack(u32 command) { return command >> 9 & 1; }
constexpr bool sent_ack(u32 command) { return command >> 10 & 1; }
constexpr u32 command_done_bit = 1u << 31;
constexpr u32 command_offset(u32 index) { return 0x58 + 4 * index; }

}  // namespace esp32

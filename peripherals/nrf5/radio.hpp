#pragma once
// RADIO: 2.4 GHz transceiver. nRF51 Series Reference Manual v3.0.1, chapter 17.
// Times: ramp-up as measured with this chip's third revision by the writers of open link layers (140 us to send, 138 us
// to receive, both with the first bit following START at once); switching off after sending 4 us at 1 Mbit/s, nRF51822
// Product Specification v3.1, "Radio timing parameters".
// Not modelled: the crystal oscillator that RADIO needs is not asked for; delays of the modem's filters; the carrier
// tests; what OVERRIDE0 to OVERRIDE4 trim. A packet goes to memory when its payload has ended, not byte by byte.
// In doubt: DEVMATCH and DEVMISS need at least one address enabled.
#include <array>
#include <optional>

#include "emulator/radio_medium.hpp"
#include "peripherals/nrf5/easy_dma.hpp"
#include "peripherals/nrf5/peripheral.hpp"
#include "peripherals/nrf5/radio_packet.hpp"

namespace nrf5 {

class Radio final : public Peripheral, private RadioMedium::Listener {
 public:
  enum class Phase : u32 {
    disabled = 0,
    rx_ramp_up = 1,
    rx_idle = 2,
    rx = 3,
    rx_disable = 4,
    tx_ramp_up = 9,
    tx_idle = 10,
    tx = 11,
    tx_disable = 12
  };
  Radio(Scheduler&, Bus&, RadioMedium&);
  ~Radio() override;
  void reset() override;
  void serialize(State&) override;

 private:
  // How far the packet on air is: what ends when packet_ comes due.
  enum class Part : u8 { none, address, header, payload, crc };

  // tasks
  void enable_tx();
  void enable_rx();
  void begin();
  void halt();
  void disable();
  void start_rssi();
  void stop_rssi();
  void start_bit_counter();
  void stop_bit_counter();
  // what happens
  void ramp_up(Phase, Duration);
  void phase_over();
  void disabled_now();
  void part_over();
  void address_sent();
  void header_received();
  void payload_over();
  void packet_over();
  void synchronise(const Transmission&) override;
  void match_device();
  void rssi_done();
  void count_bits();
  void bits_counted();
  void abandon();
  // what the registers say
  RadioChannel tuned() const;
  PacketFormat format() const;
  Bitstream logical_address(unsigned n) const;
  PacketReader reader() const;
  void set_next(Part, i64 bits_behind_address);

  // clang-format off
  Task        txen        {*this, "TXEN", 0x000, &Radio::enable_tx};   // Register overview
  Task        rxen        {*this, "RXEN", 0x004, &Radio::enable_rx};
  Task        start       {*this, "START", 0x008, &Radio::begin};
  Task        stop        {*this, "STOP", 0x00c, &Radio::halt};
  Task        disable_    {*this, "DISABLE", 0x010, &Radio::disable};
  Task        rssistart   {*this, "RSSISTART", 0x014, &Radio::start_rssi};
  Task        rssistop    {*this, "RSSISTOP", 0x018, &Radio::stop_rssi};
  Task        bcstart     {*this, "BCSTART", 0x01c, &Radio::start_bit_counter};
  Task        bcstop      {*this, "BCSTOP", 0x020, &Radio::stop_bit_counter};
  EventFlag   ready       {*this, "READY", 0x100};
  EventFlag   address     {*this, "ADDRESS", 0x104};
  EventFlag   payload     {*this, "PAYLOAD", 0x108};
  EventFlag   end         {*this, "END", 0x10c};
  EventFlag   disabled    {*this, "DISABLED", 0x110};
  EventFlag   devmatch    {*this, "DEVMATCH", 0x114};
  EventFlag   devmiss     {*this, "DEVMISS", 0x118};
  EventFlag   rssiend     {*this, "RSSIEND", 0x11c};
  EventFlag   bcmatch     {*this, "BCMATCH", 0x128};
  Shorts      shorts      {*this, {{0, ready, start}, {1, end, disable_}, {2, disabled, txen}, {3, disabled, rxen},
                                   {4, address, rssistart}, {5, end, start}, {6, address, bcstart},
                                   {8, disabled, rssistop}}};
  Interrupts  inten       {*this};
  Register    crcstatus_reg {*this, "CRCSTATUS", 0x400, 0, reserved{31, 1}};
  Bit<0, Access::ro> crcstatus {crcstatus_reg, "CRCSTATUS"};
  Register    rxmatch_reg {*this, "RXMATCH", 0x408, 0, reserved{31, 3}};
  Bits<2, 0, u32, Access::ro> rxmatch {rxmatch_reg, "RXMATCH"};
  Register    rxcrc_reg   {*this, "RXCRC", 0x40c, 0, reserved{31, 24}};
  Bits<23, 0, u32, Access::ro> rxcrc {rxcrc_reg, "RXCRC"};
  Register    dai_reg     {*this, "DAI", 0x410, 0, reserved{31, 3}};
  Bits<2, 0, u32, Access::ro> dai {dai_reg, "DAI"};
  Register    packetptr_reg {*this, "PACKETPTR", 0x504, 0};
  Bits<31, 0> packetptr   {packetptr_reg, "PACKETPTR"};
  Register    frequency_reg {*this, "FREQUENCY", 0x508, 2, reserved{31, 7}};
  Bits<6, 0>  frequency   {frequency_reg, "FREQUENCY"};
  Register    txpower_reg {*this, "TXPOWER", 0x50c, 0, reserved{31, 8}};
  Bits<7, 0, i8> txpower  {txpower_reg, "TXPOWER"};
  Register    mode_reg    {*this, "MODE", 0x510, 0, reserved{31, 2}};
  Bits<1, 0>  mode        {mode_reg, "MODE"};
  Register    pcnf0       {*this, "PCNF0", 0x514, 0, reserved{7, 4}, reserved{15, 9}, reserved{31, 20}};
  Bits<3, 0>  lflen       {pcnf0, "LFLEN"};
  Bit<8>      s0len       {pcnf0, "S0LEN"};
  Bits<19, 16> s1len      {pcnf0, "S1LEN"};
  Register    pcnf1       {*this, "PCNF1", 0x518, 0, reserved{23, 19}, reserved{31, 26}};
  Bits<7, 0>  maxlen      {pcnf1, "MAXLEN"};
  Bits<15, 8> statlen     {pcnf1, "STATLEN"};
  Bits<18, 16> balen      {pcnf1, "BALEN"};
  Bit<24>     endian      {pcnf1, "ENDIAN"};
  Bit<25>     whiteen     {pcnf1, "WHITEEN"};
  Registers<2> base_reg   {*this, "BASE", 0x51c, 4, 0};
  BitsArray<2, 31, 0> base {base_reg, "BASE"};
  Registers<2> prefix_reg {*this, "PREFIX", 0x524, 4, 0};
  BitsArray<2, 31, 0> prefix {prefix_reg, "AP"};                       // four prefixes of a byte each
  Register    txaddress_reg {*this, "TXADDRESS", 0x52c, 0, reserved{31, 3}};
  Bits<2, 0>  txaddress   {txaddress_reg, "TXADDRESS"};
  Register    rxaddresses_reg {*this, "RXADDRESSES", 0x530, 0, reserved{31, 8}};
  Bits<7, 0>  rxaddresses {rxaddresses_reg, "ADDR"};
  Register    crccnf      {*this, "CRCCNF", 0x534, 0, reserved{7, 2}, reserved{31, 9}};
  Bits<1, 0>  crc_len     {crccnf, "LEN"};
  Bit<8>      skipaddr    {crccnf, "SKIPADDR"};
  Register    crcpoly_reg {*this, "CRCPOLY", 0x538, 0, reserved{31, 24}};
  Bits<23, 0> crcpoly     {crcpoly_reg, "CRCPOLY"};
  Register    crcinit_reg {*this, "CRCINIT", 0x53c, 0, reserved{31, 24}};
  Bits<23, 0> crcinit     {crcinit_reg, "CRCINIT"};
  Register    test        {*this, "TEST", 0x540, 0, todo{"CONSTCARRIER", 0}, todo{"PLLLOCK", 1}, reserved{31, 2}};
  Register    tifs_reg    {*this, "TIFS", 0x544, 0, reserved{31, 8}};
  Bits<7, 0>  tifs        {tifs_reg, "TIFS"};
  Register    rssisample_reg {*this, "RSSISAMPLE", 0x548, 0, reserved{31, 7}};
  Bits<6, 0, u32, Access::ro> rssisample {rssisample_reg, "RSSISAMPLE"};
  Register    state_reg   {*this, "STATE", 0x550, 0, reserved{31, 4}};
  Bits<3, 0, Phase, Access::ro> phase {state_reg, "STATE"};
  Register    datawhiteiv_reg {*this, "DATAWHITEIV", 0x554, 0x40, reserved{31, 7}};
  Bits<6, 0>  datawhiteiv {datawhiteiv_reg, "DATAWHITEIV"};
  Register    bcc_reg     {*this, "BCC", 0x560, 0, on_write<&Radio::count_bits>};
  Bits<31, 0> bcc         {bcc_reg, "BCC"};
  Registers<8> dab_reg    {*this, "DAB", 0x600, 4, 0};
  BitsArray<8, 31, 0> dab {dab_reg, "DAB"};
  Registers<8> dap_reg    {*this, "DAP", 0x620, 4, 0, reserved{31, 16}};
  BitsArray<8, 15, 0> dap {dap_reg, "DAP"};
  Register    dacnf       {*this, "DACNF", 0x640, 0, reserved{31, 16}};
  Bits<7, 0>  dev_enabled {dacnf, "ENA"};
  Bits<15, 8> dev_txadd   {dacnf, "TXADD"};
  Registers<4> override_reg {*this, "OVERRIDE", 0x724, 4, 0};
  BitsArray<4, 31, 0> override_trim {override_reg, "OVERRIDE"};
  Register    override4   {*this, "OVERRIDE4", 0x734, 0, reserved{30, 28}};
  Bits<27, 0> override4_trim {override4, "OVERRIDE4"};
  Bit<31>     override_on {override4, "ENABLE"};
  PowerSwitch power       {*this};
  // clang-format on

  EasyDma memory_;
  RadioMedium& air_;
  RadioChannel channel_;  // since TXEN or RXEN
  i8 dbm_ = 0;            // since TXEN
  Part part_ = Part::none;
  u64 on_air_ = 0;               // number of the transmission that is sent or received
  Time bits_begin_{};            // of the first bit behind the address
  Time listening_since_{};       // START in RX
  u32 pointer_ = 0;              // PACKETPTR at START
  unsigned address_index_ = 0;   // of the packet on air
  std::optional<i64> gap_from_;  // picoseconds since 0: end of the last packet, while TIFS is kept
  std::optional<i64> counting_from_;
  Event ramp_{scheduler_, "RADIO ramp", [this] { phase_over(); }};
  Event packet_{scheduler_, "RADIO packet", [this] { part_over(); }};
  Event device_{scheduler_, "RADIO device address", [this] { match_device(); }};
  Event rssi_{scheduler_, "RADIO RSSI", [this] { rssi_done(); }};
  Event bits_{scheduler_, "RADIO bit counter", [this] { bits_counted(); }};
};

}  // namespace nrf5

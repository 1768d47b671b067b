#pragma once
// An Xtensa program's instructions as text. Instructions are two or three bytes long and literals lie between them, so
// what is what is found out first: words that an L32R loads, and objects, are data; an instruction begins at every
// function's symbol and where a windowed call meets an ENTRY. Nothing crosses such a place. In doubt: data that only
// pointers lead to, such as jump tables, is read as instructions.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpu/xtensa/translator.hpp"
#include "emulator/image/image.hpp"

namespace cli {

// Bytes where the processor sees them.
struct XtensaCode {
  emulator::u32 address;
  std::span<const emulator::u8> bytes;
};

class XtensaListing {
 public:
  using Print = std::function<void(std::string_view)>;

  // `names`: images whose symbols tell what is where, the first that knows first; they and the bytes outlive this.
  XtensaListing(const cpu::xtensa::Config&, std::vector<XtensaCode>, std::vector<const emulator::Image*> names);

  // Lines of everything between the addresses. False if there is nothing.
  bool range(emulator::u64 from, emulator::u64 to, const Print&) const;

 private:
  enum Mark : emulator::u8 { begins = 1, data = 2 };
  enum class Kind : emulator::u8 { instruction, word, bytes };
  struct Piece {
    XtensaCode code;
    std::vector<emulator::u8> marks;  // of each byte
  };
  struct Unit {
    Kind kind;
    unsigned size;
    emulator::u32 word;
  };
  using Symbol = emulator::Symbol;

  void mark_symbols(Piece&) const;
  void mark_what_code_names();
  void mark(emulator::u32 address, Mark);
  Unit unit(const Piece&, std::size_t offset) const;
  const Piece* piece_with(emulator::u32 address, unsigned size) const;
  std::optional<emulator::u32> value_at(emulator::u32 address, unsigned size) const;
  const Symbol* symbol_at(emulator::u32 address) const;
  std::string name_of(emulator::u32 address) const;  // " <name+0x12>", or nothing
  std::string line(const Unit&, emulator::u32 at) const;
  std::string comment(const Unit&, emulator::u32 at) const;

  const cpu::xtensa::Config& config_;
  std::vector<Piece> pieces_;
  std::vector<const emulator::Image*> names_;
};

// The core of a chip by its name ("ESP32-S3"); null if it is none of these.
const cpu::xtensa::Config* xtensa_core(std::string_view chip);
std::string xtensa_chips();  // "ESP32, ESP32-S2, ..."

}  // namespace cli

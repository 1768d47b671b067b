#pragma once
// `--as-main` on a board whose main program is a file: the script is stored the way its users do, and runs. Firmware
// with a USB drive (CircuitPython) gets it as code.py on the drive and starts it by itself, as it does whenever a file
// is saved. Other firmware (MicroPython), and any without USB, gets it as main.py through its REPL, and a soft reset.
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "emulator/fat/folder_sync.hpp"
#include "emulator/fat/memory_folder.hpp"
#include "emulator/main_run.hpp"
#include "emulator/script_driver.hpp"
#include "peripherals/parts/usb_host.hpp"

namespace cli {

class StoredMain {
 public:
  struct Callbacks {
    std::function<void(std::string_view)> out, error;
    std::function<void(const emulator::MainRun::End&)> on_end;
    std::function<void(const std::string& sentence)> on_failure;
  };
  StoredMain(emulator::Machine&, emulator::Console&, parts::UsbHost*, std::string script, Callbacks);
  StoredMain(const StoredMain&) = delete;

 private:
  void look();
  void by_drive();
  void by_repl(emulator::RawRepl::From);
  void stored(const emulator::fat::SyncReport&);
  void received(std::span<const emulator::u8>);
  void type(std::string_view);
  void fail(const std::string&);

  emulator::Machine& machine_;
  parts::UsbHost* usb_;  // null: none, only the console
  emulator::Console& console_;
  std::string script_;
  Callbacks callbacks_;
  emulator::Event look_;
  emulator::Time quiet_since_ = emulator::Time::max();
  emulator::fat::MemoryFolder files_;  // one file, and what the board has besides
  std::optional<emulator::fat::FolderSync> sync_;
  std::optional<emulator::ScriptDriver> writer_;
  std::string_view marker_;  // a line: what comes behind it is the program's
  bool started_ = false, over_ = false;
  std::string line_;
  std::optional<emulator::MainRun> run_;
  emulator::Console::Attachment ear_;
};

}  // namespace cli

#pragma once
// The same circuit once more, in a machine of its own and on another engine, that is given what the first one is given.
#include <functional>
#include <optional>
#include <string>

#include "boards/assembly.hpp"
#include "emulator/cli/pokes.hpp"
#include "emulator/cli/stored_main.hpp"
#include "emulator/script_driver.hpp"
#include "emulator/session.hpp"

namespace cli {

class Twin {
 public:
  // In the state in which the original is.
  Twin(boards::CircuitDescription, const boards::Chips&, emulator::Machine& original);
  Twin(const Twin&) = delete;
  ~Twin();

  emulator::Machine& machine() { return machine_; }
  // All that comes to the original's console goes to this one's too, after `coming` has been called.
  void listen_to(emulator::Console& original, const std::function<void()>& coming);
  void poke(const Poke& poke) { session_->at(poke.time, poke.command); }
  void run_script(const std::string& script, const std::string& name, emulator::RawRepl::From);
  void store_main(const std::string& script, bool by_usb);

 private:
  emulator::Machine machine_;
  boards::Assembly circuit_;
  boards::Board& board_;  // the circuit's first
  std::optional<emulator::Session> session_;
  std::optional<emulator::ScriptDriver> script_;
  std::optional<StoredMain> stored_main_;
  emulator::Console* original_ = nullptr;
};

}  // namespace cli

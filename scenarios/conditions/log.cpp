// {"log": "clean"}: since the steps began, the firmware did nothing wrong that we know of, and used nothing that is
// not modelled.
#include <fmt/format.h>

#include "scenarios/condition.hpp"

namespace scenarios {

namespace {

class CleanLog final : public Condition {
 public:
  std::string wanted() const override { return "a clean log"; }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()>) const override {
    return std::make_unique<Looking>(stage.machine());
  }

 private:
  class Looking final : public Watch {
   public:
    explicit Looking(emulator::Machine& machine) : machine_(machine) {}
    bool holds() override { return machine_.findings().empty() && machine_.circuit_findings.all().empty(); }
    std::string seen() override {
      std::string text = "it says";
      for (const auto& finding : machine_.findings()) text += "\n" + finding.text;
      for (const auto& finding : machine_.circuit_findings.all())
        text += fmt::format("\n{} at {}", finding.text, emulator::format_time(finding.time));
      return text;
    }

   private:
    emulator::Machine& machine_;
  };
};

}  // namespace

std::unique_ptr<Condition> read_log(boards::ObjectReader& object, ReadContext&) {
  if (object.text("log", true) != "clean") object.mistake("log", "must be \"clean\"");
  object.reject_rest();
  return std::make_unique<CleanLog>();
}

}  // namespace scenarios

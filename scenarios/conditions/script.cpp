// {"script": "ended"} · {"script": "returned"} · {"script": "raised"}, of "board": "left" if there are several.
#include <fmt/format.h>

#include "scenarios/condition.hpp"

namespace scenarios {

namespace {

using namespace std::chrono_literals;
using Kind = emulator::ScriptRun::End::Kind;

class ScriptEnd final : public Condition {
 public:
  std::string board, how;

  std::string wanted() const override { return fmt::format("the script has {}", how); }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()>) const override {
    return std::make_unique<Looking>(*this, stage);
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const ScriptEnd& condition, Stage& stage) : condition_(condition), stage_(stage) {}
    bool holds() override {
      const auto* end = ended();
      if (!end || condition_.how == "ended") return end;
      return (condition_.how == "raised") == (end->kind == Kind::raised || end->code != 0);
    }
    std::string seen() override {
      const auto* end = ended();
      if (!end) return "it is still running";
      const auto& traceback = stage_.scripts().at(condition_.board).traceback;
      return traceback.empty() ? fmt::format("it ended with {}", end->code) : fmt::format("it raised\n{}", traceback);
    }
    emulator::Duration look_again() override { return 1ms; }

   private:
    const emulator::ScriptRun::End* ended() const {
      const auto it = stage_.scripts().find(condition_.board);
      return it == stage_.scripts().end() || !it->second.end ? nullptr : &*it->second.end;
    }
    const ScriptEnd& condition_;
    Stage& stage_;
  };
};

}  // namespace

std::unique_ptr<Condition> read_script(boards::ObjectReader& object, ReadContext& context) {
  auto condition = std::make_unique<ScriptEnd>();
  condition->how = object.text("script", true);
  condition->board = object.text("board");
  object.reject_rest();
  const auto& boards = context.stage.circuit().description().boards;
  if (condition->board.empty()) condition->board = boards.front().name;
  try {
    context.stage.circuit().board(condition->board);
  } catch (const boards::BoardError& error) { object.mistake("board", error.what()); }
  if (condition->how != "ended" && condition->how != "returned" && condition->how != "raised")
    object.mistake("script", "must be \"ended\", \"returned\" or \"raised\"");
  context.may_raise |= condition->how != "returned";
  return condition;
}

}  // namespace scenarios

// {"not": {"serial": "error"}}: the condition does not hold.
#include "scenarios/condition.hpp"

namespace scenarios {

namespace {

class Not final : public Condition {
 public:
  std::unique_ptr<Condition> condition;

  std::string wanted() const override { return "not: " + condition->wanted(); }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()> changed) const override {
    return std::make_unique<Looking>(condition->watch(stage, std::move(changed)));
  }

 private:
  class Looking final : public Watch {
   public:
    explicit Looking(std::unique_ptr<Watch> watch) : watch_(std::move(watch)) {}
    bool holds() override { return !watch_->holds(); }
    std::string seen() override { return watch_->seen(); }
    emulator::Duration look_again() override { return watch_->look_again(); }
    std::vector<std::string> nets() override { return watch_->nets(); }

   private:
    std::unique_ptr<Watch> watch_;
  };
};

}  // namespace

std::unique_ptr<Condition> read_not(boards::ObjectReader& object, ReadContext& context) {
  auto condition = std::make_unique<Not>();
  if (auto below = object.object("not")) condition->condition = read_condition(*below, context);
  object.reject_rest();
  if (!condition->condition) return nullptr;
  return condition;
}

}  // namespace scenarios

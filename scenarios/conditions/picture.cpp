// {"picture": "hello.png", "of": "oled"} · … "tolerance": 1 (per cent of its points) · "levels": 10 (of 255)
#include <fmt/format.h>

#include "scenarios/bitmap.hpp"
#include "scenarios/condition.hpp"

namespace scenarios {

namespace {

using namespace std::chrono_literals;

class Shows final : public Condition {
 public:
  std::string part, file;
  std::optional<Bitmap> golden;  // none: it is to be made
  double tolerance = 0;          // per cent of the points
  unsigned levels = 0;

  std::string wanted() const override { return fmt::format("{} shows {}", part, file); }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()>) const override {
    return std::make_unique<Looking>(*this, stage);
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const Shows& condition, Stage& stage)
        : condition_(condition), stage_(stage), part_(stage.circuit().part(condition.part)) {}
    bool holds() override {
      const auto& golden = condition_.golden;
      if (!golden) return false;
      seen_ = look();
      if (seen_.width != golden->width || seen_.height != golden->height) return false;
      const double all = static_cast<double>(seen_.width) * seen_.height;
      return static_cast<double>(difference(seen_, *golden, condition_.levels).points) * 100 <=
             condition_.tolerance * all;
    }
    bool last_chance() override {
      seen_ = look();
      if (stage_.pictures.keep_golden) return stage_.pictures.keep_golden(condition_.file, to_png(seen_)), true;
      if (stage_.pictures.keep_seen) kept_ = stage_.pictures.keep_seen(condition_.file, to_png(seen_));
      return false;
    }
    std::string seen() override {
      const std::string kept = kept_.empty() ? "" : fmt::format("; what it shows: {}", kept_);
      const auto& golden = condition_.golden;
      if (!golden) return "there is no such picture yet; `vivarium test --update-goldens` makes it" + kept;
      if (seen_.width != golden->width || seen_.height != golden->height)
        return fmt::format("it has {} x {} points, the picture {} x {}{}", seen_.width, seen_.height, golden->width,
                           golden->height, kept);
      const Difference d = difference(seen_, *golden, condition_.levels);
      return fmt::format("{} of {} points are others, the first in column {} of row {}{}", d.points,
                         seen_.rgb.size() / 3, d.x + 1, d.y + 1, kept);
    }
    emulator::Duration look_again() override { return 10ms; }

   private:
    Bitmap look() const { return bitmap_of(part_.picture().value_or(parts::Picture{})); }

    const Shows& condition_;
    Stage& stage_;
    parts::Part& part_;
    Bitmap seen_;
    std::string kept_;
  };
};

}  // namespace

std::unique_ptr<Condition> read_picture(boards::ObjectReader& object, ReadContext& context) {
  auto condition = std::make_unique<Shows>();
  condition->file = object.text("picture", true);
  condition->part = object.text("of", true);
  condition->tolerance = object.number("tolerance", 0, 0, 100);
  condition->levels = static_cast<unsigned>(object.number("levels", 0, 0, 255));
  object.reject_rest();
  try {
    if (!condition->part.empty() && !context.stage.circuit().part(condition->part).picture())
      object.mistake("of", fmt::format("{} shows no picture", condition->part));
  } catch (const boards::BoardError& error) { object.mistake("of", error.what()); }
  std::string png;
  try {
    png = context.file(condition->file);
  } catch (const std::runtime_error&) { return condition; }  // told when it is played, if it is not made then
  try {
    condition->golden = from_png({reinterpret_cast<const emulator::u8*>(png.data()), png.size()});
  } catch (const std::runtime_error& error) {
    object.mistake("picture", fmt::format("{} {}", condition->file, error.what()));
  }
  return condition;
}

}  // namespace scenarios

// {"serial": "ready"} · {"serial": {"regex": "T=[0-9]+"}, "console": "left"}
//
// True once the console has said it since the last text that was waited for.
#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "scenarios/bus_text.hpp"
#include "scenarios/condition.hpp"

namespace scenarios {

namespace {

constexpr std::size_t tail_shown = 200;

class Serial final : public Condition {
 public:
  std::string text;
  std::optional<std::regex> regex;
  std::string console;

  std::string wanted() const override {
    return fmt::format("{}{} on the console{}", regex ? "something like " : "", in_quotes(text),
                       console.empty() ? "" : " of " + console);
  }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()> changed) const override {
    return std::make_unique<Looking>(*this, stage.transcript(console), std::move(changed));
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const Serial& condition, Transcript& transcript, std::function<void()> changed)
        : condition_(condition), transcript_(transcript), changed_(std::move(changed)) {
      transcript_.listeners.push_back(&changed_);
    }
    ~Looking() override { std::erase(transcript_.listeners, &changed_); }

    bool holds() override {
      const std::string_view unread = std::string_view{transcript_.text}.substr(transcript_.read);
      if (condition_.regex) {
        std::match_results<std::string_view::const_iterator> match;
        if (!std::regex_search(unread.begin(), unread.end(), match, *condition_.regex)) return false;
        end_ = transcript_.read + static_cast<std::size_t>(match.position() + match.length());
        return true;
      }
      const auto at = unread.find(condition_.text);
      if (at == unread.npos) return false;
      end_ = transcript_.read + at + condition_.text.size();
      return true;
    }
    void accepted() override { transcript_.read = end_; }
    std::string seen() override {
      std::string_view unread = std::string_view{transcript_.text}.substr(transcript_.read);
      if (unread.empty()) return transcript_.text.empty() ? "it said nothing" : "it said nothing more";
      const bool cut = unread.size() > tail_shown;
      if (cut) unread.remove_prefix(unread.size() - tail_shown);
      return fmt::format("it said {}{}", cut ? "… " : "", in_quotes(unread));
    }

   private:
    const Serial& condition_;
    Transcript& transcript_;
    std::function<void()> changed_;
    std::size_t end_ = 0;
  };
};

}  // namespace

std::unique_ptr<Condition> read_serial(boards::ObjectReader& object, ReadContext& context) {
  auto serial = std::make_unique<Serial>();
  const boards::Json& what = *object.value("serial");
  serial->console = object.text("console");
  object.reject_rest();
  try {
    context.stage.transcript(serial->console);
  } catch (const boards::BoardError& error) { object.mistake("console", error.what()); }
  if (what.is_string()) {
    serial->text = what.get<std::string>();
  } else if (what.is_object() && what.size() == 1 && what.contains("regex") && what["regex"].is_string()) {
    serial->text = what["regex"].get<std::string>();
    try {
      serial->regex.emplace(serial->text);
    } catch (const std::regex_error& error) {
      object.mistake("serial.regex", fmt::format("is no regular expression: {}", error.what()));
    }
  } else {
    object.mistake("serial", "must be a text, or {\"regex\": \"T=[0-9]+\"}");
  }
  if (serial->text.empty()) object.mistake("serial", "an empty text is always there");
  return serial;
}

}  // namespace scenarios

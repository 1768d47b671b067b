// The elements are those of the Jenkins xUnit plugin's junit-10.xsd: testsuites, testsuite, testcase, failure, error,
// system-out.
#include "scenarios/junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/time.hpp"

namespace scenarios {

namespace {

// XML 1.0 has no control characters but tab and line ends, not even escaped.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (byte < 0x20 && c != '\n' && c != '\t')
      out += c == '\r' ? "" : fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out;
}

std::string first_line(std::string_view text) { return std::string{text.substr(0, text.find('\n'))}; }

void add_case(std::string& out, const Result& result) {
  out += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n", xml(result.file),
                     xml(result.name), result.seconds);
  const auto outcome = result.verdict.outcome;
  const char* element = outcome == Verdict::Outcome::broken    ? "error"
                        : outcome == Verdict::Outcome::skipped ? "skipped"
                                                               : "failure";
  for (const std::string& problem : result.verdict.problems)
    out += fmt::format("      <{0} message=\"{1}\">{2}</{0}>\n", element, xml(first_line(problem)), xml(problem));
  if (!result.verdict.output.empty())
    out += fmt::format("      <system-out>{}</system-out>\n", xml(result.verdict.output));
  out += "    </testcase>\n";
}

}  // namespace

std::string junit(const std::vector<Result>& results) {
  const auto count = [&](Verdict::Outcome outcome) {
    return std::ranges::count_if(results, [&](const Result& r) { return r.verdict.outcome == outcome; });
  };
  double seconds = 0;
  for (const Result& result : results) seconds += result.seconds;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  out += fmt::format(
      "  <testsuite name=\"vivarium\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
      results.size(), count(Verdict::Outcome::failed), count(Verdict::Outcome::broken),
      count(Verdict::Outcome::skipped), seconds);
  for (const Result& result : results) add_case(out, result);
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace scenarios

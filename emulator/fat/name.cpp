#include "emulator/fat/name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/fat/sectors.hpp"

namespace emulator::fat {

namespace {

// Code page 437, which FatFs and DOS use for 8.3 names unless told otherwise.
constexpr std::u16string_view page437 =
    u"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡"
    u"±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
static_assert(page437.size() == 128);

char16_t upper(char16_t c) {
  const auto in = [c](char16_t first, char16_t last) { return c >= first && c <= last; };
  if (in(u'a', u'z')) return static_cast<char16_t>(c - 32);
  if (in(0xe0, 0xfe) && c != 0xf7) return static_cast<char16_t>(c - 32);
  if (c == 0xff) return 0x178;
  if (in(0x100, 0x137) || in(0x14a, 0x177)) return static_cast<char16_t>(c & ~1);
  if (in(0x3b1, 0x3c9) && c != 0x3c2) return static_cast<char16_t>(c - 32);
  if (in(0x430, 0x44f)) return static_cast<char16_t>(c - 32);
  if (in(0x450, 0x45f)) return static_cast<char16_t>(c - 80);
  return c;
}

bool fits_short(char c) {
  constexpr std::string_view others = "$%'-_@~`!(){}^#&";
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.find(c) != others.npos;
}

}  // namespace

std::u16string to_utf16(std::string_view s) {
  std::u16string out;
  for (std::size_t at = 0; at < s.size();) {
    const u8 lead = static_cast<u8>(s[at]);
    const std::size_t n = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    u32 c = n == 1 ? lead : lead & (0x7fu >> n);
    bool good = n != 0 && at + n <= s.size();
    for (std::size_t i = 1; good && i < n; ++i) {
      const u8 more = static_cast<u8>(s[at + i]);
      good = more >> 6 == 2;
      c = c << 6 | (more & 0x3f);
    }
    constexpr std::array<u32, 5> least{0, 0, 0x80, 0x800, 0x1'0000};
    if (!good || c < least[n] || c > 0x10'ffff || (c >= 0xd800 && c < 0xe000))
      throw FatError("a file name is not UTF-8");
    at += n;
    if (c >= 0x1'0000) {
      out += static_cast<char16_t>(0xd7c0 + (c >> 10));
      out += static_cast<char16_t>(0xdc00 | (c & 0x3ff));
    } else {
      out += static_cast<char16_t>(c);
    }
  }
  return out;
}

std::string to_utf8(std::u16string_view s) {
  std::string out;
  const auto put = [&](u32 b) { out += static_cast<char>(b); };
  for (std::size_t at = 0; at < s.size(); ++at) {
    u32 c = s[at];
    if (c >= 0xd800 && c < 0xe000) {
      const bool pair = c < 0xdc00 && at + 1 < s.size() && s[at + 1] >= 0xdc00 && s[at + 1] < 0xe000;
      c = pair ? 0x1'0000 + ((c - 0xd800) << 10) + (s[++at] - 0xdc00u) : 0xfffd;
    }
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
    } else if (c < 0x1'0000) {
      put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    } else {
      put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    }
  }
  return out;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(to_utf16(a), to_utf16(b), {}, upper, upper);
}

std::string fold(std::string_view name) {
  auto text = to_utf16(name);
  std::ranges::transform(text, text.begin(), upper);
  return to_utf8(text);
}

void check_name(std::string_view name) {
  const auto no = [&](std::string_view why) {
    throw FatError(fmt::format("'{}' cannot be a file name: {}", name, why));
  };
  if (name.empty() || name == "." || name == "..") no("it is reserved");
  if (name.back() == '.' || name.back() == ' ') no("it ends with a dot or a space");
  for (const char c : name)
    if (static_cast<u8>(c) < 0x20 || std::string_view{"\"*/:<>?\\|\x7f"}.find(c) != std::string_view::npos)
      no("a character in it is not allowed");
  if (to_utf16(name).size() > 255) no("it has more than 255 characters");
}

std::string short_name_text(const ShortName& n, u8 case_flags) {
  std::u16string text;
  const auto add = [&](std::size_t from, std::size_t to, bool lower) {
    while (to > from && n[to - 1] == ' ') --to;
    for (std::size_t i = from; i < to; ++i) {
      const u8 c = i == 0 && n[0] == 0x05 ? u8{0xe5} : n[i];
      if (c >= 0x80)
        text += page437[c - 0x80u];
      else if (c < 0x20)
        text += u'_';
      else
        text += lower && c >= 'A' && c <= 'Z' ? static_cast<char16_t>(c + 32) : char16_t{c};
    }
  };
  add(0, 8, case_flags & 0x08);
  if (n[8] != ' ') text += u'.';
  add(8, 11, case_flags & 0x10);
  return to_utf8(text);
}

std::optional<ShortName> as_short_name(std::string_view name) {
  ShortName s;
  s.fill(' ');
  const auto dot = name.rfind('.');
  const auto stem = name.substr(0, dot), extension = dot == name.npos ? std::string_view{} : name.substr(dot + 1);
  if (stem.empty() || stem.size() > 8 || extension.size() > 3 || (dot != name.npos && extension.empty()))
    return std::nullopt;
  if (!std::ranges::all_of(stem, fits_short) || !std::ranges::all_of(extension, fits_short)) return std::nullopt;
  std::ranges::copy(stem, s.begin());
  std::ranges::copy(extension, s.begin() + 8);
  return s;
}

// The paper's "basis-name generation algorithm".
ShortName make_short_name(std::string_view name, const std::function<bool(const ShortName&)>& taken) {
  if (const auto plain = as_short_name(fold(name)); plain && !taken(*plain)) return *plain;
  const auto strip = [](std::string_view part, std::size_t most) {
    std::string out;
    for (const char16_t c : to_utf16(part)) {
      if (c == ' ' || c == '.') continue;
      const char16_t u = upper(c);
      out += u < 0x80 && fits_short(static_cast<char>(u)) ? static_cast<char>(u) : '_';
      if (out.size() == most) break;
    }
    return out;
  };
  const auto first = name.find_first_not_of('.');
  const auto dot = name.rfind('.');
  const bool has_extension = dot != name.npos && first != name.npos && dot > first;
  const std::string stem = strip(has_extension ? name.substr(0, dot) : name, 8);
  const std::string extension = has_extension ? strip(name.substr(dot + 1), 3) : std::string{};
  for (u32 n = 1; n < 1'000'000; ++n) {
    const std::string tail = fmt::format("~{}", n);
    const std::string text = stem.substr(0, 8 - tail.size()) + tail;
    ShortName s;
    s.fill(' ');
    std::ranges::copy(text, s.begin());
    std::ranges::copy(extension, s.begin() + 8);
    if (!taken(s)) return s;
  }
  throw FatError(fmt::format("there is no short name left for '{}'", name));
}

u8 checksum(const ShortName& n) {
  u8 sum = 0;
  for (const u8 c : n) sum = static_cast<u8>((sum << 7 | sum >> 1) + c);
  return sum;
}

std::vector<RawEntry> long_entries(std::string_view name, const ShortName& short_name) {
  static constexpr std::array<u8, long_part> places{1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
  const auto text = to_utf16(name);
  const std::size_t parts = (text.size() + long_part - 1) / long_part;
  std::vector<RawEntry> entries;
  for (std::size_t part = parts; part > 0; --part) {
    RawEntry e{};
    e[0] = static_cast<u8>(part | (part == parts ? 0x40 : 0));
    e[11] = 0x0f;
    e[13] = checksum(short_name);
    for (std::size_t n = 0; n < long_part; ++n) {
      const std::size_t at = (part - 1) * long_part + n;
      put16(e, places[n], at < text.size() ? text[at] : at == text.size() ? 0u : 0xffffu);
    }
    entries.push_back(e);
  }
  return entries;
}

}  // namespace emulator::fat

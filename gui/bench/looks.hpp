#pragma once
// The looks there are, by shelf. A new one is a row in its shelf's table.
#include <span>

#include "gui/bench/device.hpp"

namespace bench {

std::span<const Look> passive_looks();  // resistors, capacitors, transistors
std::span<const Look> light_looks();    // LEDs and pixels
std::span<const Look> hand_looks();     // buttons, knobs, switches
std::span<const Look> display_looks();
std::span<const Look> motion_looks();  // motors, relays, buzzers
std::span<const Look> sensor_looks();
const Look& module_look();  // everything else: a small board, or a chip with two rows of legs

// ---- what looks are made of
namespace ink {
constexpr Colour metal = rgb(0xb9bec4), dark_metal = rgb(0x83898f), gold = rgb(0xd8b04a), black = rgb(0x1f2226),
                 dark = rgb(0x34383e), white = rgb(0xf4f4f2), silk = rgb(0xf0f2ee), green_board = rgb(0x1f7a46),
                 blue_board = rgb(0x1d4f91), red_board = rgb(0xa8322d), purple_board = rgb(0x58357a),
                 black_board = rgb(0x24272b);
}
Colour lamp_colour(std::string_view name);  // "red" as an LED shines

// A shape of that body, a caption above it, everything moved down by the caption's height.
Shape captioned(const Facts&, double width, double height, std::vector<Leg>, std::vector<Control> = {});
void draw_caption(Pen&, const Facts&, const Shape&, Colour);
// All terminals in a column at the front (left, or right if flipped), ten apart, the first at `top`.
std::vector<Leg> column_of_legs(const Facts&, double width, double top);
void draw_pins(Pen&, const Facts&, const Shape&, Colour pad, Colour print);  // of such a column, with their names
// Two legs at the ends of a part that lies: the first at the front.
std::vector<Leg> ends(const Facts&, double width, double y);
void lamp(Pen&, Point, double radius, Colour full, double brightness);  // one point of light with its halo
std::vector<emulator::u8> rgb_of(const parts::Picture&, Colour dark, Colour full);

}  // namespace bench

#pragma once
// Light and dark.
namespace gui {
void use_style(bool dark, float scale);
}

#include "scenarios/bitmap.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace scenarios {

using emulator::u8;

namespace {

struct Image : png_image {
  Image() : png_image{} { version = PNG_IMAGE_VERSION; }
  Image(const Image&) = delete;
  ~Image() { png_image_free(this); }
  [[noreturn]] void fail() const { throw std::runtime_error(std::string{"is no PNG picture: "} + message); }
};

u8 grey(double light) { return static_cast<u8>(std::lround(255 * std::clamp(light, 0.0, 1.0))); }

}  // namespace

Bitmap bitmap_of(const parts::Picture& picture) {
  Bitmap bitmap{picture.width, picture.height};
  if (picture.colours.empty())
    for (const double light : picture.light) bitmap.rgb.insert(bitmap.rgb.end(), 3, grey(light));
  else
    for (const parts::Colour& colour : picture.colours)
      bitmap.rgb.insert(bitmap.rgb.end(), colour.begin(), colour.end());
  return bitmap;
}

std::vector<u8> to_png(const Bitmap& bitmap) {
  Image image;
  image.width = bitmap.width;
  image.height = bitmap.height;
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  if (!png_image_write_get_memory_size(image, size, 0, bitmap.rgb.data(), 0, nullptr)) image.fail();
  std::vector<u8> png(size);
  if (!png_image_write_to_memory(&image, png.data(), &size, 0, bitmap.rgb.data(), 0, nullptr)) image.fail();
  png.resize(size);
  return png;
}

Bitmap from_png(std::span<const u8> png) {
  Image image;
  if (!png_image_begin_read_from_memory(&image, png.data(), png.size())) image.fail();
  image.format = PNG_FORMAT_RGB;
  Bitmap bitmap{image.width, image.height};
  bitmap.rgb.resize(PNG_IMAGE_SIZE(image));
  const png_color black{};
  if (!png_image_finish_read(&image, &black, bitmap.rgb.data(), 0, nullptr)) image.fail();
  return bitmap;
}

Difference difference(const Bitmap& a, const Bitmap& b, unsigned levels) {
  Difference found;
  for (std::size_t point = 0; point < a.rgb.size() / 3; ++point) {
    const auto differs = [&](std::size_t i) {
      return static_cast<unsigned>(std::abs(int{a.rgb[3 * point + i]} - int{b.rgb[3 * point + i]})) > levels;
    };
    if (!differs(0) && !differs(1) && !differs(2)) continue;
    if (found.points++ == 0) {
      found.x = static_cast<unsigned>(point % a.width);
      found.y = static_cast<unsigned>(point / a.width);
    }
  }
  return found;
}

}  // namespace scenarios
